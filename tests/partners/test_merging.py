"""Two entries become one; nothing is lost, and the old address leads on."""

import datetime
import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import TrailRow
from partners import joining
from partners.actions import affiliate, change_organisation, engage
from partners.committing import declare
from partners.editing import change_entry, record_presence
from partners.merging import STAYS, merge
from partners.models import (
    Affiliation,
    CommitmentSet,
    Declaration,
    Engagement,
    Organisation,
    Presence,
)
from partners.offering import offer
from reporting.exports.datasets.meetings import organisations, people
from reporting.localfacts import _came
from reporting.models import Attendance
from sip.models import Meeting, Owner, PendingImport
from tests.exports.test_datasets import take
from tests.network import make_network
from workinggroups.actions import seat
from workinggroups.models import Seat

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 9, 1)
FAR = datetime.date(2099, 1, 1)
WHY = "The same registration number."


@pytest.fixture
def pair(cast):
    cast.twin = make_network(cast)
    return cast


def rows_of(organisation):
    """Count what points to an organisation, by relation."""
    return {
        relation.name: relation.related_model._base_manager.filter(
            **{relation.field.name: organisation}
        ).count()
        for relation in Organisation._meta.related_objects
    }


def test_everything_follows_but_the_history_of_each(pair):
    before, there = rows_of(pair.ngo), rows_of(pair.twin)
    assert {name for name, number in before.items() if number} >= {
        "seats", "affiliations", "presences", "declarations", "resources", "contacts",
    }  # fmt: skip
    merge(duplicate=pair.ngo, into=pair.twin, by=pair.glc_rome, reason=WHY, on=DAY)
    after, left = rows_of(pair.twin), rows_of(pair.ngo)
    for name in set(before) - STAYS:
        assert (after[name], left[name]) == (before[name] + there[name], 0), name
    assert (left["engagements"], after["contacts"]) == (1, 1)
    row = pair.ngo.engagements.get()
    assert row.ends_on == DAY - datetime.timedelta(days=1) and row.ended_at
    pair.twin.refresh_from_db()
    assert pair.ngo.name in pair.twin.aliases.splitlines()
    assert Organisation.objects.current().matching(pair.ngo.name).get() == pair.twin
    told = TrailRow.objects.first()
    assert told.verb == "organisation_absorbed" and told.reason == WHY


def test_what_both_have_stays_ended_with_the_duplicate(pair):
    Presence.objects.create(organisation=pair.twin, country="TCD", starts_on="2025-01-01")
    Affiliation.objects.create(person=pair.partner, organisation=pair.twin, starts_on="2025-01-01")
    merge(duplicate=pair.ngo, into=pair.twin, by=pair.glc_rome, reason=WHY, on=DAY)
    assert pair.ngo.presences.get().ends_on == pair.ngo.affiliations.get().ends_on
    assert pair.twin.presences.get().ends_on is None
    stayed = TrailRow.objects.first().after["stayed"]
    assert stayed == {
        "presences": [pair.ngo.presences.get().pk],
        "affiliations": [pair.ngo.affiliations.get().pk],
    }


@pytest.mark.long
def test_the_old_address_leads_on_however_many_merges_later(pair, client):
    client.force_login(pair.glc_rome)
    response = client.post(
        f"/partners/{pair.ngo.slug}/merge/",
        {"into": "twin organisation", "reason": WHY, "confirmed": pair.twin.slug},
    )
    assert response["Location"] == "/partners/twin-organisation/"
    engage(organisation=pair.firm, kind="partner", starts_on=DAY, by=pair.glc_rome)
    merge(duplicate=pair.twin, into=pair.firm, by=pair.glc_rome, reason=WHY)
    old = client.get(f"/partners/{pair.ngo.slug}/")
    assert (old.status_code, old["Location"]) == (302, f"/partners/{pair.firm.slug}/")
    assert "Twin Organisation" in client.get(old["Location"]).content.decode()
    assert client.get(f"/partners/{pair.ngo.slug}/edit/").status_code == 404
    assert "Twin Organisation</a>" not in client.get("/partners/").content.decode()


