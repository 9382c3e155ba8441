"""Finding offers that are listed twice and needs that may be one joint request, and deciding about them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db import connection, transaction

from liaison.domain.documents import NEED_COLUMNS, TECHNOLOGY_COLUMNS, demand_document, offer_documents
from liaison.domain.engine import current_engine, document_vectors
from liaison.enums import JointRequestState, TwinState
from liaison.matching.dense import centred, shipped_means
from liaison.matching.duplicates import Twin, find_twins
from liaison.matching.encoders.encoder import Role, Vectors
from liaison.matching.facts import DemandFacts, OfferFacts
from liaison.matching.pooling import Pool, pool
from liaison.matching.types import Document, Offer
from liaison.models import JointRequest, TechnologyTwin
from liaison.queries.duplicate import (
    decided_need_sets,
    decided_pairs,
    hiding_twins,
    need_set,
    with_patent_numbers,
)
from startups.queries.need import open_needs
from universities.models import Technology
from universities.queries.technology import published_technologies
from yangpu_portal.core.models import User
from yangpu_portal.core.transitions import Transitions

JUDGE, HANDLE = "liaison.judge_twin", "liaison.handle_joint_request"
TWIN_TRANSITIONS = Transitions(
    {
        (TwinState.FOUND, TwinState.CONFIRMED): JUDGE,
        (TwinState.FOUND, TwinState.REJECTED): JUDGE,
        (TwinState.CONFIRMED, TwinState.REJECTED): JUDGE,
        (TwinState.REJECTED, TwinState.CONFIRMED): JUDGE,
    }
)
JOINT_REQUEST_TRANSITIONS = Transitions(
    {
        (JointRequestState.SUGGESTED, JointRequestState.TAKEN_UP): HANDLE,
        (JointRequestState.SUGGESTED, JointRequestState.DISMISSED): HANDLE,
        (JointRequestState.TAKEN_UP, JointRequestState.DISMISSED): HANDLE,
        (JointRequestState.DISMISSED, JointRequestState.TAKEN_UP): HANDLE,
    }
)
_TWINS_LOCK, _JOINT_REQUESTS_LOCK = 7_310_001, 7_310_002  # any two numbers of the portal's own


def refresh_twins() -> int:
    """Brings the pairs nobody has decided about in line with the published offers.

    What people decided stays, also what they decide meanwhile. Safe to run twice and side by side: runs
    store one after the other.

    Returns:
        how many offers are hidden by pairs that wait for a decision.
    """
    offers = _published_offers()
    found = find_twins(
        offers,
        _centred_vectors(offers, "passage"),
        current_engine().lexicon,
        same=decided_pairs(TwinState.CONFIRMED),
        different=decided_pairs(TwinState.REJECTED),
    )
    with transaction.atomic():
        _wait_for_turn(_TWINS_LOCK)
        return _store_twins(found)


def refresh_joint_requests() -> int:
    """Brings the suggested joint requests in line with the open needs.

    What people decided stays, and no part of a set they decided about is suggested again. Safe to run twice
    and side by side.

    Returns:
        how many joint requests wait for a decision.
    """
    rows = open_needs().only("source_language", "company_id", *NEED_COLUMNS).order_by("pk")
    demands = [
        replace(demand_document(need), facts=DemandFacts(company=str(need.company_id)))
        for need in rows.iterator(chunk_size=500)
    ]
    pools = pool(demands, _centred_vectors(demands, "query"), current_engine().lexicon)
    with transaction.atomic():
        _wait_for_turn(_JOINT_REQUESTS_LOCK)
        return _store_joint_requests(pools)


@transaction.atomic
def transition_twins(*, twin_ids: Sequence[int], to: TwinState, actor: User | None) -> int:
    """Says of these pairs that they are the same or not; all or none.

    Raises:
        ValidationError: that was said of one of them already.
        PermissionDenied: the actor may not judge pairs.
    """
    return len(TWIN_TRANSITIONS.bring(TechnologyTwin.objects.filter(pk__in=twin_ids), to, actor))


@transaction.atomic
def transition_joint_requests(
    *, request_ids: Sequence[int], to: JointRequestState, actor: User | None
) -> int:
    """Takes these joint requests up or dismisses them; all or none.

    Raises:
        ValidationError: one of them cannot take this state now.
        PermissionDenied: the actor may not handle joint requests.
    """
    return len(JOINT_REQUEST_TRANSITIONS.bring(JointRequest.objects.filter(pk__in=request_ids), to, actor))


def _wait_for_turn(lock: int) -> None:
    """Holds a lock of the database until the end of the transaction: there may be no row yet to lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock])


