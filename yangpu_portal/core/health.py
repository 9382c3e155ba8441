"""Whether the portal is fit to serve: the checks behind /readyz."""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from redis import Redis
from redis.exceptions import RedisError

from yangpu_portal.core.enums import EmailState
from yangpu_portal.core.models import OutgoingEmail

OK = "ok"
_SECONDS = 2


def readiness() -> dict[str, str]:
    """Each check by name: "ok", or what is wrong in words."""
    found = {"database": _database()}
    if found["database"] == OK:
        found |= {"migrations": _asked(_migrations), "mail": _asked(_mail)}
    return {**found, "redis": _redis()}


def _database() -> str:
    return _asked(_select_one)


def _asked(check: Callable[[], str]) -> str:
    try:
        return check()
    except DatabaseError as error:
        return f"the database does not answer: {type(error).__name__}"


def _select_one() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return OK


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(waiting)} migrations are not applied" if waiting else OK


def _mail() -> str:
    """A mail that is due and still waits says that no worker sends. One that waits for a retry is not due."""
    limit = timezone.now() - timedelta(minutes=settings.MAIL_BACKLOG_MINUTES)
    queued = OutgoingEmail.objects.filter(state=EmailState.QUEUED, created_at__lt=limit).count()
    retries = OutgoingEmail.objects.filter(state=EmailState.AWAITING_RETRY, retry_after__lt=limit).count()
    late = queued + retries
    return f"{late} mails wait longer than {settings.MAIL_BACKLOG_MINUTES} minutes" if late else OK


def _redis() -> str:
    client = Redis.from_url(settings.REDIS_URL, socket_connect_timeout=_SECONDS, socket_timeout=_SECONDS)
    try:
        client.ping()
    except (RedisError, OSError) as error:
        return f"Redis does not answer: {type(error).__name__}"
    finally:
        client.close()
    return OK
