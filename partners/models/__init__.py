"""Organisations, how they are engaged, what they promise and what they can bring."""

from partners.models.commitments import (
    Answer,
    Commitment,
    CommitmentSet,
    Confirmation,
    ConfirmedDeclaration,
    Declaration,
)
from partners.models.offers import RequestMove, Resource, ResourceRequest
from partners.models.organisations import Contact, Organisation, Presence
from partners.models.people import Affiliation, Engagement, Joining, Looked

__all__ = [
    "Affiliation", "Answer", "Commitment", "CommitmentSet", "Confirmation",
    "ConfirmedDeclaration", "Contact", "Declaration", "Engagement", "Joining", "Looked",
    "Organisation", "Presence", "RequestMove", "Resource", "ResourceRequest",
]  # fmt: skip
