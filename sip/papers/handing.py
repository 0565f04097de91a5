"""Handing a kept file out: as an attachment, never shown in a page."""

from django.http import FileResponse, Http404

from sip.papers.filetypes import FORMATS


def handed_out(paper):
    """Return the answer with a paper's file, for somebody who may read it; 404 where it is gone."""
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
