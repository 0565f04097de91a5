"""Setting a status outside a report: who may, what each status asks, and two people at once."""

import datetime

import pytest
from django.urls import reverse
from django.utils.formats import date_format

from accounts import trail
from accounts.clock import today
from reporting.freezing import freeze
from reporting.models import Quarter
from sip import quarters
from sip.models import Meeting, Status
from tests.sip.story import activity

pytestmark = pytest.mark.django_db
EDIT = reverse("status-edit", args=["1.1.1.3"])
FILLED = {
    "status": "blocked",
    "decision_needed": "Approve the new list.",
    "motive": "Said at the meeting.",
}
DELIVERED = {"status": "completed", "evidence": "A note", "completed_on": "1/1/2026"}


@pytest.fixture
def rome(client, cast):
    client.force_login(cast.glc_rome)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def past_closed(db):
    days = quarters.parse("2026-Q2")
    closed_at = datetime.datetime(2026, 7, 20, 9, tzinfo=datetime.UTC)
    quarter = Quarter.objects.create(
        key=days.key, starts_on=days.starts_on, ends_on=days.ends_on, due_at=closed_at,
        opens_on=days.ends_on, state=Quarter.State.CLOSED, closed_at=closed_at,
    )  # fmt: skip
    freeze(quarter, closed_at)


def sent(**changes):
    values = {"version": activity().version, "effective_on": "", **FILLED, **changes}
    return {name: value for name, value in values.items() if value is not None}


def errors(response):
    return {error.anchor: error.text for error in response.context["errors"]}


@pytest.mark.long
def test_one_row_is_added_and_the_trail_tells_of_it(rome, cast):
    response = rome.post(EDIT, sent(), follow=True)
    assert "The status is saved" in response.content.decode()
    row = activity().current_row
    assert (row.status, row.decision_needed, row.motive) == tuple(FILLED.values())
    assert (row.recorded_by, row.effective_on, row.origin) == (cast.glc_rome, today(), "direct")
    told = trail.rows_about(activity()).first()
    assert (told.verb, told.actor, told.reason) == ("status_set", cast.glc_rome.ref, row.motive)
    assert told.after["status"] == "blocked"


@pytest.mark.parametrize("kind", ["partner", "stakeholder", "wg_member", "wg_lead", "sag", "admin"])
def test_nobody_but_glc_staff_sets_a_status(client, cast, kind):
    client.force_login(getattr(cast, kind))
    assert client.get(EDIT).status_code == 403
    assert client.post(EDIT, sent()).status_code == 403
    assert activity().current_row is None


def test_visitors_are_led_to_sign_in_and_their_forms_are_refused(client):
    assert client.get(EDIT).status_code == 302
    assert client.post(EDIT, sent()).status_code == 403


def test_the_form_shows_every_status_with_its_meaning(rome):
    html = rome.get(EDIT).content.decode()
    for status in Status:
        assert f'value="{status}"' in html
        assert str(status.meaning) in html
    assert f'value="{today():%d/%m/%Y}"' in html


def test_an_unknown_code_is_not_found(rome):
    assert rome.get(reverse("status-edit", args=["2.2.2.1"])).status_code == 404


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"status": ""}, {"id_status_0"}),
        ({"status": "finished"}, {"id_status_0"}),
        ({"decision_needed": "  "}, {"id_decision_needed"}),
        ({"status": "completed"}, {"id_evidence", "id_completed_on"}),
        (DELIVERED | {"completed_on": "31/02/2026"}, {"id_completed_on"}),
        (DELIVERED | {"completed_on": "31/12/2098"}, {"id_completed_on"}),
        ({"status": "at_risk"}, {"id_reason", "id_way_forward"}),
        ({"status": "at_risk", "reason": "Late."}, {"id_way_forward"}),
        ({"status": "paused", "reason": "Not asked here."}, {"id_pause_reason"}),
        ({"motive": ""}, {"id_motive"}),
        ({"effective_on": "soon"}, {"id_effective_on"}),
        ({"effective_on": "0000-00-00"}, {"id_effective_on"}),
        ({"effective_on": "01/01/0001"}, {"id_effective_on"}),
        ({"effective_on": "31/12/2098"}, {"id_effective_on"}),
        ({"motive": "x" * 5001}, {"id_motive"}),
        ({"motive": "x" * 1_000_000}, {"id_motive"}),
        (DELIVERED | {"evidence": "x" * 5001}, {"id_evidence"}),
    ],
)  # fmt: skip
def test_what_is_missing_or_wrong_is_named_and_nothing_is_saved(rome, changes, missing):
    response = rome.post(EDIT, sent(**changes))
    html = response.content.decode()
    assert response.status_code == 200
    assert set(errors(response)) == missing
    assert "<title>Error:" in html
    for anchor, text in errors(response).items():
        assert f'<a href="#{anchor}">' in html
        assert html.count(text) >= 2
    assert activity().current_row is None
    assert activity().version == 0


