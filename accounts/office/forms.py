"""Forms of the back office: an edit is taken only on top of what the person had read."""

import datetime
from typing import NamedTuple

from django import forms
from django.core import signing
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Model, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.conflicts import Refused, merged_elements

OUT_OF_DATE = gettext_lazy(
    "Somebody else saved this in the meantime. A field that only they changed has what is saved "
    "now; where you both changed one, choose which of the two to keep. Look at what is marked, "
    "then save again."
)
CHOOSE = gettext_lazy("Choose what to keep.")
SAVED, MINE = "saved", "mine"  # what may be kept of a field that both changed
ASKED = "read_as"  # in a mark, beside the fields and under the mark's own name


class Contested(NamedTuple):
    """A field that two people changed, as it is asked which of the two stays."""

    field: forms.BoundField
    saved: str  # what is saved now, in words
    chosen: str  # what was chosen already, or ""

    @property
    def name(self):
        return keep_name(self.field.html_name)


def keep_name(name):
    """Return the name of the answer to what is kept of a field."""
    return f"keep-{name}"


class OfficeForm(forms.ModelForm):
    """A form over one object, with the mark of what its reader saw: each field's value, signed. So
    a field that only one of two people changed is told from one that both did. The mark names those
    too of which the page asks what to keep (`contested`): without an answer nothing is saved.

    `refusal` is what an action answered when the form was tried: it becomes the form's errors.
    """

    refusal = None
    # Names of columns that several form fields write together; see `sip.office.LanguageForm`.
    in_languages = ()

    read_as = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.is_stale = False
        self.contested = []
        self.saved_now = self.told() if self.instance.pk else {}

    @property
    def columns(self):
        """Names of the model's columns that this form writes."""
        concrete = {field.name for field in self._meta.model._meta.concrete_fields}
        return [name for name in self.fields if name in concrete] + list(self.in_languages)

    def told(self):
        """Return what the object says now, as the trail tells it: {column: value}."""
        return {name: tell(self.instance, name) for name in self.columns}

    @property
    def mark(self):
        """Return the mark of what is saved now; a page sends back the one it was made from."""
        if not self.instance.pk:
            return ""
        asked = [one.field.name for one in self.contested]
        seen = {**self._saved(), ASKED: asked} if asked else self._saved()
        return signing.dumps(seen, salt=self._salt, compress=True)

    def full_clean(self):
        """Take what is saved for the fields of which that is kept; what was typed stays in sight
        should the form be shown again."""
        kept = [name for name in self._asked() if self._choice(name) == SAVED]
        for name in kept:
            self.fields[name].disabled = True
        super().full_clean()
        for name in kept:
            self.fields[name].disabled = not self._errors

    def clean(self):
        data = super().clean()
        if self.instance.pk:
            self._compare()
        if self.refusal:
            self._show_refusal()
        return data

    def changed_columns(self):
        """Return {column: (before, after)} for what this form changes; call it once it is valid."""
        now = self.told()
        return {
            name: (self.saved_now.get(name), now[name])
            for name in now
            if self.saved_now.get(name) != now[name]
        }

    @property
    def _salt(self):
        """A mark is good for the object that it was made of, and no other."""
        return f"accounts.office.{self.instance._meta.label_lower}.{self.instance.pk}"

    def _saved(self):
        """Return what is saved now as two of them are compared: {field: text, or list of texts}."""
        return {
            name: _plain(self.get_initial_for_field(field, name))
            for name, field in self.fields.items()
            if name != "read_as"
        }

    def _seen(self):
        """Return what the page was made from, or None where nothing came that can be trusted."""
        try:
            return signing.loads(self.data.get(self.add_prefix("read_as"), ""), salt=self._salt)
        except signing.BadSignature:
            return None

    def _asked(self):
        """Return the fields of which the page asked what to keep."""
        seen = (self._seen() or {}) if self.is_bound and self.instance.pk else {}
        return [name for name in seen.get(ASKED, ()) if name in self.fields]

    def _choice(self, name):
        """Return what was chosen of a field, or "" where nothing was that can be."""
        chosen = self.data.get(keep_name(self.add_prefix(name)), "")
        return chosen if chosen in (SAVED, MINE) else ""

    def _compare(self):
        """Bring what was sent and what is saved now together, and ask where both changed."""
        began, saved = self._seen(), self._saved()
        asked = began.pop(ASKED, []) if began else []
        if began != saved:
            self.is_stale = True
            self.add_error(None, OUT_OF_DATE)
        for name, now in saved.items():
            before = None if began is None else began.get(name)
            if now != before:
                self._bring_together(name, now, before)
            elif name in asked:
                self._keep_asking(name, now)

    def _keep_asking(self, name, now):
        """Go on asking what to keep of a field until one of the two is chosen, or both are one."""
        chosen = self._choice(name)
        if not chosen and self._mine(name) == now:
            return
        self._ask(name, chosen)
        if not chosen:
            self.is_stale = True
            self.add_error(name, CHOOSE)

    def _ask(self, name, chosen=""):
        saved = self.get_initial_for_field(self.fields[name], name)
        words = _in_words(self.fields[name], saved)
        self.contested.append(Contested(self[name], words, chosen))

    def _mine(self, name):
        """Return what was sent for a field, or None: what cannot be read was typed, and is like
        nothing that was saved."""
        return _plain(self.cleaned_data[name]) if name in self.cleaned_data else None

    def _bring_together(self, name, now, before):
        """Propose a value for a field that somebody else saved, and say beside it what was done.

        `before` is what both began from; where that is unknown (None), so is who changed what: what
        was typed is told, and not proposed over what is saved.
        """
        field = self.fields[name]
        # What was kept as it was saved then was not typed.
        mine = before if field.disabled else self._mine(name)
        if mine == now:
            return
        saved = self.get_initial_for_field(field, name)
        said = _("Saved now: nothing.")
        if (words := _in_words(field, saved)) != "":
            said = _("Saved now: %(value)s") % {"value": words}
        if before is None:
            is_read = name in self.cleaned_data
            sent = _in_words(field, self.cleaned_data[name]) if is_read else self[name].data
            said = _("This has what is saved now. You sent: %(value)s") % {"value": sent}
            self._propose(name, saved)
        elif mine == before:
            said = _("Somebody else changed this; it has what is saved now.")
            self._propose(name, saved)
        elif isinstance(now, list) and isinstance(mine, list):
            self._propose(name, merged_elements(now, mine, before))
        else:
            self._ask(name)
        self.add_error(name, said)

    def _propose(self, name, value):
        """Show a value in a field in place of what was sent."""
        self.fields[name].bound_data = lambda data, initial: value

    def _show_refusal(self):
        for name, messages in _by_field(self.refusal).items():
            known = name in self.fields
            label = "" if known or name == NON_FIELD_ERRORS else self._label(name)
            for message in messages:
                self.add_error(name if known else None, f"{label}{message}")

    def _label(self, name):
        try:
            return f"{capfirst(self._meta.model._meta.get_field(name).verbose_name)}: "
        except LookupError:
            return ""


