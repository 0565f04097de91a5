"""What may stand in an address of reports and meetings."""

from sip import quarters


class QuarterKey:
    """A quarter such as 2026-Q3."""

    regex = quarters.PATTERN

    def to_python(self, value):
        return value

    def to_url(self, value):
        return str(value)


class MeetingKey(QuarterKey):
    """A meeting by its year and month: 2026-11."""

    regex = r"20\d\d-(?:0[1-9]|1[0-2])"
