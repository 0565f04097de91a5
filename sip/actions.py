"""Everything that changes the plan or says where it stands. Pages, admin, commands and reports
all come through here; each act leaves its rows and its line in the trail, or nothing at all."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import trail
from accounts.clock import today
from accounts.conflicts import Refused, Stale, claim
from accounts.days import date_format
from sip import policy, quarters
from sip.models import Activity, PlanRevision, Status, StatusRow, Wording
from sip.models.progress import ANSWER_FIELDS
from sip.moments import strategy_and_closing
from sip.templatetags.plan import quarter_label
from sip.translated import TranslatedField

# What the SIP printed: its original stays as published until an amendment changes it.
PUBLISHED = {"text", "title", "goal"}


@transaction.atomic
def set_status(
    *, activity, status, by, version, motive, effective_on=None, answers=None, at=None, told_at=None
):
    """Set an activity's status outside a report, effective on a day (today if none is named).

    `answers` holds what the status asks for (`sip.models.progress.QUESTIONS`). `version` is the
    activity's version that the person read: raises `Stale` when it has moved on, `ValidationError`
    by field for what is missing or wrong, `PermissionDenied` for anyone but GLC staff. Nothing is
    overwritten: one row is added. Returns the new row.
    """
    if not policy.can_set_status(by):
        raise PermissionDenied
    day = effective_on or today()
    _refuse_unfit(status, answers or {}, day, motive, at)
    activity = claim(Activity.objects, pk=activity.pk, version=version)
    if activity.withdrawn_on:
        raise Refused(_("This activity was withdrawn from the plan: it takes no status any more."))
    before = _state_of(activity)
    row = add_row(
        activity=activity, status=status, effective_on=day, by=by, answers=answers,
        origin=StatusRow.Origin.DIRECT, motive=motive, at=at,
    )  # fmt: skip
    trail.record(
        by=by, verb="status_set", target=activity, before=before, after=_told(row),
        reason=motive, told_at=told_at or at,
    )  # fmt: skip
    return row


class Several(Exception):
    """Why several statuses were not set: nothing was saved. By code: `errors` ({field: messages}),
    `stale` (the activity as it is now), `refused` (a message)."""

    def __init__(self):
        super().__init__("Nothing was saved.")
        self.errors, self.stale, self.refused = {}, {}, {}

    def __bool__(self):
        return bool(self.errors or self.stale or self.refused)


@transaction.atomic
def set_statuses(*, changes, by):
    """Set the statuses of several activities, all of them or none.

    `changes` is a list of what `set_status` takes, without `by`. All are tried, so that everything
    wrong is told at once: raises `Several`. Returns the new rows.
    """
    wrong, rows = Several(), []
    for change in changes:
        code = change["activity"].code
        try:
            with transaction.atomic():
                rows.append(set_status(**change, by=by))
        except ValidationError as error:
            wrong.errors[code] = error.message_dict
        except Stale as stale:
            wrong.stale[code] = stale.current
        except Refused as refused:
            wrong.refused[code] = refused.message
    if wrong:
        raise wrong
    return rows


def add_row(
    *, activity, status, effective_on, by, origin, answers=None, body=None, motive="", at=None
):
    """Add one status row and let it become the current one where it is the latest in force.

    The part shared by `set_status` and the acceptance of reports, which own the transaction, the
    checks and the trail. Returns the row.
    """
    asked = {question.field for question in Status(status).questions}
    answers = {field: (answers or {}).get(field) for field in ANSWER_FIELDS if field in asked}
    row = StatusRow(
        activity=activity, status=status, effective_on=effective_on, origin=origin, body=body,
        recorded_by=by, recorded_at=at or timezone.now(), motive=motive, **answers,
    )  # fmt: skip
    row.full_clean(validate_constraints=False)  # the database holds them: no query for each
    row.save()
    refresh_current(activity)
    return row


def refresh_current(activity):
    """Point the activity at the row that counts today: latest effective day, then recorded last."""
    row = activity.status_rows.filter(effective_on__lte=today()).latest_first().first()
    if row and row.pk != activity.current_row_id:
        activity.current_row = row
        activity.save(update_fields=["current_row"])


@transaction.atomic
def revise_wording(*, element, changes, by, effective_on=None, at=None):
    """Write texts of one element of the plan anew: `changes` is {column: {language: text}}.

    Short titles, notes and translations are GLC staff's to write (`PermissionDenied` for anyone
    else); the French of a published text is not: `Refused`. A `ValidationError` names the text as
    `short_title_fr`. What the element says from then on is one more `Wording`; without a difference
    nothing is written. Returns the element.
    """
    if not policy.can_edit_plan_texts(by):
        raise PermissionDenied
    element = type(element).objects.select_for_update(of=("self",)).get(pk=element.pk)
    before, after = _differences(element, changes)
    if not after:
        return element
    element.save(update_fields=list(changes))
    Wording.objects.create(
        revision=PlanRevision.objects.latest("effective_on"),
        fields={name: getattr(element, name).data for name in _text_columns(element)},
        effective_on=effective_on or today(),
        recorded_at=at or timezone.now(),
        **{element._meta.model_name: element},
    )
    trail.record(by=by, verb="wording_revised", target=element, before=before, after=after)
    return element


def _text_columns(element):
    return [
        field.name for field in element._meta.concrete_fields if isinstance(field, TranslatedField)
    ]


def _differences(element, changes):
    """Put the changed texts on the element; return them as they were and as they are."""
    before, after = {}, {}
    for name, texts in changes.items():
        for language, text in texts.items():
            held = getattr(element, name)
            present = held.data["texts"].get(language, "")
            if text != present:
                _refuse_unfit_text(element, name, language, text)
                setattr(element, name, held.with_text(language, text))
                before[f"{name}_{language}"] = present
                after[f"{name}_{language}"] = text
    return before, after


def _refuse_unfit_text(element, name, language, text):
    if language != getattr(element, name).original_language:
        return
    if name in PUBLISHED:
        raise Refused(_("The published text stays as it is: only an amendment changes it."))
    if not text and not element._meta.get_field(name).blank:
        raise ValidationError({f"{name}_{language}": _("Give the text in its original language.")})


def missing_answers(status, answers):
    """Return what a status asks for and the answers lack: {field: what to do}. The same list
    drives the form, the check page and the error."""
    if not status:
        return {"status": _("Choose a status.")}
    return {
        question.field: question.missing
        for question in Status(status).questions
        if is_blank(answers.get(question.field))
    }


def is_blank(answer):
    """Whether an answer says nothing: spaces do not."""
    return not (answer.strip() if isinstance(answer, str) else answer)


def _refuse_unfit(status, answers, day, motive, at):
    if status and status not in Status.values:
        raise ValidationError({"status": _("Choose one of the six statuses.")})
    errors = missing_answers(status, answers)
    if problem := _unfit_day(day, at):
        errors["effective_on"] = problem
    delivered = answers.get("completed_on")
    if status == Status.COMPLETED and delivered and delivered > day:
        errors["completed_on"] = _("The day of delivery cannot come after the day of effect.")
    if not motive.strip():
        errors["motive"] = _("Say why the status is set outside a report.")
    if errors:
        raise ValidationError(errors)


def _unfit_day(day, at):
    """Return why no status takes effect on a day, or None: one to come, before the Strategy, or in
    a quarter that was closed (by the instant `at`), which only errata correct
    (decisions.md, section 2)."""
    if day > today():
        return _("A status cannot take effect on a day to come.")
    quarter = quarters.containing(day)
    strategy, closed = strategy_and_closing(quarter, at)
    if strategy and day < strategy[0]:
        return _("The Strategy begins on %(day)s.") % {
            "day": date_format(strategy[0], "DATE_FORMAT")
        }
    if closed:
        return _(
            "%(quarter)s is closed: what it says stays. Give a later day, or record an erratum "
            "beside its reports."
        ) % {"quarter": quarter_label(quarter)}
    return None


def _state_of(activity):
    return _told(activity.current_row) if activity.current_row else None


def _told(row):
    answers = {field: value for field, value in row.answers().items() if value}
    return {"status": row.status, "effective_on": row.effective_on, **answers}
