"""Preparing, freezing and taking away the packs of a GLM."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.conflicts import Refused
from reporting.exports.glm_words import days_of
from reporting.pack import actions, files, policy
from reporting.pack.content import Edition
from reporting.pack.freezing import snapshot
from reporting.pack.models import SECTIONS, Pack, canonical, hash_of
from reporting.pack.preparing import Preparation
from reporting.pack.versions import accepted_since, differences, files_of, sizes_about
from reporting.pack.wording import listed
from reporting.views.exports import language_asked, named
from sip.forms import errors_of
from sip.glmnames import name_of
from sip.models import Meeting
from sip.templatetags.plan import quarter_label

MAKING = "making"  # names the language whose files are made first


@require_http_methods(["GET", "HEAD", "POST"])
def prepare(request, key):
    """Choose what goes into the next version, see what it would lack, and freeze it."""
    meeting = get_object_or_404(Meeting, key=key)
    if not policy.can_freeze(request.user):
        raise PermissionDenied
    if meeting.is_cancelled:
        messages.error(request, actions.cancelled())
        return redirect("meeting", key)
    if request.method != "POST":
        return _page(request, Preparation(meeting))
    page = Preparation(meeting, request.POST)
    if not page.form.is_valid():
        return _page(request, page, status=_status_of(page.form))
    chosen = page.form.cleaned_data
    try:
        pack = actions.freeze(
            meeting=meeting, by=request.user, number=chosen["number"],
            covered=chosen["quarters"], sections=chosen["sections"], note=chosen.get("note", ""),
        )  # fmt: skip
    except Refused as refused:
        page.form.add_error(None, refused.message)
        return _page(request, page, status=409)
    except ValidationError as error:
        page.form.add_error(None, error.messages[0])
        return _page(request, page)
    page = reverse("pack", args=[key, pack.number])
    return redirect(f"{page}?{urlencode({MAKING: chosen['language']})}")


def _status_of(form):
    """A form of an earlier version, or of none, is no slip of the pen."""
    return 400 if "number" in form.errors else 200


def _page(request, page, status=200):
    form, about = page.form, sizes_about()
    context = page.context() | {
        "name": name_of(page.meeting), "days": days_of(page.meeting),
        "errors": errors_of(form) if form.is_bound else [],
        "formats": [(name, about.get(name)) for name in files.FORMATS],
    }  # fmt: skip
    return render(request, "reporting/pack_prepare.html", context, status=status)


@require_safe
def version(request, key, number):
    """One version: what it covers, its files, its hash, and how it differs from the one before.

    Whoever has just frozen it comes with `?making=fr`: each answer then makes one more file, says
    how many there are, and asks for itself again until none is missing.
    """
    pack = _pack(request, key, number)
    making = _making(request, pack)
    before = pack.meeting.packs.filter(number=number - 1).first()
    is_last = not pack.meeting.packs.filter(number__gt=number).exists()
    context = {
        "pack": pack, "name": name_of(pack.meeting), "days": days_of(pack.meeting),
        "quarters": listed(quarter_label(key) for key in pack.frozen["quarters"]),
        "files": files_of(pack), "before": before, **making,
        "differences": differences(before, pack) if before else [],
        "is_last": is_last, "accepted_since": accepted_since(pack) if is_last else [],
        "can_freeze": policy.can_freeze(request.user),
    }  # fmt: skip
    return render(request, "reporting/pack.html", context)


def _making(request, pack):
    """Make the next file where that is asked for, and return how far it has got."""
    language = request.GET.get(MAKING)
    if language not in files.languages() or not policy.can_freeze(request.user):
        return {}
    missing, failed = files.missing(pack, language), ""
    if missing and request.method == "GET":
        code, name = missing[0]
        try:
            files.file_of(pack, name, code)
            missing = missing[1:]
        except (OSError, DatabaseError) as error:
            failed = error
    every = len(files.FORMATS) * len(files.languages())
    return {
        "made": every - len(missing), "every": every, "failed": failed,
        "again": urlencode({MAKING: language}) if missing and not failed else "",
    }  # fmt: skip


@require_safe
def file(request, key, number, format):  # noqa: A002 (the address names it)
    """One file of a version, the same bytes for everybody."""
    pack = _pack(request, key, number)
    return _answer(
        request, format, f"glm-{key}-v{number}",
        lambda language: files.file_of(pack, format, language),
    )  # fmt: skip


@require_safe
def draft(request, key, format):  # noqa: A002 (the address names it)
    """What the next version would look like if it were frozen now; every page says “Draft”."""
    meeting = get_object_or_404(Meeting, key=key)
    if not policy.can_freeze(request.user):
        raise PermissionDenied

    def made(language):
        now = timezone.now()
        content = canonical(snapshot(meeting, now=now, sections=SECTIONS))
        edition = Edition.of_draft(content, hash_of(content), now)
        return files.made(edition, format, language)

    return _answer(request, format, f"glm-{key}-draft", made)


def _pack(request, key, number):
    packs = Pack.objects.visible_to(request.user).select_related("meeting", "frozen_by")
    return get_object_or_404(packs, meeting__key=key, number=number)


def _answer(request, name, stem, make):
    """Answer with a file to keep; where there is no room to make it, say so."""
    if name not in files.FORMATS:
        raise Http404
    language = language_asked(request)
    try:
        content = make(language)
    except (OSError, DatabaseError) as error:
        context = {"why": getattr(error, "strerror", "") or error, "type": name.upper()}
        return render(request, "reporting/pack_no_room.html", context, status=507)
    response = HttpResponse(content, content_type=files.FORMATS[name].content_type)
    return named(response, f"{stem}-{language}.{name}", language)
