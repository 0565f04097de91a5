"""Pages of the minimum commitments: an organisation's declaration, and the coverage of them all."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.clock import today
from accounts.conflicts import Stale
from partners import committing, coverage, past, policy, versions
from partners.forms import DeclarationForm
from partners.models import Answer, CommitmentSet, Declaration, Organisation
from partners.reading import due_on
from sip import conflicts, twoversions
from sip.editing import version_read
from sip.forms import add_errors, errors_of

PAGE_SIZE = 50
PARTS = DeclarationForm.PARTS


@require_http_methods(["GET", "HEAD", "POST"])
def declare(request, slug):
    """Answer the commitments for a year (`?year=`, this one by default), keep a draft, confirm.

    Last year's answers are quoted, and taken over only by the button for it, into the form alone.
    """
    organisation = get_object_or_404(Organisation.objects.current(), slug=slug)
    if not policy.can_edit_entry(request.user, organisation):
        raise PermissionDenied
    page = _Page(request, organisation)
    if request.method != "POST":
        return page.show(page.form(initial=twoversions.initial(page.saved, page.version)))
    version_read(request)
    if conflicts.was_asked(request.POST):
        mine = page.form(request.POST)
        data, errors = versions.resolved(request, page.asked(mine), page.saved, mine.typed())
        if errors:
            return page.conflict(mine, errors)
        return page.save(page.form(data))
    if request.POST.get("next") == "take":
        messages.info(request, _("The answers are in the form below; nothing is saved yet."))
        return page.show(page.form(initial=page.taken_over()))
    return page.save(page.form(request.POST))


class _Page:
    """One organisation's declaration for one year, as it is saved now."""

    def __init__(self, request, organisation):
        self.request, self.organisation = request, organisation
        self.set = get_object_or_404(
            CommitmentSet, key=request.GET.get("set") or CommitmentSet.GLOBAL
        )
        self.items = list(self.set.commitments.order_by("number"))
        self.year = _year(request)
        self.read()

    def read(self):
        self.held = self._declarations().filter(year=self.year).first()
        self.before = self._declarations().confirmed().filter(year__lt=self.year).first()
        self.version = self.held.version if self.held else 0
        self.saved = _answers(self.held)
        self.past = {row.commitment_id: row for row in self.before.confirmations.all()
                     } if self.before else {}  # fmt: skip

    def _declarations(self):
        found = Declaration.objects.filter(organisation=self.organisation, set=self.set)
        found = found.select_related("saved_by").order_by("-year")
        return found.prefetch_related("confirmations__commitment")

    def form(self, data=None, **kwargs):
        return DeclarationForm(data, items=self.items, **kwargs)

    def taken_over(self):
        """What was typed, with last year's answer wherever none was given."""
        typed = {**self.request.POST.dict()}
        for item in self.items:
            row = self.past.get(item.pk)
            if row and not typed.get(f"{item.number}-answer"):
                typed |= {f"{item.number}-{part}": getattr(row, part) for part in PARTS}
        return typed

    def save(self, form):
        if not form.is_valid():
            return self.show(form)
        wanted = self.request.POST.get("next")
        confirm = wanted != "draft"
        if confirm and wanted != "partial" and (open_ones := self.unanswered(form)):
            return self.show(form, open_ones)
        try:
            committing.declare(
                organisation=self.organisation, set=self.set, year=self.year,
                version=form.cleaned_data["version"], answers=form.answers(),
                signed_as=form.cleaned_data["signed_as"], confirm=confirm, by=self.request.user,
            )  # fmt: skip
        except ValidationError as error:
            add_errors(form, error)
            return self.show(form)
        except Stale:
            self.read()
            return self.conflict(form)
        said = _("The declaration is confirmed.") if confirm else _("The draft is saved.")
        messages.success(self.request, said)
        return redirect("partner", self.organisation.slug) if confirm else self._again()

    def unanswered(self, form):
        """Return the numbers of the commitments that have no answer."""
        answers = form.answers()
        return [item.number for item in self.items if not answers[item.number]["answer"]]

    def conflict(self, form, errors=None):
        answer = versions.conflict(
            self.request, asked=self.asked(form), saved=self.saved, mine=form.typed(),
            errors=errors, version=self.version, name=self.organisation.name, back=self.address(),
            carried={"next": self.request.POST.get("next", "")},
        )  # fmt: skip
        if answer is None:
            said = _("The same had been saved already; nothing was added.")
            messages.success(self.request, said)
        return answer or self._again()

    def asked(self, form):
        kinds = dict.fromkeys(form.fields, "line")
        kinds |= {f"{item.number}-answer": "answer" for item in self.items}
        return conflicts.asked_of(
            form, kinds=kinds, under=lambda name: name.partition("-")[0] if "-" in name else ""
        )

    def address(self):
        return reverse("partner-commitments", args=[self.organisation.slug])

    def _again(self):
        return redirect(f"{self.address()}?{self.request.GET.urlencode()}")

    def show(self, form, unanswered=()):
        """Show the form; `unanswered` are those that a confirmation left open: it is asked once
        whether it is meant."""
        if unanswered:
            text = ngettext(
                "%(count)d commitment has no answer: %(numbers)s. Answer it, or confirm without.",
                "%(count)d commitments have no answer: %(numbers)s. Answer them, or confirm "
                "without.",
                len(unanswered),
            )
            numbers = ", ".join(map(str, unanswered))
            form.add_error(None, text % {"count": len(unanswered), "numbers": numbers})
        lines = [
            (item, [form[f"{item.number}-{part}"] for part in PARTS], self.past.get(item.pk))
            for item in self.items
        ]
        answered = [item for item, (answer, _c, _e), _past in lines if answer.value()]
        return render(
            self.request,
            "partners/commitments_edit.html",
            {
                "section": "partners",
                "organisation": self.organisation,
                "year": self.year,
                "held": self.held,
                "before": self.before,
                "applied": sum(row.answer == Answer.APPLIED for row in self.past.values()),
                "due_on": due_on(self.before),
                "lines": lines,
                "answered": answered,
                "untaken": sum(
                    item.pk in self.past and item not in answered for item in self.items
                ),
                "form": form,
                "unanswered": unanswered,
                "today": today(),
                "errors": errors_of(form) if form.is_bound else [],
                "on_behalf": not policy.speaks_for(self.request.user, self.organisation),
            },
        )


