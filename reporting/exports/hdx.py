"""What the Humanitarian Data Exchange asks beside a file: `metadata.json`, by the names of its API.

Only for datasets that everybody may take: the others never leave for a public exchange.
"""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.clock import today
from reporting.exports.formats import FORMATS

EVERY_QUARTER = "90"  # days between two updates
TAGS = ("logistics", "operational capacity", "who is doing what and where-3w-4w-5w")
CAVEATS = _(
    "Statuses are those that bodies reported and that were accepted; an activity without a report "
    "is not one that has not started. The French text of the plan is the original."
)
VOCABULARY = "b891512e-9516-4bf5-962a-7a289772a2a1"  # HDX's own list of tags


def metadata(dataset):
    """Return the metadata of a public dataset, in the present language, as a dict."""
    day = today().isoformat()
    return {
        "name": f"logistics-cluster-{dataset.name.replace('_', '-')}",
        "title": str(dataset.title),
        "notes": str(dataset.about),
        "private": False,
        "dataset_source": "Logistics Cluster",
        "owner_org": settings.HDX_OWNER,
        "maintainer": settings.HDX_MAINTAINER,
        "dataset_date": f"[{day}T00:00:00 TO {day}T23:59:59]",
        "data_update_frequency": EVERY_QUARTER,
        "groups": [{"name": "world"}],
        "license_id": settings.HDX_LICENCE,
        "methodology": "Registry",
        "caveats": str(CAVEATS),
        "tags": [{"name": name, "vocabulary_id": VOCABULARY} for name in TAGS],
        "resources": [
            {
                "name": f"{dataset.name}.{kind}",
                "description": str(dataset.about),
                "format": kind.upper(),
                "url": _address(dataset, kind),
                "url_type": "api",
            }
            for kind in FORMATS
        ],
    }


def _address(dataset, kind):
    page = settings.PUBLIC_URL + reverse("dataset", args=[dataset.name, kind])
    return f"{page}?language={get_language()}"
