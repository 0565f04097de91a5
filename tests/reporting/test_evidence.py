"""Links and files on the lines of a report: what is taken, what is refused, who gets them back."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from reporting import actions
from reporting.models import Evidence, Report, ReportLine
from sip.papers.checking import file_error
from sip.papers.filetypes import FORMATS, FileRefused, harmless, recognise
from sip.papers.models import LARGEST, MOST_PAPERS
from tests.reporting.acts import HERE, report_of, saved, typed


def package(*names, first=None):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as made:
        if first:
            made.writestr("mimetype", first)
        for name in names:
            made.writestr(name, "<x/>")
    return content.getvalue()


def docx(*more):
    return package("[Content_Types].xml", "word/document.xml", *more)


GOOD = {
    "a.pdf": b"%PDF-1.7 ...",
    "a.docx": docx(),
    "a.xlsx": package("[Content_Types].xml", "xl/workbook.xml"),
    "a.pptx": package("[Content_Types].xml", "ppt/presentation.xml"),
    "a.odt": package("content.xml", first=FORMATS["odt"].media_type),
    "a.ods": package("content.xml", first=FORMATS["ods"].media_type),
    "a.odp": package("content.xml", first=FORMATS["odp"].media_type),
    "a.csv": "Pays;Formés\nTchad;12\n".encode(),
    "a.txt": "Formés à N’Djamena".encode("cp1252"),
    "a.png": b"\x89PNG\r\n\x1a\n...",
    "a.JPEG": b"\xff\xd8\xff\xe0...",
    "a.webp": b"RIFF....WEBPVP8 ",
}
BAD = {
    "a page": ("a.txt", b"  <!DOCTYPE html><p>x"),
    "a drawing": ("a.png", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
    "a script in a table": ("a.csv", b"a;b\n1;<script>alert(1)</script>\n"),
    "another name": ("a.pdf", b"\x89PNG\r\n\x1a\n..."),
    "a double name": ("a.pdf.exe", b"%PDF-1.7 ..."),
    "no name": ("pdf", b"%PDF-1.7"),
    "macros": ("a.docx", docx("word/vbaProject.bin")),
    "old Office": ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 20),
    "any package": ("a.docx", package("x.txt")),
    "a broken package": ("a.docx", b"PK\x03\x04" + b"\0" * 40),
    "a program": ("a.txt", b"MZ\x90\0\x03"),
    "nothing but blanks": ("a.txt", b"  \n"),
}


@pytest.mark.parametrize("name", GOOD)
def test_a_file_is_told_by_its_content(name):
    found = recognise(io.BytesIO(GOOD[name]), name)
    assert name.rpartition(".")[2].lower() in FORMATS[found].endings


@pytest.mark.parametrize("case", BAD)
def test_what_is_none_of_these_is_refused(case):
    name, content = BAD[case]
    with pytest.raises(FileRefused):
        recognise(io.BytesIO(content), name)


def test_a_file_of_another_kind_is_told_what_is_kept_and_not_what_it_looks_like():
    with translation.override("en"), pytest.raises(FileRefused, match="of no kind that is kept"):
        recognise(io.BytesIO(b"MZ only text"), "setup.exe")
    with translation.override("en"), pytest.raises(FileRefused, match="which is TXT"):
        recognise(io.BytesIO(b"only text"), "picture.png")


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\lead\\note.pdf", "note.pdf"),
        ("..\\.htaccess", "htaccess"),
        ("fdp.\u202egpj.txt", "fdp. gpj.txt"),
        ("a\r\nSet-Cookie: x.txt", "a Set-Cookie_ x.txt"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ("Relevé d’été.pdf", "Relevé d’été.pdf"),
    ],
)
def test_a_hostile_name_becomes_harmless(name, kept):
    assert harmless(name, 120) == kept


def upload(name, content):
    return SimpleUploadedFile(name, content)


@pytest.mark.long
def test_links_and_files_are_saved_with_the_words_and_given_back(report, cast, signed_in):
    lead = signed_in(cast.wg_lead)
    data = typed() | {
        "3.1.1.2-links": "https://example.org/course\nhttps://example.org/list https://example.org/list",
        "3.1.1.2-files": [upload("Liste.csv", GOOD["a.csv"]), upload("../x.pdf", GOOD["a.pdf"])],
    }
    assert lead.post(HERE + "edit/", data).status_code == 302
    link, other, table, pdf = Evidence.objects.order_by("pk")
    assert (link.url, other.url) == ("https://example.org/course", "https://example.org/list")
    assert (table.name, table.format, pdf.name) == ("Liste.csv", "csv", "x.pdf")
    assert table.file.name.startswith("evidence/") and "Liste" not in table.file.name
    page = lead.get(HERE + "edit/").content.decode()
    assert "Liste.csv" in page and f'value="{link.pk}"' in page

    given = lead.get(f"{HERE}evidence/{table.pk}/")
    assert b"".join(given.streaming_content) == GOOD["a.csv"]
    assert given["Content-Disposition"] == 'attachment; filename="Liste.csv"'
    assert given["X-Content-Type-Options"] == "nosniff"
    assert given["Content-Type"] == "text/csv"
    assert lead.get(f"{HERE}evidence/{link.pk}/").status_code == 404  # a link is no file
    other_lead = signed_in(cast.other_lead)
    assert other_lead.get(f"{HERE}evidence/{table.pk}/").status_code == 404
    elsewhere = HERE.replace("training", "partnerships")
    assert signed_in(cast.glc_rome).get(f"{elsewhere}evidence/{table.pk}/").status_code == 404

    # Taken off: gone from the pages, kept in the record.
    lead.post(HERE + "edit/", typed(version=1) | {"3.1.1.2-removed": [table.pk, 10**15, "x"]})
    assert lead.get(f"{HERE}evidence/{table.pk}/").status_code == 404
    table.refresh_from_db()
    assert table.removed_by == cast.wg_lead and table.file.storage.exists(table.file.name)


@pytest.mark.long
def test_a_refused_file_is_named_and_every_word_stays(report, cast, signed_in):
    lead = signed_in(cast.wg_lead)
    data = typed(progress="Deux ateliers.") | {
        "3.1.1.2-files": [upload("a.png", BAD["a drawing"][1]), upload("big.pdf", b"")],
        "3.1.2.1-links": "javascript:alert(1)",
    }
    answer = lead.post(HERE + "edit/", data)
    page = answer.content.decode()
    assert answer.status_code == 200 and "a.png" in page and "big.pdf" in page
    assert page.count("Deux ateliers.") == 2
    assert "“javascript:alert(1)” is not a link" in page
    assert not Evidence.objects.exists() and report_of("training").version == 1


@pytest.mark.long
def test_good_files_are_kept_beside_a_refused_one(report, cast, signed_in):
    files = [upload("a.png", BAD["a drawing"][1]), upload("list.csv", b"Pays;Nombre\nTchad;42\n")]
    answer = signed_in(cast.wg_lead).post(HERE + "edit/", typed() | {"3.1.1.2-files": files})
    assert "a.png" in answer.context["errors"][0].text
    assert [paper.name for paper in Evidence.objects.all()] == ["list.csv"]
    assert "Choose your files again" not in answer.content.decode()


@pytest.mark.long
def test_too_large_and_too_many_are_refused(report, cast, signed_in):
    lead = signed_in(cast.wg_lead)
    large = upload("a.pdf", b"%PDF-1.7")
    large.size = LARGEST + 1
    assert "10" in file_error(large)
    links = "\n".join(f"https://example.org/{n}" for n in range(MOST_PAPERS + 1))
    answer = lead.post(HERE + "edit/", typed() | {"3.1.1.2-links": links})
    assert answer.status_code == 200 and "20" in answer.context["errors"][0].text
    assert answer.context["sheet"].forms["3.1.1.2"]["links"].value() == links
    assert not Evidence.objects.exists() and report_of("training").version == 1


def test_a_link_is_evidence_enough_for_completed(report, cast, signed_in):
    lead = signed_in(cast.wg_lead)
    data = typed(status="completed", completed_on="01/09/2026")
    data |= {"3.1.1.2-links": "https://example.org/course", "next": "check"}
    page = lead.post(HERE + "edit/", data, follow=True).content.decode()
    assert "3.1.2.1: Give the evidence" in page and "3.1.1.2: Give the evidence" not in page
    done = {"3.1.1.2-status": "completed", "3.1.1.2-completed_on": "01/09/2026"}
    lead.post(HERE + "edit/", typed(version=1) | done)
    lead.post(HERE + "check/", {"version": 2})
    report = actions.accept(report=report, by=cast.sag, version=3)
    line = ReportLine.objects.get(report=report, activity__code="3.1.1.2")
    assert line.status_row.evidence == "https://example.org/course"


@pytest.mark.long
def test_a_stale_save_keeps_links_for_the_merged_version(report, cast, signed_in):
    lead = signed_in(cast.wg_lead)
    saved(report, cast.deputy)
    answer = lead.post(
        HERE + "edit/",
        typed(version=0, progress="Mine.") | {
            "3.1.1.2-links": "https://example.org/mine",
            "3.1.1.2-files": upload("a.pdf", GOOD["a.pdf"]),
        },
    )  # fmt: skip
    page = answer.content.decode()
    assert answer.status_code == 409 and "Choose your files again" in page
    assert 'name="3.1.1.2-links" value="https://example.org/mine"' in page
    assert Report.objects.get(pk=report.pk).version == 1 and not Evidence.objects.exists()
