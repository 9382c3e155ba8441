"""One assignment of offers to needs for a period, over everybody at once.

Chosen one by one, the same few offers would be suggested to everybody. Here all needs share what the
laboratories can take on. The rules are a network of whole capacities,

    source > company > need > (company, offer) > laboratory > sink

in which the first unit into a need earns more than the further ones. Such a network has a whole optimum
(integrality of flows), and simplex ends at one: the relaxation is the assignment, and no integers have to be
searched for.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog
from scipy.sparse import block_array, csr_array, eye_array

Numbers = npt.NDArray[np.float64]

# Added to the score of the first candidate by id, less to each later one, nothing to the last: equal scores
# are decided by id. Far below what a score means.
_TIE_BREAK = 1e-6
_BY_ID = attrgetter("need", "offer", "company", "laboratory", "score")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An offer that may be suggested for a need. ``score`` is the probability, 0 to 1, that it answers it."""

    need: str
    company: str
    offer: str
    laboratory: str
    score: float


@dataclass(frozen=True, slots=True)
class Limits:
    """How many suggestions a need, a company and a laboratory get in the period at most.

    ``companies`` and ``laboratories`` name those with a limit of their own, by id.
    """

    per_need: int = 2
    per_company: int = 5
    per_laboratory: int = 4
    companies: Mapping[str, int] = field(default_factory=dict)
    laboratories: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Assignment:
    """What is suggested, by need and offer.

    ``score`` is the sum over ``chosen``; ``bound`` is the optimum of the relaxation: no assignment that
    answers as many needs has a higher score.
    """

    chosen: tuple[Candidate, ...]
    score: float
    bound: float


def assign(candidates: Sequence[Candidate], limits: Limits | None = None) -> Assignment:
    """Choose suggestions: for as many needs as possible, and among those the highest sum of scores.

    No limit is exceeded and a company gets an offer once, even when several of its needs match it. The
    order of the candidates makes no difference.

    Raises ValueError for a score outside 0 to 1, a need of two companies or an offer of two laboratories.
    """
    ordered = sorted(candidates, key=_BY_ID)
    _check(ordered)
    if not ordered:
        return Assignment((), 0.0, 0.0)
    scores = np.array([candidate.score for candidate in ordered])
    earned = scores + _TIE_BREAK * np.linspace(1, 0, len(ordered))
    shares = _relaxation(ordered, earned, limits or Limits())
    chosen = tuple(candidate for candidate, share in zip(ordered, shares, strict=True) if share > 0.5)
    return Assignment(chosen, sum(candidate.score for candidate in chosen), float(earned @ shares))


def _relaxation(candidates: Sequence[Candidate], earned: Numbers, limits: Limits) -> Numbers:
    """Return the share, 0 to 1, of each candidate in an optimal vertex of the linear program.

    Its variables are the shares and, for each need, how far it is answered.
    """
    needs, of_need = _groups([candidate.need for candidate in candidates])
    companies, of_company = _groups([candidate.company for candidate in candidates])
    laboratories, of_laboratory = _groups([candidate.laboratory for candidate in candidates])
    pairs, of_pair = _groups([(candidate.company, candidate.offer) for candidate in candidates])
    rows = [
        [-of_need, eye_array(len(needs))],  # a need is answered by what it gets
        [of_need, None],
        [of_company, None],
        [of_laboratory, None],
        [of_pair, None],
    ]
    bounds = [
        *[0] * len(needs),
        *[limits.per_need] * len(needs),
        *[limits.companies.get(company, limits.per_company) for company in companies],
        *[limits.laboratories.get(laboratory, limits.per_laboratory) for laboratory in laboratories],
        *[1] * len(pairs),
    ]
    # One more need answered changes the candidate of each other need once at most, and none earns above 1.
    answered = np.full(len(needs), len(needs) + 1.0)
    found = linprog(
        -np.concatenate([earned, answered]),
        A_ub=block_array(rows, format="csr"),
        b_ub=np.maximum(bounds, 0),
        bounds=(0, 1),
        method="highs-ds",
    )
    if not found.success:
        raise ArithmeticError(f"no assignment: {found.message}")
    return np.asarray(found.x[: len(candidates)])


def _groups(keys: Sequence[Hashable]) -> tuple[list[Any], csr_array]:
    """Return the distinct keys and which candidates have each: ones in (keys, candidates)."""
    numbers: dict[Hashable, int] = {}
    rows = [numbers.setdefault(key, len(numbers)) for key in keys]
    ones = csr_array((np.ones(len(keys)), (rows, range(len(keys)))), shape=(len(numbers), len(keys)))
    return list(numbers), ones


def _check(candidates: Sequence[Candidate]) -> None:
    company_of: dict[str, str] = {}
    laboratory_of: dict[str, str] = {}
    for candidate in candidates:
        if not 0 <= candidate.score <= 1:
            raise ValueError(f"score {candidate.score} of need {candidate.need} is outside 0 to 1")
        if company_of.setdefault(candidate.need, candidate.company) != candidate.company:
            raise ValueError(f"need {candidate.need} is of two companies")
        if laboratory_of.setdefault(candidate.offer, candidate.laboratory) != candidate.laboratory:
            raise ValueError(f"offer {candidate.offer} is of two laboratories")
