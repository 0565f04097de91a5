"""Who may add, change and delete what: the table that the back office keeps to."""

import pytest
from django.contrib.admin import site

from accounts.models import Grant, TrailRow
from tests.admin.conftest import MODELS, address
from tests.cast import grant

pytestmark = pytest.mark.django_db

# model: (who adds, who changes, whether it can be deleted); g: GLC staff, a: administrators
TABLE = {
    "accounts.grant": ("a", "a", False),
    "accounts.outboxmail": ("", "", False),
    "accounts.trailrow": ("", "", False),
    "accounts.user": ("ga", "ga", False),
    "actionplans.action": ("", "", False),
    "actionplans.actionpaper": ("", "", False),
    "actionplans.actionplan": ("", "", False),
    "actionplans.actionstatus": ("", "", False),
    "actionplans.advisorybody": ("", "", False),
    "actionplans.ccpmscore": ("", "", False),
    "actionplans.ccpmsurvey": ("", "", False),
    "actionplans.gap": ("", "", False),
    "actionplans.nationalcluster": ("", "", False),
    "actionplans.occurrence": ("", "", False),
    "actionplans.section": ("", "", False),
    "actionplans.teamplace": ("", "", False),
    "partners.affiliation": ("g", "g", False),
    "partners.commitment": ("", "", False),
    "partners.commitmentset": ("", "", False),
    "partners.confirmation": ("", "", False),
    "partners.confirmeddeclaration": ("", "", False),
    "partners.contact": ("", "", False),
    "partners.declaration": ("", "", False),
    "partners.engagement": ("g", "", False),
    "partners.joining": ("", "", False),
    "partners.organisation": ("g", "g", False),
    "partners.presence": ("g", "g", False),
    "partners.requestmove": ("", "", False),
    "partners.resource": ("", "", False),
    "partners.resourcerequest": ("", "", False),
    "reporting.attendance": ("", "", False),
    "reporting.comment": ("", "", False),
    "reporting.document": ("", "", False),
    "reporting.erratum": ("", "", False),
    "reporting.evidence": ("", "", False),
    "reporting.frozenrow": ("", "", False),
    "reporting.pack": ("", "", False),
    "reporting.quarter": ("", "", False),
    "reporting.reminder": ("", "", False),
    "reporting.report": ("", "", False),
    "reporting.reportline": ("", "", False),
    "reporting.reporttext": ("", "", False),
    "reporting.session": ("", "", False),
    "reporting.transition": ("", "", False),
    "sip.activity": ("", "g", False),
    "sip.assignment": ("g", "g", False),
    "sip.decision": ("", "", False),
    "sip.lens": ("", "g", False),
    "sip.lesson": ("", "", False),
    "sip.meeting": ("g", "g", False),
    "sip.motion": ("", "", False),
    "sip.outcome": ("", "g", False),
    "sip.output": ("", "g", False),
    "sip.owner": ("", "g", False),
    "sip.pillar": ("", "g", False),
    "sip.planrevision": ("", "g", False),
    "sip.responsibility": ("g", "g", False),
    "sip.site": ("", "", False),
    "sip.statusrow": ("", "", False),
    "sip.strategy": ("", "g", False),
    "sip.wording": ("", "", False),
    "workinggroups.groupattendance": ("", "", False),
    "workinggroups.groupmeeting": ("", "", False),
    "workinggroups.joinrequest": ("", "", False),
    "workinggroups.objective": ("g", "g", True),
    "workinggroups.publishedcontact": ("g", "g", True),
    "workinggroups.seat": ("g", "g", False),
    "workinggroups.seatcategory": ("g", "g", False),
    "workinggroups.supportteamplace": ("g", "g", False),
    "workinggroups.workinggroup": ("", "g", False),
}
WHO = {"g": "glc_rome", "a": "admin"}


def test_every_model_has_its_row():
    assert {model._meta.label_lower for model in MODELS} == set(TABLE)


@pytest.mark.parametrize("letter", "ga")
def test_the_right_to_each_act_is_that_of_the_table(office, rf, letter):
    """What the pages ask before they answer. Their answers are in the table of permissions."""
    request = rf.get("/")
    request.user = getattr(office, WHO[letter])
    for model, pages in site._registry.items():
        adds, changes, can_go = TABLE[model._meta.label_lower]
        one = model._base_manager.order_by("pk").first()
        assert pages.has_add_permission(request) is (letter in adds), model
        assert pages.has_change_permission(request, one) is (letter in changes), model
        assert pages.has_delete_permission(request, one) is (can_go and letter in changes), model


