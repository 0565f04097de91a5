"""Make the demo, all of it or nothing."""

from django.db import transaction
from django.utils import timezone, translation

from accounts.models import User
from partners.committing import load_commitments
from reporting.demo import bodies, countries, meetings, network, packs, people, reports
from reporting.demo.story import Story
from reporting.demo.timeline import instant, tell
from sip.loading import load_plan, read
from workinggroups.loading import load_groups


def is_made():
    return User.objects.filter(is_demo=True).exists()


@transaction.atomic
def make_demo(day):
    """Load the plan and tell the story up to `day`, today's date."""
    story = Story()
    with translation.override("fr"):  # the language the story is written in
        at = instant(people.BEGINNING, 8)
        load_plan(at=at)
        load_groups(at=at)
        load_commitments(at=at)
        around = meetings.events(read("demo_meetings.json"), story.data["meeting_place"], day)
        events = (
            people.events(story.data, day), around, network.events(day), reports.events(story, day),
            countries.events(story.data, day), packs.events(day), bodies.events(day),
        )  # fmt: skip
        tell([event for part in events for event in part], timezone.now())
