"""Tables in and out of the back office: shown first, then all or nothing, and never twice."""

import csv
import datetime
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from accounts.models import TrailRow
from accounts.trail import broken_at
from partners.models import Engagement, Organisation
from sip import actions
from sip.models import Activity, PendingImport, Wording
from sip.registers.actions import record_decision
from sip.translated import Translated
from workinggroups.models import Seat, WorkingGroup

pytestmark = pytest.mark.django_db

KINDS = ("sip_activity", "partners_organisation", "workinggroups_seat")


def address(kind, act, *args):
    return reverse(f"admin:{kind}_{act}", args=args)


def csv_file(*rows, name="file.csv"):
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return SimpleUploadedFile(name, out.getvalue().encode())


def workbook(*rows, name="file.xlsx", title="Activities"):
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile(name, out.getvalue())


@pytest.fixture
def glc(cast, client):
    client.force_login(cast.glc_rome)
    return client


def put_up(client, kind, file):
    """Send a file; return the address of its preview."""
    response = client.post(address(kind, "import"), {"file": file})
    assert response.status_code == 302, response.content.decode()
    return response.url


def confirm(client, preview, **data):
    basis = PendingImport.objects.latest("made_at").basis
    return client.post(preview, {"basis": basis, "reason": "The GLM asked.", **data})


def say(response):
    return " ".join(response.content.decode().split())


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS)
def test_the_way_to_an_export_says_its_kind_and_about_its_size(glc, kind):
    for page in ("changelist", "import"):
        shown = glc.get(address(kind, page), headers={"accept-language": "en"})
        for label, (_way, _label, about) in zip(
            ("CSV", "XLSX workbook"), shown.context["exports"], strict=True
        ):
            size = len(glc.get(address(kind, "export", label[:4].strip().lower())).content)
            assert about / 2 < size < about * 2, (page, label)
            assert f"Export as {label}, about " in say(shown)


def test_a_changed_text_is_shown_then_written_and_told(glc, cast):
    held = Activity.objects.get(code="1.1.1.1")
    preview = put_up(glc, "sip_activity", csv_file(
        ["code", "short_title_en"], ["1.1.1.1", "A better title"],
        ["1.1.1.2", Activity.objects.get(code="1.1.1.2").short_title.in_language("en")],
    ))  # fmt: skip
    shown = say(glc.get(preview))
    assert "A better title" in shown and held.short_title.in_language("en") in shown
    assert Activity.objects.get(pk=held.pk).short_title == held.short_title

    response = confirm(glc, preview)
    assert response.url == address("sip_activity", "changelist")
    changed = Activity.objects.get(pk=held.pk)
    assert changed.short_title.in_language("en") == "A better title"
    assert "better" in changed.search_text
    assert Wording.objects.filter(activity=held).count() == 2
    row = TrailRow.objects.first()
    assert (row.verb, row.reason, row.actor) == ("imported", "The GLM asked.", cast.glc_rome.ref)
    assert row.after["changed"] == 1
    assert broken_at() is None


def test_unchanged_rows_write_nothing_and_a_second_confirm_finds_no_changes(glc, cast):
    preview = put_up(
        glc, "sip_activity", csv_file(["code", "note_en"], ["1.1.1.1", "A note of ours"])
    )
    confirm(glc, preview)
    rows = TrailRow.objects.count()
    response = confirm(glc, preview)
    assert response.status_code == 302
    assert TrailRow.objects.count() == rows
    held = Activity.objects.get(code="1.1.1.1")
    actions.revise_wording(element=held, changes={"note": {"en": ""}}, by=cast.glc_rome)
    confirm(glc, preview)
    held.refresh_from_db()
    assert held.note.in_language("en") == "", "a file is written once, also where it was undone"
    actions.revise_wording(
        element=held, changes={"note": {"en": "A note of ours"}}, by=cast.glc_rome
    )
    again = put_up(
        glc, "sip_activity", csv_file(["code", "note_en"], ["1.1.1.1", "A note of ours"])
    )
    assert 'name="basis"' not in say(glc.get(again))