@pytest.mark.long
def test_what_moves_is_shown_first_and_nothing_moves_before_it_is_confirmed(pair, client):
    Presence.objects.create(organisation=pair.twin, country="TCD", starts_on="2025-01-01")
    before, there = rows_of(pair.ngo), rows_of(pair.twin)
    written = TrailRow.objects.count()
    client.force_login(pair.glc_rome)
    path, sent = f"/partners/{pair.ngo.slug}/merge/", {"into": pair.twin.name, "reason": WHY}
    page = client.post(path, sent, headers={"accept-language": "en"})
    parts = {part.name: (part.moves, part.stays) for part in page.context["parts"]}
    assert parts["Seats"] == (before["seats"], 0)
    assert parts["Presences in countries"] == (before["presences"] - 1, 1)
    text = page.content.decode()
    assert "International Ngo A becomes a part of Twin Organisation" in text and WHY in text
    assert (rows_of(pair.ngo), rows_of(pair.twin)) == (before, there)
    assert TrailRow.objects.count() == written
    page = client.post(path, sent | {"again": "1"})
    assert page.context["parts"] is None and WHY in page.content.decode()
    page = client.post(path, sent | {"confirmed": "another"})  # the answer changed meanwhile
    assert page.context["parts"] and rows_of(pair.ngo) == before
    assert client.post(path, sent | {"confirmed": pair.twin.slug}).status_code == 302
    after = rows_of(pair.twin)
    assert after["seats"] == there["seats"] + parts["Seats"][0]
    assert after["presences"] == there["presences"] + parts["Presences in countries"][0]


def test_no_merge_into_itself_by_any_way(pair, client):
    with pytest.raises(ValidationError, match="itself"):
        merge(duplicate=pair.ngo, into=pair.ngo, by=pair.glc_rome, reason=WHY)
    client.force_login(pair.glc_rome)
    path = f"/partners/{pair.ngo.slug}/merge/"
    page = client.post(
        path, {"into": pair.ngo.name, "reason": WHY}, headers={"accept-language": "en"}
    )
    assert "cannot be merged into itself" in page.content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.filter(pk=pair.ngo.pk).update(merged_into=pair.ngo.pk)


def test_a_merge_seats_no_stakeholder_in_the_sag(pair):
    with pytest.raises(ValidationError, match="Sag"):
        merge(duplicate=pair.ngo, into=pair.firm, by=pair.glc_rome, reason=WHY)
    assert pair.ngo.seats.exists()


@pytest.fixture
def merged(pair):
    """The NGO's entry, which went on in the twin's."""
    merge(duplicate=pair.ngo, into=pair.twin, by=pair.glc_rome, reason=WHY, on=DAY)
    pair.ngo.refresh_from_db()
    return pair


def test_a_merged_entry_takes_nothing_new_by_any_action(merged):
    gone, by, other = merged.ngo, {"by": merged.glc_rome}, {"acronym": "X"}
    whole = CommitmentSet.objects.get(key="global")
    for act in (
        lambda: engage(organisation=gone, kind="observer", starts_on=DAY, **by),
        lambda: affiliate(person=merged.outsider, organisation=gone, starts_on=DAY, **by),
        lambda: record_presence(organisation=gone, country="KEN", starts_on=DAY, **by),
        lambda: change_entry(organisation=gone, version=gone.version, changes=other, **by),
        lambda: change_organisation(organisation=gone, changes=other, **by),
        lambda: declare(
            organisation=gone, set=whole, year=2026, version=0, signed_as="The director",
            answers={1: {"answer": "applied"}}, confirm=True, **by,
        ),
        lambda: offer(
            organisation=gone, kind="personnel", title="Drivers", expires_on=FAR, **by
        ),
        lambda: seat(
            body=Owner.objects.get(key="training"), person=merged.outsider, role="member",
            organisation=gone, starts_on=DAY, **by,
        ),
    ):  # fmt: skip
        with pytest.raises(ValidationError, match="merged"):
            act()
    with pytest.raises(ValidationError, match="already"):
        merge(duplicate=gone, into=merged.firm, reason=WHY, **by)
    with pytest.raises(PermissionDenied):
        joining.ask(organisation=gone, words="Me.", by=merged.outsider)


@pytest.mark.long
def test_a_merged_entry_takes_nothing_new_by_page_back_office_or_file(merged, client):
    client.force_login(merged.glc_rome)
    gone = merged.ngo
    for page in ("edit", "commitments", "offer", "merge", "join"):
        assert client.post(f"/partners/{gone.slug}/{page}/", {"version": 0}).status_code == 404, (
            page
        )
    seats, rows = Seat.objects.count(), TrailRow.objects.count()
    body = Owner.objects.get(key="training")
    for model, data in (
        ("workinggroups_seat", {"body": body.pk, "person": merged.outsider.pk, "role": "member"}),
        ("partners_engagement", {"kind": "partner"}),
        ("partners_affiliation", {"person": merged.outsider.pk, "role": "member"}),
        ("partners_presence", {"country": "KEN"}),
    ):
        path = reverse(f"admin:{model}_add")
        answer = client.post(path, {"organisation": gone.pk, "starts_on": "2026-10-01", **data})
        assert answer.status_code == 200, model
        assert answer.context["adminform"].form.errors["organisation"], model
    for model, lines in (
        ("workinggroups_seat", [
            "body,person,organisation,role,starts_on,ends_on",
            f"training,{merged.outsider.email},{gone.slug},member,2026-10-01,",
        ]),
        ("partners_organisation", [
            "slug,name,engagement_kind,engaged_from", f"{gone.slug},{gone.name},partner,2026-10-01"
        ]),
    ):  # fmt: skip
        file = SimpleUploadedFile("file.csv", "\n".join(lines).encode())
        client.post(reverse(f"admin:{model}_import"), {"file": file})
        errors = PendingImport.objects.latest("made_at").preview["errors"]
        assert "merged" in str(errors) or "fusionnée" in str(errors), model
    assert (Seat.objects.count(), TrailRow.objects.count()) == (seats, rows)


