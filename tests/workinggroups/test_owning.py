"""A group sets who delivers the activities it works on: its lead names them, nobody else does."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts import trail
from accounts.clock import today
from accounts.conflicts import Refused
from accounts.models import OutboxMail, User
from sip.assigning import end_responsibility, make_responsible
from sip.models import Activity, Owner, Responsibility
from sip.reporters import lines_due
from tests.edges import edges
from workinggroups import owning
from workinggroups.models import Seat, WorkingGroup

pytestmark = pytest.mark.django_db
ENGLISH = {"accept-language": "en"}
PAGE = "/groups/training/activities/3.1.1.2/"


@pytest.fixture
def naming(cast):
    """What the lead of the Training group says: Rome supports one of its activities."""
    return {
        "group": WorkingGroup.objects.get(owner__key="training"),
        "activity": Activity.objects.get(code="3.1.1.2"),
        "owner": Owner.objects.get(key="rome"), "role": "support", "starts_on": today(),
        "reason": "It keeps the platform.", "by": cast.wg_lead,
    }  # fmt: skip


@pytest.mark.long
def test_the_lead_names_a_body_and_the_trail_tells_it(naming, cast):
    row = owning.name_owner(**naming)
    assert (row.role, row.is_published, row.recorded_at.date()) == ("support", False, today())
    told = trail.rows_about(naming["activity"]).first()
    assert (told.verb, told.actor, told.on_behalf_of, told.reason) == (
        "responsibility_added", cast.wg_lead.ref, "training", "It keeps the platform.",
    )  # fmt: skip
    assert told.after["body"] == "rome"
    assert naming["activity"] in lines_due(today())[naming["owner"].pk]
    owning.take_back(group=naming["group"], responsibility=row, by=cast.wg_lead)
    tomorrow = today() + datetime.timedelta(days=1)
    assert naming["activity"] not in lines_due(tomorrow)[naming["owner"].pk]
    assert trail.rows_about(naming["activity"]).first().verb == "responsibility_ended"


@pytest.mark.long
@pytest.mark.parametrize(
    "who",
    edges(
        ["deputy", "wg_member", "stakeholder", "other_lead", "sag", "sag_training", "partner",
         "admin", "country_coord"],
        "deputy", "other_lead", "sag_training", "admin",
    ),
)  # fmt: skip
def test_nobody_else_names_or_takes_back_by_any_way(naming, cast, client, who):
    person, row = getattr(cast, who), owning.name_owner(**naming)
    other = naming | {"owner": Owner.objects.get(key="sag"), "by": person}
    with pytest.raises(PermissionDenied):
        owning.name_owner(**other)
    with pytest.raises(PermissionDenied):
        owning.take_back(group=naming["group"], responsibility=row, by=person)
    with pytest.raises(PermissionDenied):
        make_responsible(
            activity=naming["activity"], owner=other["owner"], starts_on=today(), by=person
        )
    with pytest.raises(PermissionDenied):
        end_responsibility(responsibility=row, ends_on=today(), by=person)
    client.force_login(person)
    sent = {"owner": "sag", "role": "support", "starts_on": f"{today():%d/%m/%Y}", "reason": "X"}
    assert client.post(PAGE, sent).status_code == 403
    assert client.post(f"/groups/training/owners/{row.pk}/end/").status_code == 403
    office = {"activity": row.activity_id, "owner": other["owner"].pk, "role": "support"}
    answer = client.post(reverse("admin:sip_responsibility_add"), office)
    assert answer.status_code in {302, 403}
    row.refresh_from_db()
    assert row.ends_on is None and row.activity.responsibilities.count() == 2
    assert PAGE not in client.get("/groups/training/").content.decode()


@pytest.mark.long
def test_a_lead_names_nobody_for_what_the_group_does_not_work_on(naming, cast, client):
    other = Activity.objects.get(code="1.1.1.2")
    with pytest.raises(PermissionDenied):
        owning.name_owner(**naming | {"activity": other})
    with pytest.raises(PermissionDenied):
        make_responsible(
            activity=naming["activity"], owner=naming["owner"], starts_on=today(), by=cast.wg_lead
        )
    row = other.responsibilities.get()
    with pytest.raises(PermissionDenied):
        owning.take_back(group=naming["group"], responsibility=row, by=cast.wg_lead)
    client.force_login(cast.wg_lead)
    for path in ("/groups/training/activities/1.1.1.2/", "/groups/training/activities/9.9.9.9/"):
        assert client.get(path).status_code == 404
    assert client.post(f"/groups/training/owners/{row.pk}/end/").status_code == 404
    # Once it is assigned to the group, the group works on it.
    other.assignments.create(owner=naming["group"].owner, reason="Agreed.", starts_on=today())
    assert owning.name_owner(**naming | {"activity": other}).pk


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"owner": None}, "owner"),
        ({"starts_on": datetime.date(2024, 1, 1)}, "starts_on"),
        ({"reason": " "}, "reason"),
        ({"role": "boss"}, "role"),
    ],
)
def test_what_does_not_fit_is_said_by_field(naming, change, field):
    with pytest.raises(ValidationError) as error:
        owning.name_owner(**naming | change)
    assert list(error.value.error_dict) == [field]


@pytest.mark.long
def test_a_body_is_named_once_in_a_role_and_never_one_of_a_country(naming, cast):
    owning.name_owner(**naming)
    with pytest.raises(ValidationError, match="already"):
        owning.name_owner(**naming)
    owning.name_owner(**naming | {"role": "organiser"})
    oag = Owner.objects.create(key="oag-sample", kind="oag", name=naming["owner"].name)
    with pytest.raises(ValidationError, match="body of the plan"):
        owning.name_owner(**naming | {"owner": oag})


@pytest.mark.long
def test_a_lead_ends_what_the_group_named_and_nothing_else(naming, cast, client):
    """Neither what the GLC added, by whichever page, nor what another group named."""
    own = owning.name_owner(**naming)
    by_glc = owning.name_owner(**naming | {"role": "organiser", "by": cast.glc_rome})
    added = make_responsible(
        activity=naming["activity"], owner=Owner.objects.get(key="sag"), starts_on=today(),
        by=cast.glc_rome,
    )  # fmt: skip
    other = Owner.objects.get(key="partnerships")
    Responsibility.objects.filter(pk=added.pk).update(named_by=other)
    foreign = Responsibility.objects.get(pk=added.pk)
    assert (own.named_by, by_glc.named_by) == (naming["group"].owner, None)
    client.force_login(cast.wg_lead)
    page = client.get(PAGE, headers=ENGLISH).content.decode()
    assert "Named by the GLC" in page and "Named by Training WG" in page
    for row in (by_glc, foreign):
        assert f"/owners/{row.pk}/end/" not in page
        with pytest.raises(Refused, match="ask the GLC"):
            owning.take_back(group=naming["group"], responsibility=row, by=cast.wg_lead)
        client.post(f"/groups/training/owners/{row.pk}/end/", headers=ENGLISH)
        row.refresh_from_db()
        assert row.ends_on is None
    assert f"/owners/{own.pk}/end/" in page
    client.force_login(cast.glc_rome)
    for row in (own, by_glc, foreign):
        assert client.post(f"/groups/training/owners/{row.pk}/end/").status_code == 302
        row.refresh_from_db()
        assert row.ends_on == today()


def test_what_the_sip_prints_no_group_named(naming):
    printed = naming["activity"].responsibilities.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Responsibility.objects.filter(pk=printed.pk).update(named_by=naming["group"].owner)


def told():
    return {mail.person for mail in OutboxMail.objects.filter(kind="responsibility")}


def test_those_concerned_are_told_in_their_language(naming, cast):
    """The Partnerships group is named by the Training group's lead: its lead, and as a copy the
    GLC; when the GLC ends it, the lead who named it too."""
    for person, language in ((cast.other_lead, "en"), (cast.glc_rome, "fr")):
        person.language = language
        person.save()
    row = owning.name_owner(**naming | {"owner": Owner.objects.get(key="partnerships")})
    assert told() == {cast.other_lead, cast.glc_rome, cast.glc_rome2}
    mail = OutboxMail.objects.get(person=cast.other_lead)
    assert mail.subject == "3.1.1.2: Partnerships WG is named" and mail.language == "en"
    for said in ("Wg Lead", "It keeps the platform.", "next quarter", "/plan/3.1.1.2/"):
        assert said in mail.text and said in mail.html
    assert "copies" not in mail.text
    copy = OutboxMail.objects.get(person=cast.glc_rome)
    assert "3.1.1.2" in copy.text and "/account/" in copy.text and copy.language == "fr"
    OutboxMail.objects.all().delete()
    owning.take_back(group=naming["group"], responsibility=row, by=cast.glc_rome)
    assert told() == {cast.other_lead, cast.wg_lead, cast.glc_rome2}
    assert "no longer named" in OutboxMail.objects.get(person=cast.other_lead).subject


@pytest.mark.long
def test_copies_may_be_declined_and_duties_may_not(naming, cast):
    User.objects.update(wants_copies=False)
    owning.name_owner(**naming | {"owner": Owner.objects.get(key="partnerships")})
    assert told() == {cast.other_lead}
    OutboxMail.objects.all().delete()
    owning.name_owner(**naming)
    assert told() == {cast.glc_rome, cast.glc_rome2}, "what Rome does is the GLC's own duty"
    OutboxMail.objects.all().delete()
    owning.name_owner(**naming | {"owner": Owner.objects.get(key="sag")})
    assert told() == {cast.sag, cast.sag_training}, "the SAG has no lead: its members"


@pytest.mark.long
def test_what_the_sip_prints_is_not_taken_back_and_nothing_ends_twice(naming, cast):
    printed = naming["activity"].responsibilities.get()
    with pytest.raises(Refused, match="amendment"):
        owning.take_back(group=naming["group"], responsibility=printed, by=cast.wg_lead)
    row = owning.name_owner(**naming)
    owning.take_back(group=naming["group"], responsibility=row, by=cast.wg_lead)
    with pytest.raises(Refused):
        owning.take_back(group=naming["group"], responsibility=row, by=cast.glc_rome)


@pytest.mark.long
def test_the_right_goes_with_the_seat_and_the_group(naming, cast, client):
    client.force_login(cast.wg_lead)
    assert client.get(PAGE).status_code == 200
    Seat.objects.filter(person=cast.wg_lead).update(ends_on="2025-01-01")
    assert client.get(PAGE).status_code == 403
    with pytest.raises(PermissionDenied):
        owning.name_owner(**naming)
    WorkingGroup.objects.filter(owner__key="training").update(dissolved_on="2026-01-01")
    with pytest.raises(Refused):
        owning.name_owner(**naming | {"by": cast.glc_rome})
    client.force_login(cast.glc_rome)
    assert client.get(PAGE).status_code == 404


@pytest.mark.long
def test_the_pages_name_and_take_back(naming, cast, client):
    client.force_login(cast.wg_lead)
    assert PAGE in client.get("/groups/training/").content.decode()
    sent = {"owner": "rome", "role": "support", "starts_on": f"{today():%d/%m/%Y}", "reason": ""}
    wrong = client.post(PAGE, sent | {"owner": "nobody"}, headers=ENGLISH)
    assert {one.anchor for one in wrong.context["errors"]} == {"id_owner", "id_reason"}
    assert client.post(PAGE, sent | {"reason": "It keeps it."})["Location"] == PAGE
    row = Responsibility.objects.get(activity__code="3.1.1.2", owner__key="rome")
    page = client.get(PAGE, headers=ENGLISH).content.decode()
    assert f"/groups/training/owners/{row.pk}/end/" in page and "Printed in the SIP" in page
    shown = client.get("/plan/3.1.1.2/", headers=ENGLISH).content.decode()
    assert "not printed in the SIP" in shown
    client.post(f"/groups/training/owners/{row.pk}/end/")
    row.refresh_from_db()
    assert row.ends_on == today()
