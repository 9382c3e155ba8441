"""The embedded servers are started, stopped and killed for real."""

import os
import signal

import psycopg2
import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from yangpu_portal.local.postgres import Postgres
from yangpu_portal.local.process import Spawner
from yangpu_portal.local.state import StateDirectory
from yangpu_portal.local.valkey import Valkey


def ask_postgres(server: Postgres, question: str) -> object:
    connection = psycopg2.connect(dbname="portal", user="portal", host=str(server.at.sockets))
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(question)
            return cursor.fetchone() if cursor.description else None
    finally:
        connection.close()


def test_postgres_keeps_its_data_over_a_kill(state: StateDirectory, spawner: Spawner) -> None:
    server = Postgres(state, spawner)
    server.start()
    ask_postgres(server, "create table kept as select 42 as answer")
    assert server.process is not None
    os.kill(server.process.pid, signal.SIGKILL)
    server.process.wait()

    again = Postgres(state, spawner)
    again.start()
    try:
        assert ask_postgres(again, "select answer from kept") == (42,)
    finally:
        again.stop()


def test_postgres_starts_beside_the_pid_of_a_stranger(state: StateDirectory, spawner: Spawner) -> None:
    """After a crash the number in postmaster.pid may belong to any other program."""
    server = Postgres(state, spawner, throw_away=True)
    server.start()
    pid_file = server.at.data / "postmaster.pid"
    stale = pid_file.read_text().splitlines()
    server.stop()
    pid_file.write_text("\n".join([str(os.getppid()), *stale[1:]]) + "\n")

    server.start()
    server.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become nobody")
def test_root_can_run_postgres_as_nobody(
    state: StateDirectory, spawner: Spawner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTAL_POSTGRES_AS", "nobody")
    server = Postgres(state, spawner, throw_away=True)
    try:
        server.start()
        assert ask_postgres(server, "select 1") == (1,)
        server.stop()
    finally:
        state.remove()
    assert not state.nobody_home.exists()


def test_valkey_asks_for_its_password_and_keeps_its_address(state: StateDirectory, spawner: Spawner) -> None:
    server = Valkey(state, spawner)
    server.start()
    url = server.url
    redis.Redis.from_url(url).set("kept", "yes")
    with pytest.raises(redis.AuthenticationError):
        redis.Redis(port=server.port, retry=Retry(NoBackoff(), retries=0)).ping()
    assert server.process is not None
    server.process.kill()
    server.process.wait()

    server.start()
    try:
        assert server.url == url
        assert redis.Redis.from_url(url).get("kept") == b"yes"
    finally:
        server.stop()
