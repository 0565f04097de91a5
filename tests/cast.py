"""Nine kinds of people, named by role, and the few more that tests of four eyes need."""

from types import SimpleNamespace

from accounts.models import Grant, User
from actionplans.models import NationalCluster, TeamPlace
from partners.models import Affiliation, Engagement, Organisation
from sip.models import Owner
from workinggroups.models import Seat

KINDS = (
    "anonymous", "partner", "stakeholder", "wg_member", "wg_lead", "sag", "glc_rome",
    "country_coord", "admin",
)  # fmt: skip


def person(name, **fields):
    user = User(email=f"{name}@example.org", name=name.replace("_", " ").title(), **fields)
    user.set_password("a-password-for-tests")
    user.save()
    return user


def organisation(slug, engagement, **fields):
    made = Organisation.objects.create(
        slug=slug, name=slug.replace("-", " ").title(), **{"type": "ingo", **fields}
    )
    Engagement.objects.create(organisation=made, kind=engagement, starts_on="2024-01-01")
    return made


def seat(user, body, role=Seat.Role.MEMBER, in_organisation=None):
    return Seat.objects.create(
        person=user,
        body=Owner.objects.get(key=body),
        role=role,
        organisation=in_organisation,
        starts_on="2024-01-01",
    )


def grant(user, role):
    return Grant.objects.create(person=user, role=role, starts_on="2024-01-01")


def make_cast():
    """Make everybody. `wg_lead` and `wg_member` are the Training group's; `other_lead` leads
    Partnerships; `sag` is no focal point, `sag_training` is the Training group's."""
    ngo = organisation("international-ngo-a", "partner")
    firm = organisation("logistics-company-a", "stakeholder", type="private_sector")
    people = {
        name: person(name)
        for name in (
            *KINDS[1:], "deputy", "other_lead", "sag_training", "glc_rome2", "outsider",
        )
    }  # fmt: skip
    for name, home in (("partner", ngo), ("wg_member", ngo), ("stakeholder", firm)):
        Affiliation.objects.create(person=people[name], organisation=home, starts_on="2024-01-01")
    seat(people["wg_lead"], "training", Seat.Role.LEAD)
    seat(people["deputy"], "training", Seat.Role.DEPUTY)
    seat(people["wg_member"], "training", in_organisation=ngo)
    seat(people["stakeholder"], "training", in_organisation=firm)
    seat(people["other_lead"], "partnerships", Seat.Role.LEAD)
    seat(people["sag"], "sag", in_organisation=ngo)
    seat(people["sag_training"], "sag", in_organisation=ngo)
    seat(people["sag_training"], "training", Seat.Role.SAG_FOCAL_POINT)
    grant(people["glc_rome"], Grant.Role.GLC_STAFF)
    grant(people["glc_rome2"], Grant.Role.GLC_STAFF)
    grant(people["admin"], Grant.Role.ADMINISTRATOR)
    cluster = NationalCluster.objects.create(slug="sample", name="Sample cluster")
    TeamPlace.objects.create(
        cluster=cluster,
        person=people["country_coord"],
        role=TeamPlace.Role.COORDINATOR,
        starts_on="2024-01-01",
    )
    return SimpleNamespace(**people, anonymous=None, ngo=ngo, firm=firm, cluster=cluster)
