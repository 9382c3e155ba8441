"""The mail sink keeps what a real SMTP client sends, however it is addressed."""

import smtplib
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from yangpu_portal.local.mailsink import HTML_RULES, Mailbox
from yangpu_portal.local.ports import free_port, is_free
from yangpu_portal.local.state import PROJECT

AT = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
Send = Callable[[EmailMessage | bytes], None]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mail")


@pytest.fixture(scope="module")
def send(folder: Path) -> Iterator[Send]:
    port = free_port()
    command = [sys.executable, "-m", "yangpu_portal.local.mailsink", str(port), str(folder)]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.DEVNULL) as sink:
        while is_free(port):
            assert sink.poll() is None

        def deliver(message: EmailMessage | bytes) -> None:
            with smtplib.SMTP("127.0.0.1", port) as client:
                if isinstance(message, bytes):
                    client.sendmail("portal@demo.example", "startup@demo.example", message)
                else:
                    client.send_message(message)

        yield deliver
        sink.terminate()


def message(subject: str, html: str = "<p>您好</p>") -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "portal@demo.example", "startup@demo.example", subject
    made.set_content("您好")
    made.add_alternative(html, subtype="html")
    return made


def test_a_mail_becomes_a_readable_file_and_a_page(send: Send, folder: Path) -> None:
    send(message("本周新匹配: 3 new"))
    (page,) = folder.glob("*本周新匹配-3-new.html")
    assert "startup-demo-example" in page.name
    assert page.with_suffix(".eml").read_bytes().startswith(b"From: portal@demo.example")
    assert "<p>您好</p>" in page.read_text()


@pytest.mark.parametrize(
    "subject", ["../../etc/passwd", "a/b\\c\x00d", "\u202egnp.exe", "x" * 900, "...", "=?utf-8?b?Li4vLi4v?="]
)
def test_a_hostile_subject_stays_in_the_folder(tmp_path: Path, subject: str) -> None:
    raw = f"Subject: {subject}\n\nhello".encode()
    path, _ = Mailbox(tmp_path / "mail").store(raw, ["../../root@x.example"], AT)
    assert path.parent == tmp_path / "mail"
    assert len(path.name.encode()) < 200
    assert set(path.stem) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe\x00",
        b"Content-Type: text/html; charset=no-such\n\n<p>x</p>",
        b"Content-Type: multipart/mixed; boundary=x\n\n--x\n",
        b"Subject: =?utf-8?b?broken\nContent-Type: text/html\nContent-Transfer-Encoding: base64\n\n!!!",
    ],
)
def test_a_broken_message_is_kept_as_it_is(tmp_path: Path, raw: bytes) -> None:
    mailbox = Mailbox(tmp_path)
    mailbox.store(raw, [], AT)
    (kept,) = tmp_path.glob("*.eml")
    assert kept.read_bytes() == raw


def test_scripts_are_forbidden_in_the_page(tmp_path: Path) -> None:
    page = "<html><head><title>x</title></head><body><script>alert(1)</script></body></html>"
    path, _ = Mailbox(tmp_path).store(message("x", page).as_bytes(), ["a@b.example"], AT)
    assert path.read_text().startswith(f"<html><head>{HTML_RULES}<title>")


def test_the_oldest_mail_goes_when_the_folder_is_full(tmp_path: Path) -> None:
    mailbox = Mailbox(tmp_path, limit=5_000)
    for minute in range(20):
        mailbox.store(b"x" * 1_000, ["a@b.example"], AT.replace(minute=minute))
    kept = sorted(path.name for path in tmp_path.iterdir())
    assert 3 <= len(kept) <= 5
    assert kept[-1].startswith("20260302-0819")


def test_a_huge_message_is_refused(send: Send) -> None:
    with pytest.raises((smtplib.SMTPSenderRefused, smtplib.SMTPDataError)):
        send(b"Subject: huge\r\n\r\n" + b"x" * 1000 * 11_000)
