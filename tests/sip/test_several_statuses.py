"""Several statuses on one page: all of them or none, everything wrong told at once."""

import datetime
import re

import pytest
from django.utils import translation

from accounts.clock import today
from accounts.models import TrailRow
from sip.actions import set_status
from sip.models import Activity, Meeting, Status, StatusRow

PAGE = "/plan/statuses/"
ONE, OTHER = "1.1.1.2", "1.1.1.3"


@pytest.fixture
def glc(cast, client):
    client.force_login(cast.glc_rome)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def typed(**by_code):
    """What the page sends: `typed(**{"1.1.1.2": {"status": "on_track"}})`."""
    data = {"code": list(by_code)}
    for code, fields in by_code.items():
        given = {"version": Activity.objects.get(code=code).version, "motive": "Said at the GLM."}
        data |= {f"{code}-{name}": value for name, value in {**given, **fields}.items()}
    return data


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def statuses():
    found = Activity.objects.with_path().filter(code__in=[ONE, OTHER]).order_by("code")
    return [activity.status for activity in found]


@pytest.mark.long
def test_one_chooses_then_answers_for_each(glc):
    assert glc.get(PAGE).content.decode().count('name="code"') == 50
    page = glc.get(PAGE, {"code": [ONE, OTHER], "go": 1}).content.decode()
    assert f'name="{ONE}-status"' in page and f'name="{OTHER}-motive"' in page
    assert "Choose at least one activity." in words(glc.get(PAGE, {"go": 1}))
    everything = list(Activity.objects.values_list("code", flat=True))
    assert "at most 20 activities at once; you chose 50" in words(
        glc.get(PAGE, {"code": everything})
    )


def test_all_are_saved_each_with_its_reason_and_its_own_line_in_the_trail(glc):
    rows = TrailRow.objects.count()
    answer = glc.post(PAGE, typed(**{
        ONE: {"status": "on_track"},
        OTHER: {"status": "blocked", "decision_needed": "Who pays?", "motive": "A mail."},
    }), follow=True)  # fmt: skip
    assert f"2 statuses are saved. {ONE} · {OTHER}" in words(answer)
    for code in (ONE, OTHER):
        assert f'<a href="/plan/{code}/">{code}</a>' in answer.content.decode()
    assert statuses() == ["on_track", "blocked"]
    assert TrailRow.objects.count() == rows + 2
    assert StatusRow.objects.get(activity__code=OTHER).motive == "A mail."


def test_an_activity_left_empty_stays_as_it_is(glc):
    glc.post(PAGE, typed(**{ONE: {"status": "on_track"}, OTHER: {"motive": ""}}))
    assert statuses() == ["on_track", None]
    answer = glc.post(PAGE, typed(**{OTHER: {"motive": ""}}))
    assert "Nothing was entered" in words(answer)


def test_everything_wrong_is_told_at_once_and_nothing_is_saved(glc):
    answer = glc.post(PAGE, typed(**{
        "1.1.1.1": {"status": "on_track"},
        ONE: {"status": "blocked"},
        OTHER: {"status": "on_track", "motive": "", "effective_on": "31/02/2026"},
    }))  # fmt: skip
    page = words(answer)
    decision = Status.BLOCKED.questions[0].missing
    with translation.override("en"):
        assert f"{ONE}: {decision}" in page
    assert f"{OTHER}: Say why the status is set outside a report." in page
    assert f"{OTHER}: Type a day that exists" in page
    assert "Nothing was saved" in page
    assert 'value="on_track"' in answer.content.decode()
    assert statuses() == [None, None]
    assert not StatusRow.objects.exclude(origin="source").exists()


@pytest.mark.long
def test_a_stale_one_stops_all_and_stands_with_both_texts(glc, cast):
    data = typed(**{ONE: {"status": "on_track", "motive": "Mine."}, OTHER: {"status": "on_track"}})
    activity = Activity.objects.get(code=ONE)
    set_status(
        activity=activity, status="at_risk", by=cast.glc_rome2, version=activity.version,
        motive="Theirs.", answers={"reason": "Late.", "way_forward": "Two lorries."},
    )  # fmt: skip
    answer = glc.post(PAGE, data)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert all(text in page for text in ("Mine.", "Theirs.", "Two lorries.", "Glc Rome2"))
    assert statuses() == ["at_risk", None]
    assert f'name="{ONE}-leave"' in page
    glc.post(PAGE, {**data, f"{ONE}-leave": "1"})
    assert statuses() == ["at_risk", "on_track"]
    again = typed(**{ONE: {"status": "on_track"}})
    assert f'name="{ONE}-version" value="{activity.version + 1}"' in page
    assert glc.post(PAGE, again).status_code == 302
    assert statuses() == ["on_track", "on_track"]


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30])
def test_a_form_without_a_version_saves_nothing(glc, version):
    data = typed(**{ONE: {"status": "on_track"}}) | {f"{ONE}-version": version}
    assert glc.post(PAGE, data).status_code == 200
    assert statuses() == [None, None]


@pytest.mark.long
def test_the_page_says_which_day_the_next_glm_shows_as_the_single_form_does(glc):
    said = "The next GLM shows where the plan stood on"
    assert said not in glc.get(PAGE, {"code": [ONE], "go": 1}).content.decode()
    day = today() + datetime.timedelta(30)
    Meeting.objects.create(key=f"{day:%Y-%m}", starts_on=day, ends_on=day)
    assert said in glc.get(PAGE, {"code": [ONE], "go": 1}).content.decode()
