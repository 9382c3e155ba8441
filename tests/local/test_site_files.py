"""Static files and translations are made again exactly when something about them has changed."""

from pathlib import Path

import pytest

from yangpu_portal.local.site_files import are_current, fingerprint, mark_current
from yangpu_portal.local.state import StateDirectory


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "made").mkdir()
    return {"DEBUG": "false", "STATIC_ROOT": str(tmp_path / "made")}


def test_what_was_made_stays_current(state: StateDirectory, env: dict[str, str]) -> None:
    assert not are_current(state, env)
    mark_current(state, env)
    assert are_current(state, env)


def test_deleted_files_are_made_again(state: StateDirectory, env: dict[str, str]) -> None:
    mark_current(state, env)
    Path(env["STATIC_ROOT"]).rmdir()
    assert not are_current(state, env)


@pytest.mark.parametrize(
    "name",
    [
        "static/a.css",
        "liaison/static/b.js",
        "locale/zh_Hans/LC_MESSAGES/django.po",
        ".venv/installed-requirements",
    ],
)
def test_a_changed_source_counts(tmp_path: Path, env: dict[str, str], name: str) -> None:
    source = tmp_path / "project" / name
    source.parent.mkdir(parents=True)
    before = fingerprint(env, tmp_path / "project")
    source.write_text("new")
    assert fingerprint(env, tmp_path / "project") != before


def test_what_the_demo_itself_makes_does_not_count(tmp_path: Path, env: dict[str, str]) -> None:
    before = fingerprint(env, tmp_path / "project")
    made = tmp_path / "project/.portal/static/a.css"
    made.parent.mkdir(parents=True)
    made.write_text("new")
    assert fingerprint(env, tmp_path / "project") == before
