"""Message catalogues, without GNU gettext: compiled when installed or run, tidied after a merge.

python -m config.translations           compile what is older than its source
python -m config.translations --tidy    after `make messages`: quiet differences, and a count
"""

import os
import sys
from pathlib import Path

import polib

LOCALE = Path(__file__).resolve().parent.parent / "locale"


def catalogues(root=LOCALE):
    """Return the catalogues' source files, one for each language."""
    return sorted(root.glob("*/LC_MESSAGES/*.po"))


def is_stale(source):
    """Whether a catalogue was never compiled, or has changed since."""
    compiled = source.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime


def compile_stale(root=LOCALE):
    """Compile the catalogues that need it; return their paths.

    Each is written beside its place and then moved there: a server that starts at the same time
    reads the old one or the new one, never half of one, and two that compile at once do not take
    each other's half away.
    """
    stale = [source for source in catalogues(root) if is_stale(source)]
    for source in stale:
        half = source.with_suffix(f".{os.getpid()}.mo")
        polib.pofile(str(source)).save_as_mofile(str(half))
        half.replace(source.with_suffix(".mo"))
    return stale


def tidy(source):
    """Sort a merged catalogue and drop its dates, so that two people's changes do not meet there.

    Returns how many messages still wait for a translator.
    """
    catalogue = polib.pofile(str(source), wrapwidth=0)
    for name in ("POT-Creation-Date", "PO-Revision-Date", "Last-Translator", "Language-Team"):
        catalogue.metadata.pop(name, None)
    catalogue.header = ""
    catalogue[:] = sorted(
        (entry for entry in catalogue if not entry.obsolete),
        key=lambda entry: (entry.msgid.casefold(), entry.msgid, entry.msgctxt or ""),
    )
    catalogue.save(str(source))
    return len(catalogue.untranslated_entries()) + len(catalogue.fuzzy_entries())


def main(arguments):
    if "--tidy" in arguments:
        for source in catalogues():
            waiting = tidy(source)
            sys.stdout.write(f"{source.parent.parent.name}: {waiting} to translate or check\n")
    compile_stale()


if __name__ == "__main__":
    main(sys.argv[1:])
