"""Files of reports, handed out one by one: the right is looked at each time."""

from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from reporting.models import Evidence
from reporting.views.fetching import fetch
from sip.papers.handing import handed_out


@require_safe
def download(request, quarter, body, pk):
    """Hand out a file to whoever may read the report: as an attachment, never shown in a page."""
    papers = Evidence.objects.filter(line__report=fetch(request, quarter, body), removed_at=None)
    return handed_out(get_object_or_404(papers.exclude(file=""), pk=pk))
