"""Freezing: whole or nothing, never twice the same version, never changed after."""

import datetime
import errno
import hashlib
import io
import os

import pytest
from django.core.cache import caches
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse
from openpyxl import load_workbook

from accounts import trail
from accounts.conflicts import Refused
from accounts.models import TrailRow
from reporting.pack import as_pdf, files
from reporting.pack.actions import freeze
from reporting.pack.content import Edition, build
from reporting.pack.models import Pack, PackFile
from sip.actions import set_status
from sip.models import Activity
from tests.pack.readers import text_of
from tests.reporting.acts import accepted, report_of

pytestmark = pytest.mark.django_db  # whatever a test writes is taken back


def again(scene, **options):
    return freeze(**{
        "meeting": scene.november, "by": scene.cast.glc_rome, "number": 2, "note": "A correction.",
        **options,
    })  # fmt: skip


def change(scene, code="1.1.1.2"):
    activity = Activity.objects.get(code=code)
    return set_status(
        activity=activity, status="on_track", by=scene.cast.glc_rome, version=activity.version,
        motive="Seen in the field.", effective_on=datetime.date(2026, 9, 30),
    )  # fmt: skip


@pytest.mark.long
def test_a_later_change_makes_a_new_version_and_alters_none(scene):
    before = scene.pack.content
    change(scene)
    second = again(scene)
    first = Pack.objects.get(pk=scene.pack.pk)
    assert (first.content, first.is_intact) == (before, True)
    assert second.content_hash != first.content_hash
    status = {one["code"]: one["status"] for one in second.frozen["activities"]}
    assert status["1.1.1.2"] == "on_track"
    assert second.content_hash == hashlib.sha256(second.content.encode()).hexdigest()


@pytest.mark.long
def test_a_version_says_which_reports_were_accepted_since_it_was_frozen(scene, client, queries):
    client.force_login(scene.cast.partner)
    client.cookies["django_language"] = "en"
    meeting, version = reverse("meeting", args=["2026-11"]), reverse("pack", args=["2026-11", 1])

    def look():
        caches["pages"].clear()
        return client.get(meeting).content.decode() + client.get(version).content.decode()

    assert "accepted since" not in look()
    before = queries(look)
    accepted(report_of("rome"), scene.cast.glc_rome, scene.cast.sag)
    accepted(report_of("partnerships"), scene.cast.other_lead, scene.cast.sag)
    assert queries(look) == before
    html = look()
    assert "2 reports have been accepted since version 1 was frozen." in html
    assert "2 reports have been accepted since this version was frozen" in html
    assert 'href="/reports/2026-Q3/rome/">Rome support team, Q3 2026</a>' in html
    again(scene)
    caches["pages"].clear()
    assert "accepted since" not in client.get(meeting).content.decode()


@pytest.mark.long
def test_a_bodys_sheet_says_that_its_own_status_is_not_the_official_one(scene):
    said = "This body said “Blocked” for Q3 2026. The official status is “On track”."

    def sheet(pack):
        book = files.FORMATS["xlsx"].write(build(Edition.of(pack), "en"))
        return str(list(load_workbook(io.BytesIO(book))["Training WG"].values))

    change(scene, "3.1.1.2")
    assert said not in sheet(scene.pack)
    assert sheet(again(scene)).count(said) == 1


@pytest.mark.long
@pytest.mark.parametrize("name", ["pdf", "docx", "pptx"])
def test_a_groups_word_is_marked_where_another_is_official(scene, name):
    said = "the group reported “Blocked”; official: “On track”"
    assert said not in text_of(files.FORMATS[name].write(build(Edition.of(scene.pack), "en")), name)
    change(scene, "3.1.1.2")
    found = text_of(files.FORMATS[name].write(build(Edition.of(again(scene)), "en")), name)
    # A cell is narrow: its words stand on several lines.
    assert said in " ".join(found.split())


