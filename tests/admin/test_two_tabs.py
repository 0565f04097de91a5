"""Two people change one thing in the back office: what only one of them changed stands."""

import pytest

from partners.models import Organisation
from sip.models import Activity
from tests.admin.conftest import address
from tests.merging.tabs import ENGLISH, answers
from workinggroups.models import Seat, WorkingGroup

pytestmark = pytest.mark.django_db
THEIRS = "Somebody else changed this; it has what is saved now."


def opened(client, path):
    response = client.get(path, headers=ENGLISH)
    assert response.status_code == 200
    return answers(response, "read_as")


def sent(client, path, tab, **values):
    return client.post(path, {**tab, **values}, headers=ENGLISH)


def stale(client, path, first, second):
    """Let one tab save these values and another, opened before, send those; return its 409."""
    one, other = opened(client, path), opened(client, path)
    done = sent(client, path, one, **first)
    assert done.status_code == 302, done.context["adminform"].form.errors
    shown = sent(client, path, other, **second)
    assert shown.status_code == 409
    return shown


def saved_as_shown(client, path, shown, **chosen):
    done = sent(client, path, answers(shown, "read_as"), **chosen)
    assert done.status_code == 302, done.context["adminform"].form.errors
    return opened(client, path)


def told(values):
    """Return the answers alone, with the line ends of the database."""
    beside = ("read_as", "csrfmiddlewaretoken")
    return {
        name: [one.replace("\r\n", "\n") for one in each]
        for name, each in values.items()
        if name not in beside
    }


def errors_of(shown):
    return shown.context["adminform"].form.errors


CHANGES = [
    ({"acronym": "THR"}, {"website": "https://mine.example.org/"}),
    ({"name": "Their name"}, {"acronym": "MINE"}),
    ({"type": "un"}, {"aliases": "One\r\nTwo"}),
    ({"is_local_national_actor": "True"}, {"languages": ["fr"]}),
    ({"languages": ["sw"]}, {"type": "un"}),
]


@pytest.mark.long
@pytest.mark.parametrize(("first", "second"), CHANGES)
def test_both_changes_of_one_organisation_stand(glc, office, first, second):
    path = address(Organisation, "change", office.firm.pk)
    before = opened(glc, path)
    shown = stale(glc, path, first, second)
    assert {name: each for name, each in errors_of(shown).items() if name != "__all__"} == {
        name: [THEIRS] for name in first
    }
    after = saved_as_shown(glc, path, shown)
    wanted = {
        name: each if isinstance(each, list) else [each] for name, each in (first | second).items()
    }
    assert told(after) == told(before | wanted)


@pytest.mark.long
def test_both_changes_of_one_wording_stand_whatever_the_language(glc):
    path = address(Activity, "change", Activity.objects.get(code="1.1.1.2").pk)
    shown = stale(glc, path, {"short_title_en": "Theirs"}, {"short_title_fr": "Le mien"})
    after = saved_as_shown(glc, path, shown)
    assert (after["short_title_en"], after["short_title_fr"]) == (["Theirs"], ["Le mien"])


BOTH = ({"acronym": "THR", "website": "https://theirs.example.org/"}, {"acronym": "MINE"})


@pytest.mark.long
def test_what_both_changed_stands_side_by_side_and_nothing_is_chosen(glc, office):
    path = address(Organisation, "change", office.firm.pk)
    shown = stale(glc, path, *BOTH)
    assert errors_of(shown)["acronym"] == ["Saved now: THR"]
    assert errors_of(shown)["website"] == [THEIRS]
    assert "choose which of the two to keep" in errors_of(shown)["__all__"][0]
    page, values = shown.content.decode(), answers(shown, "read_as")
    assert page.count('name="keep-acronym"') == 2 and "keep-website" not in page
    assert values["acronym"] == ["MINE"] and "keep-acronym" not in values