def test_everything_typed_is_kept(rome):
    kept = {"motive": "Because.", "evidence": "A letter", "completed_on": "31/02/2026"}
    html = rome.post(EDIT, sent(status="completed", **kept)).content.decode()
    for text in kept.values():
        assert text in html
    assert 'value="completed" id="id_status_0" checked' in html.replace('" required', '"')


def test_the_limit_is_told_before_and_after(rome):
    assert "5000 characters at most" in rome.get(EDIT).content.decode()
    response = rome.post(EDIT, sent(motive="x" * 5001))
    assert "5000 characters at most, it has 5001" in errors(response)["id_motive"]


def test_nul_is_refused(rome):
    assert rome.post(EDIT, sent(motive="a\0b")).status_code in (200, 400)
    assert activity().current_row is None


def test_days_are_taken_as_typed_or_as_iso(rome):
    for typed in ("03/02/2026", "2026-02-03", "3/2/2026"):
        rome.post(EDIT, sent(effective_on=typed, motive=f"Typed {typed}."))
    rows = activity().status_rows.all()
    assert {row.effective_on for row in rows} == {datetime.date(2026, 2, 3)}
    assert len(rows) == 3


def test_answers_of_other_statuses_are_not_kept(rome):
    rome.post(EDIT, sent(status="on_track", reason="Left over."))
    assert activity().current_row.decision_needed == activity().current_row.reason == ""


@pytest.mark.parametrize("version", [None, "", "x", "-1", "1e9", "9" * 30, "٣"])
def test_a_form_without_its_version_is_no_form_of_ours(rome, version):
    assert rome.post(EDIT, sent(version=version)).status_code == 400
    assert activity().current_row is None


