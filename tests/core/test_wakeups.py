"""A broker that is away delays work and breaks nothing."""

from collections.abc import Iterator

import pytest
from celery import Celery
from django.core.cache import cache

from liaison.tasks import enqueue_catalogue_change
from tests.factories import OutgoingEmailFactory
from yangpu_portal.celery import app
from yangpu_portal.core.enums import EmailState
from yangpu_portal.core.mail.resending import requeue_emails
from yangpu_portal.core.wakeups import wake


@pytest.fixture
def _no_broker() -> Iterator[None]:
    nowhere = Celery("nowhere")
    nowhere.config_from_object("django.conf:settings", namespace="CELERY")
    nowhere.conf.broker_url = "redis://127.0.0.1:1/0"
    nowhere.set_current()
    yield
    app.set_current()


@pytest.mark.usefixtures("_no_broker")
def test_a_lost_wake_up_is_told_in_one_line(caplog):
    assert wake("core.deliver_due_mail") is False
    [record] = caplog.records
    assert record.levelname == "WARNING"
    assert record.exc_info is None


@pytest.mark.django_db
@pytest.mark.usefixtures("_no_broker")
def test_mail_is_queued_again_without_a_broker(django_capture_on_commit_callbacks, caplog):
    mail = OutgoingEmailFactory(state=EmailState.FAILED)
    with django_capture_on_commit_callbacks(execute=True):
        assert requeue_emails(email_ids=[mail.pk]) == 1
    mail.refresh_from_db()
    assert mail.state == EmailState.QUEUED
    assert "waits for its timer" in caplog.text


@pytest.mark.usefixtures("_no_broker")
def test_a_catalogue_change_nobody_was_told_of_does_not_silence_the_next():
    enqueue_catalogue_change()
    assert cache.add("liaison:catalogue-change-pending", 1, 5)


def test_a_digest_run_lost_in_the_morning_is_made_up_for_the_same_day():
    schedule = app.conf.beat_schedule["weekly-digests"]["schedule"]
    assert schedule.day_of_week == {1}
    assert schedule.hour == set(range(8, 18))
