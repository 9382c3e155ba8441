"""What people's words and deeds say of pairs of need and offer: the data the weights are fitted to.

One judgement for each pair. The strongest evidence counts, of equally strong evidence the newest: a deal over
talks, talks over a meeting, a meeting over an introduction, and any of these over words. Each kind says that
the offer was right or wrong for the need, and has an importance:

- who was introduced, met or negotiated was right, the further they came the more, also without a deal;
- too early and too dear speak against the facts of an offer, hardly against its text: they count half;
- already known is no judgement of the offer, and a bookmark for no need in particular none of a pair.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from liaison.enums import IrrelevantReason, OutcomeKind, Verdict
from liaison.models import Bookmark, MatchFeedback, MatchOutcome
from universities.enums import TechnologyState

BOOKMARK = "bookmark"
_PAIR = ("match__need", "match__technology")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one kind of evidence says; evidence of a higher strength wins."""

    strength: int
    right: bool
    importance: float


EVIDENCE = {
    OutcomeKind.DEAL.value: Evidence(5, True, 3.0),
    OutcomeKind.NEGOTIATING.value: Evidence(4, True, 2.0),
    OutcomeKind.NO_DEAL.value: Evidence(4, True, 1.0),
    OutcomeKind.MET.value: Evidence(3, True, 1.5),
    OutcomeKind.INTRODUCED.value: Evidence(2, True, 1.25),
    OutcomeKind.DECLINED.value: Evidence(2, False, 1.0),
    Verdict.USEFUL.value: Evidence(1, True, 1.0),
    IrrelevantReason.WRONG_DIRECTION.value: Evidence(1, False, 1.0),
    IrrelevantReason.OTHER.value: Evidence(1, False, 0.75),
    IrrelevantReason.TOO_EARLY.value: Evidence(1, False, 0.5),
    IrrelevantReason.TOO_EXPENSIVE.value: Evidence(1, False, 0.5),
    BOOKMARK: Evidence(0, True, 0.25),
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether a technology is right for a need, by ids; `kind` is the key of the `EVIDENCE` that says so."""

    need: int
    technology: int
    kind: str

    @property
    def right(self) -> bool:
        return EVIDENCE[self.kind].right

    @property
    def importance(self) -> float:
        return EVIDENCE[self.kind].importance


def judgements() -> list[Judgement]:
    """The judgement of every judged pair whose offer is still published, by need and technology."""
    stated = sorted(_stated(), key=lambda row: (EVIDENCE[row[2]].strength, *row[3:]))
    strongest = {(need, technology): kind for need, technology, kind, *_order in stated}
    return [Judgement(*pair, kind) for pair, kind in sorted(strongest.items())]


def _stated() -> Iterator[tuple[int, int, str, datetime, int]]:
    """Yields (need, technology, kind, time, id) of all that was said and done."""
    public = {"match__technology__state": TechnologyState.PUBLISHED}
    said = MatchFeedback.objects.filter(**public).exclude(reason=IrrelevantReason.KNOWN)
    for need, technology, verdict, reason, at, pk in _rows(said, *_PAIR, "verdict", "reason", "updated_at"):
        yield need, technology, reason or verdict, at, pk
    yield from _rows(MatchOutcome.objects.filter(**public), *_PAIR, "kind", "at")
    kept = Bookmark.objects.filter(need__isnull=False, technology__state=TechnologyState.PUBLISHED)
    for need, technology, at, pk in _rows(kept, "need", "technology", "created_at"):
        yield need, technology, BOOKMARK, at, pk


def _rows(rows: QuerySet, *names: str) -> Iterator[tuple]:
    return rows.order_by("pk").values_list(*names, "pk").iterator()
