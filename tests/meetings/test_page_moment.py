"""A meeting's page and the moments of addresses."""

import datetime

import pytest

from sip.models import Meeting

pytestmark = pytest.mark.django_db


@pytest.mark.long
@pytest.mark.parametrize(
    ("asked", "label"),
    [({"quarter": "2025-Q2"}, "Quarter"), ({"as_of": "zzz"}, "As recorded by the end of the day")],
)
def test_a_moment_in_the_address_of_a_meeting_is_said_to_be_left_out(client, asked, label):
    day = datetime.date(2026, 6, 16)
    Meeting.objects.create(key="2026-06", starts_on=day, ends_on=day)
    english = {"headers": {"accept-language": "en"}}
    html = client.get("/glm/2026-06/", asked, **english).content.decode()
    assert f"<b>{label}.</b> Left out:" in html
    assert "Left out:" not in client.get("/glm/2026-06/", **english).content.decode()
