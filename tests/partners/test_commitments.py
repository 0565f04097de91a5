"""The twelve commitments, what is declared each year, and that nothing depends on it."""

import datetime
import json
import re
from pathlib import Path

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.conflicts import Stale
from accounts.models import TrailRow
from partners import coverage, reading
from partners.committing import adapt, declare, load_commitments
from partners.models import Commitment, CommitmentSet, Confirmation, Declaration, Organisation
from partners.notices import remind_of_commitments
from tests.merging.tabs import answers
from tests.network import make_network

pytestmark = pytest.mark.django_db
ENGLISH = {"accept-language": "en"}
FORM = "/partners/international-ngo-a/commitments/"
FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"


@pytest.fixture
def whole(cast):
    load_commitments()
    return CommitmentSet.objects.get(key="global")


def say(cast, whole, answers, year=2026, **more):
    fields = {"version": 0, "by": cast.partner, "signed_as": "The director", "confirm": True}
    return declare(
        organisation=cast.ngo, set=whole, year=year, **fields | more,
        answers={number: {"answer": said} for number, said in answers.items()},
    )  # fmt: skip


def test_the_twelve_are_loaded_word_for_word_once(whole):
    assert load_commitments() == 0
    published = json.loads((FIXTURES / "commitments.json").read_text(encoding="utf-8"))
    held = {row.number: row.text.original for row in whole.commitments.all()}
    assert held == {row["number"]: row["text"]["fr"] for row in published["commitments"]}
    assert len(held) == 12 and held[11].endswith("et d'autres acteurs"), "as the source has it"
    assert all(row.text.original_language == "fr" for row in whole.commitments.all())


@pytest.mark.long
def test_the_form_says_when_it_was_saved_and_by_whom(cast, client, whole):
    client.force_login(cast.partner)
    assert "Nothing is saved yet." in client.get(FORM, headers=ENGLISH).content.decode()
    sent = {"version": 0, "1-answer": "applied", "signed_as": "The director"}
    with time_machine.travel(datetime.datetime(2026, 11, 25, 10, 8, tzinfo=datetime.UTC)):
        client.post(FORM, sent | {"next": "draft"})
        page = client.get(FORM, headers=ENGLISH).content.decode()
    assert "Saved on 25 November 2026 at 11:08 by Partner." in page, "as it is read in Rome"
    with time_machine.travel(datetime.datetime(2026, 11, 26, 9, 30, tzinfo=datetime.UTC)):
        client.force_login(cast.wg_member)
        client.post(FORM, sent | {"version": 1, "next": "partial"})
        page = client.get(FORM, headers=ENGLISH).content.decode()
    assert "Saved on 26 November 2026 at 10:30 by Wg Member." in page
    held = Declaration.objects.get()
    assert (held.confirmed_at, held.confirmed_by) == (held.saved_at, cast.wg_member)


def test_a_draft_counts_nowhere_until_a_named_person_confirms_it(cast, whole):
    draft = say(cast, whole, {1: "applied"}, confirm=False)
    assert coverage.coverage(whole, 2026).rows[0].counts["applied"] == 0
    with pytest.raises(ValidationError, match="Name the person"):
        say(cast, whole, {1: "applied"}, version=draft.version, signed_as=" ")
    held = say(cast, whole, {1: "applied", 2: "not_yet"}, version=draft.version)
    assert (held.confirmed_by, held.signed_as) == (cast.partner, "The director")
    first, second, third, *_rest = coverage.coverage(whole, 2026).rows
    assert first.counts == {"applied": 1, "under_way": 0, "not_yet": 0, "none": 0}
    assert (second.counts["not_yet"], third.counts["none"]) == (1, 1), "missing is not “not yet”"
    told = TrailRow.objects.first()
    assert (told.verb, told.after["2"]) == ("commitments_confirmed", "not_yet")
    with pytest.raises(ValidationError, match="confirm it anew"):
        say(cast, whole, {1: "applied"}, version=held.version, confirm=False)


def test_a_stale_hand_is_shown_both_and_others_are_refused(cast, whole):
    say(cast, whole, {1: "applied"})
    with pytest.raises(Stale):
        say(cast, whole, {1: "not_yet"})
    with pytest.raises(PermissionDenied):
        say(cast, whole, {1: "not_yet"}, by=cast.stakeholder)
    on_behalf = say(cast, whole, {1: "under_way"}, version=1, by=cast.glc_rome)
    assert TrailRow.objects.first().on_behalf_of == on_behalf.organisation.slug


