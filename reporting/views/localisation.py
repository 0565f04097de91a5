"""Localisation: the indicators as of a day, and the rows that each of them counts."""

import datetime
from typing import NamedTuple
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.clock import today
from accounts.days import date_format
from actionplans.models import CcpmSurvey
from actionplans.models.ccpm import Group
from partners.models import Organisation
from reporting.exports import definitions
from reporting.localisation import AREAS, BY_CODE, INDICATORS, RULES, localisation
from reporting.views.exports import language_asked, named
from sip.filesizes import Weight
from sip.models import Activity, Meeting, Owner
from sip.momentform import MomentForm
from workinggroups.models import GroupMeeting, Seat

EARLIEST = datetime.date(2019, 1, 1)
PAGE_SIZE = 50
TABLES = {"xlsx": Weight(6_600, 70), "csv": Weight(600, 220)}  # by row


@login_not_required
@require_safe
def localisation_page(request):
    """Participation, representation and leadership as of a day (`?as_of=`, today by default)."""
    asked = MomentForm({"as_of": request.GET.get("as_of", "")})
    day = _day(asked)
    told = localisation(day)
    bodies = {body.key: body for body in Owner.objects.filter(key__in=told.picture.all_bodies)}
    composition = told.composition()
    return render(
        request,
        "reporting/localisation.html",
        {
            "section": "partners",
            "told": told,
            "problems": asked.problems_within(None),
            "areas": [
                (area, [(figure, _href(day, figure.indicator.code)) for figure in told.of(area)])
                for area in AREAS
            ],
            "bodies": [
                (bodies.get(key), counted, _href(day, "members", body=key or ""))
                for key, counted in told.by_body()
            ],
            "composition": [
                (name, keys, _href(day, "composition", group=key))
                for key, name, keys in composition
            ],
            "taking_part": sum(len(keys) for _key, _name, keys in composition),
            "stakeholders": _href(day, "stakeholders"),
            "observers": _href(day, "observers"),
            "rules": RULES,
            "files": _files(len(INDICATORS) + len(bodies), day),
            "is_past": day != today(),
            "ending": _ending() if day == today() else [],
        },
    )


@login_not_required
@require_safe
def localisation_definitions(request):
    """What each indicator counts, as a PDF to hand round. `?language=` chooses its language."""
    language = language_asked(request)
    response = HttpResponse(definitions.content(language), content_type=definitions.CONTENT_TYPE)
    return named(response, f"localisation-definitions-{language}.pdf", language)


def _files(rows, day):
    """Return what the page gives away: the indicators of its day, and what they mean."""
    what, ending = _("All the indicators, as of today"), ""
    if day != today():
        what = _("All the indicators, as of %(day)s") % {"day": date_format(day, "DATE_FORMAT")}
        ending = f"?{urlencode({'as_of': day.isoformat()})}"
    tables = [
        (what, name.upper(), weight.of(rows),
         reverse("dataset", args=["localisation_indicators", name]) + ending)
        for name, weight in TABLES.items()
    ]  # fmt: skip
    about = definitions.ABOUT.of(len(INDICATORS))
    papers = [(_("Definitions"), "PDF", about, reverse("localisation-definitions"))]
    return [
        dict(zip(("what", "type", "about", "url"), one, strict=True)) for one in (*tables, *papers)
    ]


def _ending():
    """Seats of local and national actors in the SAG that end within the notice, and that no other
    mandate follows: without a renewal nobody takes their place."""
    held = Seat.objects.not_renewed().filter(organisation__is_local_national_actor=True)
    return list(held.select_related("organisation", "category", "body"))


@login_not_required
@require_safe
def localisation_rows(request, code):
    """Exactly the rows that one figure counts: `?of=part` for those that are local or national.

    `code` is an indicator's; `members` takes a body (`?body=`, the partners of the whole cluster
    without one), and `composition` a group (`?group=`).
    """
    day = _day(MomentForm({"as_of": request.GET.get("as_of", "")}))
    told = localisation(day)
    name, unit, counted = _counted(told, code, request.GET)
    part_alone = request.GET.get("of") == "part"
    keys = counted.part if part_alone else counted.whole
    rows = _rows(unit, keys)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(
        request,
        "reporting/localisation_rows.html",
        {
            "section": "partners",
            "day": day,
            "name": name,
            "unit": unit,
            "indicator": BY_CODE.get(code),
            "part_alone": part_alone,
            "counted": counted,
            "page": page,
            "lines": _lines(unit, page.object_list, counted.part),
        },
    )


class Answer(NamedTuple):
    """One anonymous answer that was asked for in a CCPM exercise."""

    survey: CcpmSurvey
    group: Group
    number: int


def _day(asked):
    """Return the day that was asked for, today for what is none; nothing was known before 2019."""
    return max(asked.moment.day, EARLIEST)


def _href(day, code, **more):
    """Return the address of the rows behind one figure."""
    query = urlencode({"as_of": day.isoformat(), **more})
    return f"{reverse('localisation-rows', args=[code])}?{query}"


def _counted(told, code, asked):
    """Return (name, unit, Counted) of what an address names; Http404 where it names nothing."""
    if code in told.figures:
        figure = told.figures[code]
        return figure.indicator.name, figure.indicator.unit, figure.counted
    if code == "members":
        for body, counted in told.by_body():
            if (body or "") == asked.get("body", ""):
                names = Owner.objects.filter(key=body).values_list("short_name", flat=True)
                return next(iter(names), None), "organisation", counted
    if code == "composition":
        for key, name, keys in told.composition():
            if key == asked.get("group"):
                return name, "organisation", told.picture.counted(set(keys))
    if code in ("stakeholders", "observers"):
        counted = told.picture.counted(set(getattr(told.picture, code)))
        return None, "organisation", counted
    raise Http404


def _rows(unit, keys):
    """Return the rows themselves, in order, as a list or a queryset to be cut into pages."""
    if unit == "organisation":
        return Organisation.objects.filter(pk__in=keys).order_by("name")
    if unit == "body":
        return Owner.objects.filter(key__in=keys).order_by("order")
    if unit == "activity":
        return Activity.objects.filter(pk__in=keys).in_plan_order()
    if unit == "seat":
        held = Seat.objects.filter(pk__in=keys).select_related("organisation", "body")
        return held.order_by("body__order", "organisation__name", "pk")
    if unit == "body meeting":
        held = GroupMeeting.objects.filter(pk__in=keys).select_related("body")
        return held.order_by("-held_on", "pk")
    return sorted(keys)


def _lines(unit, rows, part):
    """Return [(row, is it of the part, meeting)] for one page."""
    if unit in ("attendance", "body attendance"):
        organisations = Organisation.objects.in_bulk({pair[1] for pair in rows})
        held = Meeting.objects
        if unit == "body attendance":
            held = GroupMeeting.objects.select_related("body")
        meetings = held.in_bulk({pair[0] for pair in rows})
        return [(organisations[org], (meeting, org) in part, meetings[meeting])
                for meeting, org in rows]  # fmt: skip
    if unit == "response":
        surveys = CcpmSurvey.objects.select_related("cluster").in_bulk({row[0] for row in rows})
        return [(Answer(surveys[survey], Group(group), number + 1), (survey, group, number) in part,
                 None) for survey, group, number in rows]  # fmt: skip
    key = "key" if unit == "body" else "pk"
    return [(row, getattr(row, key) in part, None) for row in rows]
