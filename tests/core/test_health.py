from datetime import timedelta

import pytest
from django.utils import timezone

from tests.conftest import free_port
from yangpu_portal.core.enums import EmailKind
from yangpu_portal.core.models import OutgoingEmail

pytestmark = pytest.mark.django_db


def test_healthz_asks_nobody(client, settings, django_assert_num_queries):
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"
    with django_assert_num_queries(0):
        assert client.get("/healthz").json() == {"status": "ok"}


def test_readyz_is_ready(client):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (
        200,
        {"status": "ok", "checks": dict.fromkeys(["database", "migrations", "mail", "redis"], "ok")},
    )


def test_readyz_without_redis_is_503_and_names_it(client, settings):
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["redis"].startswith("Redis does not answer")


def test_readyz_with_mail_waiting_too_long_is_503(client, settings):
    mail = OutgoingEmail.objects.create(
        kind=EmailKind.ACCOUNT, dedupe_key="1", address="a@example.org", language="en", subject="s", text="t"
    )
    old = timezone.now() - timedelta(minutes=settings.MAIL_BACKLOG_MINUTES + 1)
    OutgoingEmail.objects.filter(pk=mail.pk).update(created_at=old)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["checks"]["mail"]) == (
        503,
        "1 mails wait longer than 30 minutes",
    )


def test_robots_keeps_out_of_accounts(client):
    assert b"Disallow: /accounts/" in client.get("/robots.txt").content
