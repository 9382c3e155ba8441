"""News from the apps below: a receiver only enqueues a task. And after migrations the roles are kept."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from liaison.domain.changed_offers import MOST_CHANGED
from liaison.domain.roles import sync_role_groups
from liaison.tasks import enqueue_catalogue_change
from startups.signals import need_opened
from universities.signals import technology_published
from yangpu_portal.core.wakeups import wake


@receiver(need_opened, dispatch_uid="match_opened_needs")
def match_opened_needs(need_ids: list[int], **kwargs: Any) -> None:
    wake("liaison.match_needs", need_ids)


@receiver(technology_published, dispatch_uid="match_published_technologies")
def match_published_technologies(technology_ids: list[int], **kwargs: Any) -> None:
    enqueue_catalogue_change()
    # What a large import brings waits for the night, when all are compared.
    if len(technology_ids) <= MOST_CHANGED:
        wake("liaison.match_similar_offers", technology_ids)


@receiver(post_migrate, dispatch_uid="keep_role_groups")
def keep_role_groups(app_config: AppConfig, **kwargs: Any) -> None:
    """Runs once, after the last app: by then every model has its permissions."""
    if app_config.name == "liaison":
        sync_role_groups()
