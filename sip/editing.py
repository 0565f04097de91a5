"""A page with one form over one object that has a version: shown, taken, refused, or answered with
both texts when somebody saved in between.

What differs from page to page is a `Desk`: how the form is made, what is saved, which act takes it.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.conflicts import Refused, Stale
from sip import conflicts, twoversions
from sip.forms import VersionField, add_errors, as_typed, errors_of


class EditForm(forms.Form):
    """Questions about one object. `version` is the object's when its values were read, and
    `began_from` those values; a form that makes an object has neither. `lines` names the answers
    that are compared as a whole, `rows` those that have an element on each line."""

    version = VersionField(required=False)
    began_from = conflicts.BeganField()
    lines = ()
    rows = ()

    def questions(self):
        kinds = dict.fromkeys(self.lines, "line") | dict.fromkeys(self.rows, "rows")
        return conflicts.asked_of(self, kinds=kinds)

    def typed(self):
        """Return what was sent, as two versions are compared."""
        self.is_valid()
        asked = [name for name in self.fields if name not in conflicts.NOT_ASKED]
        read = {
            name: value
            for name, value in self.cleaned_data.items()
            if isinstance(value, (datetime.date, datetime.time, int))
        }
        return written({**{name: self[name].value() for name in asked}, **read})


@dataclass
class Desk:
    """One page of this kind.

    `make(*args, **kwargs)` makes the form; `saved()` gives the values now, by question; `act(data)`
    does the act (the form itself is `self.form`) and may raise `Stale`, `Refused` or
    `ValidationError`. `back` is the address of the page that shows the object; `says` what is said
    there afterwards. A `is_deed` page has no answers that are saved as they stand (a group is
    reviewed, dissolved): what somebody else did meanwhile is to be looked at, not merged.
    """

    template: str
    make: Callable
    saved: Callable
    act: Callable
    back: str
    says: str
    version: Callable = lambda: None
    context: dict = field(default_factory=dict)
    is_deed: bool = False

    def answer(self, request):
        if request.method != "POST":
            version, saved = self.version(), self.saved()
            initial = twoversions.initial(saved, version, base=written(saved))
            return self._page(request, self.make(initial=initial))
        if self.version() is not None:
            version_read(request)
        if conflicts.was_asked(request.POST):
            return self._resolve(request)
        return self._take(request, self.make(request.POST))

    def _take(self, request, form):
        self.form = form
        if not form.is_valid():
            return self._page(request, form)
        try:
            done = self.act(form.cleaned_data)
        except (ValidationError, Refused) as error:
            add_errors(form, error)
            return self._page(request, form)
        except Stale:
            return self._meanwhile(request, form)
        return self._done(request, self.says, done)

    def _meanwhile(self, request, form):
        """Somebody saved in between: take what I sent all the same where nothing that this form
        asks has moved, show both texts otherwise."""
        version, saved, base = self.version(), written(self.saved()), twoversions.base_of(request)
        if self.is_deed:
            form.add_error(None, _("Somebody saved in between: look at it, then send again."))
            form.data = form.data.copy()
            form.data["version"] = version
            return self._page(request, form, status=409)
        if base is not None and not conflicts.has_moved(form.questions(), saved=saved, base=base):
            try:
                done = self.act({**form.cleaned_data, "version": version})
            except (ValidationError, Refused) as error:
                add_errors(form, error)
                return self._page(request, form)
            except Stale:
                return self._conflict(request, form)
            return self._done(request, self.says, done)
        return self._conflict(request, form)

    def _resolve(self, request):
        mine, saved = self.make(request.POST), written(self.saved())
        asked = mine.questions()
        values, errors = twoversions.resolved(request, asked, saved=saved, mine=mine.typed())
        if errors:
            return self._conflict(request, mine, errors)
        if not conflicts.compare(asked, saved=saved, mine=values):
            return self._done(request, _("What was saved stays; nothing was added."))
        return self._take(request, self.make(values))

    def _conflict(self, request, form, errors=None):
        version = self.version()
        answer = twoversions.page(
            request, "components/conflict.html", asked=form.questions(),
            saved=written(self.saved()), mine=form.typed(), version=version, errors=errors,
            context={**self.context, "back": self.back},
        )  # fmt: skip
        said = _("The same had been saved already; nothing was added.")
        return answer or self._done(request, said)

    def _page(self, request, form, status=200):
        errors = errors_of(form) if form.is_bound else []
        context = {**self.context, "form": form, "errors": errors, "back": self.back}
        return render(request, self.template, context, status=status)

    def _done(self, request, message, done=None):
        messages.success(request, message)
        return redirect(done if isinstance(done, str) else self.back)


def key_sent(text):
    """Return the primary key that a request names; 0, which nothing has, where it names none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


def written(values):
    """Return values as they would stand in the form: days as typed, lists joined by commas."""
    return {name: _written(value) for name, value in values.items()}


def _written(value):
    if value is None or isinstance(value, bool):
        return "on" if value else ""
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value))
    if isinstance(value, datetime.time):
        return value.strftime("%H:%M")
    return str(as_typed({"": value})[""] if isinstance(value, datetime.date) else value)


def version_read(request):
    """Return the version that a form was made from; one that names none is a bad request."""
    text = request.POST.get("version", "")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise BadRequest("The form came without the version it was made from.")
    return int(text)
