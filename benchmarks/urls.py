"""The product's addresses, and the floors beside them."""

from django.urls import include, path

from benchmarks import floors

handler404 = "config.views.not_found"
handler500 = "config.views.failure"

urlpatterns = [
    path("floor/nobody/", floors.nobody),
    path("floor/hello/", floors.hello),
    path("floor/raw/", floors.raw),
    path("floor/textbook/", floors.textbook),
    path("", include("config.urls")),
]
