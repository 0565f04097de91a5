"""The definitions of the localisation indicators: every one of them, in both languages."""

import io
import re

import pytest
from django.utils.translation import override
from pypdf import PdfReader

from reporting.exports import definitions
from reporting.localisation import INDICATORS, RULES

pytestmark = pytest.mark.django_db
ADDRESS = "/localisation/definitions.pdf"


def read(content):
    """Return the text of a PDF without the breaks of its lines."""
    pages = PdfReader(io.BytesIO(content)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_indicator_and_each_rule_stands_in_it(client, language):
    answer = client.get(ADDRESS, {"language": language})
    assert (answer["Content-Type"], answer["Content-Language"]) == ("application/pdf", language)
    assert f"localisation-definitions-{language}.pdf" in answer["Content-Disposition"]
    text = read(answer.content)
    with override(language):
        words = [[one.code, str(one.name), str(one.method)] for one in INDICATORS]
        words += [[str(name), str(rule)] for name, rule in RULES]
    for said in (word for line in words for word in line):
        assert re.sub(r"\s+", " ", said) in text, said


def test_what_is_our_own_reading_is_marked_as_such():
    text = read(definitions.content("en"))
    printed = sum(one.is_printed_by_ocha for one in INDICATORS)
    assert 0 < printed < len(INDICATORS)
    assert text.count("Printed by OCHA") == printed
    assert text.count("Internal") == len(INDICATORS) - printed


def test_the_page_says_the_type_and_about_the_size_of_each_file(client):
    page = client.get("/localisation/", headers={"accept-language": "en"})
    text = page.content.decode()
    files = {file["type"]: file for file in page.context["files"]}
    assert list(files) == ["XLSX", "CSV", "PDF"]
    for kind, file in files.items():
        assert re.search(rf'href="{file["url"]}">[^<]+</a><small>{kind}, about \d+', text)
        answer = client.get(file["url"], headers={"accept-language": "en"})
        size = len(answer.getvalue())
        assert 0.7 * size < file["about"] < 1.4 * size, (kind, size, file["about"])
