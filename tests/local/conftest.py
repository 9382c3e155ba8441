"""A state directory of the test's own, and the local commands run as a person would run them."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from yangpu_portal.local.process import Spawner
from yangpu_portal.local.state import PROJECT, StateDirectory, hold

Local = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def state(tmp_path: Path) -> StateDirectory:
    directory = StateDirectory(tmp_path / "state")
    directory.prepare()
    return directory


@pytest.fixture
def spawner(state: StateDirectory) -> Iterator[Spawner]:
    with hold(state) as lock:
        spawner = Spawner(keep_open=(lock,))
        yield spawner
        spawner.close()


@pytest.fixture
def bare_environment(tmp_path: Path) -> dict[str, str]:
    """No servers given, and the state in the test's own folder."""
    given = {name: value for name, value in os.environ.items() if not name.endswith("_URL")}
    return {**given, "PORTAL_STATE": str(tmp_path / "state")}


@pytest.fixture
def local(bare_environment: dict[str, str]) -> Local:
    """Run `python -m yangpu_portal.local ...` to its end."""

    def run(*arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "yangpu_portal.local", *arguments],
            env={**bare_environment, **variables},
            cwd=PROJECT,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run
