"""One demo per state directory, and no folder is taken or deleted by mistake."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.local.conftest import Local
from yangpu_portal.local.errors import LocalError
from yangpu_portal.local.ports import web_port
from yangpu_portal.local.state import StateDirectory, hold


@pytest.fixture
def busy_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_busy_port_gets_one_line(local: Local, busy_port: int) -> None:
    result = local("demo", PORT=str(busy_port))
    assert result.returncode == 1
    assert (
        result.stderr
        == f"Error: Port {busy_port} is busy. Choose another one: make demo PORT={busy_port + 1}\n"
    )
    assert result.stdout == ""


@pytest.mark.parametrize("port", ["http", "0", "70000", "-1", "８０００"])
def test_a_wrong_port_is_named(monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    monkeypatch.setenv("PORT", port)
    with pytest.raises(LocalError, match=f"^PORT={port} is not a port number"):
        web_port()


def test_a_second_demo_is_refused(local: Local, state: StateDirectory) -> None:
    with hold(state):
        result = local("demo")
    assert result.returncode == 1
    assert result.stderr.startswith(f"Error: A demo is already running on {state.path}")


def test_reset_refuses_while_a_demo_runs(local: Local, state: StateDirectory) -> None:
    with hold(state):
        result = local("reset")
    assert result.returncode == 1
    assert state.path.exists()


def test_reset_deletes_everything(local: Local, state: StateDirectory) -> None:
    (state.path / "mail").mkdir()
    assert local("reset").returncode == 0
    assert not state.path.exists()


@pytest.mark.parametrize("action", ["demo", "reset", "exec"])
def test_a_folder_with_other_things_is_left_alone(local: Local, tmp_path: Path, action: str) -> None:
    thesis = tmp_path / "documents" / "thesis.txt"
    thesis.parent.mkdir(mode=0o755)
    thesis.write_text("three years of work")
    words = ["--", "true"] if action == "exec" else []
    result = local(action, *words, PORTAL_STATE=str(thesis.parent))
    assert result.returncode == 1
    assert "holds other things" in result.stderr
    assert thesis.exists()
    assert thesis.parent.stat().st_mode & 0o777 == 0o755


def test_the_secret_key_stays_and_is_private(state: StateDirectory) -> None:
    key = state.secret_key()
    assert state.secret_key() == key
    assert len(key) >= 50
    assert os.stat(state.path / "secret_key").st_mode & 0o777 == 0o600


def test_a_deep_folder_gets_short_sockets(tmp_path: Path) -> None:
    deep = StateDirectory(tmp_path / ("x" * 90) / "state")
    assert len(os.fsencode(deep.sockets / ".s.PGSQL.5432.lock")) < 107
