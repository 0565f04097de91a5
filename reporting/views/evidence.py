"""Files of reports, handed out one by one: the right is looked at each time."""

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from reporting.filetypes import FORMATS
from reporting.models import Evidence
from reporting.views.fetching import fetch


@require_safe
def download(request, quarter, body, pk):
    """Hand out a file to whoever may read the report: as an attachment, never shown in a page."""
    papers = Evidence.objects.filter(line__report=fetch(request, quarter, body), removed_at=None)
    paper = get_object_or_404(papers.exclude(file=""), pk=pk)
    try:
        content = paper.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(
        content,
        as_attachment=True,
        filename=paper.name,
        content_type=FORMATS[paper.format].media_type,
    )
