"""What the local programs are told by their environment, beside where the servers are."""

import os
import sys
from pathlib import Path

from yangpu_portal.local.state import StateDirectory

OTHER_PROJECTS = "DJANGO_SETTINGS_MODULE"  # set for another project, it would win over this one's own


def environment(defaults: dict[str, str], urls: dict[str, str]) -> dict[str, str]:
    """This process's environment for a child: `defaults` where a variable is not set, `urls` in any case.

    The virtual environment's programs come first on PATH, so that `python` means this one.
    """
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    given = {name: value for name, value in os.environ.items() if value or name not in defaults}
    given.pop(OTHER_PROJECTS, None)
    return {**defaults, **given, **urls, "PYTHONUNBUFFERED": "1", "PATH": path}


def demo_defaults(state: StateDirectory, port: int) -> dict[str, str]:
    """Settings of a portal for this machine only."""
    return {
        "DEBUG": "false",
        "DEMO": "true",
        "STAFF_SECOND_FACTOR": "false",  # its sign-ins are known; every page of the admin says so
        "SECRET_KEY": state.secret_key(),
        "SITE_URL": f"http://127.0.0.1:{port}",
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "STATIC_ROOT": str(state.path / "static"),
        "FILES_ROOT": str(state.path / "files"),
        "MATCHING_CACHE": matching_cache(state),
    }


def throw_away_defaults(state: StateDirectory) -> dict[str, str]:
    """Settings for tests and checks on servers that are gone afterwards."""
    return {
        "DEBUG": "true",
        "SECRET_KEY": state.secret_key(),
        "FILES_ROOT": str(state.path / "files"),
        # Built once from the installed packages, the same for everybody, and slow to build: kept.
        "MATCHING_CACHE": matching_cache(StateDirectory.from_environment()),
    }


def matching_cache(state: StateDirectory) -> str:
    return str(state.path / "matching")