class TestTwoAtOnce:
    @pytest.fixture
    def stale(self, rome, cast):
        """The form of somebody who opened the page before a colleague saved."""
        opened = sent(status="at_risk", reason="Late.", way_forward="More lorries.", motive="Call.")
        colleague = type(rome)()
        colleague.force_login(cast.glc_rome2)
        colleague.post(EDIT, sent(decision_needed="Theirs."))
        return opened

    def test_the_second_sees_both_texts_and_nothing_is_written(self, rome, stale):
        response = rome.post(EDIT, stale)
        html = response.content.decode()
        assert response.status_code == 409
        for text in ("Theirs.", "Late.", "More lorries.", "Call.", "Said at the meeting."):
            assert text in html
        assert activity().status_rows.count() == 1

    @pytest.mark.long
    def test_where_both_chose_a_status_neither_is_ticked(self, rome, cast):
        began = rome.get(EDIT).context["form"]["began_from"].value()
        opened = sent(**DELIVERED, began_from=began)
        rome.post(EDIT, sent(decision_needed="Theirs."))
        chosen = {one.asked.name: one.chosen for one in
                  rome.post(EDIT, opened).context["comparison"].differing}  # fmt: skip
        assert chosen["status"] is None
        assert (chosen["evidence"], chosen["decision_needed"]) == ("mine", "saved")

    def choices(self, response, keep, **others):
        comparison = response.context["comparison"]
        kept = {f"keep-{one.asked.name}": keep for one in comparison.differing}
        return {**response.context["values"], **kept, **others}

    def test_keeping_mine_adds_my_row_after_theirs(self, rome, stale, cast):
        response = rome.post(EDIT, self.choices(rome.post(EDIT, stale), "mine"))
        assert response.status_code == 302
        rows = activity().status_rows.latest_first()
        assert [row.status for row in rows] == ["at_risk", "blocked"]
        assert rows[0].recorded_by == cast.glc_rome
        assert rows[0].reason == "Late."

    @pytest.mark.long
    def test_keeping_theirs_adds_nothing(self, rome, stale):
        response = rome.post(EDIT, self.choices(rome.post(EDIT, stale), "saved"), follow=True)
        assert "What was saved stays" in response.content.decode()
        assert activity().status_rows.count() == 1

    def test_texts_can_be_merged(self, rome, stale):
        merged = {"keep-motive": "merged", "merged-motive": "Both reasons."}
        rome.post(EDIT, self.choices(rome.post(EDIT, stale), "mine", **merged))
        assert activity().current_row.motive == "Both reasons."

    @pytest.mark.long
    def test_a_choice_left_open_is_asked_again_with_the_others_kept(self, rome, stale):
        chosen = self.choices(rome.post(EDIT, stale), "saved")
        del chosen["keep-status"]
        response = rome.post(EDIT, chosen)
        assert response.status_code == 409
        assert list(errors(response)) == ["keep-status"]
        kept = {one.asked.name: one.chosen for one in response.context["comparison"].differing}
        assert kept["motive"] == "saved"

    @pytest.mark.long
    def test_a_third_save_in_between_shows_the_page_again(self, rome, stale, cast):
        chosen = self.choices(rome.post(EDIT, stale), "mine")
        third = type(rome)()
        third.force_login(cast.glc_rome2)
        third.post(EDIT, sent(status="on_track", motive="Third."))
        response = rome.post(EDIT, chosen)
        assert response.status_code == 409
        assert "Third." in response.content.decode()
        assert response.context["values"]["reason"] == "Late."

    @pytest.mark.long
    def test_choices_that_do_not_fit_together_are_shown_as_a_form(self, rome, stale):
        chosen = self.choices(rome.post(EDIT, stale), "mine", **{"keep-status": "saved"})
        response = rome.post(EDIT, chosen)
        assert response.status_code == 200
        assert set(errors(response)) == {"id_decision_needed"}

    @pytest.mark.long
    def test_the_same_form_sent_twice_adds_one_row(self, rome):
        form = sent()
        first, second = rome.post(EDIT, form), rome.post(EDIT, form, follow=True)
        assert first.status_code == 302
        assert "nothing was added" in second.content.decode()
        assert activity().status_rows.count() == 1


def test_the_form_says_which_day_the_next_meeting_tells_of(rome):
    """What is set today is not in the figures of a GLM that takes up a quarter ended before."""
    Meeting.objects.all().delete()
    assert "The next GLM shows" not in rome.get(EDIT).content.decode()
    start = today() + datetime.timedelta(days=1)
    Meeting.objects.create(key=f"{start:%Y-%m}", starts_on=start, ends_on=start)
    day = date_format(quarters.last_ended(start).ends_on, "j F Y")
    assert f"The next GLM shows where the plan stood on {day}" in rome.get(EDIT).content.decode()


class TestTheDayOfEffect:
    @pytest.mark.long
    def test_a_closed_quarter_keeps_what_it_says(self, rome, past_closed):
        response = rome.post(EDIT, sent(effective_on="30/06/2026"))
        assert "Q2 2026 is closed" in errors(response)["id_effective_on"]
        assert not activity().status_rows.filter(effective_on="2026-06-30").exists()
        assert rome.post(EDIT, sent(effective_on="1/7/2026")).status_code == 302

    def test_nothing_takes_effect_before_the_strategy(self, rome):
        response = rome.post(EDIT, sent(effective_on="31/12/2021"))
        assert "begins on 1 January 2022" in errors(response)["id_effective_on"]

    def test_spaces_answer_nothing(self, rome):
        response = rome.post(EDIT, sent(decision_needed=" \u00a0 ", motive="  "))
        assert set(errors(response)) == {"id_decision_needed", "id_motive"}