@pytest.mark.long
def test_evidence_that_repeats_the_sip_is_counted_as_the_sip(scene):
    """The annex says how many rows of its table have the SIP for evidence."""

    def annex(pack):
        sections = build(Edition.of(pack), "en")["sections"]
        return str(next(one for one in sections if one["key"] == "evidence"))

    assert "For 4 of them it is the SIP itself." in annex(scene.pack)
    for code, evidence in (("2.2.1.4", "SIP, « projet de revision du novembre 2023 »"),
                           ("2.2.1.1", "Guide, annex 4")):  # fmt: skip
        activity = Activity.objects.get(code=code)
        set_status(
            activity=activity, status="completed", by=scene.cast.glc_rome, motive="Checked.",
            version=activity.version, effective_on=datetime.date(2026, 9, 30),
            answers={"evidence": evidence, "completed_on": datetime.date(2023, 11, 1)},
        )  # fmt: skip
    assert "For 3 of them it is the SIP itself." in annex(again(scene))


@pytest.mark.long
def test_nothing_new_is_no_new_version(scene):
    with pytest.raises(Refused, match=r"Nothing has changed|Rien n’a changé"):
        again(scene)


def test_a_version_that_somebody_froze_meanwhile_is_named(scene):
    change(scene)
    with pytest.raises(Refused, match=scene.cast.glc_rome.name):
        again(scene, number=1)
    with pytest.raises(Refused):
        again(scene, number=3)
    with pytest.raises(ValidationError):
        again(scene, note=" ")
    assert Pack.objects.count() == 1


@pytest.mark.parametrize("quarters", [[], ["2026-Q1"], ["2026-Q4"], ["autumn"]])
def test_quarters_are_those_since_the_last_meeting(scene, quarters):
    with pytest.raises(ValidationError):
        again(scene, covered=quarters)


@pytest.mark.long
def test_chosen_quarters_and_parts_are_the_pack_s(scene):
    pack = again(scene, covered=["2026-Q3", "2025-Q4"], sections=["method", "changes"])
    assert pack.frozen["quarters"] == ["2025-Q4", "2026-Q3"]
    assert pack.frozen["sections"] == ["changes", "method"]


def test_only_glc_staff_freeze(scene):
    for kind in ("sag", "admin", "wg_lead", "partner"):
        with pytest.raises(PermissionDenied):
            again(scene, by=getattr(scene.cast, kind))


def test_a_frozen_pack_is_never_changed(scene):
    with pytest.raises(ValidationError):
        scene.pack.save()
    with pytest.raises(ValidationError):
        scene.pack.delete()
    with pytest.raises(TypeError):
        Pack.objects.update(content="{}")
    row = TrailRow.objects.get(verb="pack_frozen")
    assert row.after["hash"] == scene.pack.content_hash
    assert trail.key_of(scene.pack) == ("reporting.pack", "2026-11/1")


@pytest.mark.long
def test_files_are_made_once_and_stay_the_same(scene):
    one = files.file_of(scene.pack, "xlsx", "fr")
    assert files.file_of(scene.pack, "xlsx", "fr") == one
    kept = PackFile.objects.get(format="xlsx", language="fr")
    assert (kept.size, bytes(kept.content)) == (len(one), one)


@pytest.fixture
def quick(monkeypatch):
    """Writers that take no time and never give the same bytes twice."""
    for name, one in list(files.FORMATS.items()):
        monkeypatch.setitem(files.FORMATS, name, one._replace(write=lambda _tree: os.urandom(16)))


@pytest.mark.long
@pytest.mark.parametrize("name", files.FORMATS)
def test_everybody_gets_the_same_bytes_of_a_version_that_a_command_froze(
    scene, client, quick, name
):
    """Whoever asks first makes them, in either language."""
    found = {}
    for who in ("partner", "sag", "glc_rome"):
        client.force_login(getattr(scene.cast, who))
        for language in ("fr", "en"):
            address = reverse("pack-file", args=["2026-11", 1, name])
            answer = client.get(address, {"language": language})
            found.setdefault(language, set()).add(answer.content)
    assert [len(contents) for contents in found.values()] == [1, 1]
    assert found["fr"] != found["en"]


def test_of_two_who_ask_at_once_both_get_the_file_that_was_kept_first(scene, monkeypatch):
    def meanwhile(tree):
        PackFile.objects.create(
            pack=scene.pack, format="pdf", language="fr", content=b"first", size=5
        )
        return b"second"

    monkeypatch.setitem(files.FORMATS, "pdf", files.FORMATS["pdf"]._replace(write=meanwhile))
    assert files.file_of(scene.pack, "pdf", "fr") == b"first"


