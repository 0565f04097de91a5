"""Forms of national clusters, their plans, actions and ticks."""

import datetime

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from actionplans import deadlines
from actionplans.actions.tracking import Tick
from actionplans.actions.writing import status_values
from actionplans.deadlines import DATED, MEANINGS
from actionplans.functions import CoreFunction
from actionplans.models import NationalCluster, TeamPlace
from partners import languages
from partners.models import Organisation
from sip.conflicts import BeganField
from sip.editing import EditForm
from sip.forms import DayField, LineField, ManyField, VersionField, WordsField
from sip.models import Activity, Output, Owner, Status
from sip.papers.checking import link_error
from sip.papers.fields import FilesField, RemovedField
from sip.papers.keeping import Papers

NO_FUNCTION = ("", gettext_lazy("None of the core functions"))
FUNCTIONS = [NO_FUNCTION, *CoreFunction.choices]


class SipCodeField(LineField):
    """The code of an output or activity of the SIP; gives the element itself, or None."""

    def clean(self, value):
        code = super().clean(value).strip()
        if not code:
            return None
        found = find_element(code)
        if found is None:
            raise forms.ValidationError(
                _("The SIP has no output or activity %(code)s.") % {"code": code[:20]}
            )
        return found


def find_element(code):
    """Return the `Activity` or `Output` of that code, or None."""
    return (
        Activity.objects.filter(code=code, withdrawn_on=None).first()
        or Output.objects.filter(code=code).first()
    )


class MeaningForm(forms.Form):
    """A deadline: its words as published, and what they mean where that is not plain."""

    deadline = LineField(
        label=gettext_lazy("Deadline"),
        help_text=gettext_lazy("As your document says it: Continue, Mensuelle, Août, 31/08/2026…"),
        longest=120,
        required=False,
    )
    meaning = forms.ChoiceField(
        label=gettext_lazy("What it means"),
        choices=[("", gettext_lazy("Read it from the words")), *MEANINGS],
        required=False,
    )
    due_on = DayField(
        label=gettext_lazy("Day, or a day of the month"),
        help_text=gettext_lazy("Only for a deadline by a day or by a month: day/month/year."),
        required=False,
    )

    def read_deadline(self, year):
        """Return the `Deadline`, or None after adding what is wrong to the form."""
        words = self.cleaned_data.get("deadline", "")
        meaning = self.cleaned_data.get("meaning")
        due_on = self.cleaned_data.get("due_on")
        if meaning:
            found = deadlines.of_meaning(meaning, due_on)
            if found.schedule in DATED and not found.due_on:
                self.add_error("due_on", _("Give the day."))
                return None
            return found
        try:
            found = deadlines.read(words, year)
        except deadlines.NoSuchDay as error:
            self.add_error("deadline", str(error))
            return None
        if not found.is_known:
            self.add_error(
                "meaning",
                _("“%(words)s” is kept as it is; choose what it means.") % {"words": words},
            )
            return None
        return found