AT_THE_SAME_MOMENT = gettext_lazy(
    "Somebody saved the same thing at the same moment. Look at what is there now, then try again."
)


def _plain(value):
    """Return a field's value, saved or sent, as two of them are compared, and as JSON holds it."""
    if isinstance(value, (list, tuple, QuerySet)):
        return sorted(_plain(one) for one in value)
    if isinstance(value, Model):
        value = value.pk
    if isinstance(value, datetime.datetime):
        value = value.astimezone(datetime.UTC)
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


def _in_words(field, value):
    """Say a value as the form's reader chose it: the label, not the key."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    is_model = isinstance(field, forms.ModelChoiceField)
    known = {} if is_model else dict(getattr(field, "choices", ()))
    if isinstance(value, (list, tuple, QuerySet)):
        value = ", ".join(str(known.get(part, part)) for part in value)
    elif is_model and value and not isinstance(value, Model):
        value = field.queryset.filter(pk=value).first() or value
    return "" if value in (None, "") else known.get(value, value)


def _by_field(refusal):
    """Return {field: [messages]} of what an action answered."""
    if isinstance(refusal, ValidationError):
        by_field = refusal.update_error_dict({})
        return {name: ValidationError(errors).messages for name, errors in by_field.items()}
    message = refusal.message if isinstance(refusal, Refused) else AT_THE_SAME_MOMENT
    return {NON_FIELD_ERRORS: [message]}


def tell(instance, name):
    """Return a column's value as the trail tells it: keys for other objects, texts by language."""
    field = instance._meta.get_field(name)
    value = getattr(instance, name)
    if field.is_relation and value is not None:
        return getattr(value, "trail_key", None) or str(getattr(value, "ref", value.pk))
    return value.data["texts"] if hasattr(value, "data") else value
