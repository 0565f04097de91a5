"""Every dataset to take away: one list of columns, HXL, the same rights as the pages."""

import copy
import csv
import datetime
import io
import json
import re

import pytest
from django.apps import apps
from django.db.models import ForeignObjectRel
from django.urls import reverse
from django.utils import timezone, translation

from accounts.clock import start_of_day
from actionplans.actions.ccpm import record_survey
from actionplans.loading import load_sample_plan
from actionplans.models import ActionPlan, AdvisoryBody, NationalCluster
from partners.committing import declare, load_commitments
from partners.models import CommitmentSet
from partners.offering import offer
from reporting.exports.datasets import DATASETS, Reader, table_of
from reporting.exports.formats import FORMATS
from reporting.meetings import actions
from reporting.models import Attendance
from sip.models import Activity, Owner
from sip.registers.actions import add_lesson, record_decision
from sip.registers.motions import put_motion
from sip.tables.cells import restored
from sip.translated import Translated
from tests.cast import organisation
from tests.edges import edges
from tests.exports.conftest import CANARY
from tests.exports.hxl import faults, faults_of_tag
from tests.exports.reading import READERS, body
from workinggroups.meetings import put_down
from workinggroups.models import GroupMeeting

pytestmark = pytest.mark.django_db

# As agreed with those who read the files: names and hashtags, in this order, others between them.
AGREED = {
    "progress_reports": {
        "report_id": "#meta+id", "period": "#meta+period", "period_start": "#date+start",
        "period_end": "#date+end", "reporting_body_code": "#org+reporting+code",
        "reporting_body": "#org+reporting+name+i_fr",
        "presented_at_glm": "#activity+meeting+code", "report_status": "#status+report+code",
        "submitted_on": "#date+submitted", "reviewed_on": "#date+approved",
        "activity_code": "#activity+activity+code", "activity_status": "#status+activity+code",
        "rag": "#status+rag+code", "achievements": "#description+achievements+i_fr",
        "challenges": "#description+challenges+i_fr",
        "next_steps": "#description+nextsteps+i_fr",
        "support_needed": "#description+support+i_fr",
    },
    "organisations": {
        "org_code": "#org+code", "name": "#org+name", "acronym": "#org+acronym",
        "type_code": "#org+type+code", "type": "#org+type+name+i_fr",
        "reliefweb_type_id": "#org+type+code+v_rw_orgtype",
        "engagement": "#org+engagement+code", "is_local_national_actor": "#org+lna+bool",
        "countries": "#country+code+v_iso3+list", "joined_on": "#date+start",
        "left_on": "#date+end", "status": "#status+code",
        "url": "#org+url",
    },
    "commitments": {
        "org_code": "#org+code", "org": "#org+name", "commitment_no": "#indicator+commitment+code",
        "commitment": "#indicator+commitment+name+i_fr", "acknowledged": "#status+code",
        "acknowledged_on": "#date+approved",
    },
    "action_plan": {
        "plan_id": "#meta+id", "country_code": "#country+code+v_iso3",
        "country": "#country+name+i_fr", "cluster_code": "#sector+cluster+code+v_ocha_clusters",
        "plan_year": "#date+year", "section_code": "#activity+function+code",
        "row_no": "#meta+row+num", "action_no": "#activity+action+code",
        "frequency": "#frequency+code", "due_date": "#date+end+planned", "status": "#status+code",
        "completed_on": "#date+end+actual", "updated_on": "#date+reported",
    },
    "ccpm_results": {
        "country_code": "#country+code+v_iso3",
        "cluster_code": "#sector+cluster+code+v_ocha_clusters", "survey_start": "#date+start",
        "survey_end": "#date+end", "function_code": "#activity+function+code",
        "subfunction_code": "#activity+subfunction+code",
        "subfunction": "#activity+subfunction+name+i_en", "score_pct": "#indicator+score+pct",
        "rating": "#status+rating+code", "responses": "#indicator+responses+num",
        "invited": "#indicator+invited+num",
    },
    "localisation_indicators": {
        "period": "#meta+period", "as_of": "#date+reported", "scope": "#meta+scope",
        "country_code": "#country+code+v_iso3", "body_code": "#org+body+code",
        "indicator_code": "#indicator+code",
        "indicator": "#indicator+name+i_en", "numerator": "#indicator+numerator+num",
        "denominator": "#indicator+denominator+num", "value_pct": "#indicator+value+pct",
        "method": "#meta+method",
    },
    "working_groups": {
        "wg_code": "#org+wg+code", "name_fr": "#org+wg+name+i_fr", "name_en": "#org+wg+name+i_en",
        "pillars": "#activity+pillar+code+list", "sip_items": "#activity+code+list",
        "cross_cutting_theme": "#subsector+theme+name+i_fr", "status": "#status+code",
        "established_on": "#date+start", "mandate_ends_on": "#date+end+planned",
        "dissolved_on": "#date+end+actual", "lead_org": "#org+lead+name",
        "sag_focal_org": "#org+sag+name", "members": "#indicator+members+num",
        "lna_members": "#indicator+lna+num",
    },
    "meetings": {
        "meeting_code": "#activity+meeting+code", "type": "#activity+meeting+type",
        "title": "#activity+meeting+name+i_en", "start": "#date+start", "end": "#date+end",
        "mode": "#modality+code", "country_code": "#country+code+v_iso3", "city": "#loc+name",
        "languages": "#meta+language+list", "interpretation": "#service+interpretation+list",
        "participants": "#indicator+participants+num", "organisations": "#indicator+orgs+num",
        "lna_organisations": "#indicator+lna+num", "note_for_record_url": "#meta+url",
    },
}  # fmt: skip

