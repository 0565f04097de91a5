"""The door gunicorn opens. It stays shut without a lasting key, or on the wrong database."""

import os

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

from config.checks import reason_to_stay_shut  # noqa: E402 (models: only once Django is set up)

if reason := reason_to_stay_shut():
    raise ImproperlyConfigured(reason)