@pytest.mark.long
def test_files_are_made_one_after_the_other_and_the_page_says_how_many(scene, client, quick):
    """Without JavaScript: the page asks for itself again until there is nothing left to make."""
    client.cookies["django_language"] = "en"
    page = reverse("pack", args=["2026-11", 1])
    client.force_login(scene.cast.partner)  # reads, and starts nothing
    assert "refresh" not in client.get(f"{page}?making=fr").content.decode()
    assert not PackFile.objects.exists()
    client.force_login(scene.cast.glc_rome)
    assert client.head(f"{page}?making=en").status_code == 200
    assert not PackFile.objects.exists()
    for number in range(1, 8):
        html = client.get(f"{page}?making=en").content.decode()
        assert f"Files made: {number} of 8." in html
        assert '<meta http-equiv="refresh" content="0; url=?making=en">' in html
        assert PackFile.objects.count() == number
        assert PackFile.objects.filter(language="en").count() == min(number, 4)
    html = client.get(f"{page}?making=en").content.decode()
    assert "its 8 files are made" in html and "refresh" not in html
    assert "first asked for" not in html


def test_a_full_disk_keeps_nothing_and_says_so(scene, client, monkeypatch):
    def no_room(tree):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setitem(files.FORMATS, "pdf", files.FORMATS["pdf"]._replace(write=no_room))
    client.force_login(scene.cast.glc_rome)
    address = reverse("pack-file", args=["2026-11", 1, "pdf"])
    response = client.get(address)
    assert response.status_code == 507
    assert "No space left on device" in response.content.decode()
    change(scene)
    sent = {"number": 2, "quarters": ["2026-Q3"], "sections": ["method"], "language": "fr",
            "note": "A correction."}  # fmt: skip
    response = client.post(reverse("pack-prepare", args=["2026-11"]), sent, follow=True)
    assert "No space left on device" in response.content.decode()
    assert Pack.objects.count() == 2
    assert not PackFile.objects.exists()
    with pytest.raises(CommandError, match="No space left"):
        call_command("export_glm", "2026-11", format="pdf", output="unused")


def test_the_page_says_what_is_missing_and_freezes(scene, client):
    client.force_login(scene.cast.glc_rome)
    client.cookies["django_language"] = "en"
    address = reverse("pack-prepare", args=["2026-11"])
    page = client.get(address).content.decode()
    assert "Report of Q3 2026: Partnerships WG" in page
    assert "Follow-up of decision 2026-06-1" in page  # due on 1 September
    assert "Freeze version 2" in page
    sent = {"number": 2, "quarters": ["2026-Q3"], "sections": ["changes"], "language": "fr"}
    assert "Say what this version changes." not in page
    assert "Say what this version changes." in client.post(address, sent).content.decode()
    stale = client.post(address, sent | {"number": 1, "note": "A correction."})
    assert stale.status_code == 409
    done = client.post(address, sent | {"note": "A correction."}, follow=True)
    page = done.content.decode()
    assert done.redirect_chain == [(f"{reverse('pack', args=['2026-11', 2])}?making=fr", 302)]
    assert Pack.objects.get(number=2).content_hash in page
    assert "Other quarters were chosen." in page
    assert PackFile.objects.filter(language="fr").count() == 1


@pytest.mark.long
def test_the_command_writes_the_last_version_or_says_that_it_is_a_draft(scene, tmp_path, capsys):
    file = tmp_path / "pack.pdf"
    call_command("export_glm", "2026-11", format="pdf", language="en", output=str(file))
    assert "version 1" in capsys.readouterr().out
    assert file.read_bytes() == files.file_of(scene.pack, "pdf", "en")
    call_command("export_glm", "2026-06", format="xlsx", output=str(tmp_path / "draft.xlsx"))
    assert "draft, not frozen" in capsys.readouterr().out
    with pytest.raises(CommandError, match="Version 9 is not frozen"):
        call_command("export_glm", "2026-11", format="pdf", number=9, output=str(file))


@pytest.mark.long
def test_the_same_content_gives_the_same_pdf(trees):
    assert as_pdf.write(trees["fr"]) == as_pdf.write(trees["fr"])