def test_a_file_with_one_error_is_not_written_at_all(glc):
    preview = put_up(glc, "sip_activity", workbook(
        ["code", "short_title_fr", "short_title_en"],
        ["1.1.1.1", "Un titre", "A title"],
        ["9.9.9.9", "Rien", "Nothing"],
        ["1.1.1.2", None, "Without its French"],
    ))  # fmt: skip
    data = PendingImport.objects.get().preview
    assert [(e["row"], e["column"], e["value"]) for e in data["errors"]] == [
        (3, "A", "9.9.9.9"), (4, "B", None),
    ]  # fmt: skip
    assert data["sheet"] == "Activities"
    page = say(glc.get(preview))
    assert "9.9.9.9" in page and 'name="basis"' not in page
    assert confirm(glc, preview).status_code == 409
    assert Activity.objects.get(code="1.1.1.1").short_title.in_language("en") != "A title"
    assert not TrailRow.objects.filter(verb="imported").exists()


@pytest.mark.long
def test_a_row_changed_since_the_preview_is_shown_again(glc, cast):
    preview = put_up(glc, "sip_activity", csv_file(["code", "short_title_en"], ["1.1.1.1", "Mine"]))
    actions.revise_wording(
        element=Activity.objects.get(code="1.1.1.1"), changes={"short_title": {"en": "Theirs"}},
        by=cast.glc_rome2,
    )  # fmt: skip
    response = confirm(glc, preview)
    assert response.status_code == 409
    assert "Theirs" in say(response)
    assert Activity.objects.get(code="1.1.1.1").short_title.in_language("en") == "Theirs"
    assert confirm(glc, preview).status_code == 302
    assert Activity.objects.get(code="1.1.1.1").short_title.in_language("en") == "Mine"


def test_published_french_is_protected_and_said_to_be(glc):
    held = Activity.objects.get(code="1.1.1.1").text
    preview = put_up(glc, "sip_activity", csv_file(
        ["code", "text_fr", "text_en"], ["1.1.1.1", "Autre chose", "Another translation"]
    ))  # fmt: skip
    assert "B (" in say(glc.get(preview))
    confirm(glc, preview)
    text = Activity.objects.get(code="1.1.1.1").text
    assert text.original == held.original
    assert text.in_language("en") == "Another translation"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_is_exported_in_french_comes_back_in_english_as_no_changes(glc, cast, kind, form):
    cast.glc_rome.language = "fr"
    cast.glc_rome.save()
    Organisation.objects.create(slug="calc", name="=1+1", acronym="'@x", type="other")
    Organisation.objects.create(slug="arabic", name="منظمة، الإغاثة", type="nngo", website="")
    actions.revise_wording(
        element=Activity.objects.get(code="1.1.1.1"),
        changes={"short_title": {"en": "=1+1"}, "note": {"en": "+a\nمرحبا", "fr": "-b"}},
        by=cast.glc_rome,
    )
    response = glc.get(address(kind, "export", form))
    assert response.status_code == 200
    assert f'filename="sip-{kind.split("_")[1]}-' in response["Content-Disposition"]
    cast.glc_rome.language = "en"
    cast.glc_rome.save()
    file = SimpleUploadedFile(f"again.{form}", response.content)
    preview = put_up(glc, kind, file)
    data = PendingImport.objects.get().preview
    assert (data["errors"], data["changed"], data["new"], data["notices"]) == ([], [], [], [])
    assert len(data["same"]) == data["total"] > 0
    assert glc.get(preview).status_code == 200


def test_no_cell_of_an_export_is_a_formula(glc):
    Organisation.objects.create(slug="calc", name="=1+1", acronym="@x", type="other")
    sheet = load_workbook(
        io.BytesIO(glc.get(address("partners_organisation", "export", "xlsx")).content)
    ).active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert "=1+1" in [cell.value for cell in cells]
    assert not [cell for cell in cells if cell.data_type == "f"]


@pytest.mark.long
def test_organisations_are_added_and_engaged(glc, cast):
    preview = put_up(glc, "partners_organisation", csv_file(
        ["name", "type", "is_local_national_actor", "Engagement_Kind", "engaged_from"],
        ["Association d’exemple", "National NGO", "yes", "stakeholder", "01/02/2026"],
        [cast.ngo.name, "ingo", "no", "observer", ""],
    ))  # fmt: skip
    data = PendingImport.objects.get().preview
    assert data["errors"] == []
    assert [line["key"] for line in data["new"]] == ["Association d’exemple"]
    confirm(glc, preview)
    made = Organisation.objects.get(name="Association d’exemple")
    assert (made.type, made.is_local_national_actor) == ("nngo", True)
    assert made.engagement() == Engagement.Kind.STAKEHOLDER
    assert cast.ngo.engagement() == Engagement.Kind.OBSERVER
    assert cast.ngo.engagements.count() == 2


