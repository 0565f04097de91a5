"""Two versions of the same answers: what differs, what is proposed, what the choices lead to."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sip.conflicts import Asked, Keep, compare, resolve, was_asked

# A busy machine is no reason to fail.
CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
ASKED = [
    Asked("status", "Status", "status"),
    Asked("progress", "Progress"),
    Asked("day", "Day", "line"),
]
SAVED = {"status": "on_track", "progress": "Two meetings held. One more in May.", "day": "1/5/2026"}
MINE = {"status": "at_risk", "progress": "Two meetings held. The text is late.", "day": "1/5/2026"}
VALUES = st.dictionaries(
    st.sampled_from([one.name for one in ASKED]), st.one_of(st.none(), st.text(max_size=60))
)


def test_only_answers_that_differ_are_asked():
    found = compare(ASKED, saved=SAVED, mine=MINE)
    assert [one.asked.name for one in found.differing] == ["status", "progress"]
    assert [one.name for one in found.same] == ["day"]


def test_line_ends_and_outer_blanks_are_no_difference():
    assert not compare(ASKED, saved={"progress": "a\nb"}, mine={"progress": " a\r\nb "})


def test_words_that_the_other_text_lacks_are_marked():
    progress = compare(ASKED, saved=SAVED, mine=MINE).differing[1]
    marked = "".join(piece.words for piece in progress.mine_pieces if piece.is_marked)
    assert "text is late." in marked
    assert "meetings" not in marked


def test_a_text_can_be_merged_and_a_choice_cannot():
    status, progress = compare(ASKED, saved=SAVED, mine=MINE).differing
    assert not status.can_merge
    assert progress.can_merge
    assert progress.merged == "Two meetings held. One more in May. The text is late."


def test_with_the_common_beginning_known_the_answer_that_changed_is_proposed():
    only_they = compare(ASKED, saved=SAVED, mine=MINE, base=MINE)
    only_i = compare(ASKED, saved=SAVED, mine=MINE, base=SAVED)
    assert {one.chosen for one in only_they.differing} == {Keep.SAVED}
    assert {one.chosen for one in only_i.differing} == {Keep.MINE}


def test_choices_lead_to_values():
    post = {"keep-status": "saved", "keep-progress": "merged", "merged-progress": "Both."}
    values, errors = resolve(ASKED, saved=SAVED, mine=MINE, post=post)
    assert values == {"status": "on_track", "progress": "Both.", "day": "1/5/2026"}
    assert not errors


@pytest.mark.parametrize("choice", [None, "", "merged", "both", "MINE"])
def test_a_missing_or_unknown_choice_is_asked_again(choice):
    post = {"keep-progress": "mine", **({"keep-status": choice} if choice is not None else {})}
    values, errors = resolve(ASKED, saved=SAVED, mine=MINE, post=post)
    assert list(errors) == ["status"]
    assert values["progress"] == MINE["progress"]


def test_a_form_from_a_conflict_page_is_known_by_its_choices():
    assert was_asked({"keep-status": "mine", "status": "x"})
    assert not was_asked({"status": "x"})


@CALM
@given(saved=VALUES, mine=VALUES, base=st.one_of(st.none(), VALUES))
def test_no_word_is_lost_whatever_the_texts(saved, mine, base):
    for one in compare(ASKED, saved=saved, mine=mine, base=base).differing:
        assert "".join(piece.words for piece in one.saved_pieces) == one.saved
        assert "".join(piece.words for piece in one.mine_pieces) == one.mine
        if one.chosen == Keep.MERGED:
            assert one.merged.startswith(one.saved)


@pytest.mark.long
@CALM
@given(saved=VALUES, mine=VALUES)
def test_keeping_mine_everywhere_gives_mine(saved, mine):
    post = {f"keep-{one.name}": "mine" for one in ASKED}
    values, errors = resolve(ASKED, saved=saved, mine=mine, post=post)
    assert not errors
    assert not compare(ASKED, saved=values, mine=mine)


def test_an_answer_left_empty_is_never_proposed_over_words():
    differing = compare(ASKED, saved=SAVED, mine={**MINE, "progress": ""}).differing
    assert {one.asked.name: one.chosen for one in differing}["progress"] == Keep.SAVED


SPOKEN = {"fr": "French", "en": "English", "ar": "Arabic", "sw": "Swahili"}
LANGUAGES = Asked("languages", "Languages", "list", choices=SPOKEN)
SETS = st.sets(st.sampled_from(list(SPOKEN)))


@CALM
@given(base=SETS, saved=SETS, mine=SETS)
def test_lists_are_merged_by_element(base, saved, mine):
    told = [{"languages": ", ".join(sorted(each))} for each in (base, saved, mine)]
    found = compare([LANGUAGES], base=told[0], saved=told[1], mine=told[2])
    if saved == mine:
        assert not found
        return
    post = {"keep-languages": found.differing[0].chosen,
            "merged-languages": found.differing[0].merged}  # fmt: skip
    values, errors = resolve([LANGUAGES], saved=told[1], mine=told[2], post=post)
    assert not errors
    kept = set(LANGUAGES.elements(values["languages"]))
    assert kept == (base & saved & mine) | (saved - base) | (mine - base)


@CALM
@given(base=VALUES, saved=VALUES, mine=VALUES)
def test_what_one_side_alone_changed_is_proposed(base, saved, mine):
    for one in compare(ASKED, base=base, saved=saved, mine=mine).differing:
        before = ASKED[0].read(base.get(one.asked.name))
        if before == one.saved:
            assert one.chosen == Keep.MINE
        elif before == one.mine:
            assert one.chosen == Keep.SAVED
        else:
            assert one.chosen != Keep.MINE


def test_a_sentence_that_somebody_took_out_does_not_come_back():
    base = {"progress": "Two meetings held. One more in May."}
    saved, mine = (
        {"progress": "Two held."},
        {"progress": "Two meetings held. Late. One more in May."},
    )
    found = compare(ASKED, base=base, saved=saved, mine=mine).differing[0]
    assert (found.chosen, found.merged) == (Keep.MERGED, "Two held. Late.")
