"""The form of a quarterly report: one small form for each activity, one for the summary."""

import datetime

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from reporting.lines import WORDS
from sip.conflicts import Asked
from sip.forms import AnswersForm, LineField, VersionField, WordsField, initial_answers
from sip.models import Activity, Status
from sip.models.progress import ANSWER_FIELDS
from sip.papers.checking import is_looked_at, links_in
from sip.papers.fields import FilesField, RemovedField
from sip.papers.keeping import Papers


class LineForm(AnswersForm):
    """What a report says of one activity; the prefix is the activity's code."""

    is_unchanged = forms.BooleanField(
        label=_("No change this quarter: the same status and the same answers hold."),
        required=False,
    )
    progress = WordsField(
        rows=4,
        label=_("What moved this quarter?"),
        help_text=_("Two or three sentences: facts, days, who contributed."),
        required=False,
    )
    challenges = WordsField(label=_("Challenges"), required=False)
    next_steps = WordsField(label=_("Next steps"), required=False)
    support_needed = WordsField(label=_("Support needed"), required=False)

    links = WordsField(
        rows=1,
        label=_("Add links"),
        help_text=_("One on each line. On a slow connection a link is better than a file."),
        required=False,
    )
    files = FilesField(
        label=_("Add files"),
        help_text=_("PDF, Office, OpenDocument, CSV, text or picture; 10 MB at most each."),
        required=False,
    )
    removed = RemovedField(label=_("Take off"), required=False)

    # What is added to the line beside its own answers: not compared when two edits meet.
    PAPERS = ("links", "files", "removed")
    # Answers that are typed: what of them cannot be read is kept as it was typed.
    TYPED = (
        *WORDS, "decision_needed", "reason", "way_forward", "pause_reason", "evidence",
        "completed_on", "links",
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["status"].label = _("Status at the end of the quarter")

    def clean_links(self):
        links, wrong = links_in(self.cleaned_data["links"])
        if wrong:
            raise forms.ValidationError(list(wrong.values()))
        return links

    def clean(self):
        """A day that could not be read before is nobody's question once another status is chosen:
        browsers send it along, hidden."""
        status = self.cleaned_data.get("status")
        asked = {each.field for each in Status(status).questions} if status else ANSWER_FIELDS
        is_old = self["completed_on"].value() == self.initial.get("completed_on")
        if "completed_on" in self.errors and "completed_on" not in asked and is_old:
            del self.errors["completed_on"]
            self.cleaned_data["completed_on"] = None
        return self.cleaned_data

    def papers(self):
        """Return the evidence to add and take off, as `save_report` takes it: what is right of it,
        where some is wrong."""
        data = self.cleaned_data
        links = data["links"] if "links" in data else links_in(self["links"].value())[0]
        sent = self.files.getlist(self.add_prefix("files")) if self.files else []
        files = data["files"] if "files" in data else [each for each in sent if is_looked_at(each)]
        return Papers(links, files, data.get("removed", []))

    def refuse_papers(self, error):
        """Take none of the links and files, and say why."""
        self.add_error("files", error)
        self.cleaned_data |= {"links": [], "files": []}

    def unreadable(self):
        """Return what was typed and cannot be read: {name of the question: text}."""
        typed = {name: self[name].value() or "" for name in self.errors if name in self.TYPED}
        if "links" in typed:
            typed["links"] = "\n".join(links_in(typed["links"])[1])
        return typed

    def more_inputs(self):
        """The questions that stand folded below the others."""
        return [self["challenges"], self["next_steps"], self["support_needed"]]

    @property
    def is_evidence_open(self):
        return any(self[name].value() or self[name].errors for name in ("links", "files"))

    @property
    def is_more_open(self):
        return any(field.value() or field.errors for field in self.more_inputs())

    def values(self):
        """Return the line as `reporting.actions.save_report` takes it, without the questions whose
        answer cannot be read: these stay as they are saved."""
        data = self.cleaned_data
        own = {name: data[name] for name in ("status", "is_unchanged", *WORDS) if name in data}
        inputs = {"reason": "pause_reason"} if data.get("status") == Status.PAUSED else {}
        answers = self.answers().items()
        read = {name: value for name, value in answers if inputs.get(name, name) not in self.errors}
        return {**own, **read}

    def show_lacking(self, lacks):
        """Show beside its questions what the saved line lacks."""
        if not self.is_bound:
            self.full_clean()
            self.cleaned_data = dict(self.initial)
        self.add_errors({name: [text] for name, text in lacks.items()})


class SummaryForm(forms.Form):
    """The part of a report that is not about one activity, and the version it was made from."""

    summary = WordsField(
        rows=5,
        label=_("In short, for the GLM"),
        help_text=_("Five lines are enough. This text opens your body's page in the GLM report."),
        required=False,
    )
    on_behalf_reason = WordsField(
        rows=2,
        label=_("Why you act on behalf of this body"),
        help_text=_("Your name and the lead's are both kept."),
    )
    version = VersionField()

    def __init__(self, *args, is_on_behalf=False, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_on_behalf:
            del self.fields["on_behalf_reason"]

    def show_lacking(self, text):
        if not self.is_bound:
            self.full_clean()
            self.cleaned_data = {}
        if "summary" not in self.errors:
            self.add_error("summary", text)


class WordsForm(forms.Form):
    """The words of one line as the secretariat may edit them."""

    progress = WordsField(rows=3, label=_("What moved this quarter?"), required=False)
    challenges = WordsField(label=_("Challenges"), required=False)
    next_steps = WordsField(label=_("Next steps"), required=False)
    support_needed = WordsField(label=_("Support needed"), required=False)


class EditForm(forms.Form):
    """The summary as the secretariat may edit it, and why."""

    summary = WordsField(
        rows=5,
        label=_("In short, for the GLM"),
        error_messages={"required": _("Write the summary for the GLM.")},
    )
    reason = WordsField(
        label=_("Why you edit the words of this body"),
        help_text=_("The body and the reviewer read it."),
        error_messages={"required": _("Say why you edit the words of this body.")},
    )
    version = VersionField()


class SubmitForm(SummaryForm):
    """Hands a report over: the version that was checked, why on behalf, and, of a group's own
    report (`asks_sharing`), whether its members have seen it."""

    summary = None
    was_shared = forms.BooleanField(
        label=_("I have shared this report with the members of the group (optional)."),
        required=False,
    )

    def __init__(self, *args, asks_sharing=False, **kwargs):
        super().__init__(*args, **kwargs)
        if not asks_sharing:
            del self.fields["was_shared"]


class DecisionForm(forms.Form):
    """Accept or return the version that was read."""

    decision = forms.ChoiceField(
        label=_("Accept or return"),
        choices=[("accepted", _("Accept")), ("returned", _("Return"))],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose whether to accept or to return."),
            "invalid_choice": _("Choose whether to accept or to return."),
        },
    )
    comment = WordsField(
        rows=3,
        label=_("Comment to the body that reports"),
        help_text=_(
            "Compulsory to return. Say what is missing and where: it heads the form they correct."
        ),
        required=False,
    )
    version = VersionField()

    def clean(self):
        data = super().clean()
        if data.get("decision") == "returned" and not data.get("comment", "").strip():
            self.add_error("comment", _("Say what is missing and where: the body reads it."))
        return data


class AskForm(forms.Form):
    """Whom to ask for a decision that one may not take: `candidates` are those who may."""

    person = forms.ChoiceField(
        label=_("Ask for the decision of"),
        error_messages={
            "required": _("Choose somebody who may decide on this report."),
            "invalid_choice": _("Choose somebody who may decide on this report."),
        },
    )

    def __init__(self, candidates, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {str(each.person.pk): each.person for each in candidates}
        self.fields["person"].choices = [
            (each.person.pk, self._label(each)) for each in candidates
        ]  # fmt: skip

    def _label(self, candidate):
        if not candidate.waiting:
            return gettext("%(name)s: no report to read") % {"name": candidate.person}
        return ngettext(
            "%(name)s: %(count)d report to read", "%(name)s: %(count)d reports to read",
            candidate.waiting,
        ) % {"name": candidate.person, "count": candidate.waiting}  # fmt: skip

    def clean_person(self):
        return self.people[self.cleaned_data["person"]]


class ReopenForm(forms.Form):
    """Takes the accepted version that was read back to its body."""

    reason = WordsField(
        rows=3,
        label=_("Why the report is reopened"),
        help_text=_("It heads the form that the body corrects, and stays in the history."),
        error_messages={"required": _("Say why the report is reopened.")},
    )
    version = VersionField()


def initial_line(line):
    """Return the values with which a saved line stands in its form."""
    words = {name: getattr(line, name) for name in WORDS}
    return {**initial_answers(line), **words, "is_unchanged": line.is_unchanged}


KINDS = {"status": "status", "is_unchanged": "line", "completed_on": "line"}


def questions(forms_by_code, summary):
    """Return every question of the form, as two versions of it are compared."""
    asked = [
        Asked(field.html_name, field.label, KINDS.get(field.name, "text"), under=code)
        for code, form in forms_by_code.items()
        for field in form
        if field.name not in LineForm.PAPERS
    ]
    return [*asked, Asked("summary", summary["summary"].label)]


def as_typed(code, line):
    """Return a saved line as the form would send it: {name of the input: text}."""
    return {f"{code}-{name}": _typed(value) for name, value in initial_line(line).items()}


def _typed(value):
    if isinstance(value, datetime.date):
        return value.strftime("%d/%m/%Y")
    return ticked(value) if isinstance(value, bool) else value or ""


def ticked(value):
    """Return a ticked box as it reads beside another answer."""
    return gettext("Yes") if value else ""


class CloseForm(forms.Form):
    """Closes a quarter: the checklist that was read, why it is closed over open points, and before
    its deadline that this is meant."""

    reason = WordsField(
        label=_("Why it is closed over these points"),
        help_text=_(
            "Compulsory while a point is open. Afterwards, only dated errata are possible."
        ),
        required=False,
    )
    is_meant = forms.BooleanField(
        label=_("Close before the deadline: no report can be handed over any more."),
        required=False,
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=16)


class SettleForm(forms.Form):
    """Whose word counts, and why; `lines` are what the bodies said."""

    body = forms.ChoiceField(
        label=_("Whose word counts?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose whose word counts."),
            "invalid_choice": _("Choose whose word counts."),
        },
    )
    motive = WordsField(
        label=_("Why"),
        help_text=_("People signed in read it: a meeting, a mail, what was agreed."),
        error_messages={"required": _("Say why this body's word counts.")},
    )
    version = VersionField()

    def __init__(self, lines, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["body"].choices = [
            (line.report.body.key, line.report.body.short_name) for line in lines
        ]


class ErratumForm(forms.Form):
    """What a closed quarter says wrongly of an activity, and what is right."""

    activity = LineField(
        label=_("Code of the activity"),
        help_text=_("Such as 2.3.2.1."),
        longest=20,
        error_messages={"required": _("Type the code of an activity, such as 2.3.2.1.")},
    )
    status = forms.ChoiceField(
        label=_("Status it should say"),
        help_text=_("Leave it empty where the status is right."),
        choices=[("", "–"), *Status.choices],
        required=False,
        error_messages={"invalid_choice": _("Choose one of the six statuses.")},
    )
    text = WordsField(
        rows=4,
        label=_("What is wrong, and what is right"),
        help_text=_("People signed in read it, with your name and the day, beside the figure."),
        error_messages={"required": _("Say what is wrong, and what is right.")},
    )

    def clean_activity(self):
        found = Activity.objects.filter(code=self.cleaned_data["activity"].strip()).first()
        if found is None:
            raise forms.ValidationError(gettext("The plan has no activity with this code."))
        return found
