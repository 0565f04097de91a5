"""What to say of a code that the plan does not have."""

from typing import NamedTuple

from sip.models import Activity, Output


class Hint(NamedTuple):
    """The output whose code the wanted one begins with, and the codes that it really holds."""

    output: str
    first: str
    last: str


def hint_for_code(code):
    """Return a `Hint` for an unknown code, or None.

    The SIP numbers irregularly: output 2.2.2 holds 2.3.2.1 to 2.3.2.4 (001_b7fb176d4c28d299.txt),
    so that somebody who looks for 2.2.2.1 deserves to be told.
    """
    output = Output.objects.filter(code=code.rpartition(".")[0]).first()
    if output is None:
        return None
    codes = list(
        Activity.objects.current()
        .filter(output=output)
        .order_by("order")
        .values_list("code", flat=True)
    )
    return Hint(output.code, codes[0], codes[-1]) if codes else None
