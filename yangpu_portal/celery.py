"""The Celery app: wake-ups and timers. The truth of every job is a row in PostgreSQL."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yangpu_portal.settings")

app = Celery("yangpu_portal", task_cls="yangpu_portal.core.history:RecordedTask")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["yangpu_portal.core", "universities", "startups", "liaison"])

app.conf.beat_schedule = {
    "deliver-due-mail": {"task": "core.deliver_due_mail", "schedule": 30.0},
    "imports-that-broke-off": {"task": "liaison.work_on_imports", "schedule": 60.0},
    # Rows that imports and SQL wrote past the models; a comparison of hashes where nothing changed.
    "find-rows-by-name": {"task": "core.refresh_found_names", "schedule": crontab(minute="*/5")},
    "match-every-night": {"task": "liaison.match_all_needs", "schedule": crontab(hour=2, minute=30)},
    "match-what-was-left": {"task": "liaison.match_unfinished", "schedule": crontab(minute="*/10")},
    # After the matching of the night, which has computed the vectors; the queue runs one after the other.
    "find-duplicates-every-night": {
        "task": "liaison.match_find_duplicates",
        "schedule": crontab(hour=4, minute=30),
    },
    "delete-accounts-every-night": {
        "task": "liaison.delete_due_accounts",
        "schedule": crontab(hour=3, minute=20),
    },
    # In the first minutes of the day in Shanghai; rights follow the dates also where no run has come.
    "roll-over-memberships-every-night": {
        "task": "liaison.roll_over_memberships",
        "schedule": crontab(hour=0, minute=5),
    },
    # In the morning, when people read; later runs make what is missing.
    "remind-members": {"task": "liaison.remind_members", "schedule": crontab(hour="8-17", minute=20)},
    # In the first hours of the working day; later runs make what is missing.
    "remind-of-agreements": {
        "task": "liaison.remind_of_agreements",
        "schedule": crontab(hour="8-17", minute=40, day_of_week="1-5"),
    },
    "forget-import-files-every-night": {
        "task": "liaison.forget_import_files",
        "schedule": crontab(hour=3, minute=25),
    },
    "sweep-files-every-night": {"task": "core.sweep_files", "schedule": crontab(hour=3, minute=30)},
    # What a misspelt search may have meant.
    "learn-words-of-offers-every-night": {
        "task": "liaison.refresh_search_terms",
        "schedule": crontab(hour=3, minute=50),
    },
    # New offers get their list at once, and enter the lists of others at night.
    "find-similar-offers-every-night": {
        "task": "liaison.match_similar_offers",
        "schedule": crontab(hour=4, minute=45),
    },
    # In the first hour of the working day; later runs make what is missing.
    "saved-searches": {
        "task": "liaison.send_saved_searches",
        "schedule": crontab(hour="8-17", minute=10, day_of_week="1-5"),
    },
    # Mondays from 08:30 Asia/Shanghai, the first hour of the working week. One run is enough; the later ones
    # make what is missing because the broker or the worker was away, or a run was cut off.
    "weekly-digests": {
        "task": "liaison.send_weekly_digests",
        "schedule": crontab(hour="8-17", minute=30, day_of_week=1),
    },
}
