"""What the repository holds, and what it must never hold."""

import os
import re
import tomllib

import pytest

from tests.architecture.sources import ROOT, kept, named

LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
REQUIRED = (
    "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "Makefile", "pyproject.toml",
    "docs/architecture.md", ".ci/run",
)  # fmt: skip
DECISIONS = sorted((ROOT / "docs" / "adr").glob("*.md"))


@pytest.mark.parametrize("name", REQUIRED)
def test_a_newcomer_finds(name):
    assert (ROOT / name).is_file()


def test_the_continuous_check_can_be_run():
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_no_file_names_a_place_on_somebodys_machine():
    above = f"{ROOT.parent}/"
    places = re.compile(
        r"/(?:home|Users)/[a-z]\w+/" + (f"|{re.escape(above)}" if len(above) > 2 else "")
    )
    assert [
        named(p) for p in kept() if places.search(p.read_text(encoding="utf-8", errors="replace"))
    ] == []


def test_nothing_is_read_from_outside_the_repository():
    code = [
        path for path in kept()
        if (path.suffix in {".py", ".toml", ".sh"} or path.name in {"Makefile", "run"})
        and "tests" not in path.parts  # which try such addresses on the server
    ]  # fmt: skip
    outside = re.compile(r"\.{2}/")
    assert [named(p) for p in code if outside.search(p.read_text(encoding="utf-8"))] == []


def test_no_secret_lies_in_the_repository():
    secret = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY|AKIA[0-9A-Z]{16}|gh[pousr]_\w{36}")
    assert [
        named(p) for p in kept() if secret.search(p.read_text(encoding="utf-8", errors="replace"))
    ] == []
    names = {p.name for p in kept()}
    assert not {name for name in names if name.endswith((".sqlite3", ".env", ".pem", ".mo"))}


@pytest.mark.parametrize("path", LOCKS, ids=named)
def test_a_lock_has_a_hash_for_everything_and_an_address_for_nothing(path):
    text = path.read_text(encoding="utf-8")
    assert "://" not in text and "index-url" not in text and "--find-links" not in text
    pinned = re.split(r"\n(?=[\w\[])", re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE).strip())
    assert all("==" in one and "--hash=sha256:" in one for one in pinned)


def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def plain(requirement):
    return re.match(r"[\w.-]+", requirement)[0].lower().replace("_", "-")


def test_every_dependency_is_locked():
    locked = {
        plain(line) for path in LOCKS for line in path.read_text().splitlines() if "==" in line
    }
    groups = project()["dependency-groups"]
    asked = [
        *project()["project"]["dependencies"],
        *(r for group in groups.values() for r in group),
    ]
    assert {plain(requirement) for requirement in asked} <= locked


def test_every_dependency_of_the_product_says_why_it_is_there():
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    for requirement in project()["project"]["dependencies"]:
        place = next(
            i for i, line in enumerate(lines) if line.strip().startswith(f'"{requirement}')
        )
        assert lines[place - 1].strip().startswith("#"), requirement


def test_decisions_are_numbered_and_say_why():
    assert DECISIONS
    numbers = [int(path.name[:4]) for path in DECISIONS]
    assert numbers == list(range(1, len(numbers) + 1))
    for path in DECISIONS:
        headings = re.findall(r"^## (.+)$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        assert {"Context", "Decision", "Consequences"} <= set(headings), named(path)


def documents():
    return [path for path in kept() if path.suffix == ".md"]


@pytest.mark.parametrize("path", documents(), ids=named)
def test_a_document_points_only_to_what_is_there(path):
    links = re.findall(r"\]\((?!\w+:|#)([^)#\s]+)", path.read_text(encoding="utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []
