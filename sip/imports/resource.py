"""What all imports and exports of the back office share.

A resource says which columns a table has, finds the object of a row, and writes through the app's
actions, which ask for the right and tell the trail. django-import-export compares, validates and
keeps the transaction; its bulk mode and its own file readers are not used.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from import_export.resources import ModelResource

from sip.filesizes import Weight
from sip.imports.columns import in_languages
from sip.search import fold


class OfficeResource(ModelResource):
    """One table. `columns` in their order; `needed` names those that no file may lack; `weights`
    tells about how large a file of each kind is, by rows (the plan's titles, where not said)."""

    columns = ()
    needed = ()
    weights = {"csv": Weight(300, 400), "xlsx": Weight(5_200, 160)}

    class Meta:
        fields = ()
        skip_unchanged = True
        report_skipped = True
        clean_model_instances = True
        use_transactions = True
        skip_html_diff = True
        store_instance = True

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.fields = {column.column_name: column for column in self.make_columns()}
        self.seen = {}

    # --- what a resource says of itself ------------------------------------------------------

    def make_columns(self):
        """Return the table's columns, in order."""
        raise NotImplementedError

    def find(self, row):
        """Return the object that a row speaks of, or None where it would be new."""
        raise NotImplementedError

    def add(self, instance, row, by):
        """Perform the act that adds the object of a new row."""
        raise NotImplementedError

    def change(self, instance, row, by):
        """Perform the act that brings an object to what the row says."""
        raise NotImplementedError

    def key_of(self, row):
        """Return what a row calls itself, for messages about it."""
        return " · ".join(str(row[name]) for name in self.needed if row.get(name) is not None)

    def address_of(self, instance):
        """Return the address of the object's page, if it has one."""
        return ""

    # --- reading -----------------------------------------------------------------------------

    def column_titled(self, title):
        """Return the name of the column that a file's title means, or None."""
        return self._names_by_title().get(fold(title))

    def titles(self):
        return [str(column.title) for column in self.fields.values()]

    def column_of_error(self, name):
        """Return the column that an error by that name speaks of, or None."""
        return next((col for col in self.fields.values() if name in col.speaks_of), None)

    def before_import_row(self, row, **kwargs):
        if (key := fold(self.key_of(row))) in self.seen:
            number = self.seen[key]
            raise ValidationError(_("This line stands twice: row %(row)s says it too.") % {
                "row": kwargs["places"][number - 1].number,
            })  # fmt: skip
        self.seen[key] = kwargs["row_number"]

    def get_instance(self, instance_loader, row):
        return self.find(row)

    def cell(self, row, name):
        """Return what a row's cell means; a `ValidationError` says what is wrong with it."""
        try:
            return self.fields[name].clean(row)
        except ValueError as error:
            raise ValidationError({name: str(error)}) from error

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        """A row with a cell that is not understood goes no further, but for what its other cells
        say wrong by themselves: all of that is told at once."""
        if import_validation_errors:
            others = self._wrong_by_themselves(instance, import_validation_errors)
            raise ValidationError({**others, **import_validation_errors})
        super().validate_instance(instance, import_validation_errors, validate_unique)

    def _wrong_by_themselves(self, instance, known):
        filled = {
            field.name for field in instance._meta.fields
            if field.name in self.fields and getattr(instance, field.attname) not in (None, "")
        }  # fmt: skip
        looked_at = filled - set(known)
        skipped = [one.name for one in instance._meta.fields if one.name not in looked_at]
        try:
            instance.clean_fields(exclude=skipped)
        except ValidationError as error:
            return error.error_dict
        return {}

    # --- writing -----------------------------------------------------------------------------

    def save_instance(self, instance, is_create, row, **kwargs):
        act = self.add if is_create else self.change
        act(instance, row, kwargs["by"])

    def _names_by_title(self):
        if not hasattr(self, "_by_title"):
            self._by_title = {
                known: name
                for name, column in self.fields.items()
                for known in (fold(name), *in_languages(column.title))
            }
        return self._by_title
