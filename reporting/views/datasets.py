"""Every dataset to take away: what there is, the files, and their metadata."""

from typing import NamedTuple

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from partners import past
from reporting.exports import hdx, sizes
from reporting.exports.datasets import DATASETS, Dataset, Reader, table_of
from reporting.exports.formats import FORMATS
from reporting.views.exports import language_asked, named, refuse_another_moment
from sip.momentform import UnfitAddress, band, quarters_to_choose, strategy_days

# Pages of datasets that do.
READ_THE_PAST = ("plan", "groups", "partners", "commitments", "localisation", "countries")


class Offered(NamedTuple):
    """One dataset on the page: its files, about how large its metadata are, and the columns that
    this person gets. `is_of_today` where another moment is asked for, of which it cannot tell."""

    dataset: Dataset
    files: list
    metadata: int
    columns: list
    page: str
    is_of_today: bool


@login_not_required
@require_safe
def index(request):
    """List what may be taken away, each with its formats and its columns: as of today or, of what
    has a past, as of the moment asked for."""
    asked = past.asked_for(request.GET)
    at = asked.moment
    datasets = [one for one in DATASETS.values() if one.is_open_to(request.user)]
    reader = Reader(request.user, get_language())
    known = sizes.known([one.name for one in datasets], reader)
    offered = [_offered(one, reader, at, known) for one in datasets]
    return render(
        request,
        "reporting/datasets.html",
        {
            "offered": offered,
            "hidden": len(DATASETS) - len(offered),
            "problems": asked.problems,
            "band": _band(at),
            "choices": quarters_to_choose(strategy_days(), at.quarter),
            "day": at.as_of,
            "ending": at.ending,
        },
    )


def _band(at):
    """Say which other moment than today the page is about, and what is not of that moment."""
    said = band(at)
    if said:
        said.append(
            _("What groups and organisations say of themselves (names, types, mandates, offers) is "
              "that of today.")
        )  # fmt: skip
    if at.quarter:
        said.append(
            _("Localisation, offers and national plans are as recorded by the end of the quarter’s "
              "last day.")
        )  # fmt: skip
    return said


def _offered(dataset, reader, at, known):
    then = dataset.moment_for(at)
    ending = then.ending if then else ""
    return Offered(
        dataset,
        _files(dataset, {} if ending else known, reader, ending),
        len(_written(dataset).content),
        [(one, one.hashtag(reader.language)) for one in dataset.columns_for(reader.user)],
        reverse(dataset.page) + (ending if dataset.page in READ_THE_PAST else ""),
        then is None,
    )


def _files(dataset, known, reader, ending):
    """Return (kind, address, bytes) of each file: its size when it was last taken, else about."""
    sizes_of = {kind: known.get((dataset.name, kind)) for kind in FORMATS}
    if None in sizes_of.values():
        sizes_of = {
            kind: sizes_of[kind] or size for kind, size in sizes.about(dataset, reader).items()
        }
    return [
        (kind.upper(), reverse("dataset", args=[dataset.name, kind]) + ending, size)
        for kind, size in sizes_of.items()
    ]


@login_not_required
@require_safe
def take(request, name, format):  # noqa: A002 (the address names it)
    """A dataset as the person may see it, row by row. `?language=` chooses the language of titles
    and words, `?hashtags=0` leaves out the HXL row of CSV and XLSX, `?as_of=` and `?quarter=` name
    another moment."""
    dataset = DATASETS.get(name)
    if dataset is None or format not in FORMATS:
        raise Http404
    if not dataset.is_open_to(request.user):
        return redirect_to_login(request.get_full_path())
    language = language_asked(request)
    reader = Reader(request.user, language, _moment(dataset, request.GET))
    table = table_of(dataset, reader, hashtags=request.GET.get("hashtags") != "0")
    kind = FORMATS[format]
    pieces = sizes.counted(kind.pieces(table), dataset, format, reader)
    response = StreamingHttpResponse(pieces, content_type=kind.content_type)
    return named(response, f"{table.file_name}-{language}.{format}", language)


def _moment(dataset, data):
    """Return the moment at which a file is read. One that told of another than the one asked for
    would be taken for that one."""
    if data.get("include"):
        raise UnfitAddress(_("These tables hold accepted figures alone."))
    asked = past.asked_for(data)
    refuse_another_moment(asked)
    then = dataset.moment_for(asked.moment)
    if then is None:
        told = _("“%(title)s” can be had as of today only: leave the day or the quarter out.")
        raise UnfitAddress(told % {"title": dataset.title})
    return then


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
