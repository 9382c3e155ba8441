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
from hashlib import sha256
from operator import attrgetter
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog
from scipy.sparse import block_array, csr_array, eye_array

Numbers = npt.NDArray[np.float64]

# A share of this, drawn from the ids of need and offer, is added to each score: equal scores are decided by
# the ids alone. Not by their order: whoever came to the portal first would win each tie, and sums over a
# square of equal scores would be equal again. Far below what a score means.
_TIE_BREAK = 1e-6
_DUAL_TOLERANCE = 1e-10  # the finest of HiGHS; by its usual 1e-7 it takes most ties for decided
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

    ``score`` is the sum over ``chosen``; no assignment that answers as many needs has a higher one than
    ``bound``, which follows from the dual of the linear program (weak duality) whatever was chosen.
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
    program = _Program.of(ordered, limits or Limits())
    shares, prices = program.solved()
    chosen = tuple(
        candidate for candidate, share in zip(ordered, shares[: len(ordered)], strict=True) if share > 0.5
    )
    answered = len({candidate.need for candidate in chosen})
    bound = program.bound(prices) - answered * program.earned[-1]
    return Assignment(chosen, sum(candidate.score for candidate in chosen), bound)


def _drawn(candidate: Candidate) -> float:
    """Return a number from 0 to 1 that depends on the ids of need and offer alone."""
    digest = sha256(f"{candidate.need}\0{candidate.offer}".encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:6]) / 2**48


@dataclass(frozen=True, slots=True)
class _Program:
    """The linear program: earn most by variables from 0 to 1 of which ``rows @ variables <= limits``.

    Its variables are the shares of the candidates and then, for each need, how far it is answered.
    """

    earned: Numbers
    rows: csr_array
    limits: Numbers

    @classmethod
    def of(cls, candidates: Sequence[Candidate], limits: Limits) -> "_Program":
        """Return the program of sorted candidates."""
        rows, bounds, needs = _rules(candidates, limits)
        shares = [candidate.score + _TIE_BREAK * _drawn(candidate) for candidate in candidates]
        # One more need answered changes the candidate of each other need once at most, none earns more than
        # 1 and its tie-break.
        return cls(np.array([*shares, *[needs + 1.0] * needs]), rows, np.maximum(bounds, 0.0))

    def solved(self) -> tuple[Numbers, Numbers]:
        """Return the variables in an optimal vertex, and the price of each row: its dual variable, >= 0."""
        found = linprog(
            -self.earned,
            A_ub=self.rows,
            b_ub=self.limits,
            bounds=(0, 1),
            method="highs-ds",
            options={"dual_feasibility_tolerance": _DUAL_TOLERANCE},
        )
        if not found.success:
            raise ArithmeticError(f"no assignment: {found.message}")
        return np.asarray(found.x), np.maximum(-np.asarray(found.ineqlin.marginals), 0.0)

    def bound(self, prices: Numbers) -> float:
        """Return what no variables can earn more than, by any prices: the limits at their prices, and what
        each variable at 1 earns above the prices of its rows.
        """
        return float(self.limits @ prices + np.maximum(self.earned - self.rows.T @ prices, 0).sum())


def _rules(candidates: Sequence[Candidate], limits: Limits) -> tuple[csr_array, list[int], int]:
    """Return the rows of the program, their limits and the number of needs."""
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
    return block_array(rows, format="csr"), bounds, len(needs)


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
