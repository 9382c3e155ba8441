"""What is confidential is told to its people and to nobody else: not to Redis, the logs, or kept pages."""

import logging
from collections.abc import Iterator

import pytest
from django_redis import get_redis_connection

from startups.enums import Confidentiality, NeedState
from startups.models import Company, Need
from tests.people import signed_in
from tests.screens import rows
from tests.screens.browser import demo_person
from tests.screens.table import SCREENS, Screen
from universities.queries.search_snapshot import current_snapshot
from yangpu_portal.core.models import OutgoingEmail

NEED, COMPANY, PASSWORD = "Quietquartzgrinding", "Zephyrineworks", "heron-lake-1907"
pytestmark = pytest.mark.django_db


@pytest.fixture
def confidential(demo: None) -> None:
    """The company of the owner is known to nobody, nor what it needs."""
    company = Company.objects.filter(slug=rows.own_company()[0])
    company.update(name_zh=COMPANY, name_en=COMPANY, summary_en=COMPANY, listed=False)
    needs = Need.objects.filter(company__in=company)
    texts = dict.fromkeys(("title_zh", "title_en", "situation_zh", "situation_en", "target_en"), NEED)
    needs.filter(state=NeedState.OPEN).update(confidentiality=Confidentiality.OFFICERS, **texts)
    needs.exclude(state=NeedState.OPEN).update(confidentiality=Confidentiality.ANONYMOUS, **texts)


def walk(roles: set[str]) -> Iterator[tuple[Screen, str]]:
    """Every screen of these roles, each read twice: the second time it may come out of a cache."""
    for screen in SCREENS:
        if screen.role in roles:
            client = signed_in(None if screen.role == "visitor" else demo_person(screen.role))
            for _time in range(2):
                yield screen, client.get(screen.path("en"), follow=True).content.decode()


def redis_dump() -> bytes:
    """Every key of this test's Redis, and what it holds, as the server stores it."""
    redis = get_redis_connection("default")
    keys = list(redis.scan_iter())
    return b"\n".join(part for key in keys for part in (key, redis.dump(key) or b"", _plain(redis, key)))


def _plain(redis, key: bytes) -> bytes:
    """DUMP packs long texts; a plain value is also looked at as it is."""
    kind = redis.type(key)
    readers = {
        b"string": lambda: redis.get(key),
        b"list": lambda: b"\n".join(redis.lrange(key, 0, -1)),
        b"hash": lambda: b"\n".join(part for pair in redis.hgetall(key).items() for part in pair),
        b"set": lambda: b"\n".join(redis.smembers(key)),
        b"zset": lambda: b"\n".join(redis.zrange(key, 0, -1)),
    }
    return readers[kind]() if kind in readers else b""


def test_the_canary_is_heard_by_its_people_alone(confidential, caplog):
    caplog.set_level(logging.DEBUG)
    heard = [screen.name for screen, page in walk({"owner"}) if NEED in page and COMPANY in page]
    assert len(heard) > 4, "the canary must have sung before silence means anything"
    for screen, page in walk({"visitor", "laboratory"}):
        assert NEED not in page, screen.name
        assert screen.name == "invitation" or COMPANY not in page, screen.name
    secrets = secrets_of_the_walk()
    kept = redis_dump()
    assert b":1:" in kept, "something must have been kept"
    pages = b"".join(bytes(page) for page in current_snapshot().pages.values())
    logged = "\n".join(
        record.getMessage() for record in caplog.records if record.name != "django.db.backends"
    )
    for secret in (NEED, COMPANY, PASSWORD, *secrets):
        assert secret.encode() not in kept, secret
        assert secret.encode() not in pages, secret
        assert secret not in logged, secret


def secrets_of_the_walk() -> list[str]:
    """Tokens in links, and the links that account mails bring; signing in and asking for a new password."""
    owner = demo_person("owner")
    client = signed_in(owner)
    visitor = signed_in(None)
    visitor.post("/en/accounts/login/", {"login": owner.email, "password": PASSWORD})
    visitor.post("/en/accounts/password/reset/", {"email": owner.email})
    mail = OutgoingEmail.objects.filter(kind="account", user=owner).latest("pk")
    reset = mail.text.split("/password/reset/key/")[1].split("/")[0]
    visitor.get(f"/en/accounts/password/reset/key/{reset}/", follow=True)
    tokens = [make()[0] for make in (rows.invitation, rows.search_link, rows.digest_link)]
    return [*tokens, reset, str(client.session.session_key), owner.password]
