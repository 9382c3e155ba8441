"""Writes imported offers of a university."""

from collections.abc import Sequence
from functools import partial

from django.db import transaction
from django.utils import timezone

from universities.domain.search import index_technologies
from universities.enums import TechnologyState
from universities.models import Technology, University
from universities.signals import technology_published
from yangpu_portal.core.domain.row_import import BatchOutcome, Target, import_batch
from yangpu_portal.core.imports.records import Record

# What may be published along with an import; what was withdrawn, expired or archived stays so.
_UNPUBLISHED = (TechnologyState.DRAFT, TechnologyState.IN_REVIEW)


@transaction.atomic
def import_technologies(
    *, university: University, records: Sequence[Record], publish: bool = False, dry_run: bool = False
) -> BatchOutcome:
    """Brings one batch of offers in, as drafts, and keeps their search documents in step.

    News of published ones is not sent here: `announce_technologies` does so once for many batches.

    Args:
        publish: publish the offers of the batch that are drafts or in review, new or not.
    """
    target = Target(
        Technology,
        "university",
        university,
        defaults={"state": TechnologyState.DRAFT},
        after=lambda keys: index_technologies(technology_ids=keys),
    )
    outcome = import_batch(target=target, records=records, dry_run=dry_run)
    if publish and not dry_run:
        _publish(outcome)
    return outcome


def published_among(technology_ids: Sequence[int]) -> list[int]:
    """Those of these technologies that are public."""
    rows = Technology.objects.filter(pk__in=technology_ids, state=TechnologyState.PUBLISHED)
    return list(rows.values_list("pk", flat=True))


def announce_technologies(*, technology_ids: Sequence[int]) -> None:
    """Tells whoever listens, once, that these public offers are new or changed."""
    if technology_ids:
        send = partial(
            technology_published.send_robust, sender=Technology, technology_ids=list(technology_ids)
        )
        transaction.on_commit(send)


def _publish(outcome: BatchOutcome) -> None:
    """Publishes what is not yet public, also of the rows that are the same: a run cut off goes on here."""
    waiting = Technology.objects.filter(pk__in=outcome.known, state__in=_UNPUBLISHED)
    keys = list(waiting.values_list("pk", flat=True))
    now = timezone.now()
    waiting.update(state=TechnologyState.PUBLISHED, published_at=now, updated_at=now)
    outcome.written = sorted({*outcome.written, *keys})
