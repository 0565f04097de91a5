"""How gunicorn serves the tracker: `gunicorn --config python:config.serving config.wsgi`.

The command line wins over what stands here, as does the environment's GUNICORN_CMD_ARGS.
"""

import gc

worker_class = "gthread"
workers = 2
threads = 2
keepalive = 75
timeout = 60
# A worker that has served long makes room for a fresh one; not both at the same time.
max_requests = 5000
max_requests_jitter = 500
loglevel = "warning"
control_socket_disable = True  # nobody asks the server anything but pages

# What writes workbooks, documents and slides weighs more than the pages: it is loaded once, in
# the parent, and the workers share it for as long as nobody writes into it.
preload_app = True


def pre_fork(server, worker):
    """Leave what is loaded where it is: a collection in a worker would copy it page by page."""
    gc.collect()
    gc.freeze()