def test_a_line_tells_everything_that_is_wrong_with_it_and_lines_are_counted_once(glc, cast):
    preview = put_up(glc, "partners_organisation", csv_file(
        ["name", "type", "website", "engagement_kind", "engaged_from"],
        ["One", "no such type", "not a site", "no such kind", "31/02/2026"],
        ["Two", "nngo", "neither", "", ""],
        ["Three", "nngo", "https://example.org", "", ""],
    ))  # fmt: skip
    data = PendingImport.objects.get().preview
    told = {}
    for error in data["errors"]:
        told.setdefault(error["row"], set()).add(error["column"])
    assert told == {2: {"B", "C", "D", "E"}, 3: {"C"}}
    assert data["faulty"] == 2
    page = say(glc.get(preview, headers={"accept-language": "en"}))
    assert "3 rows read:" in page and "2 rows with errors" in page and "5 errors to correct" in page


@pytest.mark.long
def test_a_file_that_does_not_say_who_is_local_leaves_it_to_the_type(glc, cast):
    confirm(glc, put_up(glc, "partners_organisation", csv_file(
        ["name", "type"], ["Secours d’exemple", "nngo"], ["Agence d’exemple", "un"],
    )))  # fmt: skip
    found = Organisation.objects.filter(name__endswith=" d’exemple").order_by("name")
    assert [one.is_local_national_actor for one in found] == [False, True]

    Organisation.objects.filter(name="Agence d’exemple").update(is_local_national_actor=True)
    confirm(glc, put_up(glc, "partners_organisation", csv_file(
        ["name", "type", "is_local_national_actor"],
        ["Comité d’exemple", "cbo", ""], ["Agence d’exemple", "ingo", ""],
        ["Bureau d’exemple", "cbo", "no"],
    )))  # fmt: skip
    local = dict(found.all().values_list("name", "is_local_national_actor"))
    assert local["Comité d’exemple"] and local["Agence d’exemple"]  # what was decided stays
    assert not local["Bureau d’exemple"]


def test_a_stakeholder_cannot_enter_the_sag_by_a_file(glc, cast):
    put_up(glc, "workinggroups_seat", csv_file(
        ["body", "person", "organisation", "role", "starts_on", "ends_on"],
        ["sag", cast.stakeholder.email, cast.firm.slug, "member", "2026-01-01", ""],
        ["training", "nobody@example.org", "", "member", "2026-01-01", ""],
        ["training", cast.outsider.email, "", "chief", "31/02/2026", ""],
    ))  # fmt: skip
    data = PendingImport.objects.get().preview
    assert {(e["row"], e["column"]) for e in data["errors"]} >= {(2, "B"), (3, "B"), (4, "E")}
    assert not Seat.objects.filter(person=cast.outsider).exists()


@pytest.mark.long
def test_seats_are_given_and_ended_by_a_file(glc, cast):
    seat = Seat.objects.get(person=cast.deputy)
    preview = put_up(glc, "workinggroups_seat", csv_file(
        ["body", "person", "organisation", "role", "starts_on", "ends_on"],
        ["training", cast.deputy.email, "", "deputy", "2024-01-01", "2026-01-31"],
        ["training", cast.outsider.email, "", "member", "2026-02-01", ""],
    ))  # fmt: skip
    assert confirm(glc, preview).status_code == 302
    seat.refresh_from_db()
    assert str(seat.ends_on) == "2026-01-31"
    assert Seat.objects.filter(person=cast.outsider, body__key="training").exists()


@pytest.mark.long
def test_neither_a_file_nor_the_back_office_seats_anybody_before_a_group_opens(glc, cast):
    decision = record_decision(
        taken_by="sag",
        taken_on=datetime.date(2025, 6, 1),
        text=Translated.of(fr="Ouvrir."),
        by=cast.glc_rome,
    )
    group = WorkingGroup.objects.get(owner__key="procurement")
    WorkingGroup.objects.filter(pk=group.pk).update(
        opened_on="2025-06-01", opened_by_decision=decision
    )
    put_up(glc, "workinggroups_seat", csv_file(
        ["body", "person", "role", "starts_on"],
        ["procurement", cast.outsider.email, "member", "2020-01-01"],
        ["procurement", cast.partner.email, "member", "2025-06-01"],
    ))  # fmt: skip
    errors = PendingImport.objects.get().preview["errors"]
    assert [(error["row"], error["column"]) for error in errors] == [(2, "D")]
    page = glc.post(reverse("admin:workinggroups_seat_add"), {
        "body": group.owner_id, "person": cast.outsider.pk, "role": "member",
        "starts_on": "2020-01-01",
    })  # fmt: skip
    assert "starts_on" in page.context["adminform"].form.errors
    assert not Seat.objects.filter(body__key="procurement", person=cast.outsider).exists()


