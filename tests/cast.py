"""Nine kinds of people, named by role, and the few more that tests of four eyes need."""

from types import SimpleNamespace

from django.contrib.auth.hashers import MD5PasswordHasher, make_password

from accounts.models import Grant, User
from actionplans.models import NationalCluster, TeamPlace
from partners.models import Affiliation, Engagement, Organisation
from sip.models import Owner
from workinggroups.models import Seat, SeatCategory, SupportTeamPlace

KINDS = (
    "anonymous", "partner", "stakeholder", "wg_member", "wg_lead", "sag", "glc_rome",
    "country_coord", "admin",
)  # fmt: skip


# Hashed once, by the cheap hasher that nothing but tests accepts: see conftest.py.
PASSWORD = make_password("a-password-for-tests", hasher=MD5PasswordHasher())


def person(name, **fields):
    user = User(email=f"{name}@example.org", name=name.replace("_", " ").title(), **fields)
    user.password = PASSWORD
    user.save()
    return user


def organisation(slug, engagement, **fields):
    made = Organisation.objects.create(
        slug=slug, name=slug.replace("-", " ").title(), **{"type": "ingo", **fields}
    )
    Engagement.objects.create(organisation=made, kind=engagement, starts_on="2024-01-01")
    return made


def seat(user, body, role=Seat.Role.MEMBER, in_organisation=None):
    if role == Seat.Role.LEAD:
        of_rome(user)
    return Seat.objects.create(
        person=user,
        body=Owner.objects.get(key=body),
        role=role,
        organisation=in_organisation,
        starts_on="2024-01-01",
        category=permanent() if body == "sag" else None,
    )


def of_rome(user):
    """Somebody of the support team, who may lead a group; it gives no right."""
    return SupportTeamPlace.objects.get_or_create(person=user, starts_on="2024-01-01")[0]


def permanent():
    """The category whose seats no GLM names and that have no end: the cast never wears out."""
    return SeatCategory.objects.get(key="lead-agency")


def grant(user, role):
    return Grant.objects.create(person=user, role=role, starts_on="2024-01-01")


def make_cast():
    """Make everybody. `wg_lead` and `wg_member` are the Training group's; `other_lead` leads
    Partnerships; `sag` is no focal point, `sag_training` is the Training group's."""
    ngo = organisation("international-ngo-a", "partner")
    firm = organisation("logistics-company-a", "stakeholder", type="private_sector")
    names = [
        *KINDS[1:], "deputy", "other_lead", "sag_training", "glc_rome2", "outsider",
    ]  # fmt: skip
    made = User.objects.bulk_create(
        User(
            email=f"{name}@example.org", name=name.replace("_", " ").title(), password=PASSWORD
        )
        for name in names
    )  # fmt: skip
    people = dict(zip(names, made, strict=True))
    since = {"starts_on": "2024-01-01"}
    Affiliation.objects.bulk_create(
        Affiliation(person=people[name], organisation=home, **since)
        for name, home in (("partner", ngo), ("wg_member", ngo), ("stakeholder", firm))
    )
    SupportTeamPlace.objects.bulk_create(
        SupportTeamPlace(person=people[name], **since) for name in ("wg_lead", "other_lead")
    )
    bodies = Owner.objects.in_bulk(["training", "partnerships", "sag"], field_name="key")
    always = permanent()
    Seat.objects.bulk_create(
        Seat(
            person=people[name],
            body=bodies[body],
            role=role,
            organisation=home,
            **since,
            category=always if body == "sag" else None,
        )
        for name, body, role, home in (
            ("wg_lead", "training", Seat.Role.LEAD, None),
            ("deputy", "training", Seat.Role.DEPUTY, None),
            ("wg_member", "training", Seat.Role.MEMBER, ngo),
            ("stakeholder", "training", Seat.Role.MEMBER, firm),
            ("other_lead", "partnerships", Seat.Role.LEAD, None),
            ("sag", "sag", Seat.Role.MEMBER, ngo),
            ("sag_training", "sag", Seat.Role.MEMBER, ngo),
            ("sag_training", "training", Seat.Role.SAG_FOCAL_POINT, None),
        )
    )
    Grant.objects.bulk_create(
        Grant(person=people[name], role=role, **since)
        for name, role in (
            ("glc_rome", Grant.Role.GLC_STAFF),
            ("glc_rome2", Grant.Role.GLC_STAFF),
            ("admin", Grant.Role.ADMINISTRATOR),
        )
    )
    cluster = NationalCluster.objects.create(slug="sample", name="Sample cluster")
    TeamPlace.objects.create(
        cluster=cluster,
        person=people["country_coord"],
        role=TeamPlace.Role.COORDINATOR,
        starts_on="2024-01-01",
    )
    return SimpleNamespace(**people, anonymous=None, ngo=ngo, firm=firm, cluster=cluster)
