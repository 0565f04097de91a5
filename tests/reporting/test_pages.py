"""The pages of a report in the hands of lead, reviewer and everybody else."""

import datetime
import gzip
import random

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts import trail
from reporting import actions
from reporting.models import Report, ReportLine
from sip.models import Activity, StatusRow
from tests.cast import KINDS, seat
from tests.edges import edges
from tests.reporting.acts import HERE, LINES, accepted, full, report_of, saved, submitted, typed
from workinggroups.models import WorkingGroup

TAKEN_ON = datetime.date(2026, 9, 1)


def line(code="3.1.1.2", quarter="2026-Q3"):
    lines = ReportLine.objects.filter(report__body__key="training", report__quarter__key=quarter)
    return lines.get(activity__code=code)


def nothing_changed(report):
    fresh = Report.objects.get(pk=report.pk)
    return (fresh.version, fresh.state) == (report.version, report.state)


# --- The thread ------------------------------------------------------------------------------


def test_the_lead_files_and_a_sag_member_accepts(report, cast, signed_in):
    lead, reviewer = signed_in(cast.wg_lead), signed_in(cast.sag)
    answer = lead.post(HERE + "edit/", typed())
    assert answer.url == HERE + "edit/"
    answer = lead.post(HERE + "edit/", {**typed(version=1), "next": "check"}, follow=True)
    assert answer.redirect_chain[-1][0] == HERE + "check/"
    answer = lead.post(HERE + "check/", {"version": 2}, follow=True)
    assert answer.redirect_chain[-1][0] == HERE + "done/"
    assert b"Wg Lead" in answer.content
    shown = reviewer.get(HERE + "review/").context["form"]["version"].value()
    answer = reviewer.post(
        HERE + "review/", {"decision": "accepted", "version": shown}, follow=True
    )
    assert answer.redirect_chain[-1][0] == HERE
    assert Activity.objects.get(code="3.1.1.2").status == "on_track"
    assert trail.broken_at() is None


@pytest.mark.long
def test_a_returned_report_shows_the_comment_at_the_head_of_the_form(report, cast, signed_in):
    submitted(report, cast.wg_lead)
    data = {"decision": "returned", "comment": "Name <the> places.", "version": 2}
    signed_in(cast.sag).post(HERE + "review/", data)
    lead = signed_in(cast.wg_lead)
    assert "Name &lt;the&gt; places." in lead.get(HERE + "edit/").content.decode()
    lead.post(HERE + "edit/", typed(version=3))
    lead.post(HERE + "check/", {"version": 4})
    # Kept for ever, on the page of the report.
    assert "Name &lt;the&gt; places." in lead.get(HERE).content.decode()


def test_a_draft_is_saved_at_any_completeness_and_check_lists_what_lacks(report, cast, signed_in):
    lead = signed_in(cast.wg_lead)
    data = {**typed(status="blocked"), "summary": "", "next": "check"}
    answer = lead.post(HERE + "edit/", data, follow=True)
    assert line().status == "blocked"
    assert b'href="#id_3.1.1.2-decision_needed"' in answer.content
    assert [error.anchor for error in answer.context["errors"]] == [
        "id_3.1.1.2-decision_needed", "id_3.1.2.1-decision_needed", "id_summary",
    ]  # fmt: skip
    page = lead.get(HERE + "check/")
    assert len(page.context["errors"]) == 3
    assert b"Submit the report" not in page.content
    lead.post(HERE + "check/", {"version": 1})
    assert report_of("training").state == "draft"


@pytest.mark.long
def test_last_quarter_is_quoted_and_taken_over_with_a_click(report, cast, signed_in, october):
    accepted(report, cast.wg_lead, cast.sag, progress="Ten people trained.")
    october.move_to("2027-01-05T09:00:00+00:00")
    actions.open_quarter(key="2026-Q4", by=None)
    address = "/reports/2026-Q4/training/edit/"
    lead = signed_in(cast.wg_lead)
    page = lead.get(address)
    form = page.context["sheet"].forms["3.1.1.2"]
    assert form["progress"].value() == ""
    assert form["status"].value() == ""
    assert b"Ten people trained." in page.content
    data = {"version": 0, "summary": "Kept.", "3.1.1.2-progress": "More.", "quote": "3.1.1.2"}
    page = lead.post(address, data)
    assert page.context["sheet"].forms["3.1.1.2"]["progress"].value() == (
        "More.\nTen people trained."
    )
    assert page.context["sheet"].summary["summary"].value() == "Kept."
    assert report_of("training", "2026-Q4").version == 0


