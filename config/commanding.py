"""`manage.py`: the commands, and one sentence where the database at hand is not ready for them."""

import sys

from django.conf import settings
from django.core.management import execute_from_command_line
from django.db import OperationalError, ProgrammingError, connection
from django.utils.translation import gettext as _


def main(arguments):
    """Run one command; return what to exit with. A database that is away, or that nothing was
    loaded into, is said in a sentence; whatever else is wrong with it is an error as any other."""
    try:
        execute_from_command_line(arguments)
    except (OperationalError, ProgrammingError) as error:
        sentence = _what_is_wrong(error)
        if sentence is None:
            raise
        sys.stderr.write(f"{sentence}\n")
        return 1
    return 0


def _what_is_wrong(error):
    name = settings.DATABASES["default"]["NAME"]
    try:
        tables = connection.introspection.table_names()
    except OperationalError:
        return _("The database %(name)s cannot be reached: %(error)s") % {
            "name": name, "error": " ".join(str(error).split()),
        }  # fmt: skip
    if "django_migrations" in tables:
        return None
    return _(
        "The database %(name)s is empty. Run quickstart first, or name another database with "
        "DATABASE_URL; the demo’s is sqlite:///var/demo.sqlite3, with DEMO=1."
    ) % {"name": name}