class BodyForm(forms.Form):
    """An advisory group to be named."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Which group?"),
        choices=[(kind.value, kind.label) for kind in Owner.OF_A_COUNTRY],
    )
    opened_on = DayField(
        label=gettext_lazy("Named on"), help_text=gettext_lazy("Day/month/year.")
    )  # fmt: skip


class ActionForm(MeaningForm):
    """One action: what it says, and where it stands. `version` is the one the person read."""

    gap = WordsField(label=gettext_lazy("Challenge or gap"))
    text = WordsField(label=gettext_lazy("Action"))
    responsible = LineField(label=gettext_lazy("Responsible"), longest=200, required=False)
    support_needed = WordsField(label=gettext_lazy("Support asked for"), required=False)
    support_from = LineField(
        label=gettext_lazy("Support asked of"),
        help_text=gettext_lazy(
            "HC or HCT, lead agency, partners, OCHA, global cluster, authorities"
        ),
        longest=200,
        required=False,
    )
    sip = SipCodeField(
        label=gettext_lazy("Output or activity of the SIP it serves"),
        help_text=gettext_lazy("Its code, such as 4.1.1 or 4.1.1.2."),
        longest=20,
        required=False,
    )
    status = forms.ChoiceField(
        label=gettext_lazy("Status"),
        choices=[("", gettext_lazy("Not yet reported")), *Status.choices],
        required=False,
    )
    reason = WordsField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Of a delay, a block or a pause: compulsory then."),
        required=False,
    )
    evidence = LineField(
        label=gettext_lazy("Evidence"),
        help_text=gettext_lazy(
            "Link or reference: compulsory for “Completed”, unless you add links or files below."
        ),
        required=False,
    )
    completed_on = DayField(
        label=gettext_lazy("Day of delivery"),
        help_text=gettext_lazy("Day/month/year."),
        required=False,
    )
    links = WordsField(
        rows=1,
        label=gettext_lazy("Add links"),
        help_text=gettext_lazy(
            "One on each line. On a slow connection a link is better than a file."
        ),
        required=False,
    )
    files = FilesField(
        label=gettext_lazy("Add files"),
        help_text=gettext_lazy(
            "PDF, Office, OpenDocument, CSV, text or picture; 10 MB at most each."
        ),
        required=False,
    )
    removed = RemovedField(label=gettext_lazy("Take off"), required=False)
    version = VersionField()
    began_from = BeganField()

    # What is added beside the answers: not compared when two edits meet.
    PAPERS = ("links", "files", "removed")

    def clean_links(self):
        links = self.cleaned_data["links"].split()
        if errors := list(filter(None, map(link_error, links))):
            raise forms.ValidationError(errors)
        return links

    def papers(self):
        """Return the evidence to add and take off."""
        return Papers(*(self.cleaned_data[name] for name in self.PAPERS))

    @property
    def is_evidence_open(self):
        return any(self[name].value() or self[name].errors for name in ("links", "files"))

    def values(self, year):
        """Return what the form says by the names of the model, or None after adding errors."""
        found = self.read_deadline(year)
        if found is None:
            return None
        data = self.cleaned_data
        linked = data.get("sip")
        return {
            "text": data["text"], "deadline_as_published": data["deadline"],
            "schedule": found.schedule, "frequency": found.frequency, "due_on": found.due_on,
            "responsible": data["responsible"], "support_needed": data["support_needed"],
            "support_from": data["support_from"],
            "output": linked if isinstance(linked, Output) else None,
            "activity": linked if isinstance(linked, Activity) else None,
            "status": data["status"], "reason": data["reason"], "evidence": data["evidence"],
            "completed_on": data["completed_on"],
        }  # fmt: skip

    def add_errors(self, errors):
        """Show under each input what an action of the tracker found, by the model's names."""
        for name, messages in dict(errors).items():
            known = {"deadline_as_published": "deadline", "schedule": "meaning"}.get(name, name)
            self.add_error(known if known in self.fields else None, messages)


def initial_action(action):
    """Return the values with which `ActionForm` shows an action."""
    values = {
        name: getattr(action, name)
        for name in ("text", "responsible", "support_needed", "support_from", "due_on", "version")
    }
    return {
        **values, **status_values(action), "gap": action.gap.text,
        "deadline": action.deadline_as_published, "meaning": action.meaning,
        "sip": action.sip_code,
    }  # fmt: skip


class NewActionForm(ActionForm):
    """A new action, under a gap that is there or a new one."""

    section = LineField(
        label=gettext_lazy("Section"),
        help_text=gettext_lazy("The title of a section of the plan, or of a new one."),
        longest=200,
    )
    core_function = forms.ChoiceField(
        label=gettext_lazy("Core function of a new section"), choices=FUNCTIONS, required=False
    )
    version = None
    began_from = None
    status = None
    reason = None
    evidence = None
    completed_on = None
    links = None
    files = None
    removed = None

    field_order = ["section", "core_function", "gap", "text"]

    def values(self, year):
        self.cleaned_data |= {"status": "", "reason": "", "evidence": "", "completed_on": None}
        return super().values(year)


class GapForm(EditForm):
    """A gap's words and its section. `version` is the plan's."""

    lines = ("section",)

    text = WordsField(label=gettext_lazy("Challenge or gap"))
    section = LineField(
        label=gettext_lazy("Section"),
        help_text=gettext_lazy("The title of a section of the plan, or of a new one."),
        longest=200,
    )
    core_function = forms.ChoiceField(
        label=gettext_lazy("Core function of the section"), choices=FUNCTIONS, required=False
    )
    is_unsure = forms.BooleanField(
        label=gettext_lazy("Still an unsure reconstruction of the source"), required=False
    )


