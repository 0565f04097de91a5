"""`python -m config.demo` (what `make run` does): make the demo where it is missing, then serve it.

Safe to run again. It never touches a database that holds anything but the demo: its own is
`var/demo.sqlite3`, unless DATABASE_URL names another, and `quickstart --demo` refuses work.
"""

import argparse
import os
import socket
import sys
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from urllib.parse import quote

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.files import locks
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.demo import PASSWORD, PEOPLE
from config.translations import compile_stale

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
SERVER = ("gunicorn", "--config", "python:config.serving", "config.wsgi")


def main(arguments=None):
    """Make the demo and hand the process over to the server. Returns what to exit with when that
    cannot be done; the reason is printed."""
    parser = argparse.ArgumentParser(prog="python -m config.demo")
    parser.add_argument("--port", type=int, default=8000)
    port = parser.parse_args(arguments).port
    os.chdir(ROOT)
    prepare()
    with translation.override(language_of(os.environ)):
        problem = why_not(port)
        if not problem:
            try:
                call_command("quickstart", demo=True)
                collect_static_files()
            except (CommandError, OperationalError) as error:
                problem = str(error)
        if problem:
            sys.stderr.write(f"{problem}\n")
            return 1
        say_where(port)
    return serve(port)


def prepare():
    """Put the demo's settings into the environment, and wake Django."""
    (ROOT / "var").mkdir(exist_ok=True)
    compile_stale()
    os.environ["DEMO"], os.environ["DEBUG"] = "1", "0"
    database = quote((ROOT / "var" / "demo.sqlite3").as_posix())
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{database}")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()


def language_of(environment):
    """Return the language of the terminal, as its system names it (`fr_FR.UTF-8`), where the
    tracker speaks it; else the tracker's own."""
    named = (environment.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    code = next(filter(None, named), "").split(".")[0].split("_")[0].lower()
    return code if code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def why_not(port):
    """Return why nothing can be served on this port, or None."""
    if not 0 < port < 65536:
        return _("%(port)d is no port: give a number from 1 to 65535.") % {"port": port}
    with socket.socket() as probe:
        if os.name != "nt":  # there, the option would hide that somebody listens
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return _("Port %(port)d is taken. Choose another one: make run PORT=%(next)d") % {
                "port": port, "next": port + 1 if port < 65535 else port - 1,
            }  # fmt: skip
    return None


def collect_static_files():
    """Gather and compress what pages load, unless nothing changed since the last time.

    Two demos of one checkout share the folder: the second waits for the first, whose files would
    vanish under it, and then finds nothing left to do.
    """
    with (ROOT / "var" / "static.lock").open("w") as turn:
        locks.lock(turn, locks.LOCK_EX)
        if static_files_are_stale():
            call_command("collectstatic", interactive=False, verbosity=0)


def static_files_are_stale():
    """Whether any source is newer than what was gathered last."""
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    sources = [storage.path(name) for finder in get_finders() for name, storage in finder.list([])]
    sources.append(ROOT / "requirements" / "run.txt")  # a package's files may keep an old date
    newest = max(Path(source).stat().st_mtime for source in sources)
    return not manifest.exists() or manifest.stat().st_mtime < newest


def say_where(port):
    """Print the address, and who can sign in."""
    lines = ["", _("Address: %(url)s") % {"url": f"http://{HOST}:{port}/"}]
    lines.append(_("Password of everybody below: %(password)s") % {"password": PASSWORD})
    for group, people in groupby(PEOPLE, key=lambda person: person.group):
        lines += ["", str(group), *(f"  {person.email:<32} {person.role}" for person in people)]
    lines += ["", _("Progress, people and organisations are invented. Ctrl-C stops the server.")]
    sys.stdout.write("\n".join(lines) + "\n\n")
    sys.stdout.flush()


def serve(port):
    """Become the server; where gunicorn cannot run (Windows), Django's own one serves."""
    if find_spec("gunicorn") and os.name != "nt":
        os.execv(sys.executable, [sys.executable, "-m", *SERVER, "--bind", f"{HOST}:{port}"])  # noqa: S606
    call_command("runserver", f"{HOST}:{port}", "--nostatic", "--noreload")
    return 0


if __name__ == "__main__":
    sys.exit(main())
