"""A little of everything around an organisation: where it works, what it declared and offers, and
requests that wait for an answer."""

import datetime

from django.utils import timezone

from partners.committing import load_commitments
from partners.models import (
    Commitment,
    Confirmation,
    ConfirmedDeclaration,
    Contact,
    Declaration,
    Joining,
    Presence,
    RequestMove,
    Resource,
    ResourceRequest,
)
from tests.cast import organisation

KEY = 7001  # of the resource and of both requests, so that addresses can name them


def make_network(cast, at=None):
    """Make it for the cast's NGO, and a partner of the same kind beside it (`twin`)."""
    at = at or timezone.now()
    load_commitments()
    twin = organisation("twin-organisation", "partner")
    Presence.objects.create(organisation=cast.ngo, country="TCD", starts_on="2024-01-01")
    Contact.objects.create(
        organisation=cast.ngo, place=1, function="Logistics desk", email="desk@ngo.example.org"
    )
    item = Commitment.objects.get(number=1)
    declaration = Declaration.objects.create(
        organisation=cast.ngo, set=item.set, year=at.year - 1, signed_as="The director",
        confirmed_at=at - datetime.timedelta(days=300), confirmed_by=cast.partner, version=1,
    )  # fmt: skip
    Confirmation.objects.create(declaration=declaration, commitment=item, answer="applied")
    ConfirmedDeclaration.objects.create(
        declaration=declaration, confirmed_at=declaration.confirmed_at, confirmed_by=cast.partner,
        signed_as=declaration.signed_as,
        answers={item.number: {"answer": "applied", "comment": "", "evidence": ""}},
    )  # fmt: skip
    resource = Resource.objects.create(
        pk=KEY, organisation=cast.ngo, kind="personnel", title="Two logisticians",
        contact="Ask the logistics desk", expires_on=datetime.date(2099, 1, 1), offered_at=at,
        offered_by=cast.partner,
    )  # fmt: skip
    request = ResourceRequest.objects.create(
        pk=KEY, resource=resource, on_behalf_of="glc", need="Two drivers in May.", asked_at=at,
        asked_by=cast.glc_rome,
    )  # fmt: skip
    RequestMove.objects.create(
        request=request, state="waiting", text=request.need, at=at, by=cast.glc_rome
    )
    Joining.objects.create(
        pk=KEY, person=cast.outsider, organisation=cast.ngo, words="I lead its fleet.", asked_at=at
    )
    return twin
