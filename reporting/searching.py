"""What the one search box finds: each kind of thing as its own pages show it to the same person.

Activities and organisations keep a folded text of their own (`sip.search`). Of the other kinds
there are few, or their pages are for people signed in: their texts are folded as they are read.
"""

from collections.abc import Callable
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from django.db.models import Count, F, Window
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from actionplans import policy as countries
from actionplans.models import Action, Gap
from partners.models import Organisation
from reporting.exports.glm_words import days_of, place_of
from sip import search as words
from sip.glmnames import name_of
from sip.models import Activity, Decision, Lesson, Meeting, Owner, Status
from sip.templatetags.plan import lang_attrs
from sip.translated import Translated

SHOWN = 50  # of each kind; the count beside it leads to all, or says how many there are


class Hit(NamedTuple):
    """One thing found: its address, what it is called, where it belongs; `text` is a `Translated`
    or words in `language`."""

    url: str
    text: object
    note: str = ""
    language: str = ""

    @property
    def attrs(self):
        """Its language for the element that holds it, where that is another than the reader's."""
        if isinstance(self.text, Translated):
            return lang_attrs(self.text)
        is_foreign = self.language and self.language != get_language()
        return format_html(' lang="{}" dir="auto"', self.language) if is_foreign else ""


class Kind(NamedTuple):
    """Things of one kind: the first of them, and how many were found."""

    name: str
    title: str
    hits: list
    number: int


def find(user, asked):
    """Return what a person finds under some words, in a fixed number of queries."""
    activities, activity_count = _first(
        Activity.objects.current().matching(asked).in_plan_order().beginning_first(asked)
        .select_related("current_row")
    )  # fmt: skip
    organisations, organisation_count = _first(
        Organisation.objects.matching(asked)
        .with_engagement()
        .order_by("name")
        .beginning_first(asked)
    )
    groups = [owner for owner in _with_a_page() if _holds(asked, *_names_of(owner))]
    kinds = [kind for kind in (_kind(*one, user, asked) for one in KINDS) if kind.number]
    statuses = [status for status in Status if _names(status, asked)]
    others = len(groups) + len(statuses) + sum(kind.number for kind in kinds)
    return {
        "statuses": statuses,
        "activities": activities, "activity_count": activity_count,
        "organisations": organisations, "organisation_count": organisation_count,
        "groups": groups, "kinds": kinds, "total": activity_count + organisation_count + others,
    }  # fmt: skip


def _first(rows):
    """Return the first rows to show, and how many there are, in one query."""
    shown = list(rows.annotate(found=Window(Count("*")))[:SHOWN])
    return shown, shown[0].found if shown else 0


def _holds(asked, *texts):
    """Whether texts hold every one of the words, wherever they stand."""
    folded = words.fold(" ".join(text for text in texts if text))
    return all(word in folded for word in words.words(asked))


def _names(status, asked):
    """Whether the words stand in the name of a status; a letter or two name none."""
    return len(words.fold(asked)) > 2 and words.fold(asked) in words.fold(str(status.label))


def _kind(name, title, find_all, user, asked):
    found = [hit for texts, hit in find_all(user) if _holds(asked, *texts)]
    return Kind(name, title, [hit() for hit in found[:SHOWN]], len(found))


def _texts(translated):
    """Every language of a text: who reads one may look for another."""
    return translated.data["texts"].values() if translated else ()


def _with_a_page():
    """The bodies that have a page, by any of their names in any language. There are few."""
    kinds = (Owner.Kind.WORKING_GROUP, Owner.Kind.ADVISORY_GROUP)
    return Owner.objects.filter(kind__in=kinds).select_related("working_group")


def _names_of(owner):
    group = getattr(owner, "working_group", None)
    texts = [owner.name, owner.short_name, *([group.theme] if group and group.theme else [])]
    names = [name for text in texts for name in _texts(text)]
    return [*names, *([group.name_as_published] if group else []), *owner.as_published]


def _meetings(_user):
    by_site = Meeting.objects.annotate(site=F("sites__place")).order_by("-starts_on", "pk")
    for _pk, rows in groupby(by_site, attrgetter("pk")):  # one row for each of its places
        meeting, *others = rows
        sites = [row.site for row in (meeting, *others) if row.site]
        texts = (meeting.key, name_of(meeting), days_of(meeting), meeting.place, *sites)

        def hit(meeting=meeting):
            return Hit(
                reverse("meeting", args=[meeting.key]), name_of(meeting),
                f"{days_of(meeting)}, {place_of(meeting)}",
            )  # fmt: skip

        yield texts, hit


def _decisions(user):
    for one in Decision.objects.visible_to(user).order_by("-taken_on", "-pk"):
        texts = (one.key, one.asked, one.follow_up_note, *_texts(one.text), *_texts(one.detail))
        yield texts, lambda one=one: Hit(reverse("decision", args=[one.key]), one.text, one.key)


def _lessons(user):
    for one in Lesson.objects.visible_to(user).order_by("-learnt_on", "-pk"):
        texts = (one.source, one.follow_up_note, *_texts(one.lesson), *_texts(one.measure))
        address = f"{reverse('lessons')}#l-{one.pk}"
        yield texts, lambda one=one, url=address: Hit(url, one.lesson, one.source)


PLAN = ("cluster__name", "cluster__slug", "year", "language")


def _gaps(user):
    plans = countries.visible_plans(user).order_by().values("pk")
    rows = Gap.objects.filter(section__plan__in=plans).order_by("-section__plan__year", "pk")
    columns = [f"section__plan__{name}" for name in PLAN]
    for text, section, *plan in rows.values_list("text", "section", *columns):

        def hit(text=text, section=section, plan=plan):
            cluster, slug, year, language = plan
            url = f"{reverse('country-plan', args=[slug, year])}?section={section}#s{section}"
            return Hit(url, text, f"{cluster}, {year}", language)

        yield (text,), hit


def _actions(user):
    plans = countries.visible_plans(user).order_by().values("pk")
    rows = Action.objects.standing().filter(gap__section__plan__in=plans)
    columns = [f"gap__section__plan__{name}" for name in PLAN]
    rows = rows.order_by("-gap__section__plan__year", "pk").values_list(
        "text", "responsible", "pk", *columns
    )
    for text, responsible, pk, *plan in rows:

        def hit(text=text, pk=pk, plan=plan):
            cluster, slug, year, language = plan
            url = reverse("country-action", args=[slug, year, pk])
            return Hit(url, text, f"{cluster}, {year}", language)

        yield (text, responsible), hit


# (name, title, what finds all that a person may read: the texts of each, and a way to its `Hit`)
KINDS: list[tuple[str, str, Callable]] = [
    ("meetings", _("Global meetings"), _meetings),
    ("decisions", _("Decisions"), _decisions),
    ("lessons", _("Lessons learned"), _lessons),
    ("gaps", _("Gaps of national plans"), _gaps),
    ("actions", _("Actions of national plans"), _actions),
]
