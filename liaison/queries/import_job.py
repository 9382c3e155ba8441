"""Imports people may see, and how far they are."""

from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Count, Q, QuerySet

from liaison.enums import ImportState, RowVerdict
from liaison.models import ImportJob, ImportRow
from yangpu_portal.core.models import User
from yangpu_portal.core.rules import is_district_staff


def visible_imports(user: User) -> QuerySet[ImportJob]:
    """The district sees all, everybody else the own ones."""
    rows = ImportJob.objects.select_related("by")
    return rows if is_district_staff(user) else rows.filter(by=user)


@dataclass(frozen=True, slots=True)
class Counts:
    new: int
    changed: int
    same: int
    refused: int
    done: int
    undone: int
    not_undone: int

    @property
    def all(self) -> int:
        return self.new + self.changed + self.same + self.refused

    @property
    def to_write(self) -> int:
        return self.new + self.changed

    def of(self, verdict: str) -> int:
        return int(getattr(self, verdict))


def count_rows(job: ImportJob) -> Counts:
    found = ImportRow.objects.filter(job=job).aggregate(
        **{name: Count("pk", filter=Q(verdict=name)) for name in RowVerdict.values},
        done=Count("pk", filter=Q(done_at__isnull=False)),
        undone=Count("pk", filter=Q(undone_at__isnull=False)),
        not_undone=Count("pk", filter=~Q(undo_trouble="")),
    )
    return Counts(**found)


def progress_key(job: ImportJob) -> str:
    return f"import-progress:{job.pk}"


def rows_passed(job: ImportJob, counts: Counts) -> tuple[int, int | None]:
    """How many rows the present step has passed, and of how many; None while that is not known.

    What is written all at once shows in no table before its end: its worker leaves word in the cache.
    """
    if job.state == ImportState.CHECKING:
        return counts.all, job.expected
    if job.state == ImportState.UNDOING:
        return counts.undone + counts.not_undone, counts.done
    return max(counts.done, int(cache.get(progress_key(job)) or 0)), counts.to_write
