"""What the tests about the code itself read: modules, templates, styles, and everything kept."""

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# From the ground up. An app may import those before it, never those after it.
LAYERS = ("accounts", "sip", "partners", "workinggroups", "actionplans", "reporting")
SIBLINGS = {("workinggroups", "actionplans"), ("actionplans", "workinggroups")}


def named(path):
    """Name a file in a test's id."""
    return str(path.relative_to(ROOT))


def each(things, name=named):
    """Try a rule on each of many things and tell of all that break it: one test, not hundreds."""

    def tried(rule):
        def test():
            faults = []
            for thing in things:
                try:
                    rule(thing)
                except AssertionError as fault:
                    faults.append(f"{name(thing)}: {fault}")
            assert not faults, "\n".join(faults)

        test.__name__, test.__doc__ = rule.__name__, rule.__doc__
        return test

    return tried


def modules(*packages):
    """Return the modules of these packages (all apps and config by default), migrations apart."""
    return [
        path
        for package in packages or (*LAYERS, "config")
        for path in sorted((ROOT / package).rglob("*.py"))
        if "migrations" not in path.parts
    ]


@cache
def text_of(path):
    return path.read_text(encoding="utf-8")


@cache
def tree(path):
    return ast.parse(text_of(path))


@cache
def nodes(path):
    """Return all that a module's tree holds, walked once for all rules."""
    return list(ast.walk(tree(path)))


def templates():
    """Return every template: those of the house and those inside apps."""
    found = [*(ROOT / "templates").rglob("*")]
    found += [file for app in LAYERS for file in (ROOT / app).rglob("templates/**/*")]
    return sorted(path for path in found if path.is_file())


def pages():
    """Return the templates that become HTML."""
    return [path for path in templates() if path.suffix == ".html"]


def template_name(path):
    """Return what `{% include %}` and `render()` call a template."""
    parts = path.relative_to(ROOT).parts
    return "/".join(parts[parts.index("templates") + 1 :])


@cache
def kept():
    """Return the files of the repository that hold text: tracked ones and new ones, not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],  # noqa: S607
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if listed.returncode:  # an archive without its history
        skipped = {".venv", "var", "staticfiles", "__pycache__"}
        files = [path for path in ROOT.rglob("*") if not skipped & set(path.parts)]
    else:
        files = [ROOT / name for name in listed.stdout.splitlines()]
    return [path for path in files if path.is_file() and b"\0" not in path.read_bytes()[:1024]]
