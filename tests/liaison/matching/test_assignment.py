"""Fair spread: limits hold, nobody is left out for nothing, and the sum of scores is the best there is."""

from collections import Counter
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

from liaison.matching.assignment import Assignment, Candidate, Limits, assign

examples = settings(max_examples=60, deadline=None)  # a busy machine may take its time
SCORES = st.floats(0, 1, allow_subnormal=False)
LIMITS = st.builds(
    Limits,
    per_need=st.integers(1, 3),
    per_company=st.integers(1, 4),
    per_laboratory=st.integers(0, 3),
    companies=st.dictionaries(st.sampled_from(["c0", "c1"]), st.integers(0, 5)),
    laboratories=st.dictionaries(st.sampled_from(["l0", "l1"]), st.integers(0, 5)),
)


@st.composite
def markets(draw, most: int) -> list[Candidate]:
    """Candidates among a few needs, companies, offers and laboratories: all of them contested."""
    company = draw(st.lists(st.integers(0, 4), min_size=1, max_size=12))
    laboratory = draw(st.lists(st.integers(0, 4), min_size=1, max_size=12))
    pair = st.tuples(st.integers(0, len(company) - 1), st.integers(0, len(laboratory) - 1))
    scored = draw(st.dictionaries(pair, SCORES, max_size=most))
    return [
        Candidate(f"n{need}", f"c{company[need]}", f"o{offer}", f"l{laboratory[offer]}", score)
        for (need, offer), score in scored.items()
    ]


def answered(chosen) -> int:
    return len({candidate.need for candidate in chosen})


def room(limits: Limits, chosen):
    """Tells of a candidate whether the limits leave room for it beside those chosen."""
    need = Counter(candidate.need for candidate in chosen)
    company = Counter(candidate.company for candidate in chosen)
    laboratory = Counter(candidate.laboratory for candidate in chosen)
    told = {(candidate.company, candidate.offer) for candidate in chosen}
    return lambda candidate: (
        need[candidate.need] < limits.per_need
        and company[candidate.company] < limits.companies.get(candidate.company, limits.per_company)
        and laboratory[candidate.laboratory]
        < limits.laboratories.get(candidate.laboratory, limits.per_laboratory)
        and (candidate.company, candidate.offer) not in told
    )


def is_within(limits: Limits, chosen) -> bool:
    return all(room(limits, chosen[:count])(candidate) for count, candidate in enumerate(chosen))


def most_needs(candidates: list[Candidate], limits: Limits) -> int:
    """How many needs could be answered at most, by another algorithm: maximum flow, one unit a need."""
    numbers: dict[object, int] = {"source": 0, "sink": 1}
    capacity: dict[tuple[int, int], int] = {}
    for one in candidates:
        chain = [
            ("source", 0),
            (("company", one.company), limits.companies.get(one.company, limits.per_company)),
            (("need", one.need), 1),
            (("pair", one.company, one.offer), 1),
            (("laboratory", one.laboratory), 1),
            ("sink", limits.laboratories.get(one.laboratory, limits.per_laboratory)),
        ]
        nodes = [numbers.setdefault(name, len(numbers)) for name, _limit in chain]
        for start, end, (_name, limit) in zip(nodes, nodes[1:], chain[1:], strict=False):
            capacity[start, end] = limit
    rows, columns = zip(*capacity, strict=True) if capacity else ((), ())
    shape = (len(numbers), len(numbers))
    graph = csr_array((np.array(list(capacity.values()), "int32"), (rows, columns)), shape=shape)
    return maximum_flow(graph, 0, 1).flow_value


@examples
@given(markets(most=60), LIMITS)
def test_no_limit_is_exceeded_and_a_company_gets_an_offer_once(candidates, limits):
    assert is_within(limits, assign(candidates, limits).chosen)


@examples
@given(markets(most=60), LIMITS)
def test_nobody_is_left_out_while_there_is_room(candidates, limits):
    chosen = assign(candidates, limits).chosen
    lucky, has_room = {candidate.need for candidate in chosen}, room(limits, chosen)
    assert not [one for one in candidates if one.need not in lucky and has_room(one)]
    assert answered(chosen) == most_needs(candidates, limits)


@examples
@given(markets(most=60), LIMITS)
def test_the_score_is_within_one_percent_of_the_bound(candidates, limits):
    found = assign(candidates, limits)
    assert 0.99 * found.bound - 1e-4 <= found.score <= found.bound + 1e-6


