"""A report that comes back after it was returned: whoever decides now reads why it was returned and
what has changed since."""

import datetime

import pytest

from reporting import actions
from reporting.commenting import comment
from tests.reporting.acts import HERE, accepted, report_of, saved, submitted

REVIEW = f"{HERE}review/"


@pytest.fixture
def returned(report, cast):
    report = submitted(report, cast.wg_lead)
    return actions.return_report(
        report=report, by=cast.sag, version=report.version, comment="Name the places."
    )


def look(signed_in, who):
    return signed_in(who).get(REVIEW).content.decode()


@pytest.mark.long
def test_the_second_reader_reads_the_return_and_the_words_that_changed(returned, cast, signed_in):
    again = saved(returned, cast.wg_lead, progress="Two trainings held, in Exemplia.")
    actions.submit(report=again, by=cast.wg_lead, version=again.version)
    html = look(signed_in, cast.sag_training)
    assert "Returned on 6 October 2026 by Sag, and submitted again since" in html
    assert "Name the places." in html
    assert "2 answers changed since" in html
    assert '<ins><span class="vh">Added: </span>held, in Exemplia.</ins>' in html


@pytest.mark.long
def test_a_report_sent_again_as_it_was_says_so(returned, cast, signed_in):
    actions.submit(report=returned, by=cast.wg_lead, version=returned.version)
    assert "No answer has changed since" in look(signed_in, cast.sag_training)


@pytest.mark.long
def test_a_status_that_changed_is_one_of_the_answers_told(returned, cast, signed_in):
    again = saved(returned, cast.wg_lead, status="completed", evidence="PV 9",
                  completed_on=datetime.date(2026, 9, 1))  # fmt: skip
    actions.submit(report=again, by=cast.wg_lead, version=again.version)
    html = look(signed_in, cast.sag_training)
    told = html[html.index('id="h-again"') :]
    assert "6 answers changed since" in told, "status, evidence and day of two activities"
    before, after = told.index("On track"), told.index("Completed")
    assert before < after and "1 September 2026" in told


@pytest.mark.long
def test_a_first_round_tells_of_no_return(report, cast, signed_in):
    submitted(report, cast.wg_lead)
    assert "submitted again since" not in look(signed_in, cast.sag_training)


@pytest.mark.long
def test_comments_that_are_open_are_counted_for_who_decides(returned, cast, signed_in):
    comment(report=returned, by=cast.sag, text="Where?")
    actions.submit(report=returned, by=cast.wg_lead, version=returned.version)
    assert "1 comment is not resolved yet." in look(signed_in, cast.sag_training)


@pytest.mark.long
def test_the_decision_counts_only_statuses_that_become_official(report, cast, signed_in):
    """Rome is heard first on one of the two, and has said otherwise."""
    accepted(report_of("rome"), cast.glc_rome, cast.sag)
    report = submitted(report, cast.wg_lead, status="not_started")
    told = look(signed_in, cast.sag_training)
    assert "1 status becomes official" in told
    assert "On 3.1.2.1 the word of Rome support team counts." in told
    sent = {"version": report.version, "decision": "accepted", "comment": ""}
    answer = signed_in(cast.sag_training).post(REVIEW, sent, follow=True).content.decode()
    assert "One of its statuses is not official" in answer
    assert "On 3.1.2.1 the word of Rome support team counts." in answer