@pytest.mark.long
@pytest.mark.parametrize("forged", [{}, {"keep-acronym": "both"}, {"keep-website": "mine"}])
def test_without_a_choice_nothing_is_saved_and_all_stays_as_typed(glc, office, forged):
    path = address(Organisation, "change", office.firm.pk)
    shown = stale(glc, path, *BOTH)
    again = sent(glc, path, answers(shown, "read_as"), name="Renamed too", **forged)
    assert again.status_code == 409
    assert errors_of(again) == {"acronym": ["Choose what to keep."]}
    values = answers(again, "read_as")
    assert (values["acronym"], values["name"]) == (["MINE"], ["Renamed too"])
    office.firm.refresh_from_db()
    assert (office.firm.acronym, office.firm.name) != ("MINE", "Renamed too")
    assert sent(glc, path, values).status_code == 409  # and again


@pytest.mark.long
@pytest.mark.parametrize(("chosen", "kept"), [("saved", "THR"), ("mine", "MINE")])
def test_what_was_chosen_of_the_two_is_saved(glc, office, chosen, kept):
    path = address(Organisation, "change", office.firm.pk)
    shown = stale(glc, path, *BOTH)
    after = saved_as_shown(glc, path, shown, **{"keep-acronym": chosen})
    assert (after["acronym"], after["website"]) == ([kept], ["https://theirs.example.org/"])


@pytest.mark.long
def test_two_that_became_one_need_no_choice(glc, office):
    path = address(Organisation, "change", office.firm.pk)
    shown = stale(glc, path, *BOTH)
    assert saved_as_shown(glc, path, shown, acronym="THR")["acronym"] == ["THR"]


@pytest.mark.long
def test_a_choice_and_what_was_typed_outlive_another_error(glc, office):
    path = address(Organisation, "change", office.firm.pk)
    shown = stale(glc, path, *BOTH)
    chosen = {"keep-acronym": "saved", "website": "no address"}
    again = sent(glc, path, answers(shown, "read_as"), **chosen)
    assert set(errors_of(again)) == {"website"}
    values = answers(again, "read_as")
    assert (values["acronym"], values["keep-acronym"]) == (["MINE"], ["saved"])
    after = saved_as_shown(glc, path, again, website="https://mine.example.org/")
    assert after["acronym"] == ["THR"]


@pytest.mark.long
@pytest.mark.parametrize(("chosen", "said", "field"), [
    ("saved", THEIRS, "NEW"), ("mine", "Saved now: NEW", "MINE"),
])  # fmt: skip
def test_a_choice_made_over_what_was_saved_once_more_is_asked_anew(
    glc, office, chosen, said, field
):  # fmt: skip
    path = address(Organisation, "change", office.firm.pk)
    shown = stale(glc, path, *BOTH)
    sent(glc, path, opened(glc, path), acronym="NEW")
    again = sent(glc, path, answers(shown, "read_as"), **{"keep-acronym": chosen})
    assert again.status_code == 409
    assert errors_of(again)["acronym"] == [said]
    values = answers(again, "read_as")
    assert values["acronym"] == [field] and "keep-acronym" not in values


@pytest.mark.long
def test_wordings_that_both_changed_wait_for_a_choice_too(glc):
    path = address(Activity, "change", Activity.objects.get(code="1.1.1.2").pk)
    shown = stale(glc, path, {"short_title_en": "Theirs"}, {"short_title_en": "Mine"})
    assert sent(glc, path, answers(shown, "read_as")).status_code == 409
    after = saved_as_shown(glc, path, shown, **{"keep-short_title_en": "mine"})
    assert after["short_title_en"] == ["Mine"]


@pytest.mark.long
def test_what_the_other_emptied_is_told_too(glc, office):
    path = address(Organisation, "change", office.firm.pk)
    sent(glc, path, opened(glc, path), acronym="OLD")
    shown = stale(glc, path, {"acronym": ""}, {"acronym": "MINE"})
    assert errors_of(shown)["acronym"] == ["Saved now: nothing."]


