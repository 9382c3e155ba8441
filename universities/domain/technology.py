"""Writes of technologies."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from universities.domain.search import index_technologies
from universities.enums import TechnologyState
from universities.models import Patent, Researcher, Technology, TechnologyMetric, University
from universities.queries.technology import published_technologies
from universities.signals import technology_published
from yangpu_portal.core.models import Field, User
from yangpu_portal.core.transitions import Transitions

EDIT, REVIEW = "universities.edit_technology", "universities.review_technology"
TRANSITIONS = Transitions(
    {
        (TechnologyState.DRAFT, TechnologyState.IN_REVIEW): EDIT,
        (TechnologyState.DRAFT, TechnologyState.PUBLISHED): REVIEW,
        (TechnologyState.IN_REVIEW, TechnologyState.PUBLISHED): REVIEW,
        (TechnologyState.IN_REVIEW, TechnologyState.DRAFT): REVIEW,
        (TechnologyState.PUBLISHED, TechnologyState.WITHDRAWN): EDIT,
        (TechnologyState.PUBLISHED, TechnologyState.EXPIRED): EDIT,
        (TechnologyState.EXPIRED, TechnologyState.PUBLISHED): EDIT,
        (TechnologyState.EXPIRED, TechnologyState.ARCHIVED): EDIT,
        (TechnologyState.WITHDRAWN, TechnologyState.PUBLISHED): REVIEW,
        (TechnologyState.WITHDRAWN, TechnologyState.ARCHIVED): EDIT,
    }
)


@transaction.atomic
def create_technology(
    *,
    university: University,
    source_language: str,
    values: Mapping[str, Any],
    fields: Iterable[Field] = (),
    inventors: Iterable[Researcher] = (),
    patents: Iterable[Patent] = (),
    metrics: Sequence[Mapping[str, Any]] = (),
) -> Technology:
    """Makes a draft.

    Args:
        values: columns of Technology by name.
        metrics: columns of TechnologyMetric by name, in the order to show them.

    Raises:
        ValidationError: a value does not fit its column or a constraint.
    """
    technology = Technology(university=university, source_language=source_language, **values)
    technology.full_clean()
    technology.save()
    technology.fields.set(fields)
    technology.inventors.set(inventors)
    technology.patents.set(patents)
    set_metrics(technology=technology, metrics=metrics)
    index_technologies(technology_ids=[technology.pk])
    return technology


def set_metrics(*, technology: Technology, metrics: Sequence[Mapping[str, Any]]) -> None:
    """Replaces the measured parameters of a technology."""
    technology.metrics.all().delete()
    for position, metric in enumerate(metrics):
        row = TechnologyMetric(technology=technology, position=position, **metric)
        row.full_clean()
        row.save()


def note_changed_technologies(*, technology_ids: Sequence[int]) -> None:
    """Tells search, and whoever listens for published offers, that these rows changed."""
    index_technologies(technology_ids=technology_ids)
    announce_technologies(technology_ids=technology_ids)


def announce_technologies(*, technology_ids: Sequence[int]) -> None:
    """Tells whoever listens, after commit, which of these offers are public: they are new or changed."""
    public = published_technologies().filter(pk__in=technology_ids).order_by("pk")
    keys = list(public.values_list("pk", flat=True))
    if keys:
        send = partial(technology_published.send_robust, sender=Technology, technology_ids=keys)
        transaction.on_commit(send)


@transaction.atomic
def transition_technologies(
    *,
    technology_ids: Sequence[int],
    to: TechnologyState,
    actor: User | None = None,
    at: datetime | None = None,
) -> int:
    """Brings these technologies into another state; all or none.

    Raises:
        ValidationError: one of them cannot take this state now.
        PermissionDenied: the actor may not do this to one of them.
    """
    keys = bring_technologies_into_state(technology_ids=technology_ids, to=to, actor=actor, at=at)
    if to == TechnologyState.PUBLISHED:
        note_changed_technologies(technology_ids=keys)
    return len(keys)


@transaction.atomic
def bring_technologies_into_state(
    *,
    technology_ids: Sequence[int],
    to: TechnologyState,
    actor: User | None = None,
    at: datetime | None = None,
) -> list[int]:
    """`transition_technologies` without the news, which an import sends once for all its batches.

    Returns:
        the keys of these technologies.
    """
    changes = {"published_at": at or timezone.now()} if to == TechnologyState.PUBLISHED else {}
    return TRANSITIONS.bring(Technology.objects.filter(pk__in=technology_ids), to, actor, **changes)


def publish_technologies(
    *, technology_ids: Sequence[int], actor: User | None = None, at: datetime | None = None
) -> int:
    return transition_technologies(
        technology_ids=technology_ids, to=TechnologyState.PUBLISHED, actor=actor, at=at
    )
