"""The page on which a national cluster makes commitments of its own out of the whole cluster's."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.conflicts import Stale
from partners import committing, policy, versions
from partners.forms import AdaptForm
from partners.models import CommitmentSet, Organisation
from sip import conflicts, twoversions
from sip.editing import version_read
from sip.forms import add_errors, errors_of


@require_http_methods(["GET", "HEAD", "POST"])
def adapt(request, slug):
    """Write a national cluster's commitments, the original of each beside it. A form made from an
    older version is answered with both (409)."""
    clusters = Organisation.clusters_led.rel.related_model.objects
    cluster = get_object_or_404(clusters, slug=slug)
    if not policy.can_adapt_commitments(request.user, slug):
        raise PermissionDenied
    page = _Page(request, cluster)
    if request.method != "POST":
        began = page.saved or page.whole
        return page.show(page.form(initial=twoversions.initial(began, page.version)))
    version_read(request)
    if conflicts.was_asked(request.POST):
        mine = page.form(request.POST)
        data, errors = versions.resolved(request, page.asked(mine), page.beside(mine), mine.typed())
        if errors:
            return page.conflict(mine, errors)
        return page.save(page.form(data))
    return page.save(page.form(request.POST))


class _Page:
    """One cluster's set as it is saved now, and the whole cluster's beside it."""

    def __init__(self, request, cluster):
        self.request, self.cluster = request, cluster
        whole = get_object_or_404(CommitmentSet, key=CommitmentSet.GLOBAL)
        self.originals = {row.number: row for row in whole.commitments.order_by("number")}
        self.whole = _typed(self.originals.values())
        most = max(self.originals, default=0)
        self.numbers = [*self.originals, *range(most + 1, most + 1 + AdaptForm.OWN)]
        self.read()

    def read(self):
        self.held = CommitmentSet.objects.filter(key=self.cluster.slug).first()
        self.version = self.held.version if self.held else 0
        self.saved = _typed(self.held.commitments.all()) if self.held else {}

    def form(self, data=None, **kwargs):
        return AdaptForm(data, numbers=self.numbers, **kwargs)

    def save(self, form):
        if not form.is_valid():
            return self.show(form)
        try:
            committing.adapt(
                key=self.cluster.slug, name=self.cluster.name, texts=form.texts(),
                version=form.cleaned_data["version"], language=get_language(), by=self.request.user,
            )  # fmt: skip
        except ValidationError as error:
            add_errors(form, error)
            return self.show(form)
        except Stale:
            self.read()
            return self.conflict(form)
        messages.success(self.request, _("The commitments of this cluster are saved."))
        return self._done()

    def conflict(self, form, errors=None):
        answer = versions.conflict(
            self.request, asked=self.asked(form), saved=self.beside(form), mine=form.typed(),
            errors=errors,
            version=self.version, name=self.cluster.name, back=self.address(),
        )  # fmt: skip
        if answer is None:
            said = _("The same had been saved already; nothing was added.")
            messages.success(self.request, said)
        return answer or self._done()

    def asked(self, form):
        kinds = {name: "line" for name in form.fields if name.endswith("-label")}
        return conflicts.asked_of(form, kinds=kinds, under=lambda name: name.partition("-")[0])

    def beside(self, form):
        """Return what is saved, with nothing where a commitment was left out."""
        return {**dict.fromkeys(form.typed(), ""), **self.saved}

    def address(self):
        return reverse("commitments-adapt", args=[self.cluster.slug])

    def _done(self):
        return redirect(f"{reverse('commitments')}?set={self.cluster.slug}")

    def show(self, form):
        lines = [
            (number, self.originals.get(number), form[f"{number}-label"], form[f"{number}-text"])
            for number in self.numbers
        ]
        return render(
            self.request,
            "partners/commitments_adapt.html",
            {
                "section": "partners",
                "cluster": self.cluster,
                "held": self.held,
                "is_fixed": self.held is not None and self.held.declarations.exists(),
                "lines": lines,
                "form": form,
                "errors": errors_of(form) if form.is_bound else [],
            },
        )


def _typed(rows):
    """Return commitments as a form has them: {“3-text”: …}."""
    said = {}
    for row in rows:
        said |= {f"{row.number}-label": str(row.label), f"{row.number}-text": str(row.text)}
    return said
