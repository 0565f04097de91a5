import pytest
from django.contrib import admin
from django.urls import reverse

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("model", list(admin.site._registry), ids=lambda m: m._meta.label_lower)
@pytest.mark.parametrize("who", ["glc_rome", "admin"])
def test_pages(cast, client, model, who):
    client.force_login(getattr(cast, who))
    base = f"admin:{model._meta.app_label}_{model._meta.model_name}_"
    for q in ("", "?q=pr%C3%A9p", "?q=training"):
        r = client.get(reverse(base + "changelist") + q)
        assert r.status_code == 200
    r = client.get(reverse(base + "add"))
    assert r.status_code in (200, 403), r.status_code
    obj = model._base_manager.first()
    if obj is None:
        pytest.skip("none")
    for page in ("change", "history", "delete"):
        r = client.get(reverse(base + page, args=[obj.pk]))
        assert r.status_code in (200, 403), (page, r.status_code)
