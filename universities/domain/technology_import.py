"""Writes imported offers of a university."""

from collections.abc import Sequence

from django.db import transaction

from universities.domain.search import index_technologies
from universities.domain.technology import bring_technologies_into_state
from universities.enums import TechnologyState
from universities.models import Technology, University
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


def _publish(outcome: BatchOutcome) -> None:
    """Publishes what is not yet public, also of the rows that are the same: a run cut off goes on here."""
    waiting = Technology.objects.filter(pk__in=outcome.known, state__in=_UNPUBLISHED)
    keys = list(waiting.values_list("pk", flat=True))
    bring_technologies_into_state(technology_ids=keys, to=TechnologyState.PUBLISHED)
    outcome.written = sorted({*outcome.written, *keys})
