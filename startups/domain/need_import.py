"""Writes imported needs of a company."""

from collections.abc import Sequence
from functools import partial

from django.db import transaction
from django.utils import timezone

from startups.enums import NeedState
from startups.models import Company, Need
from startups.signals import need_opened
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


def open_among(need_ids: Sequence[int]) -> list[int]:
    """Those of these needs that are open."""
    return list(Need.objects.filter(pk__in=need_ids, state=NeedState.OPEN).values_list("pk", flat=True))


def announce_needs(*, need_ids: Sequence[int]) -> None:
    """Tells whoever listens, once, that these needs opened or changed while open."""
    if need_ids:
        transaction.on_commit(partial(need_opened.send_robust, sender=Need, need_ids=list(need_ids)))


def _open(outcome: BatchOutcome) -> None:
    """Opens what waits, also of the rows that are the same: a run that was cut off goes on here."""
    waiting = Need.objects.filter(pk__in=outcome.known, state=NeedState.IN_REVIEW)
    keys = list(waiting.values_list("pk", flat=True))
    now = timezone.now()
    waiting.update(state=NeedState.OPEN, opened_at=now, updated_at=now)
    outcome.written = sorted({*outcome.written, *keys})
