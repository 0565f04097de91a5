"""Comments on a report and the secretariat's edits: both stand beside the words of the body."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts import trail
from accounts.conflicts import Refused, Stale
from accounts.models import OutboxMail
from reporting import actions
from reporting.commenting import comment, mentioned, people_of, resolve
from reporting.editing import edit_words
from reporting.models import Comment, ReportLine, ReportText
from tests.reporting.acts import HERE, report_of, saved, submitted, typed


def told():
    """What was written to whom, save that a report waits for a decision."""
    mails = OutboxMail.objects.exclude(kind="report_submitted")
    return sorted(mails.values_list("kind", "person__name"))


@pytest.mark.long
def test_a_line_is_commented_answered_in_the_form_and_resolved(report, cast, signed_in):
    submitted(report, cast.wg_lead)
    sag, lead = signed_in(cast.sag), signed_in(cast.wg_lead)
    said = {"act": "comments", "comment-3.1.1.2": "How many? @lead", "comment-all": "Good."}
    assert sag.post(HERE + "review/", said).url == HERE + "review/"
    sag.post(HERE + "review/", said)  # pressed twice
    whole, line = Comment.objects.order_by("line_id")
    if whole.line_id:
        whole, line = line, whole
    assert (whole.text, line.line.activity.code) == ("Good.", "3.1.1.2")
    assert told() == [("report_comment", "Wg Lead")]

    report = report_of("training")
    actions.return_report(
        report=report, by=cast.sag, version=report.version, comment="See 3.1.1.2."
    )
    assert "How many? @lead" in lead.get(HERE + "edit/").content.decode()
    answers = {f"answer-{line.pk}": "Twelve.", f"answer-{whole.pk}": ""}
    lead.post(HERE + "edit/", typed(version=report.version + 1) | answers)
    assert [each.text for each in line.replies.all()] == ["Twelve."]
    assert ("report_comment", "Sag") in told()

    # The body does not settle what the reviewer asked; who may decide does.
    with pytest.raises(PermissionDenied):
        resolve(comment=line, by=cast.wg_lead)
    resolve(comment=line, by=cast.sag_training)
    line.refresh_from_db()
    assert line.resolved_by == cast.sag_training
    with pytest.raises(Refused):
        comment(report=report, by=cast.wg_lead, text="One more.", answers=line)
    verbs = [row.verb for row in trail.rows_about(report)]
    assert verbs.count("comment_made") == 2
    assert {"comment_answered", "comment_resolved"} < set(verbs)


@pytest.mark.long
def test_an_answer_goes_with_the_draft_or_not_at_all(report, cast, signed_in):
    made = comment(report=report, by=cast.sag, text="How many?")
    saved(report, cast.deputy)
    stale = signed_in(cast.wg_lead).post(
        HERE + "edit/", typed(progress="Mine.") | {f"answer-{made.pk}": "Twelve."}
    )
    assert stale.status_code == 409 and not made.replies.exists()
    assert f'name="answer-{made.pk}" value="Twelve."' in stale.content.decode()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@lead and @Suppléant, please", ["Deputy", "Wg Lead"]),
        ("@gcs", ["Sag", "Sag Training"]),
        ("@focal", ["Sag Training"]),
        ("@rome", ["Glc Rome", "Glc Rome2"]),
        ("@Other Lead, who is no part of it; write to a@lead.example", []),
        ("@WG MEMBER", ["Wg Member"]),
        ("nobody @ all", []),
    ],
)
def test_a_mention_calls_people_of_the_report_by_role_or_name(report, cast, text, names):
    assert sorted(person.name for person in mentioned(text, people_of(report))) == names


@pytest.mark.long
def test_an_accepted_report_and_a_closed_quarter_take_no_comment(report, cast, signed_in, quarter):
    report = submitted(report, cast.wg_lead)
    actions.accept(report=report, by=cast.sag, version=report.version)
    answer = signed_in(cast.sag_training).post(HERE + "comments/", {"comment-all": "Too late?"})
    assert answer.status_code == 409 and "Too late?" in answer.content.decode()
    actions.close_quarter(quarter=quarter, by=cast.glc_rome, reason="Over.")
    with pytest.raises(Refused):
        comment(report=report_of("partnerships"), by=cast.sag, text="Where is it?")


@pytest.mark.parametrize(
    "sent",
    [
        {"comment-9.9.9.9": "x"},
        {"comment-all": "x" * 5001},
        {"comment-all": " \n"},
        {"answer-999": "x"},
        {"answer-x": "x"},
        {"act": "resolve-999"},
    ],
    ids=["no line", "too long", "nothing", "no comment", "no number", "nothing to resolve"],
)
def test_a_comment_that_cannot_be_kept_changes_nothing_and_says_so(report, cast, signed_in, sent):
    answer = signed_in(cast.sag).post(HERE + "comments/", {"comment-3.1.1.2": "Good."} | sent)
    if sent == {"comment-all": " \n"}:
        assert answer.status_code == 302
    else:
        assert answer.status_code in (200, 404) and not Comment.objects.exists()
        assert "Good." in answer.content.decode()


# --- The secretariat's edits -----------------------------------------------------------------


def edited(report, by, **more):
    fields = {
        "version": report.version, "summary": "A shorter quarter.", "reason": "For the pack.",
        "words": {"3.1.1.2": {"progress": "Two trainings held in Dakar."}},
    }  # fmt: skip
    return edit_words(report=report, by=by, **(fields | more))


@pytest.mark.long
def test_the_text_as_submitted_stays_beside_the_edited_one(report, cast, signed_in):
    report = submitted(report, cast.wg_lead)
    edited(report, cast.glc_rome)
    line = ReportLine.objects.get(report=report, activity__code="3.1.1.2")
    assert (line.progress, line.status) == ("Two trainings held in Dakar.", "on_track")
    first, second = ReportText.objects.all()
    assert first.words["3.1.1.2"]["progress"] == "Two trainings held."
    assert (second.kind, second.reason) == ("edited", "For the pack.")
    for page in (HERE, HERE + "review/"):
        text = signed_in(cast.sag).get(page).content.decode()
        assert "As submitted by Wg Lead" in text and "For the pack." in text
        assert ("<ins>" in text and "A good quarter." not in text) or "<del>" in text
    # Whoever edited is an author: another one decides, on the version that is shown.
    assert signed_in(cast.glc_rome).get(HERE + "review/").context["part"] == ["wrote"]
    with pytest.raises(Stale):
        actions.accept(report=report, by=cast.sag, version=report.version)
    accepted = actions.accept(report=report, by=cast.sag, version=report.version + 1)
    assert accepted.state == "accepted"


@pytest.mark.parametrize(
    ("who", "more", "error"),
    [
        ("glc_rome", {"reason": " "}, ValidationError),
        ("glc_rome", {"summary": ""}, ValidationError),
        ("glc_rome", {"summary": "A good quarter.", "words": {}}, ValidationError),
        ("glc_rome", {"version": 1}, Stale),
        ("sag", {}, PermissionDenied),
        ("wg_lead", {}, PermissionDenied),
    ],
)
def test_an_edit_needs_glc_staff_a_reason_a_change_and_the_version(report, cast, who, more, error):
    report = submitted(report, cast.wg_lead)
    with pytest.raises(error):
        edited(report, getattr(cast, who), **more)
    assert ReportText.objects.count() == 1


def test_a_report_handed_over_before_texts_were_kept_loses_nothing(report, cast):
    report = submitted(report, cast.wg_lead)
    ReportText.objects.all()._raw_delete(ReportText.objects.db)
    edited(report, cast.glc_rome)
    first, second = ReportText.objects.all()
    assert (first.kind, first.by, first.summary) == ("submitted", cast.wg_lead, "A good quarter.")
    assert second.summary == "A shorter quarter."


@pytest.mark.long
def test_a_stale_edit_gives_every_word_back(report, cast, signed_in):
    report = submitted(report, cast.wg_lead)
    edited(report, cast.glc_rome2)
    answer = signed_in(cast.glc_rome).post(
        HERE + "words/",
        {
            "version": report.version, "summary": "Mine.", "reason": "Mine too.",
            "3.1.1.2-progress": "My words.",
        },
    )  # fmt: skip
    page = answer.content.decode()
    assert answer.status_code == 409
    assert all(text in page for text in ("Mine.", "Mine too.", "My words."))


@pytest.mark.long
def test_rome_does_not_edit_its_own_submitted_report(report, cast):
    rome = submitted(report_of("rome"), cast.glc_rome)
    with pytest.raises(PermissionDenied):
        edited(rome, cast.glc_rome2)


def test_a_return_tells_those_who_file(report, cast):
    report = submitted(report, cast.wg_lead)
    actions.return_report(report=report, by=cast.sag, version=report.version, comment="Where?")
    assert told() == [("report_returned", "Deputy"), ("report_returned", "Wg Lead")]
    mail = OutboxMail.objects.filter(kind="report_returned").first()
    assert "Where?" in mail.text and "/reports/2026-Q3/training/edit/" in mail.html
