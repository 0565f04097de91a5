"""Several codes in one column, such as the languages somebody works in: kept as “,fr,en,”, so that
both databases find one of them alike."""

from functools import reduce
from operator import or_

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


def holding_code(name, code):
    """Return the condition that the column `name` holds this code."""
    return models.Q(**{f"{name}__contains": f",{code},"})


def holding_any(name, codes):
    """Return the condition that the column `name` holds one of these codes; none ask nothing."""
    return reduce(or_, (holding_code(name, code) for code in codes), models.Q())


class CodesField(models.CharField):
    """A column holding a list of codes out of `known` [(code, label)]."""

    def __init__(self, *args, known=(), **kwargs):
        self.known = known
        kwargs.setdefault("max_length", 200)
        super().__init__(*args, **{"default": list, "blank": True, **kwargs})

    def from_db_value(self, value, expression, connection):
        return [code for code in (value or "").split(",") if code]

    def to_python(self, value):
        if isinstance(value, str):
            value = value.split(",")
        return [code for code in value or [] if code]

    def get_prep_value(self, value):
        if isinstance(value, str) or value is None:
            return value
        return f",{','.join(value)}," if value else ""

    def value_to_string(self, obj):
        return self.get_prep_value(self.value_from_object(obj))

    def validate(self, value, model_instance):
        unknown = [code for code in value if code not in dict(self.known)]
        if unknown:
            raise ValidationError(
                _("This is not known here: %(code)s."), params={"code": ", ".join(unknown)}
            )

    def run_validators(self, value):
        super().run_validators(self.get_prep_value(value))

    def formfield(self, **kwargs):
        return forms.MultipleChoiceField(
            label=self.verbose_name, choices=self.known, required=not self.blank,
            widget=forms.CheckboxSelectMultiple, help_text=self.help_text,
        )  # fmt: skip
