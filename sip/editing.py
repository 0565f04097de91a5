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
from sip import conflicts
from sip.forms import FormError, as_typed, errors_of, said_of


class EditForm(forms.Form):
    """Questions about one object. `version` is the object's when its values were read; a form that
    makes an object has none. `lines` names the answers that are compared as a whole."""

    version = forms.IntegerField(
        widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1, required=False
    )
    lines = ()

    def questions(self):
        return [
            conflicts.Asked(
                name, str(one.label), "line" if name in self.lines else "text",
                choices=dict(getattr(one, "choices", ())),
            )
            for name, one in self.fields.items()
            if name != "version"
        ]  # fmt: skip

    def typed(self):
        """Return what was sent, as two versions are compared."""
        self.is_valid()
        sent = {name: self[name].value() for name in self.fields}
        days = {
            name: value
            for name, value in self.cleaned_data.items()
            if isinstance(value, datetime.date)
        }
        return written({**sent, **days})

    def add_errors(self, error):
        """Show what an action answered under its question, or above the form."""
        if isinstance(error, Refused):
            error = ValidationError(error.message)
        for name, found in error.update_error_dict({}).items():
            self.add_error(name if name in self.fields else None, ValidationError(found).messages)


@dataclass
class Desk:
    """One page of this kind.

    `make(*args, **kwargs)` makes the form; `saved()` gives the values now, by question; `act(data)`
    does the act (the form itself is `self.form`) and may raise `Stale`, `Refused` or
    `ValidationError`. `back` is the address of the page that shows the object; `says` what is said
    there afterwards.
    """

    template: str
    make: Callable
    saved: Callable
    act: Callable
    back: str
    says: str
    version: Callable = lambda: None
    context: dict = field(default_factory=dict)

    def answer(self, request):
        if request.method != "POST":
            initial = {**self.saved(), "version": self.version()}
            return self._page(request, self.make(initial=initial))
        if self.version() is not None and not _is_version(request.POST.get("version")):
            raise BadRequest("The form came without the version it was made from.")
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
            form.add_errors(error)
            return self._page(request, form)
        except Stale:
            return self._conflict(request, form)
        return self._done(request, self.says, done)

    def _resolve(self, request):
        mine = self.make(request.POST)
        asked, saved = mine.questions(), written(self.saved())
        values, errors = conflicts.resolve(asked, saved=saved, mine=mine.typed(), post=request.POST)
        if errors:
            return self._conflict(request, mine, errors)
        if not conflicts.compare(asked, saved=saved, mine=values):
            return self._done(request, _("What was saved stays; nothing was added."))
        return self._take(request, self.make({**values, "version": request.POST["version"]}))

    def _conflict(self, request, form, errors=None):
        comparison = conflicts.compare(
            form.questions(),
            saved=written(self.saved()),
            mine=form.typed(),
            post=request.POST if errors else None,
        )
        if not comparison:
            return self._done(request, _("The same had been saved already; nothing was added."))
        version = self.version()
        differing = [(one, (errors or {}).get(one.asked.name)) for one in comparison.differing]
        return render(
            request,
            "components/conflict.html",
            {
                **self.context,
                "back": self.back,
                "comparison": comparison,
                "values": {**comparison.mine, "version": version},
                "differing": differing,
                "errors": [
                    FormError(one.keep_name, said_of(one.asked.label, error))
                    for one, error in differing
                    if error
                ],
                "version": version,
                "read_version": request.POST["version"],
                "next_version": version + 1,
            },
            status=409,
        )

    def _page(self, request, form):
        errors = errors_of(form) if form.is_bound else []
        context = {**self.context, "form": form, "errors": errors, "back": self.back}
        return render(request, self.template, context)

    def _done(self, request, message, done=None):
        messages.success(request, message)
        return redirect(done if isinstance(done, str) else self.back)


def written(values):
    """Return values as they would stand in the form: days as typed, lists joined by commas."""
    joined = {
        name: ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else value
        for name, value in values.items()
    }
    return {
        name: str(value) if isinstance(value, int) else value
        for name, value in as_typed({n: "" if v is None else v for n, v in joined.items()}).items()
    }


def _is_version(text):
    return bool(text) and text.isascii() and text.isdigit() and len(text) < 10
