"""Characters that no file can hold are left out on the way in, and on the way out."""

from lxml import etree

from accounts.characters import for_xml, taken
from sip.forms import LineField, WordsField

UNFIT = [*map(chr, range(9)), *map(chr, (11, 12, *range(14, 32), 0xD800, 0xDFFF, 0xFFFE, 0xFFFF))]


def test_what_goes_into_a_file_can_be_written_and_read_as_xml():
    for sign in UNFIT:
        assert for_xml(f"a{sign}b") == "ab"
    for kept in ("a\tb\nc", "é", "漢", "🚚", "\u2028", "\ufffd", ""):
        element = etree.Element("a")
        element.text = for_xml(kept)
        assert etree.fromstring(etree.tostring(element)).text in (kept, None)


def test_what_comes_in_loses_what_nobody_sees_and_keeps_its_lines():
    assert taken("a\ufffeb\uffff\ud800\x01c") == "abc"
    assert taken("one\r\ntwo\x0bthree\u2028four") == "one\ntwo\nthree\nfour"
    assert taken("a\tb\0") == "a\tb\0"  # refused where it is taken in


def test_forms_take_words_so():
    assert WordsField().clean("Plan\ufffe\x0bof action") == "Plan\nof action"
    assert LineField().clean("Plan\uffff\u2028of action") == "Plan of action"