@pytest.mark.long
@pytest.mark.parametrize(
    ("answers", "taken"),
    [
        (
            {"status": "at_risk", "reason": "Two left.", "way_forward": "Hire."},
            {"reason": "Two left.", "way_forward": "Hire."},
        ),
        ({"status": "paused", "reason": "No room."}, {"pause_reason": "No room.", "reason": None}),
        ({"status": "blocked", "decision_needed": "A host."}, {"decision_needed": "A host."}),
        (
            {"status": "completed", "evidence": "Note 12",
             "completed_on": datetime.date(2026, 9, 15)},
            {"evidence": "Note 12", "completed_on": "15/09/2026"},
        ),
    ],
)  # fmt: skip
def test_what_the_status_answered_is_taken_over_with_the_words(
    report, cast, signed_in, october, answers, taken
):
    accepted(report, cast.wg_lead, cast.sag, **answers)
    october.move_to("2027-01-05T09:00:00+00:00")
    actions.open_quarter(key="2026-Q4", by=None)
    address, lead = "/reports/2026-Q4/training/edit/", signed_in(cast.wg_lead)
    sent = {"version": 0, "summary": "", "quote": "3.1.1.2"}
    form = lead.post(address, sent).context["sheet"].forms["3.1.1.2"]
    assert {name: form[name].value() for name in taken} == taken
    # Not into another status's report, and never over what is typed.
    other = "not_started"
    form = lead.post(address, sent | {"3.1.1.2-status": other}).context["sheet"].forms["3.1.1.2"]
    assert not any(form[name].value() for name in taken)
    name = next(iter(taken))
    form = lead.post(address, sent | {f"3.1.1.2-{name}": "Mine."}).context["sheet"].forms["3.1.1.2"]
    assert form[name].value() == "Mine."
    page = lead.post(address, sent | {f"3.1.1.2-{name}": "31/02/2026"}).content.decode()
    assert f"“{form[name].label}”: your answer stays as you typed it." in page
    # Taken over, and then another status chosen: they are not kept beside it.
    data = typed() | {f"3.1.1.2-{name}": value or "" for name, value in taken.items()}
    lead.post(address, data | {"3.1.1.2-status": other})
    kept = line("3.1.1.2", "2026-Q4")
    assert not any((kept.reason, kept.way_forward, kept.decision_needed, kept.evidence))
    assert kept.completed_on is None


@pytest.mark.long
def test_only_a_completed_activity_stands_chosen_beforehand(report, cast, signed_in, october):
    accepted(
        report, cast.wg_lead, cast.sag, status="completed", evidence="note.pdf",
        completed_on=report.quarter.ends_on,
    )  # fmt: skip
    october.move_to("2027-01-05T09:00:00+00:00")
    actions.open_quarter(key="2026-Q4", by=None)
    page = signed_in(cast.wg_lead).get("/reports/2026-Q4/training/edit/")
    assert page.context["sheet"].forms["3.1.1.2"]["status"].value() == "completed"


@pytest.mark.long
def test_glc_staff_file_on_behalf_with_a_reason(report, cast, signed_in):
    staff = signed_in(cast.glc_rome)
    answer = staff.post(HERE + "edit/", typed())
    assert answer.status_code == 200
    assert nothing_changed(report)
    assert answer.context["sheet"].forms["3.1.1.2"]["progress"].value() == "Two trainings held."
    staff.post(HERE + "edit/", {**typed(), "on_behalf_reason": "The lead is ill."})
    answer = staff.post(HERE + "check/", {"version": 1})
    assert answer.status_code == 200
    staff.post(HERE + "check/", {"version": 1, "on_behalf_reason": "The lead is ill."})
    assert report_of("training").state == "submitted"
    # Having submitted it, they read who else may return it.
    page = staff.get(HERE + "review/")
    assert page.context["part"] == ["wrote", "submitted"]


@pytest.mark.long
@pytest.mark.parametrize(
    ("who", "reads"), [("glc_rome", True), ("sag", True), ("admin", True), ("wg_lead", False)]
)
def test_a_report_leads_to_its_trail_whoever_may_read_that(report, cast, signed_in, who, reads):
    saved(report, cast.wg_lead)
    someone = signed_in(getattr(cast, who))
    link = "/trail/?kind=reporting.report&amp;key=2026-Q3/training"
    accepted(report_of("training"), cast.wg_lead, cast.sag_training)
    assert (link in someone.get(HERE).content.decode()) is reads
    if reads:
        assert someone.get(link.replace("&amp;", "&")).context["acts"]


# --- Bad input -------------------------------------------------------------------------------