@pytest.mark.long
def test_a_third_save_while_two_are_brought_together_stands_too(glc, office):
    path = address(Organisation, "change", office.firm.pk)
    shown = stale(glc, path, {"acronym": "THR"}, {"website": "https://mine.example.org/"})
    sent(glc, path, opened(glc, path), name="A third name")
    again = sent(glc, path, answers(shown, "read_as"))
    assert again.status_code == 409
    after = saved_as_shown(glc, path, again)
    assert (after["acronym"], after["website"], after["name"]) == (
        ["THR"], ["https://mine.example.org/"], ["A third name"],
    )  # fmt: skip


@pytest.mark.long
def test_what_both_add_to_a_list_stands_and_what_either_takes_away_goes(glc, office):
    path = address(Organisation, "change", office.firm.pk)
    sent(glc, path, opened(glc, path), languages=["fr", "en"])
    shown = stale(glc, path, {"languages": ["fr", "en", "sw"]}, {"languages": ["fr", "ar"]})
    assert errors_of(shown)["languages"] == ["Saved now: French, English, Swahili"]
    assert sorted(saved_as_shown(glc, path, shown)["languages"]) == ["ar", "fr", "sw"]


@pytest.mark.long
def test_links_that_two_tabs_add_all_stand(glc):
    group = WorkingGroup.objects.get(owner__key="training")
    path = address(WorkingGroup, "change", group.pk)
    keys = [str(one.pk) for one in group.pillars.model.objects.all()[:3]]
    sent(glc, path, opened(glc, path), pillars=keys[:1])
    shown = stale(glc, path, {"pillars": keys[:2]}, {"pillars": [keys[0], keys[2]]})
    assert sorted(saved_as_shown(glc, path, shown)["pillars"]) == sorted(keys)


@pytest.mark.long
def test_the_last_day_that_two_tabs_give_a_seat_is_asked(glc, office):
    seat = Seat.objects.filter(ends_on=None).first()
    path = address(Seat, "change", seat.pk)
    shown = stale(glc, path, {"ends_on": "2027-06-30"}, {"ends_on": "2027-03-31"})
    assert errors_of(shown)["ends_on"] == ["Saved now: 2027-06-30"]
    assert answers(shown, "read_as")["ends_on"] == ["2027-03-31"]
    assert sent(glc, path, answers(shown, "read_as")).status_code == 409
    seat.refresh_from_db()
    assert str(seat.ends_on) == "2027-06-30"
    saved_as_shown(glc, path, shown, **{"keep-ends_on": "mine"})
    seat.refresh_from_db()
    assert str(seat.ends_on) == "2027-03-31"


@pytest.mark.long
@pytest.mark.parametrize("mark", ["", "forged", "e30:1xGEhE:forged"])
def test_without_a_mark_nothing_that_was_sent_is_proposed_over_what_is_saved(glc, office, mark):
    path = address(Organisation, "change", office.firm.pk)
    held = opened(glc, path)
    shown = sent(glc, path, held, read_as=mark, acronym="MINE", type="forged")
    assert shown.status_code == 409
    assert errors_of(shown)["acronym"] == ["This has what is saved now. You sent: MINE"]
    after = saved_as_shown(glc, path, shown)
    assert (after.get("acronym"), after["type"]) == (held.get("acronym"), held["type"])


@pytest.mark.long
def test_a_forged_link_without_a_mark_is_an_error_and_no_fault(glc):
    path = address(WorkingGroup, "change", WorkingGroup.objects.first().pk)
    held = opened(glc, path)
    assert sent(glc, path, held, read_as="", pillars=["x"]).status_code == 409


@pytest.mark.long
def test_the_mark_of_another_object_is_none(glc, office):
    mark = opened(glc, address(Organisation, "change", office.ngo.pk))["read_as"]
    path = address(Organisation, "change", office.firm.pk)
    assert sent(glc, path, opened(glc, path), read_as=mark).status_code == 409
