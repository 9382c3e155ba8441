"""The parts of a run: claimed by one worker at a time, released on an error, closed when all are done.

A claim is a lease, which its worker renews while it gets on; ``attempts`` tells one claim from the next.
"""

import time
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat
from django.utils import timezone

from liaison.enums import MatchRunState
from liaison.models import MatchChunk, MatchRun
from yangpu_portal.core.wakeups import wake

LEASE = timedelta(minutes=30)
MOST_ATTEMPTS = 3
_RENEWED_EVERY = 60.0  # seconds
_MOST_ERROR = 2000  # characters


class Lease:
    """The claim of a worker on a part, kept alive as the work gets on."""

    def __init__(self, part: MatchChunk) -> None:
        self._part = part
        self._renewed = time.monotonic()

    def renew(self) -> None:
        """Puts the end of the lease off, at most once a minute."""
        now = time.monotonic()
        if now - self._renewed >= _RENEWED_EVERY:
            self._renewed = now
            _claim(self._part).update(claimed_at=timezone.now())


def has_free_part(run_id: int) -> bool:
    return _free_parts(run_id).exists()


@transaction.atomic
def claim_part(run_id: int) -> MatchChunk | None:
    """Claims a part of a run; those that failed before come last, so that they keep no other waiting."""
    free = _free_parts(run_id).select_for_update(skip_locked=True, of=("self",)).select_related("run")
    part = free.order_by("attempts", "pk").first()
    if part is not None:
        part.claimed_at, part.attempts = timezone.now(), part.attempts + 1
        part.save(update_fields=["claimed_at", "attempts"])
    return part


def release_part(part: MatchChunk, error: BaseException) -> None:
    """Lets others have a part that failed, and keeps the error with its run."""
    _claim(part).update(claimed_at=None)
    keep_error(part.run_id, error)


@transaction.atomic
def finish_part(part: MatchChunk, *, needs: int, matches: int, technologies: int) -> None:
    """Counts what a part has matched, once: it may have been matched by two workers."""
    if MatchChunk.objects.filter(pk=part.pk, done=False).update(done=True):
        MatchRun.objects.filter(pk=part.run_id).update(
            needs=F("needs") + needs, matches=F("matches") + matches, technologies=technologies
        )


def keep_error(run_id: int, error: BaseException) -> None:
    MatchRun.objects.filter(pk=run_id).update(error=repr(error)[:_MOST_ERROR])


def end_run_if_done(run_id: int) -> None:
    """Closes a run all parts of which are done; as failed when the only ones left were given up.

    Each outcome is one statement: between two looks another worker may finish the last part. A run without
    parts is closed by whoever does its work.
    """
    running = MatchRun.objects.filter(pk=run_id, state=MatchRunState.RUNNING)
    parts = MatchChunk.objects.filter(run=OuterRef("pk"))
    open_parts = parts.filter(done=False)
    hopeful = open_parts.filter(Q(attempts__lt=MOST_ATTEMPTS) | ~_left())
    running.filter(Exists(parts), ~Exists(open_parts)).update(
        state=MatchRunState.DONE, finished_at=timezone.now()
    )
    given_up = Value(f"A part was given up after {MOST_ATTEMPTS} attempts. ")
    running.filter(Exists(open_parts), ~Exists(hopeful)).update(
        state=MatchRunState.FAILED,
        error=Concat(given_up, "error", output_field=TextField()),
        finished_at=timezone.now(),
    )


def unfinished_runs() -> list[int]:
    """Runs to be worked on or closed: with a part that is free or given up, or with all parts done."""
    parts = MatchChunk.objects.filter(run=OuterRef("pk"))
    open_parts = parts.filter(done=False)
    waiting = Q(Exists(open_parts.filter(_left()))) | Q(Exists(parts)) & ~Q(Exists(open_parts))
    running = MatchRun.objects.filter(waiting, state=MatchRunState.RUNNING)
    return list(running.order_by("pk").values_list("pk", flat=True))


def wake_for_run(run: MatchRun) -> None:
    """Calls for a worker for each part; should the broker be away, the timer finds the run."""
    for _ in range(run.chunks.count()):
        wake("liaison.match_part", run.pk)


def _claim(part: MatchChunk) -> QuerySet[MatchChunk]:
    """The row while it is still this worker's: after the lease another one may have it."""
    return MatchChunk.objects.filter(pk=part.pk, attempts=part.attempts, done=False)


def _left() -> Q:
    """Parts that nobody works on."""
    return Q(claimed_at__isnull=True) | Q(claimed_at__lt=timezone.now() - LEASE)


def _free_parts(run_id: int) -> QuerySet[MatchChunk]:
    return MatchChunk.objects.filter(
        _left(), run=run_id, run__state=MatchRunState.RUNNING, done=False, attempts__lt=MOST_ATTEMPTS
    )