@pytest.mark.long
def test_the_form_quotes_last_year_and_takes_it_over_only_on_a_click(cast, whole, client):
    year = datetime.date.today().year  # noqa: DTZ011 - the form asks for the present year
    say(cast, whole, {1: "applied", 3: "under_way"}, year=year - 1)
    client.force_login(cast.partner)
    page = client.get(FORM, headers=ENGLISH).content.decode()
    assert f"In {year - 1}:" in page and "checked" not in page
    take = {"version": 0, "2-answer": "not_yet", "next": "take"}
    page = client.post(FORM, take, headers=ENGLISH).content.decode()
    chosen = re.findall(r'name="(\d+)-answer" value="(\w+)"[^>]*checked', page)
    assert chosen == [("1", "applied"), ("2", "not_yet"), ("3", "under_way")]
    assert not Declaration.objects.filter(year=year).exists(), "nothing is saved by that click"
    send = {"version": 0, "1-answer": "applied", "2-comment": "?", "next": "partial"}
    page = client.post(FORM, send, headers=ENGLISH).content.decode()
    assert "Name the person who commits" in page
    page = client.post(FORM, {**send, "signed_as": "Me"}, headers=ENGLISH).content.decode()
    assert "Choose an answer to 2" in page and not Declaration.objects.filter(year=year).exists()
    done = client.post(FORM, {**send, "signed_as": "Me", "2-comment": ""})
    assert done["Location"] == "/partners/international-ngo-a/"
    assert Confirmation.objects.filter(declaration__year=year).count() == 1
    stale = client.post(FORM, {**send, "signed_as": "You", "2-comment": "", "1-answer": "not_yet"})
    assert stale.status_code == 409


@pytest.mark.long
def test_counts_are_exactly_the_lists_behind_them(cast, whole, client):
    make_network(cast)
    year = Declaration.objects.get().year
    client.force_login(cast.sag)
    page = client.get(f"/commitments/?year={year}", headers=ENGLISH).content.decode()
    links = re.findall(r'href="(\?year=[^"#]+)#named">(\d+)<', page)
    assert len(links) > 12
    for href, number in links[:4]:
        listed = client.get(f"/commitments/{href.replace('&amp;', '&')}", headers=ENGLISH)
        assert len(listed.context["page"].object_list) == int(number)
    client.logout()
    assert "answer=" not in client.get("/commitments/").content.decode()
    assert client.get("/commitments/?item=1&answer=applied").status_code == 302


def test_a_declaration_is_due_after_a_year(cast, whole):
    # In Rome it is the first of March already.
    with time_machine.travel(
        datetime.datetime(2025, 2, 28, 23, 30, tzinfo=datetime.UTC), tick=False
    ):
        say(cast, whole, {1: "applied"}, year=2025)
    assert not coverage.due(whole, datetime.date(2026, 2, 28)).exists()
    assert coverage.due(whole, datetime.date(2026, 3, 1)).get() == cast.ngo
    assert reading.declaration_due_on(cast.ngo, whole) == datetime.date(2026, 3, 1)
    Organisation.objects.filter(pk=cast.ngo.pk).update(name="Aide & l'Appui")
    assert remind_of_commitments(datetime.date(2026, 3, 1)) == 2, "the NGO's two people"
    mail = cast.partner.mails.get(kind="commitments_due")
    assert "Aide & l'Appui" in mail.subject and "Aide & l'Appui" in mail.text, "as it is spelt"
    assert "Aide &amp; l&#x27;Appui" in mail.html
    assert remind_of_commitments(datetime.date(2026, 3, 2)) == 0, "once for each time it is due"
    assert cast.firm not in coverage.due(whole, datetime.date(2027, 1, 1)), "no partner"


TEXTS = {1: ("Principes", "Respecter les principes."), 13: ("Pistes", "Dire l’état des pistes.")}


@pytest.mark.long
def test_a_confirmation_that_leaves_some_open_is_asked_about_once(cast, client, whole):
    client.force_login(cast.partner)
    sent = {"version": 0, "1-answer": "applied", "signed_as": "The director", "next": "confirm"}
    asked = client.post(FORM, sent, headers=ENGLISH).content.decode()
    assert "11 commitments have no answer: 2, 3," in asked
    assert "Confirm with 1 of 12 answers" in asked and not Declaration.objects.exists()
    assert client.post(FORM, sent | {"next": "partial"}).status_code == 302
    assert Declaration.objects.get().is_confirmed


@pytest.mark.long
def test_two_drafts_brought_together_stay_a_draft(cast, client, whole):
    client.force_login(cast.partner)
    sent = {"version": 0, "next": "draft"}
    client.post(FORM, sent | {"1-answer": "applied"})
    shown = client.post(FORM, sent | {"1-answer": "not_yet"})
    client.post(FORM, answers(shown) | {"keep-1-answer": "mine"})
    held = Declaration.objects.get()
    assert not held.is_confirmed and held.confirmations.get().answer == "not_yet"


def adapted(by, version, texts=TEXTS, key="sample", **more):
    return adapt(key=key, name="Engagements", texts=texts, version=version, by=by, **more)


