"""Every address, every kind of person, every method: exactly what the table says."""

import pytest
from django.conf import settings
from django.db import transaction
from django.urls import reverse

from tests.cast import KINDS
from tests.permissions import sends
from tests.permissions.scene import office_address
from tests.permissions.table import addresses, names_for, read

ROWS = read()


def covered(method):
    names = [name for name, route in addresses() if not name.endswith(")")]
    return {name for row in ROWS if row.method == method for name in names_for(row, names)}


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_address_has_its_row(method):
    missing = {name for name, route in addresses() if not name.endswith(")")} - covered(method)
    assert not missing, f"add rows to tests/permissions/table.csv: {sorted(missing)}"


def test_every_row_has_its_address():
    names = {name for name, route in addresses()}
    assert [str(row) for row in ROWS if not names_for(row, names) or not (
        "*" in row.address or row.address in names
    )] == []  # fmt: skip


def test_every_address_of_ours_has_a_name():
    unnamed = [route for name, route in addresses() if name.endswith(")")]
    assert [route for route in unnamed if not route.startswith("admin/")] == []


def answer(response):
    """Say an answer as the table does."""
    if response.status_code == 302:
        doors = (reverse(settings.LOGIN_URL), reverse("admin:login"))
        if response.headers["Location"].split("?")[0] in doors:
            return "login"
    return str(response.status_code)


def try_row(scene, row, kind, name, taken):
    """Let one kind of person do what the row says, and take it back afterwards."""
    client = scene.client(kind)
    url = office_address(name) if name.startswith("admin:") else reverse(name, kwargs=taken)
    data = sends.data(row, scene)
    with transaction.atomic():
        response = getattr(client, row.method.lower())(url, data)
        if response.streaming:
            b"".join(response.streaming_content)
        transaction.set_rollback(True)
    return answer(response)


# One door lets people into the back office: behind it, two kinds without a grant stand for all.
AT_THE_DOOR = {"anonymous", "sag", "glc_rome", "admin"}


def kinds_for(name, names):
    """Return whom to try a name on: everybody, and for the pages that a star stands for, those who
    differ once everybody has been tried on the first of them."""
    return KINDS if name == names[0] else [kind for kind in KINDS if kind in AT_THE_DOOR]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_everybody_gets_the_answer_of_the_table(standing_scene, db, row):
    scene, wrong = standing_scene, {}
    taken = scene.arrange(row.object) if not row.address.startswith("admin:") else {}
    names = names_for(row, [name for name, route in addresses() if not name.endswith(")")])
    for name in names:
        for kind in kinds_for(name, names):
            got = try_row(scene, row, kind, name, taken)
            if got != row.expected[kind]:
                wrong[f"{name} {kind}"] = f"{got}, not {row.expected[kind]}"
    assert not wrong, "\n".join(f"{what}: {how}" for what, how in wrong.items())
