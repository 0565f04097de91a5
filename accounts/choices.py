"""Columns that hold one of a few words."""

from django.db.models import CheckConstraint, Q
from django.utils.translation import gettext_lazy as _


def one_of(field, *keys, name=""):
    """Return the constraint that `field` holds one of the keys of its choices and nothing else,
    whatever way in was taken. Where the field may stay empty, "" is one of them."""
    return CheckConstraint(
        condition=Q(**{f"{field}__in": list(keys)}),
        name=name or f"%(class)s_known_{field}",
        violation_error_message=_("Choose one of the answers that are offered."),
    )
