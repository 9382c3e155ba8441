"""Compares two rankings of judged needs: whose right offers rise, and which laboratories are seen."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from liaison.matching.facts import OfferFacts
from liaison.matching.refitting import JudgedNeed
from liaison.matching.types import RankedOffer

SEEN = 5  # places of a list that people look at

Rankings = Mapping[str, Sequence[RankedOffer]]
Ranks = tuple[int | None, int | None]  # before and after; None for an offer that is not ranked


@dataclass(frozen=True)
class Move:
    """How the judged offers of one need moved.

    ``gain`` is by how much more its standing became: the mean of 1 / rank of its right offers less that of
    its wrong ones.
    """

    need: str
    right: Mapping[str, Ranks]
    wrong: Mapping[str, Ranks]
    gain: float


def moves(needs: Sequence[JudgedNeed], before: Rankings, after: Rankings) -> list[Move]:
    """Return the move of each need, in their order."""
    return [_move(need, before[need.demand.id], after[need.demand.id]) for need in needs]


def _move(need: JudgedNeed, before: Sequence[RankedOffer], after: Sequence[RankedOffer]) -> Move:
    old, new = _ranks(before), _ranks(after)
    ranks = {offer: (old.get(offer), new.get(offer)) for offer in sorted(need.verdicts)}
    right = {offer: pair for offer, pair in ranks.items() if need.verdicts[offer].right}
    wrong = {offer: pair for offer, pair in ranks.items() if offer not in right}
    gain = _standing(right, wrong, 1) - _standing(right, wrong, 0)
    return Move(need.demand.id, right, wrong, round(gain, 4))


def mean_reciprocal_ranks(moved: Sequence[Move]) -> tuple[float, float]:
    """Return the mean of 1 / rank of the first right offer, before and after, over needs that have one."""
    answered = [move for move in moved if move.right]
    before, after = (
        sum(max(_reciprocals(move.right, side)) for move in answered) / max(len(answered), 1)
        for side in (0, 1)
    )
    return before, after


def exposure(rankings: Rankings, facts: Mapping[str, OfferFacts]) -> Counter[str]:
    """Return how often each laboratory is among the first ``SEEN``, by id.

    Offers that name no laboratory count for their organisation, "organisation/id".
    """
    seen: Counter[str] = Counter()
    for need in sorted(rankings):
        for ranked in rankings[need][:SEEN]:
            if known := facts.get(ranked.offer_id):  # it may have been deleted meanwhile
                seen[known.laboratory or f"organisation/{known.organisation}"] += 1
    return seen


def _ranks(ranking: Sequence[RankedOffer]) -> dict[str, int]:
    return {ranked.offer_id: ranked.rank for ranked in ranking}


def _standing(right: Mapping[str, Ranks], wrong: Mapping[str, Ranks], side: int) -> float:
    return _mean(_reciprocals(right, side)) - _mean(_reciprocals(wrong, side))


def _reciprocals(ranks: Mapping[str, Ranks], side: int) -> list[float]:
    return [1 / rank if (rank := pair[side]) else 0.0 for pair in ranks.values()]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
