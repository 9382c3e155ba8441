"""Requests to stop arrive as real signals."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from yangpu_portal.local.state import PROJECT
from yangpu_portal.local.stopping import StopRequests


@pytest.fixture
def requests() -> Iterator[StopRequests]:
    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.getsignal(signum) for signum in signals]
    signal.signal(signal.SIGHUP, signal.SIG_DFL)  # nohup has it ignored, and then it stays so
    requests = StopRequests()
    requests.listen()
    yield requests
    for signum, handler in zip(signals, before, strict=True):
        signal.signal(signum, handler)


def send(signum: int) -> None:
    os.kill(os.getpid(), signum)


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_one_signal_asks_for_an_orderly_stop(requests: StopRequests, signum: int) -> None:
    send(signum)
    assert requests.check()
    assert not requests.in_a_hurry


def test_the_same_request_delivered_twice_is_no_hurry(requests: StopRequests) -> None:
    """`timeout` signals the process and its group; a terminal signals everybody."""
    send(signal.SIGINT)
    send(signal.SIGTERM)
    assert not requests.in_a_hurry


def test_a_second_request_is_in_a_hurry(requests: StopRequests, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requests, "SECOND_AFTER", 0.0)
    send(signal.SIGINT)
    send(signal.SIGINT)
    assert requests.in_a_hurry


def test_the_end_of_the_parent_is_a_request() -> None:
    script = (
        "import time; from yangpu_portal.local.stopping import StopRequests\n"
        "stop = StopRequests(follow_parent=True); print('watching', flush=True)\n"
        "while not stop.check(): time.sleep(0.02)\n"
        "print('stopping')"
    )
    # The shell ends when its input does, and leaves the Python it started an orphan.
    with subprocess.Popen(
        ["sh", "-c", '"$1" -c "$2" & read -r end', "sh", sys.executable, script],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as shell:
        assert shell.stdin is not None
        assert shell.stdout is not None
        assert shell.stdout.readline() == b"watching\n"
        shell.stdin.close()
        assert shell.stdout.readline() == b"stopping\n"
