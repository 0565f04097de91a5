"""Evidence of an action: links and files, kept beside what is reported."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import TrailRow
from actionplans.models import Action, ActionPaper
from sip.papers.models import LARGEST
from tests.actionplans.test_pages import ENGLISH, PLAN, form_of, read

PDF = b"%PDF-1.7 minutes"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def action(plan):
    return Action.objects.of_plan(plan).select_related("gap").get(frequency="monthly")


def pdf(name="PV octobre.pdf", content=PDF):
    return SimpleUploadedFile(name, content)


def report(client, action, **sent):
    return client.post(f"{PLAN}{action.pk}/edit/", form_of(action, **sent), headers=ENGLISH)


@pytest.mark.long
def test_a_file_is_evidence_enough_for_what_is_completed(coordinator, action):
    sent = report(coordinator, action, status="completed", completed_on="12/10/2026", files=pdf())
    assert sent.status_code == 302
    action.refresh_from_db()
    assert (action.status, action.current_row.evidence) == ("completed", "PV octobre.pdf")
    assert "PV octobre.pdf" in read(coordinator, f"{PLAN}{action.pk}/")
    row = TrailRow.objects.first()
    assert (row.verb, row.after) == ("country_evidence_changed", {"papers": ["PV octobre.pdf"]})


@pytest.mark.long
def test_it_is_handed_out_as_an_attachment_to_who_reads_the_plan(coordinator, client, cast, action):
    report(coordinator, action, files=pdf(), links="https://example.org/minutes")
    paper = ActionPaper.objects.exclude(file="").get()
    here = f"{PLAN}{action.pk}/evidence/{paper.pk}/"
    client.force_login(cast.partner)
    answer = client.get(here)
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment")
    # Not by way of another plan, nor once it is taken off; the file itself stays.
    assert client.get(here.replace("sample", "elsewhere")).status_code == 404
    client.force_login(cast.country_coord)
    action.refresh_from_db()
    report(client, action, removed=paper.pk)
    assert client.get(here).status_code == 404
    paper.refresh_from_db()
    assert paper.removed_by == cast.country_coord and paper.file.size == len(PDF)


@pytest.mark.parametrize(
    "upload",
    [pdf("minutes.exe", b"MZ"), pdf("page.txt", b"<script>x</script>"), pdf("empty.pdf", b"")],
)
def test_what_is_not_kept_leaves_what_was_typed(coordinator, action, upload):
    answer = report(coordinator, action, text="Typed on a bad line", files=upload)
    text = answer.content.decode()
    assert "Typed on a bad line" in text and "Choose your files again" in text
    assert not ActionPaper.objects.exists()
    action.refresh_from_db()
    assert action.version == 0


@pytest.mark.long
def test_a_file_too_large_is_refused(coordinator, action):
    answer = report(coordinator, action, files=pdf(content=PDF + b"x" * LARGEST))
    assert answer.status_code in (200, 413)
    assert not ActionPaper.objects.exists()


def test_a_page_with_both_texts_asks_for_the_files_again(coordinator, cast, plan, action):
    Action.objects.filter(pk=action.pk).update(text="Theirs", version=1)
    answer = report(coordinator, action, text="Mine", files=pdf())
    assert answer.status_code == 409
    assert "Choose your files again" in answer.content.decode()
    assert not ActionPaper.objects.exists()
