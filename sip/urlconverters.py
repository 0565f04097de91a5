"""What may stand in an address of the plan."""


class Code:
    """A published code: numbers and full stops, such as 2.3.2.1."""

    regex = r"[0-9]{1,3}(?:\.[0-9]{1,3}){0,4}"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return str(value)
