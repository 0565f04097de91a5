"""Every model can be found in the back office, has a name people read, and says who did what."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteMixin, ForeignKeyRawIdWidget
from django.db import models
from django.utils.functional import Promise

from tests.architecture.sources import LAYERS, each

# What the machinery keeps for itself: nothing for other people to read or change.
INNER = {
    "accounts.CalendarFeed", "accounts.TrailHead", "accounts.Installation",
    "reporting.PackFile", "sip.PendingImport", "partners.Looked",
}  # fmt: skip

# A handful of rows by the nature of the plan: the whole list is in sight.
HANDFUL = {"sip.Strategy", "sip.PlanRevision", "sip.Pillar", "sip.Lens"}

# Instants without a person beside them, and why.
UNPAIRED = {
    "begins_at": "an hour of the agenda: who is in the trail",
    "ends_at": "an hour of the agenda: who is in the trail",
    "recorded_at": "of a dated fact: who is in the trail; a status row has recorded_by",
    "ended_at": "of a dated fact: who is in the trail",
    "withdrawn_at": "of a grant: who is in the trail",
    "joined_at": "the day an account was opened: who is in the trail",
    "made_at": "reports are made by the system when the quarter opens",
    "opened_at": "quarters open by a command; who is in the trail",
    "closed_at": "who closed a quarter is in the trail",
    "due_at": "a deadline, or a mail's next try: no act",
    "posted_at": "of a mail: who did what it tells of is in the trail",
    "sent_at": "mails are sent by the outbox",
    "given_up_at": "mails are given up by the outbox",
    "asked_at": "of a request: the person stands beside it",
    "told_at": "the invented instant of a demo row",
}

OURS = [
    model
    for app in LAYERS
    for model in apps.get_app_config(app).get_models()
    if model._meta.label not in INNER
]
every_model = each(OURS, name=lambda model: model._meta.label)


@every_model
def test_it_is_in_the_back_office(model):
    assert admin.site.is_registered(model)


@every_model
def test_its_list_in_the_back_office_can_be_searched_and_filtered(model):
    page = admin.site._registry[model]
    assert page.search_fields, "no search"
    assert page.list_filter or model._meta.label in HANDFUL, "no filter"


@pytest.mark.parametrize("kind", ["glc_rome", "admin"])
@pytest.mark.parametrize("act", ["add", "change"])
def test_links_in_the_back_office_complete_what_is_typed(cast, rf, kind, act):
    """A drop-down of every person or activity would be long to load and to read."""
    request, long = rf.get("/admin/"), []
    request.user = getattr(cast, kind)
    for model in OURS:
        page = admin.site._registry[model]
        if not getattr(page, f"has_{act}_permission")(request):
            continue
        for name, field in page.get_form(request, change=act == "change").base_fields.items():
            widget = getattr(field.widget, "widget", field.widget)
            short = getattr(field, "queryset", None) is None or (
                field.queryset.model._meta.label in HANDFUL
            )
            if not short and not isinstance(widget, AutocompleteMixin | ForeignKeyRawIdWidget):
                long.append(f"{model._meta.label}.{name}")
    assert long == []


@every_model
def test_it_has_a_name_people_read(model):
    meta = model._meta
    assert isinstance(meta.verbose_name, Promise), "verbose_name is not translated"
    assert isinstance(meta.verbose_name_plural, Promise)
    assert model.__str__ is not models.Model.__str__


@every_model
def test_its_fields_have_names_people_read_in_every_language(model):
    """Links to other rows too. A name that Django makes of the field's own is English everywhere;
    those given here are messages, of which the catalogues lack none (test_translations)."""
    unnamed = [
        field.name
        for field in [*model._meta.fields, *model._meta.many_to_many]
        if field.editable and not field.auto_created and not isinstance(field.verbose_name, Promise)
    ]
    assert not unnamed


@every_model
def test_an_instant_stands_beside_a_person(model):
    names = {field.name for field in model._meta.fields}
    instants = {
        field.name for field in model._meta.fields
        if isinstance(field, models.DateTimeField) and field.name.endswith("_at")
    }  # fmt: skip
    alone = {name for name in instants if name.replace("_at", "_by") not in names}
    assert alone <= set(UNPAIRED)


@every_model
def test_days_and_instants_are_told_apart_by_name(model):
    for field in model._meta.fields:
        if type(field) is models.DateTimeField and field.name != "last_login":  # Django's own
            assert field.name == "at" or field.name.endswith("_at")
        elif type(field) is models.DateField:
            assert field.name == "on" or field.name.endswith("_on")


def keys_of(field):
    """Return what a field with choices may hold."""
    return {key for key, _label in field.flatchoices} | ({""} if field.blank else set())


def held(model):
    """Return {column: keys} of the columns that the database holds to a few words."""
    checks = [one for one in model._meta.constraints if isinstance(one, models.CheckConstraint)]
    alone = [one.condition.children[0] for one in checks if len(one.condition.children) == 1]
    return {
        name.removesuffix("__in"): set(keys)
        for name, keys in (one for one in alone if isinstance(one, tuple))
        if name.endswith("__in")
    }


# Held together with the decision that they stand beside: `workinggroups.models._asked`.
WITH_THEIR_DECISION = {"opened_despite", "dissolved_despite"}


@every_model
def test_the_database_holds_what_has_choices_to_them(model):
    """Whatever way in was taken; tests/admin/test_columns.py tries it. Countries are a package's
    list, which grows with its releases: no constraint follows it."""
    wanted = {
        field.name: keys_of(field)
        for field in model._meta.concrete_fields
        if type(field) is models.CharField
        and field.choices
        and field.name not in WITH_THEIR_DECISION
    }
    assert wanted == {name: keys for name, keys in held(model).items() if name in wanted}


@every_model
def test_no_person_is_deleted_with_what_they_did(model):
    for field in model._meta.fields:
        if field.remote_field and field.remote_field.model._meta.label == "accounts.User":
            assert field.remote_field.on_delete is models.PROTECT


def test_the_migrations_say_what_the_models_say(db):
    from django.core.management import call_command

    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
