"""Have the files that `compile_translations` and `collectstatic` make to be made again?

Both take seconds, and between two starts of a demo nothing has changed. The fingerprint covers what they read
(and the compiled translations, which lie outside the state directory).
"""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from yangpu_portal.local.state import PROJECT, StateDirectory

SOURCES = ("static/**/*", "[!.]*/static/**/*", "locale/**/*.[mp]o", ".venv/installed-requirements")


def are_current(state: StateDirectory, env: Mapping[str, str]) -> bool:
    """Whether the files made last for these settings are still right."""
    try:
        return state.site_files_mark.read_text() == fingerprint(env) and Path(env["STATIC_ROOT"]).is_dir()
    except FileNotFoundError:
        return False


def mark_current(state: StateDirectory, env: Mapping[str, str]) -> None:
    """Remember that the files have just been made."""
    state.write_private(state.site_files_mark, fingerprint(env))


def fingerprint(env: Mapping[str, str], project: Path = PROJECT) -> str:
    """Changes with the name, size or time of a source file, and with the settings that decide the form."""
    digest = hashlib.sha256(f"{env['DEBUG']}\n{env['STATIC_ROOT']}\n".encode(errors="surrogateescape"))
    for path in sorted(_sources(project)):
        found = path.stat()
        digest.update(f"{path}\0{found.st_size}\0{found.st_mtime_ns}\n".encode(errors="surrogateescape"))
    return digest.hexdigest()


def _sources(project: Path) -> Iterator[Path]:
    for pattern in SOURCES:
        yield from (path for path in project.glob(pattern) if path.is_file())
