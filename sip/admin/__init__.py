"""The plan in the back office, module by module."""

from sip.admin import bodies, frame, plan, record

__all__ = ["bodies", "frame", "plan", "record"]
