"""What new weights change, as it is stored with them and printed: who gains, who loses."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from liaison.domain.published import published_facts
from liaison.matching.replay import SEEN, Move, Rankings, exposure, mean_reciprocal_ranks
from liaison.matching.weights import Weights
from liaison.queries.judgements import Judgement
from startups.models import Need
from universities.models import Laboratory, University

ORGANISATION = "organisation/"

Data = dict[str, Any]


def judgement_report(stated: Sequence[Judgement], used: int) -> Data:
    """What there was to learn from; pairs that may not be ranked any more are not used."""
    return {
        "pairs": used,
        "not_ranked_any_more": len(stated) - used,
        "needs": len({one.need for one in stated}),
        "by_kind": dict(sorted(Counter(one.kind for one in stated).items())),
    }


def weight_report(before: Weights, after: Weights) -> dict[str, list[float]]:
    """Each weight that differs, before and after."""
    pairs = {
        **{name: (getattr(before, name), getattr(after, name)) for name in ("bias", "offers", "length")},
        **{name: (before.text.get(name, 0.0), value) for name, value in after.text.items()},
        **{f"signal {name}": (before.signals.get(name, 0.0), value) for name, value in after.signals.items()},
    }
    return {name: list(pair) for name, pair in pairs.items() if pair[0] != pair[1]}


def move_report(moved: Sequence[Move], before: Rankings, after: Rankings) -> Data:
    """Who gains and who loses when the judged needs are ranked again: needs, companies, laboratories."""
    mean_before, mean_after = mean_reciprocal_ranks(moved)
    needs = Need.objects.filter(pk__in=[move.need for move in moved]).select_related("company")
    rows = {str(need.pk): need for need in needs}
    companies: dict[str, list[float]] = defaultdict(list)
    for move in moved:
        companies[rows[move.need].company.public_id].append(move.gain)
    return {
        "reciprocal_rank": {"before": round(mean_before, 4), "after": round(mean_after, 4)},
        "needs": [{**asdict(move), "need": rows[move.need].public_id} for move in moved],
        "companies": {name: round(sum(gains) / len(gains), 4) for name, gains in sorted(companies.items())},
        "laboratories": _exposures(before, after),
    }


def _exposures(before: Rankings, after: Rankings) -> list[Data]:
    """How often each laboratory is among the first of a list, where that changes; most gained first."""
    first = [ranking[:SEEN] for rankings in (before, after) for ranking in rankings.values()]
    facts = published_facts({ranked.offer_id for ranking in first for ranked in ranking})
    seen, sees = exposure(before, facts), exposure(after, facts)
    changed = [name for name in seen.keys() | sees.keys() if seen[name] != sees[name]]
    names = _names(changed)
    rows = [{"name": names.get(name, name), "before": seen[name], "after": sees[name]} for name in changed]
    return sorted(rows, key=lambda row: (row["before"] - row["after"], row["name"]))


def _names(places: Sequence[str]) -> Mapping[str, str]:
    """The names of laboratories, and of universities for offers that name none."""
    laboratories = [place for place in places if not place.startswith(ORGANISATION)]
    universities = [place.removeprefix(ORGANISATION) for place in places if place.startswith(ORGANISATION)]
    return {
        **{str(row.pk): row.name for row in Laboratory.objects.filter(pk__in=laboratories)},
        **{f"{ORGANISATION}{row.pk}": row.name for row in University.objects.filter(pk__in=universities)},
    }
