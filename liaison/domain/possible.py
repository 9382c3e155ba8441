"""What a draft may match so far: ranked in this process on the text as it stands, nothing is stored."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.core.cache import cache

from liaison.domain.documents import demand_document
from liaison.domain.engine import current_engine
from liaison.domain.published import published_catalogue
from liaison.enums import MatchBand
from liaison.matching.encoders.encoder import Encode, Progress, Role, Vectors
from liaison.matching.engine import Engine
from liaison.matching.types import Demand
from liaison.queries.facts import with_need_facts
from startups.models import Need

MOST = 20
SHOWN = 3
_KEPT = 600  # seconds
_LEAST_TEXT = 8  # characters, from which a text says something


@dataclass(frozen=True, slots=True)
class Possible:
    """How many offers may match, and the ids of the nearest, best first."""

    count: int
    technology_ids: list[int]


def possible_matches(*, need: Need) -> Possible:
    """The offers that would be shown for this need if it were open as it stands now."""
    demand = demand_document(with_need_facts(Need.objects.filter(pk=need.pk)).get())
    if len(demand.content.strip()) < _LEAST_TEXT:
        return Possible(0, [])
    published = published_catalogue()
    key = _key(demand, published.version)
    known = cache.get(key)
    if known is None:
        known = _ranked(current_engine(), demand)
        cache.set(key, known, _KEPT)
    return Possible(known["count"], known["ids"])


def _ranked(engine: Engine, demand: Demand) -> dict[str, Any]:
    vectors = engine.encode([demand], "query", through=_remembered(engine))
    ranking = engine.rank(published_catalogue().catalogue, [demand], MOST, vectors)[0]
    close = [one for one in ranking if one.band != MatchBand.WEAK]
    return {"count": len(close), "ids": [int(one.offer_id) for one in ranking[:SHOWN]]}


def _remembered(engine: Engine) -> Encode | None:
    """Encodes through the cache: while a text is written its title stays, and costs as much as the rest."""

    def encode(texts: Sequence[str], role: Role, progress: Progress | None = None) -> Vectors:
        assert engine.encoder is not None
        keys = [f"liaison:draft-vector:{engine.encoder.id}:{role}:{_digest(text)}" for text in texts]
        known = cache.get_many(keys)
        missing = [place for place, key in enumerate(keys) if key not in known]
        if missing:
            made = engine.encoder.encode([texts[place] for place in missing], role, progress)
            for place, vector in zip(missing, made, strict=True):
                known[keys[place]] = np.asarray(vector, np.float32).tobytes()
                cache.set(keys[place], known[keys[place]], _KEPT)
        rows = [np.frombuffer(known[key], np.float32) for key in keys]
        return np.array(rows, np.float32).reshape(len(texts), engine.encoder.dimensions)

    return encode if engine.encoder else None


def _key(demand: Demand, version: tuple[object, ...]) -> str:
    facts = demand.facts
    stated = [facts.fields, facts.trl, facts.modes, str(facts.money), [one.text for one in facts.parameters]]
    whole = json.dumps([demand.content, demand.language, stated, [str(part) for part in version]])
    return f"liaison:possible:{_digest(whole)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