every_dataset = pytest.mark.parametrize("name", DATASETS)


@pytest.fixture(scope="module")
def standing_full(standing_autumn):
    with translation.override("en"):
        fill(standing_autumn.cast, standing_autumn.glms)
    return standing_autumn


@pytest.fixture(autouse=True)
def full(standing_full, db):
    """The people of the autumn of 2026, with a row in every dataset; closed things hold the word
    “closed”."""
    return copy.deepcopy(standing_full.cast)


@pytest.fixture
def glms(standing_full, db):
    return copy.deepcopy(standing_full.glms)


def fill(autumn, glms):
    june, by = glms["june"], {"by": autumn.glc_rome2}
    june.languages, june.interpretation = ["en", "fr"], ["ar"]
    june.save()
    june.sites.create(place="Nairobi", country="KE")
    actions.add_attendance(meeting=june, organisation=autumn.ngo, onsite=2, online=1, **by)
    for title, audience in (("Plan", "all"), ("closed session", "partners")):
        actions.add_session(
            meeting=june, title=Translated.of(fr=title), audience=audience,
            begins_at=start_of_day(june.starts_on), **by,
        )  # fmt: skip
    actions.add_document(
        meeting=june, kind="note", title="NfR", language="fr", audience="partners",
        url="https://example.org/closed-note", **by,
    )  # fmt: skip
    record_decision(
        taken_by="glm", meeting=june, taken_on=june.starts_on, votes=(9, 1, 0),
        text=Translated.of(fr="=Décider"), owner=Owner.objects.get(key="rome"), **by,
    )  # fmt: skip
    put_motion(
        meeting=glms["november"], text=Translated.of(fr="=Décider ?"),
        asked_by=Owner.objects.get(key="sag"), **by,
    )  # fmt: skip
    offer(
        organisation=autumn.ngo, kind="equipment", title="Trucks", countries=["KEN"],
        languages=["fr"], expires_on=datetime.date(2031, 1, 1), contact="someone@example.org",
        **by,
    )  # fmt: skip
    add_lesson(lesson=Translated.of(fr="Prévoir."), source="X", learnt_on=june.starts_on, **by)
    load_commitments()
    declare(
        organisation=autumn.ngo, set=CommitmentSet.objects.get(key="global"), year=2026, version=0,
        answers={1: {"answer": "applied", "comment": "=Oui"}}, signed_as="The director",
        confirm=True, **by,
    )  # fmt: skip
    training = Owner.objects.get(key="training")
    held = put_down(
        body=training, subject="=Modules", held_on=june.starts_on, begins_at=datetime.time(14, 30),
        languages=["fr", "en"], interpretation=["ar"], place="Rome", mode="hybrid",
        minutes_url="https://example.org/group-minutes", minutes_languages=["fr"],
        by=autumn.wg_lead,
    )  # fmt: skip
    held.attendances.create(organisation=autumn.ngo)
    load_sample_plan()
    cluster = NationalCluster.objects.get(slug="exemple")
    record_survey(
        cluster=cluster, starts_on=june.starts_on, ends_on=june.ends_on, scores={"standards": 62.5},
        responses={"un": [4, 3]}, **by,
    )  # fmt: skip
    ActionPlan.objects.create(cluster=autumn.cluster, year=2026, title="closed draft")


