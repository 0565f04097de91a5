"""Words that people typed are marked with the language their small words tell."""

import pytest
from django.template import Context, Template
from django.utils import translation

from sip.tongues import language_of
from sip.translated import Translated

FRENCH = "Dire si la liste s’applique aux transporteurs, et qui la vérifie."


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (FRENCH, "fr"),
        ("Approve the new list of the working group.", "en"),
        ("L’essai", "fr"),
        ("https://example.org/", ""),
        ("Logistics Operational Guide", ""),
        ("", ""),
    ],
)
def test_small_words_tell_the_language(text, language):
    assert language_of(text) == language


@pytest.mark.parametrize(("reader", "marked"), [("en", True), ("fr", False)])
def test_what_a_reader_gets_in_another_language_is_marked(reader, marked):
    page = Template("{% load plan %}<p{% said_attrs text %}>{% original_mark text %}")
    with translation.override(reader):
        shown = page.render(Context({"text": FRENCH}))
        of_translated = page.render(Context({"text": ""}))
        mark = Template("{% load plan %}{% original_mark text %}")
        original = mark.render(Context({"text": Translated.of(fr="Adopter la liste.")}))
    assert ('lang="fr" dir="auto"' in shown) == marked == ("original text in French" in shown)
    assert original == ("original text in French" if marked else "")
    assert of_translated == '<p dir="auto">'


def test_the_name_of_a_language_is_written_small_in_a_french_sentence():
    mark = Template("{% load plan %}{% original_mark text %}")
    with translation.override("fr"):
        said = mark.render(Context({"text": "Approve the new list of the working group."}))
    assert said == "texte original en anglais"