def _published_offers() -> list[Offer]:
    rows = with_patent_numbers(published_technologies()).only(
        "university_id", "confirmed_on", *TECHNOLOGY_COLUMNS
    )
    offers: list[Offer] = []
    for row in rows.order_by("pk").iterator(chunk_size=500):
        facts = _facts(row)
        offers += [replace(document, facts=facts) for document in offer_documents(row)]
    return offers


def _facts(technology: Any) -> OfferFacts:
    return OfferFacts(
        organisation=str(technology.university_id),
        patents=(*technology.publication_numbers, *technology.application_numbers),
        confirmed_on=technology.confirmed_on,
    )


def _centred_vectors(documents: Sequence[Document], role: Role) -> Vectors | None:
    engine = current_engine()
    vectors = document_vectors(engine, documents, role)
    if vectors is None or engine.encoder is None:
        return None
    spoken = [document.spoken_language for document in documents]
    return centred(vectors, spoken, role, shipped_means(engine.encoder.id))


def _store_twins(found: Sequence[Twin]) -> int:
    undecided = TechnologyTwin.objects.filter(state=TwinState.FOUND)
    # Locked first: a pair somebody is just deciding about is either decided before this or after.
    known = {
        (str(row.technology_id), str(row.shown_instead_id)): row
        for row in undecided.select_for_update().order_by("pk")
    }
    wanted = {(twin.offer_id, twin.shown_instead): twin for twin in found}
    undecided.filter(pk__in=[row.pk for key, row in known.items() if key not in wanted]).delete()
    changed = []
    for key in wanted.keys() & known.keys():
        row, twin = known[key], wanted[key]
        if (row.why, row.similarity) != (twin.why, twin.similarity):
            row.why, row.similarity = twin.why, twin.similarity
            changed.append(row)
    TechnologyTwin.objects.bulk_update(changed, ["why", "similarity"], batch_size=1000)
    _create_twins([twin for key, twin in wanted.items() if key not in known])
    return hiding_twins().filter(state=TwinState.FOUND).count()


def _create_twins(found: Sequence[Twin]) -> None:
    ids = {int(key) for twin in found for key in (twin.offer_id, twin.shown_instead)}
    # Offers may be deleted while the engine works.
    existing = set(Technology.objects.filter(pk__in=ids).values_list("pk", flat=True))
    rows = [
        TechnologyTwin(
            technology_id=int(twin.offer_id),
            shown_instead_id=int(twin.shown_instead),
            why=twin.why,
            similarity=twin.similarity,
        )
        for twin in found
        if {int(twin.offer_id), int(twin.shown_instead)} <= existing
    ]
    # A pair decided about since the decisions were read has its row already.
    TechnologyTwin.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)


def _store_joint_requests(pools: Sequence[Pool]) -> int:
    suggested = JointRequest.objects.filter(state=JointRequestState.SUGGESTED)
    known = {row.need_set: row for row in suggested.select_for_update().order_by("pk")}
    decided = decided_need_sets()
    keys = {int(key) for found in pools for key in found.need_ids}
    still_open = set(open_needs().filter(pk__in=keys).values_list("pk", flat=True))
    wanted = {}
    for found in pools:
        members = {int(key) for key in found.need_ids}
        if members <= still_open and not any(members <= earlier for earlier in decided):
            wanted[need_set(members)] = (sorted(members), found.similarity)
    suggested.filter(need_set__in=known.keys() - wanted.keys()).delete()
    for name in wanted.keys() & known.keys():
        suggested.filter(need_set=name).update(similarity=wanted[name][1])
    for name in sorted(wanted.keys() - known.keys()):
        need_ids, similarity = wanted[name]
        JointRequest.objects.create(need_set=name, similarity=similarity).needs.set(need_ids)
    return suggested.count()