@pytest.mark.long
@pytest.mark.parametrize("letter", "ga")
def test_it_keeps_to_the_table(office, client, letter):
    client.force_login(getattr(office, WHO[letter]))
    rows = TrailRow.objects.count()
    got = {model._meta.label_lower: answers(client, model) for model in MODELS}
    assert got == {name: expected(letter, *row) for name, row in TABLE.items()}
    assert TrailRow.objects.count() == rows


def answers(client, model):
    """Try to open and to send every form of a model, empty."""
    pk = model._base_manager.order_by("pk").first().pk
    return {
        "add": client.get(address(model, "add")).status_code,
        "add sent": client.post(address(model, "add"), {}).status_code,
        "can save": 'name="_save"' in client.get(address(model, "change", pk)).content.decode(),
        "change sent": client.post(address(model, "change", pk), {}).status_code,
        "delete": client.get(address(model, "delete", pk)).status_code,
    }


def expected(letter, adds, changes, can_go):
    """An empty form comes back where the person may write, and is refused elsewhere."""
    return {
        "add": 200 if letter in adds else 403,
        "add sent": 200 if letter in adds else 403,
        "can save": letter in changes,
        "change sent": 409 if letter in changes else 403,
        "delete": 200 if can_go and letter in changes else 403,
    }


@pytest.mark.long
def test_a_refused_deletion_deletes_nothing_and_says_why(glc):
    for model in MODELS:
        if not TABLE[model._meta.label_lower][2]:
            pk = model._base_manager.order_by("pk").first().pk
            response = glc.post(address(model, "delete", pk), {"post": "yes"})
            assert response.status_code == 403, model
            assert 'class="office-note"' in response.content.decode()
            assert model._base_manager.filter(pk=pk).exists()


def test_glc_staff_open_accounts_and_grant_nothing(glc, office):
    response = glc.post(address(office.admin.__class__, "add"), {
        "email": "new@example.org", "name": "New Person", "language": "fr",
    })  # fmt: skip
    assert response.status_code == 302
    new = type(office.admin).objects.get(email="new@example.org")
    told = [row.verb for row in TrailRow.objects.all()[:2]]
    assert told == ["person_invited", "account_opened"]
    for role in Grant.Role.values:
        response = glc.post(address(Grant, "add"), {
            "person": new.pk, "role": role, "starts_on": "01/01/2026",
        })  # fmt: skip
        assert response.status_code == 403
    assert not new.grants.exists()


def test_glc_staff_do_not_touch_the_account_of_an_administrator(glc, office):
    user = office.admin
    response = glc.post(address(type(user), "change", user.pk), {"email": "taken@example.org"})
    assert response.status_code == 403
    assert 'name="_save"' not in glc.get(address(type(user), "change", user.pk)).content.decode()


@pytest.mark.long
def test_an_administrator_gives_and_ends_grants_but_never_own_ones(administrator, office):
    response = administrator.post(address(Grant, "add"), {
        "person": office.outsider.pk, "role": "glc_staff", "starts_on": "2026-01-01",
    })  # fmt: skip
    assert response.status_code == 302
    assert office.outsider.grants.exists()
    response = administrator.post(address(Grant, "add"), {
        "person": office.admin.pk, "role": "glc_staff", "starts_on": "2026-01-01",
    })  # fmt: skip
    assert response.context["adminform"].form.errors["person"]
    assert not office.admin.grants.filter(role="glc_staff").exists()
    own = office.admin.grants.get()
    response = administrator.post(address(Grant, "change", own.pk), {"ends_on": "2026-01-01"})
    assert response.status_code == 403
    assert office.admin.grants.get().ends_on is None


def test_an_administrator_may_not_write_the_content(administrator, office):
    meeting = {"key": "2027-06", "starts_on": "2027-06-01", "ends_on": "2027-06-02"}
    path = address(next(m for m in MODELS if m.__name__ == "Meeting"), "add")
    assert administrator.post(path, {**meeting, "mode": "hybrid"}).status_code == 403


@pytest.mark.long
def test_both_roles_add_up(office, client):
    grant(office.admin, Grant.Role.GLC_STAFF)
    client.force_login(office.admin)
    path = address(next(m for m in MODELS if m.__name__ == "Meeting"), "add")
    assert client.get(path).status_code == 200