def test_a_merged_entry_takes_nothing_new_by_whatever_row(merged):
    """The database refuses it for every table that points to an organisation, of whatever app."""
    tried = set()
    apart = {"merged", "engagements"}  # below: other rules hold them too
    for relation in Organisation._meta.related_objects:
        if relation.name in apart:
            continue
        rows = relation.related_model._base_manager.filter(**{relation.field.name: merged.twin})
        for one in rows[:1]:
            name = f"{relation.related_model._meta.db_table}_{relation.field.column}_not_merged"
            back = rows.model._base_manager.filter(pk=one.pk)
            with pytest.raises(IntegrityError, match=name), transaction.atomic():
                back.update(**{relation.field.name: merged.ngo})
            tried.add(relation.name)
    assert tried >= {
        "seats", "affiliations", "presences", "declarations", "resources", "contacts", "joinings",
    }  # fmt: skip
    new = Presence(organisation=merged.ngo, country="KEN", starts_on=DAY)
    past = {"starts_on": "2020-01-01", "ends_on": "2020-12-31"}
    engaged = Engagement(organisation=merged.ngo, kind="observer", **past)
    firm = Organisation.objects.filter(pk=merged.firm.pk)
    for add in (
        new.save,
        engaged.save,
        lambda: Presence.objects.bulk_create([new]),
        lambda: firm.update(merged_into=merged.ngo),
    ):
        with pytest.raises(IntegrityError, match="not_merged"), transaction.atomic():
            add()
    # What it had can still be ended.
    held = merged.ngo.engagements.get()
    held.ends_on = datetime.date(2026, 8, 1)
    held.save()


@pytest.mark.parametrize("who", ["partner", "sag", "admin"])
def test_the_glc_alone_merges(pair, who):
    with pytest.raises(PermissionDenied):
        merge(duplicate=pair.ngo, into=pair.twin, by=getattr(pair, who), reason=WHY)
    assert Engagement.objects.filter(ends_on=None).count() == 3


@pytest.fixture
def same_twice(pair):
    """Both entries declared for one year and came to one GLM: what the other has too stays."""
    glm = Meeting.objects.create(key="2026-06", starts_on="2026-06-16", ends_on="2026-06-18")
    whole = CommitmentSet.objects.get(key="global")
    for one in (pair.ngo, pair.twin):
        Attendance.objects.create(meeting=glm, organisation=one, onsite=3)
        told = Declaration.objects.create(
            organisation=one, set=whole, year=2027, signed_as="The director",
            confirmed_at=timezone.now(), confirmed_by=pair.glc_rome,
        )  # fmt: skip
        for item in whole.commitments.all()[:2]:
            told.confirmations.create(commitment=item, answer="applied")
    merge(duplicate=pair.ngo, into=pair.twin, by=pair.glc_rome, reason=WHY)
    pair.glm = glm
    return pair


@pytest.mark.long
def test_what_stayed_with_a_merged_entry_is_shown_with_the_one_that_goes_on(same_twice, client):
    page = client.get("/partners/twin-organisation/", headers={"accept-language": "en"})
    text = " ".join(page.content.decode().split())
    assert "It had declared its commitments for 2027" in text and "2 of 2 answers" in text
    assert "It was at GLM 2026-06 too, with 3 people." in text


def test_what_stayed_with_a_merged_entry_stays_in_the_export(same_twice, client):
    client.force_login(same_twice.glc_rome)
    rows = json.loads(take(client, "commitments", "json"))["rows"]
    found = [row for row in rows if row["org_code"] == "twin-organisation" and row["year"] == 2027]
    under = sorted(row["declared_under"] or "" for row in found)
    assert under == ["", "", same_twice.ngo.slug, same_twice.ngo.slug]


def test_a_merged_pair_is_one_organisation_at_a_meeting(same_twice, client):
    meeting = Meeting.objects.prefetch_related("attendances").get(pk=same_twice.glm.pk)
    assert organisations(meeting) == 1 and people(meeting, None) == 6
    came = _came(Attendance.objects.order_by())
    assert came == {meeting.pk: {same_twice.twin.pk}}
