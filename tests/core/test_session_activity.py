from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client):
    client.force_login(UserFactory())
    client.get("/en/dashboard/")
    return client


def last_seen():
    return UserSession.objects.get().last_seen_at


def test_where_somebody_is_signed_in_is_noted_at_once(signed_in):
    assert timezone.now() - last_seen() < timedelta(minutes=1)


def test_it_is_noted_again_only_after_five_minutes(signed_in):
    long_ago = timezone.now() - timedelta(hours=1)
    UserSession.objects.update(last_seen_at=long_ago)
    signed_in.get("/en/dashboard/")
    assert last_seen() == long_ago
    [mark] = cache.keys("session-seen:*")
    assert 240 < cache.ttl(mark) <= 300
    cache.delete(mark)
    signed_in.get("/en/dashboard/")
    assert last_seen() > long_ago


def test_each_browser_is_noted_by_itself(signed_in):
    other = Client()
    other.force_login(UserSession.objects.get().user)
    other.get("/en/dashboard/")
    assert UserSession.objects.count() == 2


def test_who_reads_the_cache_learns_no_session(signed_in):
    assert not [key for key in cache.keys("*") if signed_in.session.session_key in key]
