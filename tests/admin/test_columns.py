"""The columns of the back office are named in the reader's language."""

import pytest
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import override

from accounts.models import Grant, User
from tests.admin.conftest import MODELS, address
from workinggroups.models import Objective, PublishedContact


@pytest.mark.long
@pytest.mark.django_db
def test_lists_write_the_first_of_a_month_as_french_does(office, client):
    Grant.objects.create(
        person=office.outsider, role="glc_staff", starts_on="2026-10-01", ends_on="2026-10-02"
    )
    client.force_login(office.admin)
    path, french = address(Grant, "changelist"), {"accept-language": "fr"}
    page = client.get(path, {"o": "3"}, headers=french).content.decode()
    assert "1er octobre 2026" in page and "2 octobre 2026" in page
    assert ">1 octobre 2026" not in page


def test_an_address_is_asked_for_in_the_words_of_the_house(db):
    with override("fr"):
        with pytest.raises(ValidationError) as error:
            User(email="nobody", name="No").full_clean()
        assert error.value.message_dict["email"] == [
            "Saisissez une adresse électronique, par exemple nom@example.org."
        ]


@pytest.mark.parametrize("model", [Objective, PublishedContact])
def test_the_group_of_a_row_is_named_in_french(model):
    assert "group" in admin.site._registry[model].list_display
    with override("fr"):
        assert model._meta.get_field("group").verbose_name == "groupe"


@pytest.mark.long
def test_no_way_in_writes_an_answer_that_nobody_offers(office):
    """Past every form and action, of every kind of object."""
    for model in MODELS:
        for field in model._meta.concrete_fields:
            if field.choices and type(field) is models.CharField:  # all but countries
                row = models.QuerySet(model).filter(pk=model._base_manager.first().pk)
                with pytest.raises(IntegrityError), transaction.atomic():
                    row.update(**{field.name: "?"})
                    pytest.fail(f"{model._meta.label}.{field.name} took it")
