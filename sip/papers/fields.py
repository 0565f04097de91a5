"""Inputs for evidence: several files at once, and what is taken off."""

from django import forms

from sip.papers.checking import file_error
from sip.papers.filetypes import FORMATS

ACCEPTED = ",".join(f".{ending}" for kind in FORMATS.values() for ending in kind.endings)


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files in one input; each is looked into, and what is wrong is said of each."""

    widget = FilesInput

    def clean(self, data, initial=None):
        files = list(data or [])
        errors = list(filter(None, map(file_error, files)))
        if errors:
            raise forms.ValidationError(errors)
        return files

    def widget_attrs(self, widget):
        return {"multiple": True, "accept": ACCEPTED}


class RemovedField(forms.Field):
    """Evidence to take off, by primary key; what is gone already is left out in silence."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value):
        return [int(pk) for pk in value or [] if pk.isdecimal() and len(pk) < 19]
