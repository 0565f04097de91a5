"""The columns of the back office are named in the reader's language."""

import pytest
from django.contrib import admin
from django.utils.translation import override

from workinggroups.models import Objective, PublishedContact


@pytest.mark.parametrize("model", [Objective, PublishedContact])
def test_the_group_of_a_row_is_named_in_french(model):
    assert "group" in admin.site._registry[model].list_display
    with override("fr"):
        assert model._meta.get_field("group").verbose_name == "groupe"
