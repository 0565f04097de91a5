"""How gunicorn serves the tracker: `gunicorn --config python:config.serving config.wsgi`.

The command line wins over what stands here, as does the environment's GUNICORN_CMD_ARGS.
"""

import functools
import gc

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from gunicorn.http import message

worker_class = "gthread"
workers = 2
threads = 2
keepalive = 75
timeout = 60
# A worker that has served long makes room for a fresh one; not both at the same time.
max_requests = 5000
max_requests_jitter = 500
loglevel = "warning"
# gunicorn answers a longer address itself, in bare words, and takes no higher limit than this
# constant. Up to here the tracker is asked, and answers 414 in a page (`config.middleware`).
message.MAX_REQUEST_LINE = 65_536
limit_request_line = 65_535
control_socket_disable = True  # nobody asks the server anything but pages

# What writes workbooks, documents and slides weighs more than the pages: it is loaded once, in
# the parent, and the workers share it for as long as nobody writes into it.
preload_app = True


@functools.cache
def read_once():
    """Read in the parent what each worker would read for itself at its first pages: the texts and
    the addresses in every language."""
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            translation.gettext("Plan")
            reverse("home")


def pre_fork(server, worker):
    """Leave what is loaded where it is: a collection in a worker would copy it page by page."""
    read_once()
    gc.collect()
    gc.freeze()
