"""Fields that look others up: a forged choice is an error beside the field, never a fault."""

from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError
from django.forms import ModelMultipleChoiceField


class _Known:
    """Django looks the chosen rows up by primary key when it shows a refused form again, and fails
    on what cannot be one."""

    def optgroups(self, name, value, attr=None):
        return super().optgroups(name, [one for one in value if _may_be_key(one)], attr)


class LookUp(_Known, AutocompleteSelect):
    pass


class LookUpSeveral(_Known, AutocompleteSelectMultiple):
    pass


class SeveralField(ModelMultipleChoiceField):
    """Refuses a number too large for a database, at which Django's own field fails."""

    def clean(self, value):
        for one in value or ():
            if not _may_be_key(one):
                raise ValidationError(
                    self.error_messages["invalid_pk_value"], "invalid_pk_value", {"pk": one}
                )
        return super().clean(value)


def _may_be_key(value):
    text = str(value)
    return text.isdecimal() and len(text) < 19  # the largest key that a database holds
