"""Forms of a group's life: opened, led by somebody else, reviewed, joined, dissolved."""

from itertools import zip_longest

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db.models import Q
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.clock import today
from accounts.models import User
from partners.models import Organisation
from sip.forms import DayField, LineField, WordsField
from sip.models import Decision, Meeting, Outcome, Owner, Responsibility, Status
from sip.registers.forms import A_PARAGRAPH, DAY, ChosenField, RegisterForm
from sip.translated import Translated
from workinggroups import lifecycle, owning
from workinggroups.models import Seat, SeatCategory, WorkingGroup

A_NAME, A_SHORT_NAME = 120, 40


class PersonField(LineField):
    """Somebody who has an account, by their address."""

    def clean(self, value):
        email = super().clean(value).strip()
        person = User.objects.filter(email__iexact=email, is_active=True).first()
        if email and person is None:
            raise ValidationError(
                gettext("Nobody has the address %(email)s here: invite them first.")
                % {"email": email[:80]}
            )
        return person


class OutcomesField(forms.MultipleChoiceField):
    """Outcomes of the plan, by their codes."""

    widget = forms.CheckboxSelectMultiple

    def load(self):
        found = Outcome.objects.select_related("pillar").order_by("pillar__order", "order")
        self.found = {one.code: one for one in found}
        self.choices = [(one.code, f"{one.code} {one.title}") for one in found]

    def clean(self, value):
        return [self.found[code] for code in super().clean(value)]


def decisions_on_groups():
    """Decisions of the SAG that a group may rest on, each with what is to be known before."""
    found = Decision.objects.on_bodies().order_by("-taken_on", "-pk")
    found = found.prefetch_related("groups_opened__owner", "groups_dissolved__owner")[:200]
    return [(one.key, " · ".join([f"{one.key} {one.text}"[:120], *_known_of(one)]), one)
            for one in found]  # fmt: skip


def _known_of(decision):
    if decision.countersigned_by_id is None:
        yield gettext("not countersigned yet")
    for group in decision.groups_opened.all():
        yield gettext("opened %(group)s") % {"group": group.owner.short_name}
    for group in decision.groups_dissolved.all():
        yield gettext("dissolved %(group)s") % {"group": group.owner.short_name}


def members_of_the_sag():
    seats = Seat.objects.on().filter(body__kind=Owner.Kind.ADVISORY_GROUP)
    people = User.objects.filter(pk__in=seats.values("person")).order_by("name")
    return [(str(one.ref), one.name, one) for one in people]


def bodies_that_report():
    """Bodies that file a report of their own; of the groups, those at work."""
    found = Owner.objects.reporting().order_by("order")
    found = found.filter(Q(working_group=None) | Q(working_group__in=WorkingGroup.objects.active()))
    return [(one.key, str(one.name), one) for one in found]


class TickFor(forms.CheckboxInput):
    """A tick that stands for the words it was shown with: sent for others, it is none."""

    stands_for = ""

    def value_from_datadict(self, data, files, name):
        return data.get(name, "")

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value == self.stands_for, attrs)
        context["widget"]["value"] = self.stands_for
        return context


