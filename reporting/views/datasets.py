"""Every dataset to take away: what there is, the files, and their metadata."""

from typing import NamedTuple

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, override
from django.views.decorators.http import require_safe

from reporting.exports import hdx, sizes
from reporting.exports.datasets import DATASETS, Dataset, Reader, table_of
from reporting.exports.formats import FORMATS
from reporting.views.exports import language_asked, named


class Offered(NamedTuple):
    """One dataset on the page: its files, about how large its metadata are, and the columns that
    this person gets."""

    dataset: Dataset
    files: list
    metadata: int
    columns: list
    page: str


@login_not_required
@require_safe
def index(request):
    """List what may be taken away, each with its formats and its columns."""
    language = get_language()
    datasets = [one for one in DATASETS.values() if one.is_open_to(request.user)]
    reader = Reader(request.user, language)
    known = sizes.known([one.name for one in datasets], reader)
    offered = [
        Offered(
            one,
            _files(one, known, reader),
            len(_written(one).content),
            [(column, column.hashtag(language)) for column in one.columns_for(request.user)],
            reverse(one.page),
        )
        for one in datasets
    ]
    return render(
        request,
        "reporting/datasets.html",
        {"offered": offered, "hidden": len(DATASETS) - len(offered)},
    )


def _files(dataset, known, reader):
    """Return (kind, address, bytes) of each file: its size when it was last taken, else about."""
    sizes_of = {kind: known.get((dataset.name, kind)) for kind in FORMATS}
    if None in sizes_of.values():
        sizes_of = {
            kind: sizes_of[kind] or size for kind, size in sizes.about(dataset, reader).items()
        }
    return [
        (kind.upper(), reverse("dataset", args=[dataset.name, kind]), size)
        for kind, size in sizes_of.items()
    ]


@login_not_required
@require_safe
def take(request, name, format):  # noqa: A002 (the address names it)
    """A dataset as the person may see it, row by row. `?language=` chooses the language of titles
    and words, `?hashtags=0` leaves out the HXL row of CSV and XLSX."""
    dataset = DATASETS.get(name)
    if dataset is None or format not in FORMATS:
        raise Http404
    if not dataset.is_open_to(request.user):
        return redirect_to_login(request.get_full_path())
    language = language_asked(request)
    reader = Reader(request.user, language)
    table = table_of(dataset, reader, hashtags=request.GET.get("hashtags") != "0")
    kind = FORMATS[format]
    pieces = sizes.counted(kind.pieces(table), dataset, format, reader)
    response = StreamingHttpResponse(pieces, content_type=kind.content_type)
    file = f"{name.replace('_', '-')}-{table.day.isoformat()}-{language}.{format}"
    return named(response, file, language)


@login_not_required
@require_safe
def metadata(request, name):
    """What the Humanitarian Data Exchange asks beside a public dataset."""
    dataset = DATASETS.get(name)
    if dataset is None or not dataset.is_public:
        raise Http404
    language = language_asked(request)
    with override(language):
        response = _written(dataset)
    return named(response, "metadata.json", language)


def _written(dataset):
    told = hdx.metadata(dataset)
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 1})
