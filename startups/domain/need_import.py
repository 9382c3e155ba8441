"""Writes imported needs of a company."""

from collections.abc import Sequence

from django.db import transaction

from startups.domain.need import bring_needs_into_state
from startups.enums import NeedState
from startups.models import Company, Need
from yangpu_portal.core.domain.row_import import BatchOutcome, Target, import_batch
from yangpu_portal.core.imports.records import Record


@transaction.atomic
def import_needs(
    *, company: Company, records: Sequence[Record], open_needs: bool = False, dry_run: bool = False
) -> BatchOutcome:
    """Brings one batch of needs in, handed to the officers for review.

    News of open ones is not sent here: `announce_needs` does so once for many batches.

    Args:
        open_needs: open the needs of the batch that are in review, new or not.
    """
    target = Target(Need, "company", company, defaults={"state": NeedState.IN_REVIEW})
    outcome = import_batch(target=target, records=records, dry_run=dry_run)
    if open_needs and not dry_run:
        _open(outcome)
    return outcome


def _open(outcome: BatchOutcome) -> None:
    """Opens what waits, also of the rows that are the same: a run that was cut off goes on here."""
    waiting = Need.objects.filter(pk__in=outcome.known, state=NeedState.IN_REVIEW)
    keys = list(waiting.values_list("pk", flat=True))
    bring_needs_into_state(need_ids=keys, to=NeedState.OPEN)
    outcome.written = sorted({*outcome.written, *keys})
