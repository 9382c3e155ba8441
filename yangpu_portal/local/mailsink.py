"""A local SMTP server that delivers to a folder: `python -m yangpu_portal.local.mailsink PORT DIR`.

Every message becomes `TIME-RECIPIENT-SUBJECT.eml`, and its HTML part a file of the same name ending in
.html, to be opened in a browser. Subjects and addresses are foreign text: file names keep letters and digits
only, and the HTML copy forbids scripts.
"""

import asyncio
import os
import re
import signal
import sys
from datetime import datetime
from email import policy
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

HOST = "127.0.0.1"
MESSAGE_BYTES = 10 * 1024 * 1024
FOLDER_BYTES = 500 * 1024 * 1024  # beyond it the oldest mail goes
NAME_LETTERS = 48
HTML_RULES = (
    "<meta http-equiv=\"Content-Security-Policy\" content=\"script-src 'none'; object-src 'none';"
    " frame-src 'none'; form-action 'none'\">"
)


def slug(text: str, empty: str) -> str:
    """Letters and digits of any script, at most NAME_LETTERS, the rest as hyphens."""
    words = re.sub(r"[\W_]+", "-", text[:1000]).strip("-").lower()
    return words[:NAME_LETTERS].strip("-") or empty


def html_part(message: EmailMessage) -> str | None:
    """The HTML body with the rules against scripts put in front; None when there is none to be read."""
    try:
        part = message.get_body(preferencelist=("html",))
        content = part.get_content() if part is not None else None
    except (LookupError, ValueError, AttributeError, MessageError):  # unknown charset, broken structure
        return None
    if not isinstance(content, str):
        return None
    head = re.search(r"<head[^>]*>", content, re.IGNORECASE)
    place = head.end() if head else 0
    return content[:place] + HTML_RULES + content[place:]


def header(message: EmailMessage, name: str) -> str:
    """A header as text; broken ones as far as they can be read."""
    try:
        return str(message[name] or "")
    except (LookupError, ValueError, AttributeError, IndexError, MessageError):
        return ""


class Mailbox:
    """The folder. `store` writes one message, `prune` keeps the folder below its size."""

    def __init__(self, folder: Path, limit: int = FOLDER_BYTES) -> None:
        self.folder, self.limit = folder, limit
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.size = sum(path.stat().st_size for path in folder.iterdir())

    def store(self, content: bytes, recipients: list[str], at: datetime) -> tuple[Path, str]:
        """Write the message; gives the file to look at and the subject. Raises OSError."""
        message = BytesParser(EmailMessage, policy=policy.default).parsebytes(content)
        subject = header(message, "Subject")
        stem = f"{at:%Y%m%d-%H%M%S-%f}-{slug(recipients[0] if recipients else '', 'nobody')}"
        raw = self.folder / f"{stem}-{slug(subject, 'no-subject')}.eml"
        self._write(raw, content)
        shown, html = raw, html_part(message)
        if html is not None:
            shown = raw.with_suffix(".html")
            self._write(shown, html.encode("utf-8", errors="replace"))
        self.prune()
        return shown, subject

    def prune(self) -> None:
        """Drop the oldest tenth when the folder has grown past its limit."""
        if self.size <= self.limit:
            return
        for path in sorted(self.folder.iterdir()):
            if self.size <= self.limit * 0.9:
                break
            self.size -= path.stat().st_size
            path.unlink()

    def _write(self, path: Path, content: bytes) -> None:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        self.size += len(content)


class Handler:
    """What aiosmtpd calls for each message."""

    def __init__(self, mailbox: Mailbox) -> None:
        self.mailbox = mailbox

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content
        raw = (
            content.encode("utf-8", errors="surrogateescape") if isinstance(content, str) else content or b""
        )
        try:
            path, subject = self.mailbox.store(raw, envelope.rcpt_tos, datetime.now().astimezone())
        except OSError as error:
            print(f"cannot keep a message: {error.strerror}", flush=True)
            return "452 Requested action not taken: insufficient system storage"
        print(f"to {', '.join(envelope.rcpt_tos)}: {subject} -> {path}", flush=True)
        return "250 OK"


async def serve(port: int, folder: Path) -> None:
    """Listen until SIGTERM or SIGINT."""
    loop = asyncio.get_running_loop()
    handler = Handler(Mailbox(folder))
    server = await loop.create_server(
        lambda: SMTP(handler, hostname="localhost", data_size_limit=MESSAGE_BYTES, enable_SMTPUTF8=True),
        HOST,
        port,
    )
    stopped = asyncio.Event()
    for signum in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(signum, stopped.set)
    async with server:
        await stopped.wait()


def main(arguments: list[str]) -> int:
    if len(arguments) != 2 or not arguments[0].isdigit():
        print("usage: python -m yangpu_portal.local.mailsink PORT DIR", file=sys.stderr)
        return 2
    try:
        asyncio.run(serve(int(arguments[0]), Path(arguments[1])))
    except OSError as error:
        print(f"Error: the mail sink cannot listen on port {arguments[0]}: {error.strerror}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