def test_a_line_said_twice_is_an_error(glc):
    put_up(glc, "sip_activity", csv_file(
        ["code", "note_en"], ["1.1.1.1", "One"], ["1.1.1.1", "Another"]
    ))  # fmt: skip
    assert [e["row"] for e in PendingImport.objects.get().preview["errors"]] == [3]


@pytest.mark.parametrize(
    "file",
    [
        SimpleUploadedFile("x.xlsx", b"PK\x03\x04 not a zip at all"),
        SimpleUploadedFile("x.csv", b"\xff\xfe\x00"),
        SimpleUploadedFile("x.csv", b"a,b\0,c\n1,2,3"),
        SimpleUploadedFile("x.xls", b"\xd0\xcf\x11\xe0rest"),
        SimpleUploadedFile("x.csv", b"something,else\n1,2\n"),
        SimpleUploadedFile("x.csv", b""),
        SimpleUploadedFile("x.csv", b"code\n" + b"1\n" * 2_100),
        SimpleUploadedFile("x.csv", b"code,note_en\n" + b"1,aaaaaaaa\n" * 300_000),
        SimpleUploadedFile("x.csv", b"code,Code\n1,2\n"),
    ],
    ids=["broken", "binary", "nul", "old", "headers", "empty", "rows", "size", "twice"],
)
def test_a_bad_file_is_refused_with_words(glc, file):
    file.seek(0)
    response = glc.post(address("sip_activity", "import"), {"file": file})
    assert response.status_code == (400 if file.size else 200)
    assert "err-msg" in response.content.decode()
    assert not PendingImport.objects.exists()


def test_a_cell_far_away_is_refused(glc):
    book = Workbook()
    book.active["A1"] = "code"
    book.active["XFD1048576"] = "far"
    out = io.BytesIO()
    book.save(out)
    file = SimpleUploadedFile("far.xlsx", out.getvalue())
    assert glc.post(address("sip_activity", "import"), {"file": file}).status_code == 400


def test_formulas_without_a_result_are_errors_with_their_place(glc):
    put_up(glc, "sip_activity", workbook(["code", "note_en"], ["1.1.1.1", "=1+1"]))
    (error,) = PendingImport.objects.get().preview["errors"]
    assert (error["row"], error["column"]) == (2, "B")


def test_a_key_that_cannot_be_read_is_one_error(glc):
    put_up(glc, "sip_activity", workbook(["code", "note_en"], ["=1+1", "A note"]))
    errors = PendingImport.objects.get().preview["errors"]
    assert [(error["row"], error["column"]) for error in errors] == [(2, "A")]


def test_a_preview_is_for_the_person_who_put_the_file_up(glc, cast, client):
    preview = put_up(glc, "sip_activity", csv_file(["code", "note_en"], ["1.1.1.1", "A note"]))
    client.force_login(cast.glc_rome2)
    assert client.get(preview).status_code == 404
    assert client.post(preview, {"basis": PendingImport.objects.get().basis}).status_code == 404


def test_a_preview_expires(glc):
    preview = put_up(glc, "sip_activity", csv_file(["code", "note_en"], ["1.1.1.1", "A note"]))
    pending = PendingImport.objects.get()
    PendingImport.objects.update(
        made_at=pending.made_at - 2 * (pending.expires_at - pending.made_at)
    )
    assert glc.get(preview).url == address("sip_activity", "import")
    assert confirm(glc, preview).url == address("sip_activity", "import")
    put_up(glc, "sip_activity", csv_file(["code", "note_en"], ["1.1.1.1", "A note"]))
    assert PendingImport.objects.count() == 1


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("who", ["admin", "sag", "wg_lead", "partner"])
def test_only_glc_staff_import_and_only_readers_export(cast, client, kind, who):
    client.force_login(getattr(cast, who))
    assert client.get(address(kind, "import")).status_code == 403
    assert client.post(address(kind, "import"), {"file": csv_file(["code"])}).status_code == 403
    may_read = who == "admin"
    assert client.get(address(kind, "export", "csv")).status_code == (200 if may_read else 403)
