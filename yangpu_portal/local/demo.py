"""`make demo`: the whole portal in one foreground command.

Order of the start: servers, static files and tables, demo data, mail sink, web; when the web answers,
worker and beat. Order of the stop: beat, web, worker, mail sink, then the servers.
"""

import json
import os
import time
import urllib.request

from yangpu_portal.local import commands
from yangpu_portal.local.console import Console
from yangpu_portal.local.environment import demo_defaults, environment
from yangpu_portal.local.errors import LocalError
from yangpu_portal.local.ports import HOST, free_port, web_port
from yangpu_portal.local.process import Spawner
from yangpu_portal.local.room import check_room, full_disk_message
from yangpu_portal.local.servers import Servers
from yangpu_portal.local.site_files import are_current, mark_current
from yangpu_portal.local.state import PROJECT, StateDirectory, hold
from yangpu_portal.local.stopping import StopRequests
from yangpu_portal.local.supervisor import Program, Supervisor
from yangpu_portal.local.welcome import welcome

USUAL_SMTP_PORT = 1025
READY_SECONDS = 60


def check() -> int:
    """See whether a demo could start: port, disk, another demo. Gives the web port; raises LocalError."""
    state = StateDirectory.from_environment()
    state.check_not_running()
    check_room(state)
    return web_port()


def run_demo(*, follow_parent: bool) -> int:
    """Run until asked to stop; gives the exit code. Raises LocalError."""
    stop = StopRequests(follow_parent=follow_parent)
    stop.listen()
    port = check()
    state = StateDirectory.from_environment()
    state.prepare()
    with hold(state) as lock:
        demo = Demo(state, port, stop, lock)
        try:
            demo.start()
            demo.supervisor.run()
        except (LocalError, OSError) as error:
            if not stop.requested:
                raise LocalError(full_disk_message(state) or str(error)) from error
        finally:
            demo.stop()
    return 0


class Demo:
    """One run of the demo on one state directory."""

    def __init__(self, state: StateDirectory, port: int, stop: StopRequests, lock: int) -> None:
        self.state, self.port = state, port
        self.console = Console()
        self.spawner = Spawner(keep_open=(lock,))
        self.servers = Servers(state, self.spawner)
        self.env: dict[str, str] = {}
        self.supervisor = Supervisor(self.spawner, self.console, stop, env=self.env, cwd=PROJECT)
        self.began = time.monotonic()

    def start(self) -> None:
        """Bring everything up; returns early when asked to stop. Raises LocalError, OSError."""
        self.state.environment_file.unlink(missing_ok=True)
        self.servers.start(self.console.say)
        for server in self.servers.started:
            self.supervisor.watch(server)
        self.env.update(environment(demo_defaults(self.state, self.port), self.servers.urls))
        for action in (self._prepare, self._start_mail, self._start_web, self._start_background):
            if self.supervisor.should_stop():
                return
            action()
        if not self.supervisor.should_stop():
            for line in welcome(self.env["SITE_URL"], self._mail_place(), time.monotonic() - self.began):
                self.console.say(line)

    def stop(self) -> None:
        """Stop everything that was started, in order."""
        began = time.monotonic()
        self.console.say("stopping (Ctrl-C again: at once)")
        self.supervisor.stop_all(("beat", "web", "worker", "mail"))
        self.servers.stop()
        self.state.environment_file.unlink(missing_ok=True)
        self.spawner.close()
        self.console.say(f"stopped in {time.monotonic() - began:.1f} s")

    def _prepare(self) -> None:
        if not are_current(self.state, self.env):
            self._step("preparing translations", "compile_translations")
            self._step("preparing static files", "collectstatic", "--no-input", "-v", "0")
            if not self.supervisor.should_stop():
                mark_current(self.state, self.env)
        first = not self.state.loaded_mark.exists()
        self._step("preparing the tables" + ", about 10 s" * first, "migrate", "--no-input", "-v", "0")
        data = "loading the demo data, about a minute" if first else "checking the demo data"
        self._step(data, "load_demo")
        if not self.supervisor.should_stop():
            self.state.loaded_mark.touch()

    def _step(self, message: str, command: str, *options: str) -> None:
        if not self.supervisor.should_stop():
            self.console.say(message)
            self.supervisor.run_step(command, commands.manage(command, *options))

    def _start_mail(self) -> None:
        if not os.environ.get("EMAIL_URL"):
            port = free_port(USUAL_SMTP_PORT)
            self.env["EMAIL_URL"] = f"smtp://{HOST}:{port}"
            self.supervisor.add("mail", commands.mail_sink(port, self.state.mail), grace=3)
        self._write_environment()

    def _mail_place(self) -> str:
        return "sent through EMAIL_URL" if os.environ.get("EMAIL_URL") else f"{self.state.mail}/"

    def _start_web(self) -> None:
        """Start the web server and wait until it answers."""
        self.console.say("starting the web server")
        web = self.supervisor.add("web", commands.web(self.port))
        deadline = time.monotonic() + READY_SECONDS
        self.supervisor.run(until=lambda: self._is_ready(web, deadline))

    def _is_ready(self, web: Program, deadline: float) -> bool:
        if web.process is not None and web.process.poll() is not None:
            raise LocalError("The web server does not start; what it said is above.")
        if time.monotonic() > deadline:
            raise LocalError(
                f"The web server does not answer within {READY_SECONDS} s; what it said is above."
            )
        try:
            with urllib.request.urlopen(f"http://{HOST}:{self.port}/healthz", timeout=2) as response:
                return bool(response.status == 200)
        except OSError:
            return False

    def _start_background(self) -> None:
        self.supervisor.add("worker", commands.worker())
        self.supervisor.add("beat", commands.beat(self.state.path / "beat-schedule"), grace=5)

    def _write_environment(self) -> None:
        """For `exec`, which runs commands beside the demo: what differs from this process's environment."""
        told = {name: value for name, value in self.env.items() if os.environ.get(name) != value}
        self.state.write_private(self.state.environment_file, json.dumps(told))
