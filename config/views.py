"""Pages that belong to no app: help, health, and what is shown when the page asked for is not."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
def help_page(request):
    return render(request, "pages/help.html")


@login_not_required
@require_safe
def accessibility(request):
    return render(request, "pages/accessibility.html")


@login_not_required
@require_safe
def healthz(request):
    return HttpResponse("ok", content_type="text/plain")


def bad_request(request, exception=None):
    return render(request, "400.html", status=400)


def forbidden(request, exception=None):
    return render(request, "403.html", status=403)


def forbidden_form(request, reason=""):
    return render(request, "403.html", status=403)


def not_found(request, exception=None):
    return render(request, "404.html", status=404)


def failure(request):
    return render(request, "500.html", status=500)
