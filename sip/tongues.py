"""Which language words are in that people typed: nobody is asked, and their small words tell."""

import re

from django.utils.translation import get_language

FRENCH = """à au aux avec ce cette ces chez dans de des du elle en est et il la le les leur leurs
mais ne nous on ou où par pas plus pour qu que qui sa sans se ses si son sont sur un une"""
ENGLISH = """after all an and are as at be been before but by for from has have if in is it its no
not of or our that the their they this to was we were which who will with"""
SMALL_WORDS = {"fr": frozenset(FRENCH.split()), "en": frozenset(ENGLISH.split())}
ELIDED = re.compile(r"\b[cdjlmnst]['’]|\bqu['’]", re.IGNORECASE)  # “l’essai”: French alone
WORD = re.compile(r"[^\W\d_]+")


def language_of(text):
    """Return the language that a text is most likely in, or "" where nothing tells."""
    words = [word.casefold() for word in WORD.findall(text)]
    found = {key: sum(word in small for word in words) for key, small in SMALL_WORDS.items()}
    found["fr"] += 2 * len(ELIDED.findall(text))
    first, second = sorted(found, key=found.get, reverse=True)
    return first if found[first] > found[second] else ""


def foreign_language_of(text):
    """Return the language of a text where the reader reads in another one, else ""."""
    spoken = language_of(text)
    return spoken if spoken != (get_language() or "").split("-")[0] else ""
