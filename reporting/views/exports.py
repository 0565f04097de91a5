"""Files to take away: the plan as a table, the pack of a GLM. Each holds what its page shows to the
same person, under the same filters."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, get_supported_language_variant
from django.views.decorators.http import require_safe

from reporting.exports import packs
from reporting.exports.formats import FORMATS
from reporting.exports.plan import plan_table
from sip.filters import PlanFilter
from sip.models import Meeting
from sip.momentform import MomentForm, UnfitAddress
from sip.planquery import Query
from sip.policy import can_see_narrative
from sip.reading import version
from sip.submitted import can_include


@login_not_required
@require_safe
def plan(request, format):  # noqa: A002 (the address names it)
    """The activities of the plan page under the same filters: CSV and JSON row by row, XLSX whole.

    In the reader's language, or in another named by `?language=`."""
    if format not in FORMATS:
        raise Http404
    language, query = language_asked(request), Query.of(request.GET)
    may_include = "include" in query.values and can_include(request.user)
    filters = PlanFilter(query.data, may_include=may_include)
    refuse_another_moment(filters.asked)
    table = plan_table(
        language=language, narrative=can_see_narrative(request.user), filters=filters
    )
    kind = FORMATS[format]
    response = StreamingHttpResponse(kind.pieces(table), content_type=kind.content_type)
    return named(response, f"{table.file_name}-{language}.{format}", language)


@login_not_required
@require_safe
def meeting(request, key, format):  # noqa: A002 (the address names it)
    """The pack of a GLM. Visitors get statuses and figures, people signed in the words as well."""
    if format not in packs.FORMATS:
        raise Http404
    may_include = "include" in request.GET and can_include(request.user)
    language = language_asked(request)
    asked = MomentForm(request.GET, may_include=may_include)
    refuse_another_moment(asked)
    content = packs.content(
        get_object_or_404(Meeting, key=key),
        format,
        version=version(request),
        language=language,
        narrative=can_see_narrative(request.user),
        at=asked.moment,
    )
    response = HttpResponse(content, content_type=packs.FORMATS[format].content_type)
    return named(response, f"glm-{key}-{language}.{format}", language)


def refuse_another_moment(asked):
    """A file that told of another moment than the one asked for would be taken for that one."""
    if asked and (asked.errors or asked.leaves_out_submitted):
        raise UnfitAddress(" ".join(message for _label, message in asked.problems))


def language_asked(request):
    """Return the language asked for, else the reader's."""
    try:
        return get_supported_language_variant(request.GET.get("language", ""))
    except LookupError:
        return get_supported_language_variant(get_language())


def named(response, name, language):
    """Say that the answer is a file to keep, and what it is called (RFC 6266)."""
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Content-Language"] = language
    return response
