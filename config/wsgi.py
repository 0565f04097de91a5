"""The door gunicorn opens. It stays shut without a lasting key."""

import os

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

if not settings.SECRET_KEY_IS_LASTING:
    raise ImproperlyConfigured(
        "SECRET_KEY is not set, so the server will not start: people would be signed out at every "
        "restart and two processes could not read each other's sessions. Set SECRET_KEY to a long "
        "random text, or DEMO=1 for the demo."
    )

application = get_wsgi_application()
