"""What the views of reports share: finding what an address names, giving words back."""

from django.shortcuts import get_object_or_404, render

from reporting.models import Report


def fetch(request, quarter, body):
    """Return the report of an address, or answer 404 where this person may not see it."""
    reports = Report.objects.with_subject().visible_to(request.user)
    return get_object_or_404(reports, quarter__key=quarter, body__key=body)


def kept(request, report, message, texts, status=409):
    """Answer that nothing was saved, why, and every word that was typed: (question, text)."""
    context = {"report": report, "message": message, "texts": texts}
    return render(request, "reporting/report_kept.html", context, status=status)
