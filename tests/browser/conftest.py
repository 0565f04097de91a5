"""A real browser at the demo, served as `make run` serves it, on databases of its own.

Needs Chromium (`CHROMIUM` names another than the one on the path) and requirements/browser.txt.
"""

import contextlib
import functools
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest

from tests.browser.demo import DEMO_PASSWORD

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


def environment(database):
    """The demo's environment: none of the suite's settings reach the server."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    return {**kept, "DATABASE_URL": f"sqlite:///{database}", "DEMO": "1"}


def manage(database, *words):
    """Run one of the tracker's commands on a database; return what came of it."""
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT, env=environment(database), capture_output=True, text=True, check=False,
    )  # fmt: skip


@contextlib.contextmanager
def serving(database):
    """Serve a demo database, and stop when done. Its log must stay free of failures."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = database.with_suffix(".log")
    with log.open("w") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "config.demo", "--port", str(port)],
            cwd=ROOT, env=environment(database), stdout=output, stderr=output,
        )  # fmt: skip
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz", server, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)
    said = log.read_text()
    assert not [word for word in ("Traceback", "database is locked", "deadlock") if word in said], (
        said
    )


def wait_for(address, server, log):
    for _ in range(900):
        assert server.poll() is None, log.read_text()
        with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            urllib.request.urlopen(address, timeout=5).close()
            return
        time.sleep(0.1)
    raise TimeoutError(f"nothing answers at {address}")


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory):
    """The demo's database, made once."""
    file = tmp_path_factory.mktemp("demo") / "demo.sqlite3"
    made = manage(file, "quickstart", "--demo")
    assert made.returncode == 0, made.stderr
    return file


@pytest.fixture(scope="session")
def demo(demo_file):
    """The demo, served for all tests that only read."""
    with serving(demo_file) as address:
        yield SimpleNamespace(address=address, database=demo_file)


@pytest.fixture
def own_demo(demo_file, tmp_path):
    """A demo for one test that writes."""
    file = tmp_path / "demo.sqlite3"
    shutil.copy(demo_file, file)
    with serving(file) as address:
        yield SimpleNamespace(address=address, database=file)


def until_it_is_there(click, page_of):
    """Return a click that is over when the page it leads to has been read whole.

    Playwright's own returns as soon as the answer begins: what is asked next, "is it accepted?",
    would now and then be asked of half a page.
    """

    @functools.wraps(click)
    def patient(self, *arguments, **options):
        click(self, *arguments, **options)
        if not options.get("no_wait_after"):
            page_of(self).wait_for_load_state()

    return patient


@pytest.fixture(scope="session")
def patient_clicks():
    playwright = pytest.importorskip("playwright.sync_api")
    with pytest.MonkeyPatch.context() as patch:
        for kind, page_of in (
            (playwright.Page, lambda page: page),
            (playwright.Locator, lambda locator: locator.page),
        ):
            patch.setattr(kind, "click", until_it_is_there(kind.click, page_of))
        yield


@pytest.fixture(scope="session")
def chromium(patient_clicks):
    if not CHROMIUM:
        pytest.fail("no Chromium: install one, or name it in CHROMIUM")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


class Visitor:
    """One person's browser: their pages, and whatever went wrong on them."""

    def __init__(self, browser, address, **context):
        self.address, self.email, self.trouble = address, None, []
        self.context = browser.new_context(base_url=address, **context)
        self.context.set_default_timeout(15_000)
        self.context.on("request", self._watch_host)
        self.context.on("response", self._watch_files)
        self.page = self.context.new_page()
        self.page.on("console", self._listen)
        self.page.on("pageerror", lambda error: self.trouble.append(f"script: {error}"))

    def _watch_host(self, request):
        host = urlsplit(request.url)
        if host.scheme in {"http", "https"} and host.netloc != urlsplit(self.address).netloc:
            self.trouble.append(f"another host: {request.url}")

    def _watch_files(self, response):
        path = urlsplit(response.url).path
        if response.status >= 400 and (path.startswith("/static/") or path == "/favicon.ico"):
            self.trouble.append(f"missing file: {response.url}")

    def _listen(self, message):
        # Chromium writes every answer of 400 and above to the console: those are looked at apart.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.trouble.append(f"console: {message.text} ({self.page.url})")

    def open(self, path):
        return self.page.goto(path)

    def sign_in(self, email, password=DEMO_PASSWORD):
        self.open("/login/")
        self.page.fill("input[name=login]", email)
        self.page.fill("input[name=password]", password)
        self.page.click("main form button[type=submit], main form button:not([type])")
        assert urlsplit(self.page.url).path != "/login/", self.page.inner_text("main")
        self.email = email
        return self

    def close(self):
        self.context.close()


@pytest.fixture
def visitor(chromium, request):
    """Open a browser for somebody: `visitor(demo, "sag@example.org", width=390)`.

    At the end nothing may have been asked of another host, refused by the policy for content, or
    failed in a script.
    """
    opened = []

    def make(site, email=None, *, width=1280, language="fr", dark=False, **context):
        one = Visitor(
            chromium, site.address,
            viewport={"width": width, "height": 900}, locale=language,
            color_scheme="dark" if dark else "light", **context,
        )  # fmt: skip
        opened.append(one)
        return one.sign_in(email) if email else one

    yield make
    trouble = [line for one in opened for line in one.trouble]
    for one in opened:
        one.close()
    assert trouble == []
