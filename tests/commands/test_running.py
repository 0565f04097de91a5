"""`make run`: one port, one database of its own, and catalogues compiled without GNU gettext."""

import gettext
import os
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from accounts.models import Installation
from config import demo, translations
from tests.architecture.sources import ROOT


def test_a_port_that_is_taken_is_named_with_another_one():
    with socket.socket() as taken:
        taken.bind((demo.HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert str(port) in demo.why_not(port)
        assert demo.why_not(port) is not None
    assert demo.why_not(0) is not None
    assert demo.why_not(65536) is not None


def test_a_catalogue_is_compiled_once(tmp_path):
    source = tmp_path / "fr" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
                      'msgid "Plan"\nmsgstr "Le plan"\n', encoding="utf-8")  # fmt: skip
    assert translations.compile_stale(tmp_path) == [source]
    with source.with_suffix(".mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("Plan") == "Le plan"
    assert translations.compile_stale(tmp_path) == []


def test_two_demos_that_start_at_once_gather_their_files_one_after_the_other(
    monkeypatch, tmp_path, settings
):
    settings.STATIC_ROOT = tmp_path / "static"
    (tmp_path / "var").mkdir()
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "run.txt").touch()
    monkeypatch.setattr(demo, "ROOT", tmp_path)
    began = []

    def gather(command, **options):
        began.append(command)
        settings.STATIC_ROOT.mkdir()  # fails when somebody is at it already
        time.sleep(0.05)
        (settings.STATIC_ROOT / "staticfiles.json").touch()

    monkeypatch.setattr(demo, "call_command", gather)
    with ThreadPoolExecutor(2) as starting:
        for started in [starting.submit(demo.collect_static_files) for _ in range(2)]:
            started.result()
    assert began == ["collectstatic"]


def test_tidying_a_catalogue_sorts_it_and_counts_what_waits(tmp_path):
    source = tmp_path / "django.po"
    header = 'msgid ""\nmsgstr "POT-Creation-Date: 2026-11-21\\n"\n\n'
    source.write_text(header + 'msgid "b"\nmsgstr ""\n\nmsgid "a"\nmsgstr "un"\n')
    assert translations.tidy(source) == 1
    text = source.read_text(encoding="utf-8")
    assert "Date" not in text
    assert text.index('msgid "a"') < text.index('msgid "b"')


@pytest.mark.parametrize(("smaller", "larger"), [("run", "test"), ("test", "browser")])
def test_each_lock_holds_the_smaller_one_with_the_same_versions(smaller, larger):
    def lines(name):
        return set((ROOT / "requirements" / f"{name}.txt").read_text().splitlines())

    assert lines(smaller) <= lines(larger)


@pytest.mark.long
def test_running_over_a_database_of_work_is_refused_and_leaves_it_alone(tmp_path):
    database = tmp_path / "work.sqlite3"
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{database}", "DEMO": "0"}
    quickstart = [sys.executable, "manage.py", "quickstart"]
    subprocess.run(quickstart, cwd=ROOT, env=environment, check=True, capture_output=True)
    before = database.read_bytes()
    run = [sys.executable, "-m", "config.demo", "--port", "48123"]
    refused = subprocess.run(
        run, cwd=ROOT, env=environment, check=False, capture_output=True, timeout=60
    )
    assert refused.returncode == 1
    assert b"DATABASE_URL" in refused.stderr
    assert b"Traceback" not in refused.stderr
    assert database.read_bytes() == before


@pytest.mark.django_db
def test_what_cannot_be_made_is_said_in_one_line_and_nothing_is_served(monkeypatch, capsys):
    """The same in this process, on a database that says it is for work."""
    Installation.objects.create(pk=1, is_demo=False, made_on="2026-01-01")
    monkeypatch.setattr(demo, "prepare", lambda: None)
    monkeypatch.setattr(demo, "why_not", lambda port: None)
    monkeypatch.setattr(demo, "serve", lambda port: pytest.fail("it is served"))
    assert demo.main([]) == 1
    told = capsys.readouterr()
    assert "DATABASE_URL" in told.err and told.out == ""
    assert Installation.objects.get().is_demo is False


def test_a_command_says_in_a_sentence_that_its_database_is_empty_or_away(tmp_path):
    for database, named in (
        (f"sqlite:///{tmp_path}/none.sqlite3", "DATABASE_URL"),
        ("postgres://nobody@127.0.0.1:1/away", "away"),
    ):
        given = {**os.environ, "DATABASE_URL": database}
        for command in ("verify_trail", "check_plan", "send_reminders"):
            answer = subprocess.run(
                [sys.executable, "manage.py", command], cwd=ROOT, env=given, capture_output=True,
                text=True, check=False,
            )  # fmt: skip
            assert answer.returncode == 1 and named in answer.stderr, command
            assert answer.stderr.count("\n") == 1  # one sentence, no traceback


def test_the_readme_names_the_database_of_the_demo_as_the_demo_does():
    line = next(line for line in (ROOT / "README.md").read_text().splitlines()
                if line.startswith("DEMO=1 "))  # fmt: skip
    assert "DATABASE_URL=sqlite:///var/demo.sqlite3 .venv/bin/python manage.py" in line


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "en_GB.UTF-8"}, "en"), ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "C.UTF-8"}, "fr"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "en_US"}, "en"), ({}, "fr"), ({"LANG": "sv_SE"}, "fr"),
    ],
)  # fmt: skip
def test_it_speaks_the_language_of_the_terminal_where_the_tracker_does(environment, language):
    assert demo.language_of(environment) == language


def test_whoever_runs_it_in_english_reads_english(monkeypatch, capsys):
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    monkeypatch.setattr(demo, "prepare", lambda: None)
    with socket.socket() as taken:
        taken.bind((demo.HOST, 0))
        taken.listen()
        assert demo.main(["--port", str(taken.getsockname()[1])]) == 1
    assert "is taken. Choose another one" in capsys.readouterr().err
