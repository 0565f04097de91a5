"""Forms of the two registers: decisions, their follow-up, lessons."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.days import date_format
from sip.editing import EditForm
from sip.forms import DayField, LineField, WordsField
from sip.glmnames import name_of
from sip.models import Activity, Decision, FollowUp, Meeting, Motion, Owner
from sip.registers.voting import surplus
from sip.translated import Translated

A_SENTENCE, A_PARAGRAPH = 400, 3000
VOTES = ("for", "against", "abstained")
DAY = _("Day/month/year.")


class ChosenField(forms.ChoiceField):
    """One of some objects, by its key. `rows()` gives (key, name, object); no choice is None."""

    default_error_messages = {"required": _("Choose one.")}

    def __init__(self, *, rows, required=False, **kwargs):
        self.rows = rows
        super().__init__(required=required, **kwargs)

    def load(self):
        rows = self.rows()
        self.found = {key: one for key, _name, one in rows}
        self.choices = [("", "–"), *((key, name) for key, name, _one in rows)]

    def clean(self, value):
        return self.found.get(super().clean(value))


class RegisterForm(EditForm):
    """A form whose objects to choose from are read when it is made; texts stand in two languages,
    one of which is enough."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for one in self.fields.values():
            if isinstance(one, ChosenField):
                one.load()

    def text(self, name):
        """Return the `Translated` of two inputs; French is the original where it is given."""
        data = self.cleaned_data
        french, english = data.get(f"{name}_fr", ""), data.get(f"{name}_en", "")
        original = "en" if english and not french else "fr"
        return Translated.of(original=original, fr=french, en=english)

    def ask_for_one(self, name, message):
        data = self.cleaned_data
        inputs = (f"{name}_fr", f"{name}_en")
        if not any(data.get(key) for key in inputs) and not set(inputs) & set(self.errors):
            self.add_error(f"{name}_fr", ValidationError(message))


def bodies():
    found = Owner.objects.of_the_plan().select_related("working_group").order_by("order")
    return [(one.key, _named(one), one) for one in found]


def _named(body):
    """A body's name, of a dissolved group with the day: nothing new is given to it."""
    group = getattr(body, "working_group", None)  # groups belong to an app above
    if group is None or group.dissolved_on is None:
        return str(body.name)
    told = {"body": body.name, "day": date_format(group.dissolved_on)}
    return gettext("%(body)s (dissolved on %(day)s)") % told


def groups():
    return [row for row in bodies() if row[2].kind == Owner.Kind.WORKING_GROUP]


def meetings():
    found = Meeting.objects.standing().order_by("-starts_on")
    return [(one.key, name_of(one), one) for one in found]


def activities():
    found = Activity.objects.current().order_by(*Activity._meta.ordering).defer("text")
    return [(one.code, f"{one.code} {one.short_title}", one) for one in found]


def motions():
    """What plenaries were asked and have not decided."""
    found = Motion.objects.waiting().filter(meeting__cancelled_on=None).select_related("meeting")
    return [
        (str(one.pk), f"{name_of(one.meeting)}, {one}", one)
        for one in found.order_by("-meeting__starts_on", "number")
    ]