class PeriodsField(forms.MultipleChoiceField):
    """The periods that were marked, by their first days. Which of them an action has is for the act
    to say: a page may be sent long after it was made."""

    def clean(self, value):
        try:
            return [datetime.date.fromisoformat(day) for day in self.to_python(value)]
        except ValueError as error:
            raise forms.ValidationError(_("Choose a period of the list.")) from error


class TickForm(forms.Form):
    """One action of the list to tick off: its `periods`, or that it was reviewed."""

    periods = PeriodsField(label=gettext_lazy("Period"), required=False)
    is_done = forms.BooleanField(label=gettext_lazy("Reviewed"), required=False)
    done_on = DayField(label=gettext_lazy("Done on"), required=False)
    note = LineField(label=gettext_lazy("Note"), longest=500, required=False)
    evidence = LineField(label=gettext_lazy("Evidence"), longest=500, required=False)

    def clean(self):
        is_dated = self.cleaned_data.get("done_on") or "done_on" in self.errors
        if self._is_marked() and not is_dated:
            self.add_error("done_on", _("Give the day on which it was done."))
        for name in ("note", "evidence"):
            if (
                self.cleaned_data.get(name)
                and not self._is_marked()
                and "periods" not in self.errors
            ):
                self.add_error(name, _("Mark what was done, or take these words away."))
        return self.cleaned_data

    def _is_marked(self):
        return self.cleaned_data.get("periods") or self.cleaned_data.get("is_done")

    def ticks(self, action):
        """Return what was marked, as `Tick`s of that action."""
        data = self.cleaned_data
        days = data["periods"] or ([None] if data["is_done"] else [])
        return [Tick(action, data["done_on"], day, data["note"], data["evidence"]) for day in days]


class CloseForm(forms.Form):
    summary = WordsField(
        label=gettext_lazy("Summary of the year"),
        help_text=gettext_lazy("What was reached, what was not, what goes on next year."),
        rows=6,
    )
    version = VersionField()


class ClusterForm(forms.ModelForm, EditForm):
    """A national cluster as GLC staff keep it. The key is given once."""

    lines = ("name", "cluster_code", "country", "activated_on", "deactivated_on")

    name = LineField(label=gettext_lazy("Name"), longest=120)
    activated_on = DayField(
        label=gettext_lazy("Activated on"),
        help_text=gettext_lazy("Day/month/year, by the IASC."),
        required=False,
    )
    deactivated_on = DayField(label=gettext_lazy("Deactivated on"), required=False)
    lead_agency = forms.ModelChoiceField(
        label=gettext_lazy("Lead agency"), queryset=Organisation.objects.all(), required=False,
        to_field_name="slug",
    )  # fmt: skip
    languages = ManyField(
        label=gettext_lazy("Languages of the country"), choices=languages.CHOICES,
        help_text=gettext_lazy("Official and local ones, that meetings there should be held in."),
    )  # fmt: skip

    class Meta:
        model = NationalCluster
        fields = (
            "slug", "name", "cluster_code", "country", "activated_on", "deactivated_on",
            "lead_agency", "languages",
        )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["slug"]
        for name in ("activated_on", "lead_agency"):  # the action asks the same
            self.fields[name].required = not self.instance.is_sample

    def clean_country(self):
        return self.cleaned_data["country"].strip().upper()

    def _post_clean(self):
        """The action validates the whole; here only what was typed is read."""


def saved_cluster(cluster):
    """Return the answers about a cluster as they are saved."""
    agency = cluster.lead_agency
    names = ("name", "cluster_code", "country", "activated_on", "deactivated_on", "languages")
    return {
        **{name: getattr(cluster, name) for name in names},
        "lead_agency": agency.slug if agency else "",
    }


class PlaceForm(forms.Form):
    """A place in a cluster's team, by the e-mail address of an account."""

    email = forms.EmailField(label=gettext_lazy("E-mail address of the account"))
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=TeamPlace.Role)
    starts_on = DayField(label=gettext_lazy("From"), help_text=gettext_lazy("Day/month/year."))

    def clean_email(self):
        found = User.objects.filter(
            email=self.cleaned_data["email"].lower(), is_active=True
        ).first()
        if found is None:
            raise forms.ValidationError(_("No open account has this address: invite the person."))
        return found
