"""The calendars: their page, the public one, and each person's own."""

import hashlib

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header, parse_etags
from django.utils.translation import get_language, get_supported_language_variant
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.calendarfeeds import CalendarFeed
from accounts.subscribing import close_calendar, open_calendar
from reporting.calendars import ical
from reporting.calendars.events import personal_events, public_events


@login_not_required
@require_safe
def about(request):
    """Say how to subscribe."""
    return render(request, "reporting/calendars/about.html", {"addresses": _public_addresses()})


@login_not_required
@require_safe
def public(request):
    """The global meetings, in French or in the language of `?language=`."""
    try:
        language = get_supported_language_variant(request.GET.get("language", ""))
    except LookupError:
        language = settings.LANGUAGE_CODE
    return _calendar(request, public_events, language, "glm.ics")


@login_not_required
@require_safe
def personal(request, token):
    """What one person may see, for whoever holds the address; a revoked one opens nothing."""
    feed = CalendarFeed.named_by(token)
    if feed is None:
        raise Http404
    language = feed.person.language or settings.LANGUAGE_CODE
    response = _calendar(request, lambda: personal_events(feed.person), language, "sip.ics")
    response["Cache-Control"] = "private, no-cache"
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def own(request):
    """Open one's own calendar, change its address, or close it."""
    if request.method == "POST":
        if request.POST.get("act") == "close":
            close_calendar(person=request.user, by=request.user)
            messages.success(request, _("Your calendar is closed: its address opens nothing now."))
        else:
            open_calendar(person=request.user, by=request.user)
            messages.success(request, _("Your calendar has a new address."))
        return redirect("calendar-own")
    feed = CalendarFeed.objects.select_related("person").filter(person=request.user).first()
    address = feed and settings.PUBLIC_URL + reverse("calendar-personal", args=[feed.token])
    return render(request, "reporting/calendars/own.html", {"feed": feed, "address": address})


def _calendar(request, make_events, language, name):
    content = ical.write(make_events, language)
    mark = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    if mark in parse_etags(request.META.get("HTTP_IF_NONE_MATCH", "")):
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(content, content_type=ical.CONTENT_TYPE)
        response["Content-Disposition"] = content_disposition_header(False, name)
        response["Content-Language"] = language
    response["ETag"] = mark
    return response


def _public_addresses():
    page = settings.PUBLIC_URL + reverse("calendar-public")
    present = get_language()
    codes = sorted((code for code, _name in settings.LANGUAGES), key=lambda code: code != present)
    return [(code, f"{page}?language={code}") for code in codes]