@examples
@given(markets(most=9), LIMITS)
def test_no_choice_answers_more_needs_or_scores_higher(candidates, limits):
    found = assign(candidates, limits)
    choices = [
        choice
        for size in range(len(candidates) + 1)
        for choice in combinations(candidates, size)
        if is_within(limits, choice)
    ]
    most, score = max((answered(choice), sum(one.score for one in choice)) for choice in choices)
    assert answered(found.chosen) == most
    assert found.score == pytest.approx(score, abs=1e-5)
    assert score <= found.bound + 1e-6


@examples
@given(markets(most=60), LIMITS, st.randoms(use_true_random=False))
def test_the_order_of_candidates_makes_no_difference(candidates, limits, random):
    shuffled = random.sample(candidates, len(candidates))
    assert assign(shuffled, limits) == assign(candidates, limits)


def test_nothing_to_choose_from():
    assert assign([]) == Assignment((), 0.0, 0.0)


def test_a_star_is_not_flooded_and_the_others_get_their_second_best():
    needs = range(10)
    star = [Candidate(f"n{n}", f"c{n}", "star", "l0", 0.99) for n in needs]
    others = [Candidate(f"n{n}", f"c{n}", f"o{n}", f"l{n + 1}", 0.6) for n in needs]
    chosen = assign(star + others, Limits(per_need=1)).chosen
    assert Counter(one.offer == "star" for one in chosen) == {True: 4, False: 6}
    assert answered(chosen) == 10


def test_a_need_with_one_candidate_goes_before_the_second_best_of_another():
    rich = [Candidate("n0", "c0", "o0", "l0", 0.99), Candidate("n0", "c0", "o1", "l1", 0.9)]
    poor = Candidate("n1", "c1", "o0", "l0", 0.5)
    assert assign([*rich, poor], Limits(per_laboratory=1)).chosen == (rich[1], poor)


def test_equal_scores_are_decided_by_id_however_many_others_there_are():
    def candidates(need: int) -> list[Candidate]:
        return [
            Candidate(f"n{need}", f"c{need}", f"o{o}", f"l{need}-{o}", 0.5) for o in range(need, 6000, 300)
        ]

    alone = {assign(candidates(need), Limits(per_need=1)).chosen for need in range(300)}
    together = assign([one for need in range(300) for one in candidates(need)], Limits(per_need=1)).chosen
    assert {(one,) for one in together} == alone


def test_a_square_of_equal_scores_has_one_answer_whatever_the_order_and_the_names_of_others():
    square = [Candidate(f"n{n}", f"c{n}", f"o{o}", f"l{o}", 0.5) for n in range(40) for o in range(40)]
    limits = Limits(per_need=1, per_laboratory=1)
    chosen = {(one.need, one.offer) for one in assign(square, limits).chosen}
    renamed = [replace(one, company=f"c{99 - int(one.company[1:])}") for one in square]
    assert {(one.need, one.offer) for one in assign(renamed, limits).chosen} == chosen


def test_nobody_wins_each_tie_by_the_order_of_ids():
    won = Counter[str]()
    for offer in range(100):
        rivals = [Candidate(f"n{n}", f"c{n}", f"o{offer}", "l0", 0.8) for n in range(4)]
        won.update(one.need for one in assign(rivals, Limits(per_laboratory=1)).chosen)
    assert min(won[f"n{n}"] for n in range(4)) >= 10


@pytest.mark.parametrize(
    ("candidate", "what"),
    [
        (Candidate("n0", "c0", "o1", "l1", 1.1), "outside"),
        (Candidate("n0", "c0", "o1", "l1", float("nan")), "outside"),
        (Candidate("n0", "c1", "o1", "l1", 0.5), "two companies"),
        (Candidate("n1", "c1", "o0", "l1", 0.5), "two laboratories"),
    ],
)
def test_what_is_no_market_is_refused(candidate, what):
    with pytest.raises(ValueError, match=what):
        assign([Candidate("n0", "c0", "o0", "l0", 0.5), candidate])


@settings(max_examples=3, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_the_rules_hold_among_five_hundred_needs(seed):
    random = np.random.default_rng(seed)
    company, laboratory = random.integers(0, 150, 500), random.integers(0, 60, 250)
    candidates = [
        Candidate(f"n{need}", f"c{company[need]}", f"o{offer}", f"l{laboratory[offer]}", score)
        for need in range(500)
        for offer, score in zip(random.choice(250, 10, replace=False), random.beta(3, 2, 10), strict=True)
    ]
    found = assign(candidates)
    assert is_within(Limits(), found.chosen)
    assert answered(found.chosen) == most_needs(candidates, Limits())
    assert found.score >= 0.99 * found.bound
