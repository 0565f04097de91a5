"""`check_plan` tells what is odd in the source, and fails only for a fault of ours."""

import pytest
from django.core.management import call_command

from sip.anomalies import findings
from sip.models import Activity

pytestmark = pytest.mark.django_db


def test_it_lists_what_the_source_is_known_for(capsys):
    call_command("check_plan")
    told = capsys.readouterr().out
    assert "2.3.3 " in told
    for code in ("2.3.2.1", "2.3.2.2", "2.3.2.3", "2.3.2.4"):
        assert f"{code} " in told
    assert "1.1.1.1, 2.2.1.1, 2.2.1.4, 2.3.3.1" in told


def test_it_counts_each_kind():
    counts = [finding.count for finding in findings()]
    # Foreign codes: 8 activities and output 2.3.3; four without owner; generic owners; three
    # completed with upkeep; none has a schedule; no status pointer is wrong.
    assert counts == [9, 4, 27, 3, 50, 0]


def test_it_renumbers_nothing():
    before = list(Activity.objects.in_plan_order().values_list("code", flat=True))
    call_command("check_plan")
    assert list(Activity.objects.in_plan_order().values_list("code", flat=True)) == before


def test_a_status_pointer_that_does_not_fit_its_rows_fails_the_check():
    Activity.objects.filter(code="1.1.1.1").update(current_row=None)
    with pytest.raises(SystemExit):
        call_command("check_plan")
