"""The plan in the back office, module by module."""

from sip.admin import bodies, frame, plan, record, registers

__all__ = ["bodies", "frame", "plan", "record", "registers"]
