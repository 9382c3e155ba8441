"""Fixtures every test may use. The servers are real: PostgreSQL, Redis, SMTP on loopback; Chromium too."""

import os
import socket
from collections.abc import Iterator

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.core.cache import cache
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.chromium import chromium_path
from universities.queries.search_snapshot import forget_snapshot

# Playwright keeps an event loop in this thread, for which Django would refuse the tests' own queries.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


class Mailbox(Message):
    """A real SMTP server's store; `refuse` maps an address to the reply it gets, such as "451 later"."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: list = []
        self.refuse: dict[str, str] = {}
        self.refuse_sender = ""
        self.clients: set = set()  # one for each connection

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.clients.add(session.peer)
        if self.refuse_sender:
            return self.refuse_sender
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    def handle_message(self, message) -> None:
        self.messages.append(message)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def smtp(settings) -> Iterator[Mailbox]:
    """An SMTP server on loopback to which the portal sends during the test."""
    mailbox = Mailbox()
    # Signing in is offered without TLS and fails for everybody; tests that send need none.
    controller = Controller(mailbox, hostname="127.0.0.1", port=free_port(), auth_require_tls=False)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = controller.hostname, controller.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    yield mailbox
    controller.stop()


@pytest.fixture(autouse=True)
def _clean_cache() -> None:
    """Rate limits and other cached state of one test do not reach the next."""
    cache.clear()
    forget_snapshot()


@pytest.fixture(scope="session")
def chromium() -> str:
    path = chromium_path()
    if path is None:
        pytest.skip("no Chromium found: name one with CHROMIUM=/path/to/chromium")
    return path


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session", autouse=True)
def _one_loop(request: pytest.FixtureRequest) -> None:
    """Starts Playwright before anything else of a run that will need it.

    Its event loop stays in this thread, and Django keeps connections of a thread with a loop apart from those
    of one without: a transaction begun before the loop would never be ended, and its locks never let go.
    """
    if any("browser" in getattr(item, "fixturenames", ()) for item in request.session.items):
        request.getfixturevalue("playwright")


@pytest.fixture(scope="session")
def browser(playwright: Playwright, chromium: str) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
    yield browser
    browser.close()
