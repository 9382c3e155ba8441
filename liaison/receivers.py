"""News from the apps below: a receiver only enqueues a task."""

from typing import Any

from django.dispatch import receiver

from liaison.tasks import enqueue_catalogue_change, match_needs
from startups.signals import need_opened
from universities.signals import technology_published


@receiver(need_opened, dispatch_uid="match_opened_needs")
def match_opened_needs(need_ids: list[int], **kwargs: Any) -> None:
    match_needs.apply_async((need_ids,), retry=False)


@receiver(technology_published, dispatch_uid="match_published_technologies")
def match_published_technologies(**kwargs: Any) -> None:
    enqueue_catalogue_change()
