"""Pages that belong to no app: help, accessibility, health."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import Error, connection
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from config.errors import RETRY_AFTER
from sip.models import Status


@login_not_required
@require_safe
def help_page(request):
    """Who may do what, what statuses mean, how a quarter goes, and the words."""
    context = {"statuses": list(Status), "contact": settings.CONTACT_EMAIL}
    return render(request, "pages/help.html", context)


@login_not_required
@require_safe
def accessibility(request):
    """What is checked, what is not, and how to report a barrier."""
    return render(request, "pages/accessibility.html", {"contact": settings.CONTACT_EMAIL})


@login_not_required
@require_safe
def healthz(request):
    """“ok” while the database answers; no person, no session."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return HttpResponse(
            "database out of reach", status=503, content_type="text/plain",
            headers={"Retry-After": str(RETRY_AFTER)},
        )  # fmt: skip
    return HttpResponse("ok", content_type="text/plain", headers={"Cache-Control": "no-store"})