@pytest.mark.long
@time_machine.travel("2026-10-06T09:00Z", tick=False)
def test_the_organisations_page_asks_again_only_when_a_year_has_passed(cast, whole, client):
    client.force_login(cast.partner)
    main = 'class="btn btn-main" href="/partners/international-ngo-a/commitments/"'

    def look():
        return client.get(f"/partners/{cast.ngo.slug}/", headers=ENGLISH).content.decode()

    assert main in look()
    say(cast, whole, {1: "applied"})
    html = look()
    assert main not in html and "Confirm the commitments again" in html
    assert "Commitments confirmed on 6 October 2026; the next declaration is expected by" in html
    Declaration.objects.update(confirmed_at="2025-09-01T09:00Z")
    assert main in look() and "has been expected since 1 September 2026" in look()


def test_a_national_cluster_adapts_its_own_and_never_the_whole(cast, whole):
    made = adapted(cast.country_coord, 0)
    assert made.adapted_from == whole and made.commitments.count() == 2
    made = adapted(cast.glc_rome, made.version, {1: TEXTS[1]})
    assert made.commitments.count() == 1
    assert whole.commitments.count() == 12
    for key, by in (("global", cast.glc_rome), ("sample", cast.sag), ("other", cast.country_coord)):
        with pytest.raises(PermissionDenied):
            adapted(by, 0, key=key)
    with pytest.raises(ValidationError, match="title and a text"):
        adapted(cast.glc_rome, made.version, {1: ("Principes", " ")})
    with pytest.raises(ValidationError, match="one commitment"):
        adapted(cast.glc_rome, made.version, {})
    say(cast, made, {1: "applied"})
    with pytest.raises(ValidationError, match="declared on these texts already"):
        adapted(cast.glc_rome, made.version)
    verbs = TrailRow.objects.filter(verb="commitments_adapted", target_key="sample")
    assert [row.actor for row in verbs] == [cast.glc_rome.ref, cast.country_coord.ref]


def test_a_text_left_as_it_was_keeps_its_translations(cast, whole):
    first = whole.commitments.get(number=1)
    english = (first.label.in_language("en"), first.text.in_language("en"))
    made = adapted(cast.country_coord, 0, {1: english, 2: ("Roads", "Share it.")}, language="en")
    assert made.commitments.get(number=1).text.data == first.text.data
    assert made.commitments.get(number=2).text.original == "Share it."


@pytest.mark.long
def test_two_who_adapt_at_once_are_shown_both_texts(cast, whole, client):
    client.force_login(cast.country_coord)
    page = "/commitments/sample/adapt/"
    shown = client.get(page, headers=ENGLISH).content.decode()
    original = whole.commitments.get(number=12).text.in_language("en")
    assert original[:40] in shown and "not meant to limit" in shown
    adapted(cast.glc_rome, 0)
    mine = {"version": 0, "1-label": "Principes", "1-text": "Les nôtres."}
    answer = client.post(page, mine)
    text = answer.content.decode()
    assert answer.status_code == 409 and "Les nôtres." in text and "Respecter" in text
    chosen = {**mine, "version": 1, "keep-1-text": "mine", "keep-13-label": "saved",
              "keep-13-text": "saved"}  # fmt: skip
    assert client.post(page, chosen).status_code == 302
    kept = CommitmentSet.objects.get(key="sample").commitments
    assert str(kept.get(number=1).text) == "Les nôtres." and kept.filter(number=13).exists()


def test_what_cannot_be_kept_is_shown_again_with_what_was_typed(cast, whole, client):
    client.force_login(cast.country_coord)
    answer = client.post("/commitments/sample/adapt/", {"version": 0, "1-label": "Ours alone"})
    assert answer.status_code == 200 and "Ours alone" in answer.content.decode()
    assert not CommitmentSet.objects.filter(key="sample").exists()


def test_nothing_else_reads_the_commitments(whole):
    """Never a condition of membership or access: no rule of the code asks for an answer."""
    root = FIXTURES.parent
    asking = re.compile(r"\b(?:Confirmation|Declaration|declarations|confirmations)\b")
    readers = {
        path.relative_to(root).as_posix()
        for app in ("accounts", "sip", "partners", "workinggroups", "actionplans", "reporting")
        for path in (root / app).rglob("*.py")
        if asking.search(path.read_text(encoding="utf-8")) and "migrations" not in path.parts
    }
    rules = {path for path in readers if path.endswith(("policy.py", "actions.py"))}
    assert readers and not rules
    assert Commitment.objects.count() == 12


def test_a_partner_engaged_today_is_not_said_to_have_been_silent_for_a_year(cast, client):
    make_network(cast)
    text = client.get("/commitments/", headers={"accept-language": "en"}).content.decode()
    assert "for a year" not in text
    assert "is to declare" in text or "are to declare" in text
