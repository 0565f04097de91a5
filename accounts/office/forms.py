"""Forms of the back office: an edit is taken only on top of what the person had read."""

import hashlib
import json

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.conflicts import Refused

OUT_OF_DATE = gettext_lazy(
    "Somebody else saved this in the meantime. What is saved now stands beside each field that "
    "differs; look, then save again to keep what you typed."
)


class OfficeForm(forms.ModelForm):
    """A form over one object, with the mark of what its reader saw.

    `refusal` is what an action answered when the form was tried: it becomes the form's errors.
    """

    refusal = None
    # Names of columns that several form fields write together; see `sip.office.LanguageForm`.
    in_languages = ()

    read_as = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.is_stale = False
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
        text = json.dumps(self.saved_now, cls=DjangoJSONEncoder, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:32] if self.instance.pk else ""

    def clean(self):
        data = super().clean()
        if self.instance.pk and self.data.get(self.add_prefix("read_as")) != self.mark:
            self.is_stale = True
            self.add_error(None, OUT_OF_DATE)
            for name in self.changed_data:
                self._show_saved(name)
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

    def _show_saved(self, name):
        saved = self.initial.get(name)
        if name in self.fields and saved not in (None, ""):
            words = _in_words(self.fields[name], saved)
            self.add_error(name, _("Saved now: %(value)s") % {"value": words})

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


def _in_words(field, value):
    """Say a saved value as the form's reader chose it: the label, not the key."""
    if isinstance(value, (list, tuple)):
        return ", ".join(str(part) for part in value)
    if isinstance(field, forms.ModelChoiceField):
        return field.queryset.filter(pk=value).first() or value
    return dict(getattr(field, "choices", ())).get(value, value)


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
