"""The product as it is served: gunicorn on the loopback, on a database of ours."""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

from django.conf import settings


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def serving(url, *, workers=2):
    """Serve the product on the database at `url`; give (address, process)."""
    port = free_port()
    environment = {**os.environ, "DATABASE_URL": url, "PYTHONWARNINGS": "ignore"}
    collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "-v", "0"]
    subprocess.run(collect, cwd=settings.BASE_DIR, env=environment, check=True)
    server = subprocess.Popen(
        [
            sys.executable, "-m", "gunicorn", "--config", "python:config.serving", "config.wsgi",
            "--bind", f"127.0.0.1:{port}", "--workers", str(workers),
        ],
        cwd=settings.BASE_DIR, env=environment,
    )  # fmt: skip
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(f"{address}/healthz")
        yield address, server
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait_for(address):
    for _ in range(100):
        with contextlib.suppress(urllib.error.URLError, ConnectionError):
            urllib.request.urlopen(address, timeout=5).close()
            return
        time.sleep(0.1)
    raise TimeoutError(f"nothing answers at {address}")