class DecisionForm(RegisterForm):
    """A decision to be recorded."""

    taken_by = forms.ChoiceField(label=_("Who decided?"), choices=Decision.Body)
    meeting = ChosenField(
        label=_("At which GLM?"), rows=meetings, help_text=_("For a decision of a plenary.")
    )
    motion = ChosenField(
        label=_("Which decision had been asked?"), rows=motions,
        help_text=_("What was put to the plenary, where this answers it."),
    )  # fmt: skip
    taken_on = DayField(label=_("On which day?"), help_text=DAY)
    text_fr = WordsField(
        label=_("The decision, in French"), longest=A_SENTENCE, required=False,
        help_text=_("One sentence that says what is to be done. One language is enough."),
    )  # fmt: skip
    text_en = WordsField(label=_("The decision, in English"), longest=A_SENTENCE, required=False)
    detail_fr = WordsField(label=_("Detail, in French"), longest=A_PARAGRAPH, required=False)
    detail_en = WordsField(label=_("Detail, in English"), longest=A_PARAGRAPH, required=False)
    activity = ChosenField(
        label=_("Which activity does it concern?"), rows=activities,
        help_text=_("What its body had asked for is kept beside the decision."),
    )  # fmt: skip
    votes_for = forms.IntegerField(
        label=_("Votes for"), min_value=0, max_value=9999, required=False,
        help_text=_("Only where a vote was taken: all three numbers."),
    )  # fmt: skip
    votes_against = forms.IntegerField(
        label=_("Votes against"), min_value=0, max_value=9999, required=False
    )
    votes_abstained = forms.IntegerField(
        label=_("Abstentions"), min_value=0, max_value=9999, required=False
    )
    more_votes = forms.BooleanField(
        label=_("More votes than partners: record them all the same"), required=False
    )
    endorses = ChosenField(
        label=_("Does the vote endorse the work of a group?"), rows=groups,
        help_text=_("The GLM endorses a group’s work only by a dedicated vote."),
    )  # fmt: skip
    owner = ChosenField(label=_("Who sees to it?"), rows=bodies)
    due_on = DayField(label=_("To be done by"), help_text=DAY, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            del self.fields["more_votes"]

    def clean(self):
        self.ask_for_one("text", _("Say what was decided, in French or in English."))
        self._warn_of_votes()
        return self.cleaned_data

    def _warn_of_votes(self):
        """Each partner has one vote. The minutes are the record, so more votes than partners that
        came are doubted once, and taken when they stand."""
        votes = [number for number in self._votes() if number]
        came = surplus(self.cleaned_data.get("meeting"), votes)
        if came is None:
            del self.fields["more_votes"]
        elif not self.cleaned_data.get("more_votes"):
            told = ngettext(
                "%(votes)d votes are counted, and %(came)d partner is recorded as present: each "
                "has one vote. Correct a number, or tick the box.",
                "%(votes)d votes are counted, and %(came)d partners are recorded as present: each "
                "has one vote. Correct a number, or tick the box.",
                came,
            ) % {"votes": sum(votes), "came": came}  # fmt: skip
            self.add_error("more_votes", told)

    def _votes(self):
        return tuple(self.cleaned_data.get(f"votes_{one}") for one in VOTES)

    def decision(self):
        """Return what `actions.record_decision` takes."""
        data = self.cleaned_data
        votes = self._votes()
        return {
            **{
                name: data[name]
                for name in ("taken_by", "meeting", "motion", "taken_on", "activity", "endorses",
                             "owner", "due_on")
            },
            "text": self.text("text"),
            "detail": self.text("detail"),
            "votes": None if votes == (None, None, None) else votes,
        }  # fmt: skip


class MotionForm(RegisterForm):
    """A decision asked of a plenary."""

    lines = ("asked_by", "activity", "endorses", "is_withdrawn")

    text_fr = WordsField(
        label=_("The decision asked, in French"), longest=A_SENTENCE, required=False,
        help_text=_("One sentence that says what is to be decided. One language is enough."),
    )  # fmt: skip
    text_en = WordsField(
        label=_("The decision asked, in English"), longest=A_SENTENCE, required=False
    )
    reason_fr = WordsField(
        label=_("Why it is asked, in French"), longest=A_PARAGRAPH, required=False
    )
    reason_en = WordsField(
        label=_("Why it is asked, in English"), longest=A_PARAGRAPH, required=False
    )
    asked_by = ChosenField(label=_("Who asks?"), rows=bodies)
    activity = ChosenField(label=_("Which activity does it concern?"), rows=activities)
    endorses = ChosenField(
        label=_("Would the vote endorse the work of a group?"), rows=groups,
        help_text=_("The GLM endorses a group’s work only by a dedicated vote."),
    )  # fmt: skip
    is_withdrawn = forms.BooleanField(label=_("Withdraw it"), required=False)

    def clean(self):
        self.ask_for_one("text", _("Say what is to be decided, in French or in English."))
        if not self.cleaned_data.get("asked_by") and "asked_by" not in self.errors:
            self.add_error("asked_by", ValidationError(_("Say who asks.")))
        return self.cleaned_data

    def values(self):
        """Return what `motions.put_motion` and `change_motion` take."""
        names = ("asked_by", "activity", "endorses", "is_withdrawn")
        return {
            "text": self.text("text"), "reason": self.text("reason"),
            **{name: self.cleaned_data[name] for name in names},
        }  # fmt: skip


class FollowUpFields(RegisterForm):
    """The questions about a follow-up."""

    lines = ("follow_up", "owner", "due_on", "done_on")

    follow_up = forms.ChoiceField(label=_("How far has it got?"), choices=FollowUp)
    owner = ChosenField(label=_("Who sees to it?"), rows=bodies)
    due_on = DayField(label=_("To be done by"), help_text=DAY, required=False)
    done_on = DayField(
        label=_("Applied on"), required=False,
        help_text=_("For what is applied. Today, unless you name another day."),
    )  # fmt: skip
    follow_up_note = WordsField(
        label=_("What has been done"), longest=A_PARAGRAPH, required=False,
        help_text=_("Or why it is dropped. Partners read it."),
    )  # fmt: skip


class LessonForm(FollowUpFields):
    """A lesson, its agreed measure and how far that has got."""

    lines = (*FollowUpFields.lines, "source", "learnt_on", "meeting")

    lesson_fr = WordsField(
        label=_("The lesson, in French"), longest=A_PARAGRAPH, required=False,
        help_text=_("One language is enough."),
    )  # fmt: skip
    lesson_en = WordsField(label=_("The lesson, in English"), longest=A_PARAGRAPH, required=False)
    source = LineField(
        label=_("Drawn from"), longest=200,
        help_text=_("The operation, exercise or evaluation it comes from."),
    )  # fmt: skip
    learnt_on = DayField(label=_("Drawn on"), help_text=DAY)
    measure_fr = WordsField(
        label=_("Agreed measure, in French"), longest=A_PARAGRAPH, required=False
    )
    measure_en = WordsField(
        label=_("Agreed measure, in English"), longest=A_PARAGRAPH, required=False
    )
    meeting = ChosenField(label=_("Agreed at the GLM"), rows=meetings)

    field_order = (
        "lesson_fr", "lesson_en", "source", "learnt_on", "measure_fr", "measure_en", "meeting",
        "owner", "due_on", "follow_up", "done_on", "follow_up_note",
    )  # fmt: skip

    def clean(self):
        self.ask_for_one("lesson", _("Say what was learnt, in French or in English."))
        return self.cleaned_data

    def values(self):
        """Return what `actions.add_lesson` and `change_lesson` take."""
        data = self.cleaned_data
        names = ("source", "learnt_on", "meeting", "follow_up", "owner", "due_on", "done_on",
                 "follow_up_note")  # fmt: skip
        return {
            "lesson": self.text("lesson"), "measure": self.text("measure"),
            **{name: data[name] for name in names},
        }  # fmt: skip


def saved_follow_up(row):
    """Return the answers about a follow-up as they are saved."""
    return {
        "follow_up": row.follow_up,
        "owner": row.owner.key if row.owner else "",
        "due_on": row.due_on,
        "done_on": row.done_on,
        "follow_up_note": row.follow_up_note,
    }


def saved_texts(row, *names):
    """Return the answers about texts in two languages as they are saved."""
    return {
        f"{name}_{language}": getattr(row, name).data["texts"].get(language, "")
        for name in names
        for language in ("fr", "en")
    }


def saved_motion(row):
    """Return the answers about what is put to a plenary as they are saved."""
    return {
        **saved_texts(row, "text", "reason"), "asked_by": row.asked_by.key,
        "activity": row.activity.code if row.activity else "",
        "endorses": row.endorses.key if row.endorses else "",
        "is_withdrawn": "on" if row.is_withdrawn else "",
    }  # fmt: skip


def saved_lesson(row):
    """Return the answers about a lesson as they are saved."""
    return {
        **saved_texts(row, "lesson", "measure"), "source": row.source, "learnt_on": row.learnt_on,
        "meeting": row.meeting.key if row.meeting else "", **saved_follow_up(row),
    }  # fmt: skip
