"""Is there room on the disk? Asked before anything heavy starts, and again when something has failed."""

import errno
import shutil
from pathlib import Path

from yangpu_portal.local.errors import LocalError
from yangpu_portal.local.state import PROJECT, StateDirectory

MEBIBYTE = 1024 * 1024
FOR_INSTALLATION = 1200
FOR_NEW_DATA = 400
FOR_OLD_DATA = 100
NEARLY_FULL = 20
DISK_FULL = (errno.ENOSPC, errno.EDQUOT)


def free_mebibytes(path: Path) -> int:
    """Free space at `path`, or at its nearest existing folder."""
    while not path.exists():
        path = path.parent
    return shutil.disk_usage(path).free // MEBIBYTE


def check_room(state: StateDirectory) -> None:
    """Raises LocalError when the installation or the data would not fit."""
    installed = any((PROJECT / ".venv").glob("installed-*"))
    wanted = 0 if installed else FOR_INSTALLATION
    if wanted and (free := free_mebibytes(PROJECT)) < wanted:
        raise LocalError(
            f"The disk of {PROJECT} has {free} MB left; the installation needs {wanted}. Free some."
        )
    wanted = FOR_OLD_DATA if (state.path / "postgres").exists() else FOR_NEW_DATA
    if (free := free_mebibytes(state.path)) < wanted:
        raise LocalError(
            f"The disk of {state.path} has {free} MB left; the demo needs {wanted}."
            " Free some, or name a folder on another disk: make demo PORTAL_STATE=/path/to/folder"
        )


def full_disk_message(state: StateDirectory) -> str:
    """A sentence when a full disk explains a failure, else nothing."""
    if free_mebibytes(state.path) >= NEARLY_FULL:
        return ""
    return f"The disk of {state.path} is full: free some space and start again."
