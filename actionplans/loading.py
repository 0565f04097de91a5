"""Load the plan of source 004 from the fixture the repo owns, as the plan of the sample cluster.

Word for word: the title, eight section titles, 22 gaps, 30 actions, the deadlines. Loading twice
changes nothing.
"""

from django.db import transaction
from django.utils import timezone

from actionplans import deadlines
from actionplans.actions.clusters import add_cluster
from actionplans.actions.plans import start_plan
from actionplans.actions.writing import Addition, write
from actionplans.models import ActionPlan, NationalCluster, Section
from sip.loading import read

FILE = "nationalplan.json"


@transaction.atomic
def load_sample_plan(*, by=None, at=None):
    """Load the sample cluster and its plan of 2023. Returns how many actions were added."""
    data = read(FILE)
    about = data["cluster"]
    cluster = NationalCluster.objects.filter(slug=about["slug"]).first() or add_cluster(
        slug=about["slug"], name=about["name"], cluster_code=about["cluster_code"],
        is_sample=True, by=by, at=at,
    )  # fmt: skip
    if ActionPlan.objects.filter(cluster=cluster, year=data["year"]).exists():
        return 0
    plan = start_plan(
        cluster=cluster, year=data["year"], title=data["title"], source=data["source"],
        state=ActionPlan.State.OPEN, by=by, at=at or timezone.now(),
    )  # fmt: skip
    for order, row in enumerate(data["sections"], start=1):
        Section.objects.create(
            plan=plan, order=order, title=row["title"], core_function=row["core_function"]
        )
    return write(plan=plan, by=by, at=at, on=plan.starts_on, additions=list(_additions(data)))


def _additions(data):
    for section in data["sections"]:
        for gap in section["gaps"]:
            meaning = deadlines.read(gap["deadline"], data["year"])
            for text in gap["actions"]:
                yield Addition(
                    values={
                        "text": text, "deadline_as_published": gap["deadline"],
                        "schedule": meaning.schedule, "frequency": meaning.frequency,
                        "due_on": meaning.due_on,
                    },
                    section_title=section["title"], gap_text=gap["text"],
                    is_unsure=gap.get("unsure", False),
                    shares_cell=gap.get("shares_cell", False), note=gap.get("note", ""),
                )  # fmt: skip
