"""Answers without the pages around them, for tests that ask for the answer alone."""

from contextlib import contextmanager
from unittest import mock

from django.contrib import admin
from django.http import HttpResponse


@contextmanager
def without_what_is_no_part_of_the_answer():
    """The back office's pages list all its models at their side, which is most of their making, but
    on the page of one app; a refusal stands in a whole page; and the navigation counts duties.
    tests/admin, tests/config/test_errors.py and test_reading.py read all three, and so does the
    whole table."""
    listed = admin.site.get_app_list

    def of_one_app(request, app_label=None):
        return listed(request, app_label) if app_label else []

    def refusal(request, status, template, **context):
        return HttpResponse(status=status)

    with (
        mock.patch.object(admin.site, "get_app_list", of_one_app),
        mock.patch("config.errors.answer", refusal),
        mock.patch("reporting.context._count", lambda request, day: (0, 0, 0, 0)),
    ):
        yield


def without_the_page():
    """The answer is found; its page is not made from its template."""
    return mock.patch("django.template.backends.django.Template.render", lambda *args: "")
