"""A server starts only with a lasting key, and on the database it is meant for."""

import os
import subprocess
import sys

import pytest

from accounts.models import Installation
from config.checks import reason_to_stay_shut

KEY = "9fJ-2kq_Zr7wXvB4mN8sL0tYhC3dPgE6uAiO1eQxMRlSzVbW5TnFoK"
PRODUCTION = {"SECRET_KEY": KEY, "ALLOWED_HOSTS": "sip.example.org"}


def run(*command, **environment):
    """Run Python in a process of its own, under this environment and no other of ours."""
    ours = (
        "SECRET_KEY",
        "DEMO",
        "DEBUG",
        "DATABASE_URL",
        "ALLOWED_HOSTS",
        "DJANGO_SETTINGS_MODULE",
    )
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return subprocess.run(
        [sys.executable, "-W", "error::DeprecationWarning", *command],
        env={**kept, **environment}, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def open_the_door(tmp_path, **environment):
    return run(
        "-c",
        "import config.wsgi",
        DATABASE_URL=f"sqlite:///{tmp_path}/empty.sqlite3",
        **environment,
    )


def test_without_a_key_the_server_says_why_it_does_not_start(tmp_path):
    ended = open_the_door(tmp_path)
    assert ended.returncode == 1
    assert "SECRET_KEY is not set" in ended.stderr.splitlines()[-1]


@pytest.mark.parametrize("key", ["changeme", "short", "django-insecure-" + KEY, "secret" * 10])
def test_a_key_that_others_know_is_none(settings, key):
    settings.DEBUG, settings.SECRET_KEY = False, key
    assert "SECRET_KEY" in reason_to_stay_shut()


def test_with_a_key_it_starts(tmp_path):
    ended = open_the_door(tmp_path, **PRODUCTION)
    assert ended.returncode == 0, ended.stderr


@pytest.mark.long  # `make check` asks the same of the settings
def test_production_settings_leave_nothing_to_warn_about():
    ended = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "no issues" in ended.stdout


@pytest.mark.django_db
class TestDatabase:
    @pytest.mark.parametrize(("is_demo", "demo"), [(True, False), (False, True)])
    def test_demo_and_work_never_meet(self, settings, is_demo, demo):
        Installation.objects.create(pk=1, is_demo=is_demo, made_on="2026-01-01")
        settings.DEMO = demo
        assert "DEMO" in reason_to_stay_shut()

    @pytest.mark.parametrize("demo", [True, False])
    def test_each_on_its_own_starts(self, settings, demo):
        Installation.objects.create(pk=1, is_demo=demo, made_on="2026-01-01")
        settings.DEMO = demo
        assert reason_to_stay_shut() == ""
