"""The door gunicorn opens. It stays shut without a lasting key, or on the wrong database."""

import os

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application
from django.db import connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

# Only once Django is set up: both need the models.
from django.urls import get_resolver  # noqa: E402

from config.checks import reason_to_stay_shut  # noqa: E402

if reason := reason_to_stay_shut():
    raise ImproperlyConfigured(reason)
# All pages are loaded before the first visitor comes, and before workers part (config.serving);
# a connection to the database is nothing two of them can share.
get_resolver().url_patterns  # noqa: B018
connections.close_all()
