"""Where computed files are kept, and how they are written so that a crash never leaves half of one."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path


def cache_directory() -> Path:
    """Return the folder named by MATCHING_CACHE, or yangpu-portal/matching in the user's cache folder."""
    named = os.environ.get("MATCHING_CACHE")
    if named:
        return Path(named).expanduser()
    base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(base).expanduser() / "yangpu-portal" / "matching"


def write_atomically(path: Path, write: Callable[[Path], None]) -> None:
    """Let ``write`` fill a new file beside path, then move it there in one step. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    os.close(handle)
    draft = Path(name)
    try:
        write(draft)
        draft.chmod(0o644)  # the folder may be shared by the accounts of several services
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
