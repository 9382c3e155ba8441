"""What the programs are told: the person's own settings win, servers and paths are set."""

import sys
from pathlib import Path

import pytest

from yangpu_portal.local.environment import environment


def test_a_variable_that_is_set_wins_over_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITE_URL", "http://portal.example")
    assert environment({"SITE_URL": "http://127.0.0.1:8000"}, {})["SITE_URL"] == "http://portal.example"


def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITE_URL", "")
    assert environment({"SITE_URL": "http://127.0.0.1:8000"}, {})["SITE_URL"] == "http://127.0.0.1:8000"


def test_the_settings_of_another_project_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "somebody.else")
    assert "DJANGO_SETTINGS_MODULE" not in environment({}, {})


def test_python_means_this_one() -> None:
    assert environment({}, {})["PATH"].startswith(str(Path(sys.executable).parent))
