"""The plan's texts as tables: short titles, translations and notes. Published French is shown and
stays as it is; no row adds an element to the plan."""

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sip import actions
from sip.filesizes import Weight
from sip.imports.columns import Column, TextColumn
from sip.imports.resource import OfficeResource
from sip.models import Activity, Outcome, Output, Pillar
from sip.translated import LANGUAGES, titled


class PlanTextResource(OfficeResource):
    """Elements of one level of the plan, by code. `texts` names their texts."""

    needed = ("code",)
    texts = ()

    def make_columns(self):
        model = self._meta.model
        texts = [
            TextColumn(
                name, code, titled(model._meta.get_field(name).verbose_name, code),
                is_protected=name in actions.PUBLISHED and code == "fr",
            )
            for name in self.texts
            for code in LANGUAGES
        ]  # fmt: skip
        return [Column("code", gettext_lazy("Code")), *texts]

    def find(self, row):
        if not hasattr(self, "_by_code"):
            self._by_code = {element.code: element for element in self.get_queryset()}
        return self._by_code.get(self.cell(row, "code").strip())

    def init_instance(self, row=None):
        raise ValidationError(
            {"code": _("The plan has no such code here: the import adds nothing to it.")}
        )

    def change(self, instance, row, by):
        changes = {name: {} for name in self.texts}
        for column in self.fields.values():
            if isinstance(column, TextColumn) and column.column_name in row and not column.readonly:
                changes[column.source][column.language] = column.get_value(instance)
        actions.revise_wording(element=instance, changes=changes, by=by)

    def address_of(self, instance):
        return reverse("activity", args=[instance.code])


class PillarResource(PlanTextResource):
    texts = ("title", "goal")

    class Meta:
        model = Pillar
        import_id_fields = ["code"]


class OutcomeResource(PlanTextResource):
    texts = ("title", "note")

    class Meta:
        model = Outcome
        import_id_fields = ["code"]


class OutputResource(PlanTextResource):
    texts = ("title", "note")

    class Meta:
        model = Output
        import_id_fields = ["code"]


class ActivityResource(PlanTextResource):
    texts = ("text", "short_title", "note")
    weights = {"csv": Weight(300, 600), "xlsx": Weight(5_350, 200)}

    class Meta:
        model = Activity
        import_id_fields = ["code"]

    def get_queryset(self):
        return super().get_queryset().in_plan_order()