def take(client, name, kind="csv", **query):
    response = client.get(reverse("dataset", args=[name, kind]), query)
    assert response.status_code == 200, response.headers.get("Location")
    return body(response)


def rows_of(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@every_dataset
def test_its_columns_have_names_titles_and_valid_hashtags(name):
    columns = DATASETS[name].columns
    assert len({one.name for one in columns}) == len(columns)
    for language in ("fr", "en"):
        assert not [
            f"{one.name} {fault}"
            for one in columns
            for fault in faults_of_tag(one.hashtag(language))
        ]
    for one in columns:
        assert str(one.title) and one.name == one.name.lower() and one.kind


@pytest.mark.parametrize("name", AGREED)
def test_it_keeps_the_names_and_hashtags_that_were_agreed(name):
    has = {one.name: one.hashtag("fr") for one in DATASETS[name].columns}
    kept = {key: tag for key, tag in has.items() if key in AGREED[name]}
    assert list(kept.items()) == list(AGREED[name].items())


def test_every_file_passes_the_rules_of_hxl(client, full):
    client.force_login(full.glc_rome)
    for name in DATASETS:
        for language in ("fr", "en"):
            table = rows_of(take(client, name, language=language))
            assert len(table) > 2, name
            assert faults(table) == [], name


def test_the_validator_sees_faults():
    head = ["Quarter", "Country", "Word", "Word", "Number"]
    tags = ["#date+start", "#country+code+v_iso3", "#output", "#org+name+fr", "#indicator+a+num"]
    row = ["2026-Q3", "Kenya", "", "", "many"]
    assert len(faults([head, tags, row])) == 5
    assert faults([head]) and faults([["a"], ["#org"], ["b"]]) == []
    assert faults([["a", "b"], ["#org+a+b", "#org+b+a"]]) and faults_of_tag("#Org +name")


def test_every_format_holds_the_same_and_says_what_it_is(client, full):
    client.force_login(full.partner)
    for name in DATASETS:
        plain = rows_of(take(client, name))
        for kind in ("xlsx", "json"):
            titles, tags, rows = READERS[kind](take(client, name, kind))
            assert [titles, tags] == plain[:2], (name, kind)
            assert len(rows) == len(plain) - 2, (name, kind)
        told = json.loads(take(client, name, "json"))
        assert {one["type"] for one in told["columns"]} <= {
            "text", "code", "day", "number", "boolean", "link", "list",
        }  # fmt: skip
    response = client.get(reverse("dataset", args=["meetings", "xlsx"]), {"language": "fr"})
    assert response["Content-Disposition"].endswith('-fr.xlsx"')
    assert response["Content-Language"] == "fr"


def test_the_row_of_hashtags_can_be_left_out(client, full):
    table = rows_of(take(client, "meetings", hashtags="0"))
    assert table[1][0] == "2026-11"
    titles, first, *_rest = READERS["xlsx"](take(client, "meetings", "xlsx", hashtags="0"))
    assert first[0] == "2026-11" and len(titles) == len(first)


@pytest.mark.long
def test_the_page_says_about_how_large_each_file_is(client, full):
    client.force_login(full.glc_rome)
    client.cookies["django_language"] = "en"
    page = client.get(reverse("datasets"))
    for offered in page.context["offered"]:
        assert [kind for kind, _url, _size in offered.files] == ["CSV", "XLSX", "JSON"]
        assert all(size for _kind, _url, size in offered.files)
    shown = page.content.decode()
    assert shown.count(", about ") == 3 * len(DATASETS)
    metadata = client.get(reverse("dataset-metadata", args=["meetings"]) + "?language=en").content
    told = f"Metadata for HDX (JSON, {len(metadata) / 1024:.1f} KB)"
    assert told in shown.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.long
@pytest.mark.parametrize("kind", READERS)
def test_what_a_file_is_said_to_weigh_is_near_what_it_weighs(client, full, kind):
    client.force_login(full.glc_rome)
    client.cookies["django_language"] = "en"
    said = {
        one.dataset.name: {name.lower(): size for name, _url, size in one.files}
        for one in client.get(reverse("datasets")).context["offered"]
    }
    for name in DATASETS:
        size = len(take(client, name, kind, language="en"))
        assert said[name][kind] / 4 < size < said[name][kind] * 2, name  # here people write little


@pytest.mark.long
def test_the_page_says_how_large_a_table_was_when_it_was_last_taken(client, full):
    client.cookies["django_language"] = "en"
    before = client.get(reverse("datasets")).context["offered"]
    size = len(take(client, "meetings", language="en"))
    shown = client.get(reverse("datasets")).context["offered"]
    found = {one.dataset.name: one.files[0][2] for one in shown}
    assert found["meetings"] == size
    about = {one.dataset.name: one.files[0][2] for one in before}
    client.force_login(full.partner)  # has other columns: another size
    again = {one.dataset.name: one.files[0][2] for one in
             client.get(reverse("datasets")).context["offered"]}  # fmt: skip
    assert again["meetings"] == about["meetings"]


@pytest.mark.long
def test_visitors_get_what_is_public_and_no_more(client, full):
    closed = [one.name for one in DATASETS.values() if not one.is_public]
    assert set(closed) == {
        "progress_reports", "commitments", "decisions_asked", "decisions",
        "lessons_learned", "action_plan", "ccpm_results",
    }  # fmt: skip
    for name in closed:
        response = client.get(reverse("dataset", args=[name, "csv"]))
        assert response.status_code == 302 and "/login/" in response["Location"]
        assert client.get(reverse("dataset-metadata", args=[name])).status_code == 404
    page = client.get(reverse("datasets")).content.decode()
    assert "7 tables more" in page and "Quarterly progress reports" not in page


@pytest.mark.parametrize(
    ("who", "sees_closed", "sees_drafts"),
    edges(
        [
            ("anonymous", False, False), ("stakeholder", False, False), ("partner", True, False),
            ("wg_lead", True, False), ("glc_rome", True, True), ("sag", True, True),
        ],
        "stakeholder", "partner", "sag",
    ),
)  # fmt: skip
def test_a_file_holds_what_the_person_sees_on_the_pages(
    client, full, who, sees_closed, sees_drafts
):
    if person := getattr(full, who):
        client.force_login(person)
    open_ones = [one.name for one in DATASETS.values() if person or one.is_public]
    content = {
        name: b"".join(take(client, name, kind) for kind in ("csv", "json")).decode()
        for name in open_ones
    }
    assert (CANARY in "".join(content.values())) is sees_drafts
    assert ("closed session" in content["sessions"]) is sees_closed
    assert ("closed-note" in content["meetings"]) is sees_closed
    assert "@example.org" not in "".join(content.values()), "no address of a person"
    assert "The director" not in "".join(content.values())
    for someone in (full.wg_lead, full.glc_rome2, full.sag):
        assert someone.name not in "".join(content.values()), "no name of a person"
    if person:
        page = client.get(reverse("reports")).content.decode()
        ids = {
            row["report_id"] for row in json.loads(take(client, "progress_reports", "json"))["rows"]
        }
        assert all(reverse("report", args=one.split("/")) in page for one in ids)


def test_missing_is_not_zero(client, full):
    november, june = json.loads(take(client, "meetings", "json"))["rows"]
    assert (november["organisations"], november["participants"]) == (None, None)
    assert (june["organisations"], june["participants"], june["lna_organisations"]) == (1, 3, 0)
    assert (june["country_code"], june["languages"]) == ("KEN", ["en", "fr"])


def test_no_text_is_a_formula_and_each_comes_back_unchanged(client, full):
    names = ["=cmd()", "+1", "-1+2", "@x", "\tx", "'=x", "# 5", "٣ عربي 🚚", '"a",\n"b"', "x" * 150]
    for number, name in enumerate(names):
        organisation(f"odd-{number}", "partner", acronym=name[:40]).save()
    for kind in READERS:
        content = take(client, "organisations", kind)
        if kind == "csv":
            cells = {restored(row[2]) for row in rows_of(content)}
            assert not [c for row in rows_of(content)[2:] for c in row if c[:1] in set("=+-@\t")]
        else:
            cells = {row[2] for row in READERS[kind](content)[2]}
        assert {name[:40] for name in names} <= cells, kind


def test_addresses_that_name_nothing_are_answered_so(client, full):
    for name, kind in (("nothing", "csv"), ("meetings", "exe"), ("meetings", "docx")):
        assert client.get(reverse("dataset", args=[name, kind])).status_code == 404
    assert take(client, "meetings", language="xx", hashtags="maybe")


@pytest.mark.long
def test_the_metadata_say_what_the_exchange_asks(client):
    for dataset in DATASETS.values():
        if not dataset.is_public:
            continue
        response = client.get(reverse("dataset-metadata", args=[dataset.name]))
        told = response.json()
        asked = {
            "name", "title", "private", "notes", "dataset_source", "owner_org", "maintainer",
            "dataset_date", "data_update_frequency", "groups", "license_id", "methodology", "tags",
            "caveats", "resources",
        }  # fmt: skip
        assert set(told) == asked
        assert told["private"] is False and all(told[key] for key in asked - {"private"})
        assert "latest" not in told["title"].lower() and "SIP" not in told["title"]
        for resource in told["resources"]:
            address = resource["url"].split("/exports/")[1]
            assert client.get(f"/exports/{address}").status_code == 200
        assert response["Content-Disposition"] == 'attachment; filename="metadata.json"'


@pytest.mark.long
@every_dataset
def test_the_queries_do_not_grow_with_the_rows(client, full, queries, name, grown):
    client.force_login(full.partner)
    columns = FORMATS["csv"]

    def read():
        reader = Reader(full.partner, "en")
        for _piece in columns.pieces(table_of(DATASETS[name], reader)):
            pass

    read()
    few = queries(read)
    grown(name)
    assert queries(read) == few <= 20


@pytest.fixture
def grown(full, glms):
    """Make a dataset ten rows longer."""

    def grow(name):
        june, by = glms["june"], {"by": full.glc_rome2}
        for number in range(10):
            text = Translated.of(fr=f"Numéro {number}.")
            made = organisation(f"more-{number}", "partner")
            if name == "attendance":
                Attendance.objects.create(meeting=june, organisation=made, onsite=1)
            elif name == "sessions":
                actions.add_session(
                    meeting=june, title=text, begins_at=start_of_day(june.starts_on), **by
                )
            elif name == "decisions":
                record_decision(
                    taken_by="sag", taken_on=june.starts_on, text=text,
                    activity=Activity.objects.first(), owner=Owner.objects.first(), **by,
                )  # fmt: skip
            elif name == "decisions_asked":
                put_motion(
                    meeting=glms["november"], text=text, asked_by=Owner.objects.first(),
                    activity=Activity.objects.first(), **by,
                )  # fmt: skip
            elif name == "lessons_learned":
                add_lesson(lesson=text, source="X", learnt_on=june.starts_on, **by)
            elif name == "meetings":
                made = type(june).objects.create(
                    key=f"20{number + 30}-06", starts_on=june.starts_on, ends_on=june.ends_on
                )
                made.sites.create(place="X", country="SN")
            elif name == "body_meetings":
                held = GroupMeeting.objects.create(
                    body=Owner.objects.get(key="training"), subject=f"{number}",
                    held_on=june.starts_on,
                )  # fmt: skip
                held.attendances.create(organisation=made)

    return grow


def test_the_meetings_of_bodies_tell_who_came_and_the_minutes_to_people_signed_in(client, full):
    owner = Owner.objects.create(
        key="sag-kenya", kind=Owner.Kind.NATIONAL_SAG, name=Translated.of(fr="GCS du Kenya"),
        short_name=Translated.of(fr="GCS"),
    )  # fmt: skip
    full.cluster.country = "KEN"
    full.cluster.save()
    AdvisoryBody.objects.create(owner=owner, cluster=full.cluster, opened_on="2024-06-01")
    owner.group_meetings.create(subject="In Nairobi", held_on="2026-02-03", is_cancelled=True)
    titles, *rows = rows_of(take(client, "body_meetings", language="en"))
    assert len(rows) == 3 and not {"On the list", "Minutes", "Organisations"} & set(titles)
    client.force_login(full.partner)
    content = json.loads(take(client, "body_meetings", "json"))
    training, kenya = content["rows"] if isinstance(content, dict) else content
    assert (training["title"], training["begins_at"], training["country_code"]) == (
        "=Modules", "14:30", None,
    )  # fmt: skip
    assert (training["participants"], training["organisations"]) == (1, 1)
    assert training["minutes_url"] == "https://example.org/group-minutes"
    assert (kenya["body_code"], kenya["country_code"], kenya["status"], kenya["participants"]) == (
        "sag-kenya", "KEN", "cancelled", None,
    )  # fmt: skip


# --- One definition ------------------------------------------------------------------------------

# Models of the field that stand in no dataset, and why. Whoever adds a model gives it to a dataset,
# or says here why it is in none.
IN_NO_DATASET = {
    "sip.Strategy": "one row: its name stands in the titles",
    "sip.PlanRevision": "its key stands beside each activity",
    "sip.Lens": "not mapped to activities by the source",
    "sip.Wording": "the past of the texts: on the page of the activity",
    "sip.StatusRow": "the present one stands with its activity, the others with their reports",
    "sip.Responsibility": "told by responsible_codes, and by sip_items of a group",
    "sip.Assignment": "told by working_group_code and sip_items",
    "sip.PendingImport": "machinery",
    "partners.Affiliation": "people",
    "partners.Contact": "how people are reached",
    "partners.Joining": "people",
    "partners.ResourceRequest": "between the two sides",
    "partners.RequestMove": "between the two sides",
    "actionplans.ActionPaper": "links and files: on the page of the action",
    "actionplans.TeamPlace": "people",
    "workinggroups.SupportTeamPlace": "people",
    "partners.Looked": "a count that slows readers down",
    "actionplans.Occurrence": "the times an action was done: on the page of the plan",
    "workinggroups.Seat": "people; counted by members and lna_members",
    "workinggroups.JoinRequest": "people",
    "workinggroups.SeatCategory": "how seats are shared out: on the page of the SAG",
    "workinggroups.GroupAttendance": "people; counted by body_meetings, localisation_indicators",
    "actionplans.AdvisoryBody": "on its own page and its country’s",
    "workinggroups.PublishedContact": "people",
}
FIELD_APPS = ("sip", "partners", "workinggroups", "actionplans")


def test_every_public_field_stands_in_a_dataset_or_is_left_out_for_a_reason():
    told, left_out = {}, {}
    for dataset in DATASETS.values():
        for model, reasons in dataset.leaves_out.items():
            left_out.setdefault(model, {}).update(reasons)
        for column in dataset.columns:
            for source in column.of:
                model, _dot, field = source.partition(".")
                told.setdefault(model, set()).add(field)
    for label, reasons in left_out.items():
        model = apps.get_model(label)
        fields = {
            field.name
            for field in model._meta.get_fields()
            if not isinstance(field, ForeignObjectRel) and field.name != "id"
        }
        here = told.get(model.__name__, set())
        assert here <= fields, f"{label}: columns tell {sorted(here - fields)}, which it has not"
        assert not here & set(reasons), f"{label}: told and left out at once"
        missing = fields - here - set(reasons)
        assert not missing, f"{label}: {sorted(missing)} stand in no dataset"


def test_every_model_of_the_field_stands_in_a_dataset_or_is_left_out_for_a_reason():
    told = {label for dataset in DATASETS.values() for label in dataset.leaves_out}
    ours = {
        model._meta.label for app in FIELD_APPS for model in apps.get_app_config(app).get_models()
    }
    assert not ours - told - set(IN_NO_DATASET)
    assert not set(IN_NO_DATASET) & told


@pytest.mark.long
def test_what_a_column_tells_of_a_field_is_really_in_the_file(client, full):
    """A claim in `of` is tried: another value in the field gives another file."""
    client.force_login(full.glc_rome)
    june = full.ngo.attendances.get().meeting
    day = datetime.date(2031, 1, 2)
    tried = [
        (full.ngo, "organisations", {"name": "Other name", "acronym": "ON", "website": "https://a.b/",
                                     "is_local_national_actor": True, "type": "un"}),
        (full.ngo.engagements.get(), "organisations", {"starts_on": day.replace(year=2020),
                                                       "kind": "observer"}),
        (june, "meetings", {"place": "Elsewhere", "mode": "online", "languages": ["pt"],
                            "interpretation": ["zh"], "ends_on": day}),
        (june.sites.get(), "meetings", {"place": "Mombasa", "country": "TZ"}),
        (june.sessions.first(), "sessions", {"title": Translated.of(fr="Autre"), "audience":
                                             "partners", "ends_at": timezone.now(),
                                             "detail": Translated.of(fr="Autre détail")}),
        (GroupMeeting.objects.get(), "body_meetings", {
            "subject": "Other", "consulted": "Donors", "held_on": day, "mode": "onsite",
            "begins_at": datetime.time(8), "place": "Nairobi", "languages": ["pt"],
            "interpretation": ["zh"], "minutes_url": "https://a.b/", "minutes_languages": ["en"],
            "is_cancelled": True}),
        (june.attendances.get(), "attendance", {"onsite": 77, "online": 78}),
        (june.decisions.get(), "decisions", {
            "text": Translated.of(fr="Autre"), "detail": Translated.of(fr="Y"), "asked": "Q",
            "votes_for": 99, "due_on": day, "follow_up": "under_way", "follow_up_note": "Z"}),
    ]  # fmt: skip
    for row, name, values in tried:
        for field, value in values.items():
            before = take(client, name)
            held = getattr(row, field)
            setattr(row, field, value)
            row.save()
            assert take(client, name) != before, f"{row._meta.label}.{field}"
            setattr(row, field, held)
            row.save()


@pytest.mark.long
def test_the_plan_is_said_to_be_as_large_on_its_page_as_among_the_data(client):
    sizes = []
    for address in ("/plan/", "/exports/"):
        html = client.get(address, headers={"accept-language": "en"}).content.decode()
        sizes.append(re.search(r">CSV, about ([^<]+)<", html)[1].strip())
        list(client.get("/exports/sip_activities/csv/").streaming_content)
    assert sizes[0] == sizes[1]
