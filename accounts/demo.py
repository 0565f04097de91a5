"""The people of the demo, named by role: invented, known to everybody, and refused elsewhere.

`manage.py quickstart --demo` makes them; the sign-in page of the demo lists them, group by group.
"""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PASSWORD = "demo-sip-2026"  # noqa: S105 - printed on the sign-in page of the demo


class DemoPerson(NamedTuple):
    """Somebody of the demo. `name` is what their account says, in the demo's language; `group`
    and `role` are what the list of people says of them."""

    email: str
    name: str
    group: Promise
    role: Promise


ROME = _("Support team in Rome")
SAG = _("Strategic Advisory Group (SAG)")
LEADS = _("Working group leads")
ORGANISATIONS = _("Organisations")
ADMINISTRATION = _("Administration")

PEOPLE = (
    DemoPerson(
        "rome@example.org", "Rome, première personne",
        ROME, _("Reports, statuses, GLM pack"),
    ),
    DemoPerson(
        "rome2@example.org", "Rome, deuxième personne",
        ROME, _("A second person of the team"),
    ),
    DemoPerson("sag@example.org", "Membre du GCS", SAG, _("Reads and accepts reports")),
    DemoPerson(
        "sag.training@example.org", "Membre du GCS, point focal Formation",
        SAG, _("Focal point of the Training WG"),
    ),
    DemoPerson(
        "lead.partnerships@example.org", "Responsable du GT Partenariats",
        LEADS, _("Partnerships WG"),
    ),
    DemoPerson("lead.training@example.org", "Responsable du GT Formation", LEADS, _("Training WG")),
    DemoPerson(
        "lead.preparedness@example.org", "Responsable du GT Préparation",
        LEADS, _("Preparedness WG"),
    ),
    DemoPerson(
        "lead.procurement@example.org", "Responsable du GT Marchés publics",
        LEADS, _("Procurement WG"),
    ),
    DemoPerson(
        "lead.services@example.org", "Responsable du GT Prestation de services",
        LEADS, _("Service Provision WG"),
    ),
    DemoPerson(
        "member.training@example.org", "Membre du GT Formation",
        ORGANISATIONS, _("Partner, member of the Training WG"),
    ),
    DemoPerson(
        "stakeholder@example.org", "Partie prenante, membre du GT Formation",
        ORGANISATIONS, _("Stakeholder, member of the Training WG"),
    ),
    DemoPerson(
        "partner@example.org", "Contact d’une organisation partenaire",
        ORGANISATIONS, _("Contact of their organisation"),
    ),
    DemoPerson(
        "country@example.org", "Coordination du cluster exemple",
        ORGANISATIONS, _("Coordinates a national cluster"),
    ),
    DemoPerson(
        "admin@example.org", "Administration de la démonstration",
        ADMINISTRATION, _("Accounts; no right over the content"),
    ),
)  # fmt: skip
