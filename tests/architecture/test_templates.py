"""Templates carry no script, no style, no orphan; fragments say what they take."""

import re
from collections import defaultdict
from functools import cache
from html.parser import HTMLParser

import django

from tests.architecture.sources import ROOT, each, modules, pages, template_name, templates, text_of

every_page = each(pages())

# Blocks stand in this order, so that a reader finds them; `script` comes last, where it is rare.
BLOCKS = ("title", "errors", "crumbs", "main", "script")
# Tags that come without {% load %}: they are builtins (see settings.TEMPLATES).
BUILTIN = {"i18n", "static", "plan"}


def without_comments(source):
    source = re.sub(r"{% comment.*?{% endcomment %}", "", source, flags=re.DOTALL)
    return re.sub(r"{#.*?#}", "", source)


class Attributes(HTMLParser):
    """Collect every (tag, attribute, value) of a template; its own tags are taken out first."""

    def __init__(self, source):
        super().__init__()
        self.found = []
        self.feed(re.sub(r"{[{%#].*?[%#}]}", "", source, flags=re.DOTALL))

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, "", ""))
        self.found += [(tag, name, value or "") for name, value in attrs]


@every_page
def test_it_carries_no_script_and_no_style(path):
    source = without_comments(text_of(path))
    for script in re.findall(r"<script\b(.*?)>(.*?)</script>", source, flags=re.DOTALL):
        assert "src=" in script[0] and not script[1].strip(), "a script of its own"
    for tag, name, value in Attributes(source).found:
        assert tag != "style"
        assert name != "style" and not name.startswith("on"), f"<{tag} {name}=…>"
        assert not value.strip().lower().startswith("javascript:")


@every_page
def test_it_brings_nothing_from_another_host(path):
    source = without_comments(text_of(path))
    assert not re.search(r"<(?:script|link|img|iframe)[^>]*(?:src|href)=\"(?:https?:)?//", source)


@every_page
def test_it_trusts_no_text(path):
    source = text_of(path)
    assert not re.search(r"\|\s*safe\b|{%\s*autoescape\s+off", source)
    assert "<!--" not in source, "a comment for us stands in {# #}: readers need not load it"


def theirs(name):
    """Say whether a template replaces one that a package asks for by this name."""
    if name in {"400.html", "403.html", "404.html", "500.html", "403_csrf.html"}:
        return True
    packages = [ROOT / ".venv", *map(_package, ("django", "allauth", "import_export"))]
    return any((package / place / name).exists() for package in packages for place in PLACES)


PLACES = (
    "templates", "contrib/admin/templates", "contrib/auth/templates", "forms/templates",
)  # fmt: skip


def _package(name):
    module = django if name == "django" else __import__(name)
    return type(ROOT)(module.__file__).parent


@each(templates())
def test_it_is_used(path):
    name = template_name(path)
    # `accounts.mails.compose` asks for the three parts of a mail by the name they share.
    mail = re.sub(r"(_subject\.txt|\.txt|\.html)$", "", name) if "/mails/" in name else name
    assert (named_in()[name] | named_in()[mail]) - {path} or theirs(name)


@cache
def named_in():
    """Return which files speak of a name: {name: files}."""
    found = defaultdict(set)
    for path in [*modules(), *templates()]:
        for name in re.findall(r"[\w./-]+", text_of(path)):
            found[name].add(path)
    return found


@every_page
def test_a_fragment_gets_only_what_it_is_given(path):
    """Except the frame around every page, which is made from the request itself."""
    for tag in re.findall(r"{%\s*include\s.*?%}", text_of(path), re.DOTALL):
        if template_name(path) != "base.html" or '"layout/' not in tag:
            assert re.search(r"\sonly\s*%}", tag), tag


INCLUDE = re.compile(r'{%\s*include\s+"([^"]+)"(.*?)%}', re.DOTALL)


@cache
def posting():
    """Return the names of the fragments with a form that posts, in them or in what they include."""
    source = {template_name(path): without_comments(text_of(path)) for path in pages()}
    found = {name for name, text in source.items() if "{% csrf_token %}" in text}
    size = 0
    while size < len(found):
        size = len(found)
        found |= {
            name for name, text in source.items()
            if {part for part, _with in INCLUDE.findall(text)} & found
            and name.rpartition("/")[2].startswith("_")
        }  # fmt: skip
    return found


@every_page
def test_a_fragment_that_posts_is_given_its_token(path):
    """`only` takes the token away: browsers would be refused, and no test client ever is."""
    for part, given in INCLUDE.findall(without_comments(text_of(path))):
        if part in posting() and re.search(r"\sonly\s*$", given):
            assert "csrf_token=csrf_token" in given, f"{part} in {template_name(path)}"


@every_page
def test_blocks_stand_in_the_order_of_the_page(path):
    source = without_comments(text_of(path))
    if '{% extends "base.html" %}' not in source:
        return
    assert source.lstrip().startswith("{% extends")
    blocks = [b for b in re.findall(r"{% block (\w+) %}", source) if b in BLOCKS]
    assert blocks == sorted(blocks, key=BLOCKS.index)
    if "{% block frame %}" in source:  # a frame of its own: its pages fill the blocks
        return
    assert {"title", "main"} <= set(blocks)


@every_page
def test_it_loads_no_library_that_is_there_already(path):
    loads = re.findall(r"{% load ([\w ]+) %}", text_of(path))
    # Templates that replace a package's own keep their heads as that package writes them.
    assert theirs(template_name(path)) or not BUILTIN & {n for line in loads for n in line.split()}


@every_page
def test_it_reads_in_one_sitting(path):
    assert len(text_of(path).splitlines()) <= 220
