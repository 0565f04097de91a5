"""Files that commands write: whole, or not at all."""

import contextlib
import os
import tempfile
from pathlib import Path


def write_whole(path, pieces):
    """Write `pieces` (bytes) to the file `path`: it appears, or is replaced, only once complete.
    Returns its size. Raises OSError where it cannot be written."""
    path = Path(path)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            for piece in pieces:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        draft.chmod(0o666 & ~_umask())
        draft.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            draft.unlink()
        raise
    return path.stat().st_size


def _umask():
    mask = os.umask(0)
    os.umask(mask)
    return mask