class ByDecisionForm(RegisterForm):
    """What rests on a decision of the SAG. The GLC records decisions and the SAG countersigns them:
    one that is not countersigned, or that served another group, is doubted once and taken when it
    stands. Where another is chosen then, or doubted for more, it is asked anew."""

    decision = ChosenField(
        label=_("Which decision of the SAG does it rest on?"), rows=decisions_on_groups,
        required=True,
        help_text=_("Those of its decisions that concern no activity, the last one first."),
    )  # fmt: skip
    all_the_same = forms.CharField(
        label=_("I have checked the decision: go on all the same"), required=False, widget=TickFor
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            del self.fields["all_the_same"]

    def clean(self):
        decision = self.cleaned_data.get("decision")
        doubt, doubts = lifecycle.doubts_about(decision) if decision else ("", [])
        if not doubts:
            del self.fields["all_the_same"]
            return self.cleaned_data
        tick = self.fields["all_the_same"].widget
        tick.stands_for = f"{decision.key} {doubt} {len(doubts)}"
        if self.cleaned_data.get("all_the_same") != tick.stands_for:
            self.add_error("all_the_same", doubts)
        return self.cleaned_data


OBJECTIVES = ("objectives", "objectives_en")


def _lines(text):
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


class OpenForm(ByDecisionForm):
    """A group to be opened."""

    key = forms.CharField(
        label=_("Key"), max_length=40,
        validators=[RegexValidator(
            r"\A[a-z0-9]+(-[a-z0-9]+)*\Z",
            _("Type small letters, digits and hyphens alone, such as “customs”."),
        )],
        help_text=_("Small letters, digits and hyphens: it stands in the address and never "
                    "changes."),
    )  # fmt: skip
    name_fr = LineField(label=_("Name, in French"), longest=A_NAME)
    name_en = LineField(label=_("Name, in English"), longest=A_NAME, required=False)
    short_name_fr = LineField(label=_("Short name, in French"), longest=A_SHORT_NAME)
    short_name_en = LineField(
        label=_("Short name, in English"), longest=A_SHORT_NAME, required=False
    )
    mandate_fr = WordsField(label=_("Mandate, in French"), longest=A_PARAGRAPH, rows=4)
    mandate_en = WordsField(
        label=_("Mandate, in English"), longest=A_PARAGRAPH, rows=4, required=False
    )
    objectives = WordsField(
        label=_("Objectives, in French"), longest=A_PARAGRAPH, rows=4, help_text=_("One a line.")
    )
    objectives_en = WordsField(
        label=_("Objectives, in English"), longest=A_PARAGRAPH, rows=4, required=False,
        help_text=_("One a line, in the same order, or none at all."),
    )  # fmt: skip
    outcomes = OutcomesField(
        label=_("Outcomes of the plan"), required=False,
        help_text=_("Or a cross-cutting theme below: one of the two."),
    )  # fmt: skip
    theme_fr = LineField(label=_("Theme, in French"), longest=A_NAME, required=False)
    theme_en = LineField(label=_("Theme, in English"), longest=A_NAME, required=False)
    lead = PersonField(
        label=_("Lead: e-mail address"), help_text=_("Somebody of the support team in Rome.")
    )
    focal_point = ChosenField(label=_("SAG focal point"), rows=members_of_the_sag, required=True)
    opened_on = DayField(label=_("Opens on"), help_text=DAY)
    mandate_ends_on = DayField(label=_("Mandate ends on"), help_text=DAY)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["outcomes"].load()

    def clean(self):
        super().clean()
        self._match_objectives()
        self._tell_all_at_once()
        return self.cleaned_data

    def _match_objectives(self):
        french, english = (_lines(self.cleaned_data.get(name)) for name in OBJECTIVES)
        if english and french and len(english) != len(french):
            told = ngettext(
                "Give as many lines as in French, %(count)d, or none.",
                "Give as many lines as in French, %(count)d, or none.", len(french),
            )  # fmt: skip
            self.add_error("objectives_en", told % {"count": len(french)})

    def _tell_all_at_once(self):
        """What the act would refuse is told with what is wrong in the answers themselves."""
        data = self.cleaned_data
        found = lifecycle.unfit_opening(
            key=data.get("key"), opened_on=data.get("opened_on"),
            mandate_ends_on=data.get("mandate_ends_on"), outcomes=data.get("outcomes"),
            theme=self.text("theme") if data.get("theme_fr") or data.get("theme_en") else None,
        )  # fmt: skip
        for name, messages in found.items():
            self.add_error("theme_fr" if name == "theme" else name, messages)

    def group(self):
        """Return what `lifecycle.open_group` takes."""
        data = self.cleaned_data
        names = ("key", "decision", "lead", "focal_point", "opened_on", "mandate_ends_on",
                 "outcomes")  # fmt: skip
        french, english = (_lines(data.get(name)) for name in OBJECTIVES)
        pairs = zip_longest(french, english, fillvalue="")
        has_theme = data.get("theme_fr") or data.get("theme_en")
        return {
            **{name: data[name] for name in names},
            **{name: self.text(name) for name in ("name", "short_name", "mandate")},
            "objectives": [Translated.of(original="fr", fr=fr, en=en) for fr, en in pairs],
            "theme": self.text("theme") if has_theme else None,
            "all_the_same": data.get("all_the_same", False),
        }


class LeadForm(RegisterForm):
    """Who leads the group from a day on."""

    lines = ("lead", "starts_on")

    lead = PersonField(
        label=_("New lead: e-mail address"), help_text=_("Somebody of the support team in Rome.")
    )
    starts_on = DayField(label=_("From"), help_text=DAY)

    def __init__(self, *args, group=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.group = group

    def clean(self):
        """What the act would refuse is told with what is wrong in the answers themselves."""
        data = self.cleaned_data
        found = lifecycle.unfit_lead(
            group=self.group, person=data.get("lead"), starts_on=data.get("starts_on")
        )
        for name, messages in found.items():
            self.add_error(name, messages)
        return data


def meetings_held():
    found = Meeting.objects.standing().filter(starts_on__lte=today()).order_by("-starts_on")
    return [(one.key, str(one), one) for one in found]


def categories():
    return [(one.key, str(one), one) for one in SeatCategory.objects.all()]


class OrganisationField(LineField):
    """An organisation of the directory, by its key or its exact name."""

    def clean(self, value):
        text = super().clean(value).strip()
        if not text:
            return None
        found = Organisation.objects.filter(Q(slug=text) | Q(name__iexact=text)).first()
        if found is None:
            raise ValidationError(
                gettext("The directory has no organisation “%(name)s”.") % {"name": text[:80]}
            )
        return found


class SeatForm(RegisterForm):
    """Gives a seat. Members of the SAG are named at a GLM; groups have roles."""

    person = PersonField(label=_("Who: e-mail address"))
    organisation = OrganisationField(
        label=_("For which organisation"), required=False,
        help_text=_("Its name in the directory. Left empty: the one the person belongs to."),
    )  # fmt: skip
    role = forms.ChoiceField(label=_("Role"), choices=Seat.Role, initial=Seat.Role.MEMBER)
    named_in = ChosenField(
        label=_("Named at the GLM"), rows=meetings_held, help_text=_("The mandate lasts two years.")
    )
    category = ChosenField(
        label=_("Category of the seat"), rows=categories,
        help_text=_("A permanent seat needs no GLM and has no end."),
    )  # fmt: skip
    starts_on = DayField(label=_("From"), help_text=DAY)

    def __init__(self, *args, body=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.in_sag = body.kind == Owner.Kind.ADVISORY_GROUP
        if body.kind in Owner.ADVISORY:
            del self.fields["role"]
        if not self.in_sag:
            del self.fields["named_in"], self.fields["category"]

    def clean(self):
        category = self.cleaned_data.get("category")
        is_permanent = category and category.is_permanent
        if self.in_sag and not is_permanent and not self.cleaned_data.get("named_in"):
            self.add_error("named_in", _("Choose the GLM that named this person."))
        return self.cleaned_data

    def seat(self):
        """Return what `actions.seat` takes."""
        names = ("person", "organisation", "starts_on", "role", "named_in", "category")
        given = {name: self.cleaned_data.get(name) for name in names}
        return {**given, "role": given["role"] or Seat.Role.MEMBER}


class LeaveForm(RegisterForm):
    """Leaves one's own seat."""

    word = WordsField(
        label=_("A word for the GLC"), longest=A_PARAGRAPH, rows=3, required=False,
        help_text=_("Why, or who could take over."),
    )  # fmt: skip


class OwnerForm(RegisterForm):
    """A body that delivers an activity of the group, beside those that the SIP prints."""

    owner = ChosenField(label=_("Which body?"), rows=owning.choices, required=True)
    role = forms.ChoiceField(
        label=_("What does it do?"), choices=Responsibility.Role,
        initial=Responsibility.Role.IMPLEMENTER,
    )  # fmt: skip
    starts_on = DayField(label=_("From"), help_text=DAY)
    reason = WordsField(label=_("Why"), longest=A_PARAGRAPH, rows=2)


class ReviewForm(RegisterForm):
    """On which day the members reviewed the objectives."""

    lines = ("reviewed_on",)

    reviewed_on = DayField(label=_("Reviewed on"), help_text=DAY)


def _why(activity):
    """Why a completed activity needs somebody who reports on it."""
    row = activity.current_row
    if row is None or row.status != Status.COMPLETED:
        return ""
    if activity.is_upkeep:
        return gettext("Completed according to the SIP, yet its text asks to keep it up to date.")
    return gettext("Completed: somebody has to say so if it is taken up again.")


class DissolveForm(ByDecisionForm):
    """The end of a group; one question for each activity on which it reports."""

    dissolved_on = DayField(label=_("Dissolved on"), help_text=DAY)
    reason = WordsField(label=_("Why"), longest=A_PARAGRAPH)

    def __init__(self, *args, activities=(), group=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.group = group
        self.codes = [one.code for one in activities]
        rows = [row for row in bodies_that_report() if row[2] != group.owner]
        for one in activities:
            label = gettext("%(code)s %(title)s: who reports on it from now on?")
            told = label % {"code": one.code, "title": one.short_title}
            field = ChosenField(label=told, rows=lambda rows=rows: rows, help_text=_why(one))
            field.load()
            self.fields[f"to-{one.code}"] = field

    def clean(self):
        """What the act would refuse is told with what is wrong in the answers themselves."""
        super().clean()
        found = lifecycle.unfit_end(
            group=self.group, dissolved_on=self.cleaned_data.get("dissolved_on"),
            decision=self.cleaned_data.get("decision"), receivers=self.receivers(),
        )  # fmt: skip
        for name, messages in found.items():
            if name in self.fields and name not in self.errors:
                self.add_error(name, messages)
        return self.cleaned_data

    def receivers(self):
        """Return the bodies chosen, by the code of the activity."""
        chosen = {code: self.cleaned_data.get(f"to-{code}") for code in self.codes}
        return {code: body for code, body in chosen.items() if body}


class AnswerForm(forms.Form):
    """What is said to somebody who asks to join; two buttons decide."""

    decision = forms.ChoiceField(
        label=_("Answer"),
        choices=[("accept", _("Accept")), ("decline", _("Decline"))],
        error_messages={
            "required": _("Accept or decline."), "invalid_choice": _("Accept or decline."),
        },
    )  # fmt: skip
    answer = WordsField(label=_("Answer (needed to decline)"), longest=3_000, required=False)


class JoinForm(RegisterForm):
    """Asks to become a member."""

    organisation = ChosenField(label=_("For which organisation?"), rows=list, required=True)
    message = WordsField(
        label=_("What would you bring?"), longest=A_PARAGRAPH, rows=3,
        help_text=_("Membership is voluntary and asks for active engagement."),
    )  # fmt: skip

    def __init__(self, *args, person=None, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        held = person.affiliations.on().select_related("organisation")
        field.rows = lambda: [
            (r.organisation.slug, str(r.organisation), r.organisation) for r in held
        ]
        field.load()
        field.choices = field.choices[1:]
