"""The same files from the command line: whole, or not at all."""

import datetime
import io
import json

import pytest
from django.core.management import CommandError, call_command

from reporting import actions
from reporting.exports.files import write_whole
from reporting.models import Quarter
from sip.models import Activity
from tests.exports.reading import from_csv, texts
from tests.exports.test_glm import set_status
from tests.sip.story import stated


def run(name, *words, **options):
    out = io.StringIO()
    call_command(name, *words, stdout=out, **options)
    return out.getvalue()


@pytest.mark.long
def test_the_plan_is_written_in_every_format(autumn, tmp_path):
    for name in ("csv", "xlsx", "json"):
        file = tmp_path / f"plan.{name}"
        assert str(file.stat().st_size if file.exists() else "bytes") in run(
            "export_plan", format=name, output=str(file)
        )
        assert file.stat().st_size > 1000
    rows = json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))["rows"]
    assert len(rows) == 50
    assert rows[0]["responsible_codes"] is None
    asked = [row["decision_needed"] for row in rows if row["decision_needed"]]
    assert asked == ["=Who pays for the platform?"] * 2


@pytest.mark.long
def test_the_plan_as_of_a_day_is_what_was_recorded_by_its_end(autumn, tmp_path):
    def statuses(**options):
        file = tmp_path / "plan.csv"
        run("export_plan", format="csv", output=str(file), **options)
        return {row[6]: row[13] for row in from_csv(file.read_bytes())[2]}

    assert statuses()["3.1.1.2"] == "blocked"
    assert statuses(as_of="2026-08-01")["3.1.1.2"] == "at_risk"
    assert statuses(as_of="2026-07-01")["3.1.1.2"] == "none"
    # Recorded today for the end of June: on that day nobody knew.
    set_status(
        Activity.objects.get(code="1.1.1.2"), autumn.glc_rome,
        effective_on=datetime.date(2026, 6, 30),
    )  # fmt: skip
    assert statuses()["1.1.1.2"] == "on_track"
    assert statuses(as_of="2026-07-01")["1.1.1.2"] == "none"
    with pytest.raises(CommandError, match="has not come yet"):
        statuses(as_of="2027-01-01")
    with pytest.raises(CommandError, match="is no day"):
        statuses(as_of="yesterday")


@pytest.mark.long
def test_the_pack_is_written_in_the_language_asked_for(autumn, tmp_path):
    for language, word in (("fr", "#status+name+i_fr"), ("en", "#status+name+i_en")):
        file = tmp_path / f"glm-{language}.xlsx"
        run("export_glm", "2026-11", format="xlsx", language=language, output=str(file))
        assert word in texts(file.read_bytes())
        assert "A good quarter." in texts(file.read_bytes())


@pytest.mark.long
def test_a_quarter_is_written_as_its_pages_give_it(autumn, client, tmp_path):
    """Closed with Training at risk; what was recorded of that quarter later is no part of it."""
    quarter = Quarter.objects.get(key="2026-Q2")
    actions.close_quarter(quarter=quarter, by=None, reason="Nobody else reports.")
    stated("3.1.1.2", "on_track", datetime.date(2026, 6, 30), recorded=datetime.date(2026, 11, 1))
    client.force_login(autumn.glc_rome)
    for name, page, words in (
        ("export_plan", "/plan/export/xlsx/", ()),
        ("export_glm", "/glm/2026-11/export/xlsx/", ("2026-11",)),
    ):
        file = tmp_path / "quarter.xlsx"
        run(name, *words, format="xlsx", language="en", quarter="2026-Q2", output=str(file))
        shown = b"".join(client.get(page, {"quarter": "2026-Q2", "language": "en"}))
        assert texts(file.read_bytes()) == texts(shown)
        assert "at_risk" in texts(shown)


@pytest.mark.long
def test_a_quarter_that_cannot_be_is_refused(autumn, tmp_path):
    def write(quarter, **options):
        options = {"format": "xlsx", **options}
        run("export_glm", "2026-11", quarter=quarter, output=str(tmp_path / "f"), **options)

    for quarter in ("2031-Q1", "2026-Q4", "soon"):
        with pytest.raises(CommandError, match=r"no quarter|had not ended|Name a quarter"):
            write(quarter)
    with pytest.raises(CommandError, match=r"--format xlsx"):
        write("2026-Q2", format="pdf")
    with pytest.raises(CommandError, match="without --number"):
        write("2026-Q2", number=1)
    assert not list(tmp_path.iterdir())


@pytest.mark.long
def test_what_is_not_there_is_said(autumn, tmp_path):
    with pytest.raises(CommandError, match="There is no meeting 2031-06"):
        run("export_glm", "2031-06", format="xlsx", output=str(tmp_path / "f"))
    with pytest.raises(CommandError, match="cannot be written"):
        run("export_plan", format="csv", output=str(tmp_path / "nowhere" / "f.csv"))
    with pytest.raises(CommandError):
        run("export_plan", format="xml", output=str(tmp_path / "f"))


def test_a_file_that_fails_half_way_leaves_the_old_one(tmp_path):
    file = tmp_path / "plan.csv"
    file.write_text("old")

    def pieces():
        yield b"new"
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_whole(file, pieces())
    assert file.read_text() == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["plan.csv"]