def _answers(declaration):
    if declaration is None:
        return {}
    values = {"signed_as": declaration.signed_as}
    for row in declaration.confirmations.all():
        values |= {f"{row.commitment.number}-{part}": getattr(row, part) for part in PARTS}
    return values


def _year(request):
    """Return the year asked for: this one, or the one before it, which may come late."""
    text = request.GET.get("year") or str(today().year)
    if text not in {str(today().year), str(today().year - 1)}:
        raise Http404
    return int(text)


@login_not_required
@require_safe
def commitments(request):
    """The commitments, word for word, and how many partners stand where on each.

    With `?item=` and `?answer=`, or `?due=1`, the organisations behind one count: for people
    signed in."""
    sets = {one.key: one for one in CommitmentSet.objects.all()}
    chosen = sets.get(request.GET.get("set") or CommitmentSet.GLOBAL)
    if chosen is None:
        raise Http404
    asked = past.asked_for(request.GET)
    at = asked.moment
    year = coverage.year_of(request.GET.get("year"), at)
    named = coverage.chosen(chosen, year, request.GET, at)
    # What stays in each link of the page.
    kept = ({"set": chosen.key} if chosen.adapted_from_id else {}) | at.query
    sees = policy.can_see_declarations(request.user)
    if named and not sees:
        return redirect_to_login(request.get_full_path())
    page = (
        Paginator(named.organisations, PAGE_SIZE).get_page(request.GET.get("page"))
        if named
        else None
    )
    return render(
        request,
        "partners/commitments.html",
        {
            "section": "partners",
            "set": chosen,
            "within": "".join(f"{urlencode({name: value})}&" for name, value in kept.items()),
            "scope": {
                name: [value]
                for name, value in {**kept, "year": request.GET.get("year", "")}.items()
                if value and name not in at.query
            },
            "at": at,
            "band": past.band_of_commitments(at, chosen),
            "problems": asked.problems,
            "sets": list(sets.values()),
            "own": Organisation.objects.current().of(request.user)
            if at.is_now and request.user.is_authenticated
            else [],
            "adaptable": policy.adaptable_clusters(request.user) if at.is_now else [],
            "year": year,
            "years": coverage.years(chosen, at),
            "coverage": coverage.coverage(chosen, year, at),
            "named": named,
            "page": page,
            "sees": sees,
            "answers": Answer,
        },
    )
