"""What the pages of the back office share: see `base` for who may do what, and what is told."""

from accounts.office.acts import ActionAdmin, DatedAdmin, HoldsFilter
from accounts.office.base import ADMIN, GLC, NOBODY, OfficeAdmin
from accounts.office.forms import OfficeForm

__all__ = [
    "ADMIN", "GLC", "NOBODY", "ActionAdmin", "DatedAdmin", "HoldsFilter", "OfficeAdmin",
    "OfficeForm",
]  # fmt: skip