@pytest.mark.long
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("status", "done"), ("completed_on", "30/02/2026"), ("completed_on", "0000-00-00"),
        ("progress", "a" * 5001), ("progress", "a" * 1_000_000), ("links", "not a link"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_gets_its_message_and_all_the_rest_is_saved(
    report, cast, signed_in, field, value
):
    data = typed() | {f"3.1.1.2-{field}": value}
    answer = signed_in(cast.wg_lead).post(HERE + "edit/", data)
    assert answer.status_code == 200
    assert {error.anchor[: len("id_3.1.1.2-")] for error in answer.context["errors"]} == {
        "id_3.1.1.2-"
    }
    form = answer.context["sheet"].forms["3.1.1.2"]
    assert form[field].value() == value
    assert line("3.1.2.1").progress == "Two trainings held."
    assert report_of("training").summary == "A good quarter."
    assert answer.context["sheet"].summary["version"].value() == report_of("training").version == 1


@pytest.mark.long
def test_a_summary_that_is_too_long_is_one_part_to_correct(report, cast, signed_in):
    data = typed(status="on_track") | {"summary": "a" * 5001}
    lead = signed_in(cast.wg_lead)
    said = '<span>Summary of the quarter</span><small class="bad">To correct</small>'
    assert said in lead.post(HERE + "edit/", data).content.decode()
    again = lead.get(HERE + "edit/")
    assert said in again.content.decode()
    assert again.context["filing"].done == 2  # the two activities


def test_nul_is_refused_and_changes_nothing(report, cast, signed_in):
    answer = signed_in(cast.wg_lead).post(HERE + "edit/", typed(progress="a\0b"))
    assert answer.status_code in (200, 400)
    assert nothing_changed(report)


@pytest.mark.long
def test_what_cannot_be_read_stays_as_typed_until_it_is_mended(report, cast, signed_in):
    lead = signed_in(cast.wg_lead)
    data = typed(status="completed", evidence="note.pdf", completed_on="30/09/2026")
    lead.post(HERE + "edit/", data | {"3.1.1.2-completed_on": "31/09/2026"})
    page = lead.get(HERE + "edit/")
    assert page.context["sheet"].forms["3.1.1.2"]["completed_on"].value() == "31/09/2026"
    assert [error.anchor for error in page.context["errors"]] == ["id_3.1.1.2-completed_on"]
    # It is one of the things that the report lacks: to the check page and to the act.
    assert len(lead.get(HERE + "check/").context["errors"]) == 1
    with pytest.raises(ValidationError, match="15/06/2026"):
        actions.submit(report=report, by=cast.wg_lead, version=1)
    lead.post(HERE + "edit/", data | {"version": 1, "next": "check"})
    assert report_of("training").unreadable == {}
    assert lead.get(HERE + "check/").context["errors"] == []


@pytest.mark.long
def test_a_day_that_no_chosen_status_asks_for_holds_nothing_up(report, cast, signed_in):
    lead = signed_in(cast.wg_lead)
    wrong = {"3.1.1.2-evidence": "PV 9", "3.1.1.2-completed_on": "31/02/2026"}
    lead.post(HERE + "edit/", typed() | wrong | {"3.1.1.2-status": "completed"})
    assert report_of("training").unreadable == {"3.1.1.2-completed_on": "31/02/2026"}
    # The browser sends what stands hidden under the other status along with it.
    answer = lead.post(HERE + "edit/", typed(version=1) | wrong | {"next": "check"})
    assert answer.status_code == 302 and answer["location"].endswith("/check/")
    assert lead.get(HERE + "check/").context["errors"] == []
    assert actions.submit(report=report, by=cast.wg_lead, version=2).unreadable == {}


@pytest.mark.long
def test_what_stood_as_completed_and_no_longer_is_asks_for_a_word(report, cast, signed_in):
    StatusRow.objects.create(
        activity=Activity.objects.get(code="3.1.1.2"), status="completed", evidence="A note",
        completed_on="2026-01-01", effective_on="2026-06-30", origin="direct",
        recorded_by=cast.glc_rome, motive="Before.", recorded_at=timezone.now(),
    )  # fmt: skip
    lead = signed_in(cast.wg_lead)
    lead.post(HERE + "edit/", typed(status="blocked", decision_needed="Name a host."))
    page = lead.get(HERE + "check/", headers={"accept-language": "en"}).content.decode()
    assert page.count("It stood as completed: is it “Blocked” now?") == 1


@pytest.mark.long
def test_what_is_left_out_is_said_before_it_is(report, cast, signed_in):
    lead = signed_in(cast.wg_lead)
    asked = typed(status="blocked", decision_needed="Name a host.")
    lead.post(HERE + "edit/", asked)
    lead.post(HERE + "edit/", asked | {
        "version": 1, "3.1.1.2-status": "at_risk", "3.1.1.2-reason": "No host.",
        "3.1.1.2-way_forward": "Ask again.",
    })  # fmt: skip
    page = lead.get(HERE + "check/", headers={"accept-language": "en"}).content.decode()
    assert "“At risk” does not ask for what you wrote under another status." in page
    assert page.count("Name a host.") == 2, "left out of 3.1.1.2, asked in 3.1.2.1"
    assert page.count("Decision asked of the SAG:") == 1


@pytest.mark.long
def test_all_that_is_wrong_and_all_that_is_missing_stand_in_one_list(report, cast, signed_in):
    data = typed(status="at_risk", reason="Two left.") | {
        "3.1.1.2-completed_on": "soon", "3.1.2.1-links": "see our page\nhttps://example.org/list",
        "3.1.2.1-status": "", "summary": "", "next": "check",
    }  # fmt: skip
    answer = signed_in(cast.wg_lead).post(HERE + "edit/", data)
    assert [error.anchor for error in answer.context["errors"]] == [
        "id_3.1.1.2-way_forward", "id_3.1.1.2-completed_on",
        "id_3.1.2.1-status_0", "id_3.1.2.1-links", "id_summary",
    ]  # fmt: skip
    page = answer.content.decode()
    assert "“see our page” is not a link. A link begins with https://" in page
    assert "Error:" in page[page.index("<title") : page.index("</title")]
    assert [paper.url for paper in line("3.1.2.1").papers] == ["https://example.org/list"]
    assert answer.context["sheet"].forms["3.1.2.1"]["links"].value() == "see our page"


@pytest.mark.long
def test_a_reason_of_a_pause_that_cannot_be_read_is_one_thing_to_mend(report, cast, signed_in):
    data = typed(status="paused", pause_reason="No room.") | {"3.1.1.2-pause_reason": "a" * 5001}
    answer = signed_in(cast.wg_lead).post(HERE + "edit/", data)
    assert [error.anchor for error in answer.context["errors"]] == ["id_3.1.1.2-pause_reason"]
    assert (line("3.1.1.2").reason, line("3.1.2.1").reason) == ("", "No room.")
    again = signed_in(cast.wg_lead).get(HERE + "edit/")
    assert [error.anchor for error in again.context["errors"]] == ["id_3.1.1.2-pause_reason"]


def test_without_a_reason_on_behalf_nothing_is_saved_and_everything_is_listed(
    report, cast, signed_in
):
    data = typed() | {"3.1.1.2-completed_on": "soon", "3.1.2.1-progress": "", "summary": ""}
    answer = signed_in(cast.glc_rome).post(HERE + "edit/", data)
    assert [error.anchor for error in answer.context["errors"]] == [
        "id_3.1.1.2-completed_on", "id_3.1.2.1-progress", "id_summary", "id_on_behalf_reason",
    ]  # fmt: skip
    assert b"Two trainings held." in answer.content
    assert nothing_changed(report)


@pytest.mark.long
@pytest.mark.parametrize("version", edges(["", "x", "-1", "1e3", str(10**30)], "", "-1"))
def test_a_form_without_a_version_is_no_form(report, cast, signed_in, version):
    lead = signed_in(cast.wg_lead)
    assert lead.post(HERE + "edit/", {**typed(), "version": version}).status_code == 400
    assert nothing_changed(report)
    submitted(report, cast.wg_lead)
    for browser, address, data in (
        (lead, "check/", {}), (signed_in(cast.sag), "review/", {"decision": "accepted"}),
    ):  # fmt: skip
        answer = browser.post(HERE + address, {**data, "version": version})
        assert answer.status_code in (200, 302, 400)
    assert report_of("training").state == "submitted"


def test_a_line_of_another_group_in_a_hidden_field_is_refused(report, cast, signed_in):
    data = {**typed(), "1.1.1.2-status": "completed", "1.1.1.2-progress": "Theirs."}
    answer = signed_in(cast.wg_lead).post(HERE + "edit/", data)
    assert answer.status_code == 400
    assert b"1.1.1.2" in answer.content
    assert b"Two trainings held." in answer.content
    assert nothing_changed(report)
    assert not ReportLine.objects.filter(progress="Theirs.").exists()


@pytest.mark.long
def test_a_double_submission_is_taken_once_with_a_friendly_word(report, cast, signed_in):
    saved(report, cast.wg_lead)
    lead = signed_in(cast.wg_lead)
    lead.post(HERE + "check/", {"version": 1})
    answer = lead.post(HERE + "check/", {"version": 1}, follow=True)
    assert answer.status_code == 200
    assert len(list(answer.context["messages"])) == 1
    assert report_of("training").transitions.count() == 1


@pytest.mark.long
@pytest.mark.parametrize("address", ["edit/", "check/", "review/"])
def test_a_closed_quarter_says_so_and_keeps_the_text(report, cast, signed_in, quarter, address):
    submitted(report, cast.wg_lead) if address == "review/" else saved(report, cast.wg_lead)
    version = report_of("training").version
    actions.close_quarter(quarter=quarter, by=None, reason="Over.")
    who = cast.sag if address == "review/" else cast.wg_lead
    data = typed(version=version, progress="Words not to lose.")
    data |= {"decision": "returned", "comment": "Words not to lose."}
    answer = signed_in(who).post(HERE + address, data, follow=True)
    assert b"2026-Q3" in answer.content
    if address != "check/":  # which carries no words
        assert answer.status_code == 409
        assert b"Words not to lose." in answer.content
    assert report_of("training").version == version


@pytest.mark.long
def test_words_typed_after_somebody_submitted_are_given_back(report, cast, signed_in):
    submitted(report, cast.deputy)
    data = typed(progress="Words not to lose.", completed_on="31/09/2026", links="our page")
    answer = signed_in(cast.wg_lead).post(HERE + "edit/", data)
    assert answer.status_code == 409
    for words in (b"Words not to lose.", b"31/09/2026", b"our page"):
        assert words in answer.content


# --- Two at once -----------------------------------------------------------------------------


@pytest.mark.long
def test_a_group_dissolved_while_its_form_is_open_gives_the_words_back(report, cast, signed_in):
    lead = signed_in(cast.wg_lead)
    WorkingGroup.objects.filter(owner__key="training").update(dissolved_on="2026-10-01")
    answer = lead.post(HERE + "edit/", typed(progress="Words of a group that ended."))
    assert answer.status_code in (403, 404)
    assert "Words of a group that ended." in answer.content.decode()
    assert nothing_changed(report)
    # The secretariat still hands the draft over, on its behalf and with both names.
    assert signed_in(cast.glc_rome).get(HERE + "edit/").status_code == 200


@pytest.mark.long
def test_a_decision_sent_again_after_back_is_one(report, cast, signed_in):
    report = submitted(report, cast.wg_lead)
    sag = signed_in(cast.sag)
    sent = {"decision": "accepted", "version": report.version, "comment": "Thank you."}
    assert sag.post(HERE + "review/", sent).status_code == 302
    again = sag.post(HERE + "review/", sent)
    assert again.status_code == 409 and "Thank you." in again.content.decode()
    assert report.transitions.filter(after="accepted").count() == 1


def test_a_stale_save_shows_both_texts_and_merges_them(report, cast, signed_in):
    first, second = signed_in(cast.wg_lead), signed_in(cast.deputy)
    first.post(HERE + "edit/", typed(progress="From the lead."))
    answer = second.post(HERE + "edit/", typed(progress="From the deputy.", status="paused"))
    assert answer.status_code == 409
    page = answer.content.decode()
    # Both texts stand there, the words that differ marked.
    for words in ("lead.", "deputy.", "From the "):
        assert words in page
    differing = {each.asked.name for each in answer.context["comparison"].differing}
    assert {"3.1.1.2-progress", "3.1.1.2-status"} <= differing
    assert "summary" not in differing
    data = {**typed(version=1, progress="From the deputy.", status="paused"), "next": "draft"}
    for name in differing:
        data[f"keep-{name}"] = "mine"
    data |= {"keep-3.1.1.2-progress": "merged", "merged-3.1.1.2-progress": "From both."}
    answer = second.post(HERE + "edit/", data)
    assert answer.status_code == 302
    assert (line().progress, line().status) == ("From both.", "paused")
    assert line("3.1.2.1").progress == "From the deputy."
    assert report_of("training").version == 2


@pytest.mark.long
def test_who_met_another_version_takes_their_own_words_away_as_a_text(report, cast, signed_in):
    saved(report, cast.deputy)
    mine = signed_in(cast.wg_lead)
    answer = mine.post(HERE + "edit/", typed(progress="Mine, é and <b>."))
    assert answer.status_code == 409
    assert 'name="next" value="text"' in answer.content.decode()
    answer = mine.post(HERE + "edit/", {**typed(progress="Mine, é and <b>."), "next": "text"})
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="report-2026-Q3-training.txt"'
    text = answer.content.decode("utf-8-sig")
    assert "3.1.1.2 What moved this quarter?\nMine, é and <b>.\n" in text
    assert "In short, for the GLM\nA good quarter." in text
    assert nothing_changed(report_of("training"))
    assert line().progress == "Two trainings held."


@pytest.mark.long
def test_what_only_the_other_changed_is_proposed_as_saved(report, cast, signed_in):
    saved(report, cast.wg_lead)
    data = typed(version=1) | {"3.1.1.2-progress": "From the lead."}
    signed_in(cast.wg_lead).post(HERE + "edit/", data)
    data = typed(version=1) | {"3.1.2.1-progress": "From the deputy."}
    answer = signed_in(cast.deputy).post(HERE + "edit/", data)
    chosen = {each.asked.name: each.chosen for each in answer.context["comparison"].differing}
    assert chosen == {"3.1.1.2-progress": "saved", "3.1.2.1-progress": "mine"}


@pytest.mark.long
def test_a_day_that_the_other_took_back_is_proposed_as_saved(report, cast, signed_in):
    saved(report, cast.wg_lead, status="completed", evidence="n", completed_on=TAKEN_ON)
    saved(report_of("training"), cast.wg_lead, status="completed", completed_on=None)
    data = typed(version=1, status="completed", evidence="n", completed_on="01/09/2026")
    answer = signed_in(cast.deputy).post(HERE + "edit/", data)
    chosen = {each.asked.name: each.chosen for each in answer.context["comparison"].differing}
    assert set(chosen.values()) == {"saved"}
    assert len(chosen) == 2


def test_a_merge_without_a_choice_is_asked_again(report, cast, signed_in):
    saved(report, cast.wg_lead)
    data = typed(version=1, progress="Mine.") | {"keep-3.1.1.2-progress": "mine"}
    answer = signed_in(cast.wg_lead).post(HERE + "edit/", data)
    assert answer.status_code == 409
    assert [error.anchor for error in answer.context["errors"]] == ["keep-3.1.2.1-progress"]
    assert report_of("training").version == 1


@pytest.mark.long
def test_a_merge_that_went_stale_again_keeps_the_choices(report, cast, signed_in):
    saved(report, cast.wg_lead)
    saved(report_of("training"), cast.wg_lead, progress="Third.")
    data = typed(version=1, progress="Mine.") | {f"keep-{code}-progress": "mine" for code in LINES}
    answer = signed_in(cast.deputy).post(HERE + "edit/", data)
    assert answer.status_code == 409
    assert b"Third." in answer.content
    assert report_of("training").version == 2


@pytest.mark.long
def test_the_same_words_twice_are_no_conflict(report, cast, signed_in):
    signed_in(cast.wg_lead).post(HERE + "edit/", typed())
    answer = signed_in(cast.deputy).post(HERE + "edit/", typed())
    assert answer.status_code == 302


def test_a_decision_on_an_older_version_is_not_taken(report, cast, signed_in):
    submitted(report, cast.wg_lead)
    sag = signed_in(cast.sag)
    shown = sag.get(HERE + "review/").context["form"]["version"].value()
    found = report_of("training")
    actions.return_report(report=found, by=cast.glc_rome, version=2, comment="Places?")
    submitted(report_of("training"), cast.wg_lead)
    answer = sag.post(
        HERE + "review/", {"decision": "returned", "comment": "My words.", "version": shown}
    )
    assert answer.status_code == 409
    assert b"My words." in answer.content
    assert "by Glc Rome." in answer.context["note"].partition("It was last returned on")[2]
    assert report_of("training").state == "submitted"


def test_a_submission_of_an_older_version_shows_the_report_as_it_is(report, cast, signed_in):
    saved(report, cast.wg_lead)
    saved(report_of("training"), cast.deputy, progress="Corrected.")
    answer = signed_in(cast.wg_lead).post(HERE + "check/", {"version": 1})
    assert answer.status_code == 409
    assert b"Corrected." in answer.content
    assert report_of("training").state == "draft"


# --- Who sees what ---------------------------------------------------------------------------

PAGES = ("", "edit/", "check/", "done/", "review/")


@pytest.mark.parametrize("page", PAGES)
def test_another_group_s_report_does_not_exist_for_its_lead(report, cast, signed_in, page):
    saved(report, cast.wg_lead)
    other = signed_in(cast.other_lead)
    assert other.get(HERE + page).status_code == 404
    if page in ("edit/", "check/", "review/"):
        data = typed(version=1) | {"decision": "accepted"}
        assert other.post(HERE + page, data).status_code == 404
    assert report_of("training").version == 1


@pytest.mark.parametrize("page", PAGES)
def test_a_visitor_signs_in_first(report, client, page):
    answer = client.get(HERE + page)
    assert (answer.status_code, answer.url) == (302, f"/login/?next={HERE}{page}")
    assert client.post(HERE + page, {"version": 0}).status_code == 403


@pytest.mark.parametrize(
    ("who", "page", "status"),
    [
        ("wg_member", "edit/", 200), ("wg_member", "review/", 403),
        ("stakeholder", "edit/", 200), ("stakeholder", "review/", 403),
        ("sag", "edit/", 403), ("sag", "check/", 403), ("admin", "", 200),
        ("admin", "edit/", 403), ("admin", "review/", 403), ("partner", "", 404),
        ("country_coord", "", 404), ("wg_lead", "review/", 403), ("glc_rome", "edit/", 200),
    ],
)  # fmt: skip
def test_what_is_seen_may_still_not_be_done(report, cast, signed_in, who, page, status):
    assert signed_in(getattr(cast, who)).get(HERE + page).status_code == status


@pytest.mark.long
@pytest.mark.parametrize("who", edges(KINDS[1:], "partner", "stakeholder", "admin"))
def test_an_accepted_report_is_open_to_everybody_signed_in(report, cast, signed_in, who):
    accepted(report, cast.wg_lead, cast.sag)
    browser = signed_in(getattr(cast, who))
    assert b"Two trainings held." in browser.get(HERE).content
    assert HERE.encode() in browser.get("/reports/").content
    assert browser.get("/reports/2026-Q3/rome/").status_code in (200, 404)


@pytest.mark.long
def test_a_member_may_draft_and_not_submit(report, cast, signed_in):
    member = signed_in(cast.wg_member)
    member.post(HERE + "edit/", typed())
    assert report_of("training").version == 1
    assert member.get(HERE + "check/").context["can_submit"] is False
    assert member.post(HERE + "check/", {"version": 1}).status_code == 403
    assert report_of("training").state == "draft"


@pytest.mark.long
def test_who_wrote_a_line_reads_why_somebody_else_decides(report, cast, signed_in):
    saved(report, cast.sag_training)
    submitted(report_of("training"), cast.wg_lead)
    browser = signed_in(cast.sag_training)
    page = browser.get(HERE + "review/")
    assert page.status_code == 200
    assert page.context["part"] == ["wrote"]
    assert page.context["deciders"] == [cast.sag]
    assert b'name="decision"' not in page.content
    version = report_of("training").version
    answer = browser.post(HERE + "review/", {"decision": "accepted", "version": version})
    assert answer.status_code == 403
    assert report_of("training").state == "submitted"


@pytest.mark.long
def test_glc_staff_may_return_and_are_not_offered_to_accept(report, cast, signed_in):
    submitted(report, cast.wg_lead)
    staff = signed_in(cast.glc_rome)
    page = staff.get(HERE + "review/").content
    assert b'value="returned"' in page
    assert b'value="accepted"' not in page
    answer = staff.post(HERE + "review/", {"decision": "accepted", "version": 2})
    assert answer.status_code == 403


@pytest.mark.parametrize("comment", ["", " \n "])
def test_returning_without_a_word_is_refused_beside_the_question(report, cast, signed_in, comment):
    submitted(report, cast.wg_lead)
    data = {"decision": "returned", "comment": comment, "version": 2}
    answer = signed_in(cast.sag).post(HERE + "review/", data)
    assert [error.anchor for error in answer.context["errors"]] == ["id_comment"]
    assert report_of("training").state == "submitted"


def test_addresses_that_name_nothing_are_not_found(report, cast, signed_in):
    staff = signed_in(cast.glc_rome)
    for address in (
        "/reports/2026-Q4/training/",
        "/reports/2026-Q3/nobody/",
        "/reports/2026-Q9/x/",
    ):
        assert staff.get(address).status_code == 404


# --- The list and the navigation -------------------------------------------------------------


def test_the_list_opens_with_what_is_mine_to_file(report, cast, signed_in, october):
    october.move_to("2026-10-19T09:00:00+00:00")
    page = signed_in(cast.wg_lead).get("/reports/")
    assert [filing.report.body.key for filing in page.context["due"]] == ["training"]
    assert page.context["reports_due"]() == 1
    assert b"4 days late" in page.content


def test_the_count_in_the_navigation_follows_each_act(report, cast, signed_in):
    lead = signed_in(cast.wg_lead)
    for act, due in (
        (lambda found: found, 1),
        (lambda found: submitted(found, cast.wg_lead), 0),
        (lambda found: actions.return_report(
            report=found, by=cast.sag, version=found.version, comment="Places?"), 1),
    ):  # fmt: skip
        act(report_of("training"))
        assert lead.get("/reports/").context["reports_due"]() == due


@pytest.mark.parametrize(
    ("who", "due"),
    [("wg_lead", 1), ("deputy", 1), ("wg_member", 0), ("sag", 1), ("sag_training", 1),
     ("glc_rome", 1), ("admin", 0), ("partner", 0)],
)  # fmt: skip
def test_each_person_is_told_of_what_they_submit(report, cast, signed_in, who, due):
    assert signed_in(getattr(cast, who)).get("/reports/").context["reports_due"]() == due


@pytest.mark.long
def test_one_person_s_count_is_never_another_s(report, cast, signed_in):
    assert signed_in(cast.wg_lead).get("/reports/").context["reports_due"]() == 1
    assert signed_in(cast.partner).get("/reports/").context["reports_due"]() == 0


def test_a_person_of_two_bodies_is_told_of_both(report, cast, signed_in):
    seat(cast.wg_lead, "sag")
    assert signed_in(cast.wg_lead).get("/reports/").context["reports_due"]() == 2


# --- What it costs ---------------------------------------------------------------------------


@pytest.mark.long
def test_the_form_costs_the_same_however_many_activities(report, cast, signed_in, queries):
    lead, staff = signed_in(cast.wg_lead), signed_in(cast.glc_rome)
    small = queries(lambda: lead.get(HERE + "edit/"))
    large = queries(lambda: staff.get("/reports/2026-Q3/rome/edit/"))
    assert max(small, large) <= 13


@pytest.mark.long
def test_a_long_report_is_split_by_pillar_and_stays_light(report, cast, signed_in):
    staff = signed_in(cast.glc_rome)
    address = "/reports/2026-Q3/rome/edit/"
    words = " ".join(Activity.objects.get(code="1.1.1.1").text.original.split())
    rng = random.Random(1)  # noqa: S311 - words, no secrets
    rome = report_of("rome")
    lines = full(rome)
    for values in lines.values():  # 300 characters each, no two alike
        values["progress"] = " ".join(rng.choices(words.split(), k=80))[:300]
    actions.save_report(report=rome, by=cast.glc_rome, version=0, summary="S", lines=lines)
    page = staff.get(address)
    pages = [each.code for each in page.context["sheet"].pages()]
    assert pages == ["1", "2", "3", "4"]
    codes = []
    for pillar in pages:
        page = staff.get(address, {"pillar": pillar})
        codes += page.context["sheet"].forms
        assert len(gzip.compress(page.content, 6)) <= 15_000
    assert len(codes) == 41


@pytest.mark.long
def test_a_page_of_a_long_form_saves_its_own_lines_and_goes_on(report, cast, signed_in):
    staff = signed_in(cast.glc_rome)
    address = "/reports/2026-Q3/rome/edit/?pillar=3"
    data = {"version": 0, "summary": "S", "3.1.1.1-status": "on_track", "next": "4"}
    answer = staff.post(address, data)
    assert answer.url == "/reports/2026-Q3/rome/edit/?pillar=4"
    lines = ReportLine.objects.filter(report__body__key="rome").exclude(status="")
    assert [each.activity.code for each in lines] == ["3.1.1.1"]


@pytest.mark.long
def test_a_form_opened_before_its_report_was_split_loses_no_line(report, cast, signed_in):
    """The page of another pillar: every line that it sends is saved, whichever page it names."""
    codes = list(report_of("rome").lines.values_list("activity__code", flat=True))
    data = {"version": 0, "summary": "S"} | {
        f"{code}-status": "on_track" for code in (codes[0], codes[-1])
    }
    signed_in(cast.glc_rome).post("/reports/2026-Q3/rome/edit/?pillar=1", data)
    lines = ReportLine.objects.filter(report__body__key="rome").exclude(status="")
    assert {each.activity.code for each in lines} == {codes[0], codes[-1]}


@pytest.mark.long
def test_the_list_costs_the_same_with_more_to_decide(report, cast, signed_in, queries):
    sag = signed_in(cast.sag)
    submitted(report, cast.wg_lead)
    sag.get("/reports/")
    one = queries(lambda: sag.get("/reports/"))
    submitted(report_of("rome"), cast.glc_rome)
    submitted(report_of("partnerships"), cast.other_lead)
    sag.get("/reports/")
    assert queries(lambda: sag.get("/reports/")) == one
