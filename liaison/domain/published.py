"""The published catalogue, prepared for ranking and kept in a folder that all processes of a machine map.

Folders are numbered; the newest sound one counts. When offers have changed, one process at a time writes the
next: it reads and encodes only what changed. A damaged folder is built anew, a missing one too.
"""

import fcntl
import hashlib
import logging
import os
import shutil
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Count, DecimalField, Max, QuerySet, Sum
from django.db.models.functions import Extract

from liaison.domain.documents import (
    OFFER_FACT_COLUMNS,
    TECHNOLOGY_COLUMNS,
    offer_documents,
    offer_facts,
)
from liaison.domain.engine import current_engine, document_vectors, shipped_engine
from liaison.matching.array_folder import DamagedFolderError
from liaison.matching.cache import cache_directory
from liaison.matching.catalogue import Catalogue
from liaison.matching.catalogue_index import CatalogueIndex
from liaison.matching.encoders.encoder import Progress
from liaison.matching.engine import ENGINE_VERSION, Engine
from liaison.matching.facts import OfferFacts
from liaison.matching.types import Offer
from liaison.queries.duplicate import without_hidden_technologies
from liaison.queries.facts import with_offer_facts
from universities.models import Technology
from universities.queries.technology import published_technologies
from yangpu_portal.core.enums import Language

logger = logging.getLogger(__name__)

_FORMAT = 2
_LOCK = "lock"
_KEPT = 2  # the newest, and the one that a process may be opening
_DOCUMENTS_AT_ONCE = 2000
_DRAFTS_KEPT = timedelta(days=1)  # far longer than a folder takes to be written
_UNUSED_KEPT = timedelta(days=30)  # catalogues of an earlier version, dictionary or encoder

Version = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class PublishedCatalogue:
    """The published offers as they were when `version` was read, without those that a twin hides."""

    version: Version
    catalogue: Catalogue
    technologies: int
    index: CatalogueIndex
    place: Path


_held: list[PublishedCatalogue] = []  # at most one: the newest this process has opened
_opened: list[PublishedCatalogue] = []  # likewise, of those that pages have opened


def published_catalogue(progress: Progress | None = None) -> PublishedCatalogue:
    """The published offers ready to be ranked, brought up to date when one of them has changed."""
    engine = current_engine()
    version = _version(engine)
    if not _held or _held[0].version != version:
        place = _place(engine)
        index = _current_index(place, engine, progress)
        catalogue = engine.opened(index, published_facts)
        _held[:] = [PublishedCatalogue(version, catalogue, len(index.marks), index, place)]
    return _held[0]


def kept_catalogue() -> PublishedCatalogue | None:
    """The published offers as last prepared by whoever matches; None when nobody has yet.

    For pages: bringing it up to date may take hours after a large import, and asking whether it is costs
    more than a page may.
    """
    engine = shipped_engine(settings.MATCHING_ENCODER)
    place = _place(engine)
    folders = _folders(place) if place.is_dir() else []
    if not folders:
        return None
    if not _opened or _opened[0].place != folders[-1]:
        try:
            index = CatalogueIndex.load(folders[-1], engine.lexicon)
        except (DamagedFolderError, OSError) as error:
            logger.warning("The kept catalogue cannot be opened: %s", error)
            return None
        catalogue = engine.opened(index, published_facts)
        _opened[:] = [PublishedCatalogue((), catalogue, len(index.marks), index, folders[-1])]
    return _opened[0]


def published_documents(technology_ids: Collection[int]) -> dict[int, list[Offer]]:
    """The texts and facts of technologies by id, a document for each language."""
    rows = with_offer_facts(Technology.objects.filter(pk__in=technology_ids)).only(*TECHNOLOGY_COLUMNS)
    return {row.pk: offer_documents(row) for row in rows}


def published_facts(offer_ids: Collection[str]) -> Mapping[str, OfferFacts]:
    """The facts of offers by the ids the engine knows them by."""
    # Without the texts: most candidates are never shown, and their texts are most of what they weigh.
    rows = with_offer_facts(Technology.objects.filter(pk__in=[int(offer_id) for offer_id in offer_ids]))
    return {str(row.pk): offer_facts(row, Language.ZH) for row in rows.only(*OFFER_FACT_COLUMNS)}


def _shown() -> QuerySet[Technology]:
    """Offers that may take a place in a list: hidden ones would take it from others and not be seen."""
    return without_hidden_technologies(published_technologies())


def _version(engine: Engine) -> Version:
    # The sum tells of changes, too, that are dated earlier than others and were committed later.
    exact = DecimalField(max_digits=30, decimal_places=6)
    dates = Sum(Extract("updated_at", "epoch", tzinfo=UTC), output_field=exact)
    changes = _shown().aggregate(n=Count("pk"), at=Max("updated_at"), sum=dates)
    return (engine.encoder_id, engine.weights.version, *changes.values())


def _current_index(place: Path, engine: Engine, progress: Progress | None) -> CatalogueIndex:
    """The index of the offers as they are now, from the folder if it is up to date, else written there."""
    try:
        place.mkdir(parents=True, exist_ok=True)
        with _alone(place):
            known = _newest(place, engine)
            index = _refreshed(known, engine, progress)
            if index is not known:
                _write(place, index)
                index = _newest(place, engine)  # mapped, in place of what this process has computed
            return index
    except OSError as error:
        logger.warning("The catalogue cannot be kept in %s and is built for this process: %s", place, error)
        held = [one.index for one in _held if one.place == place]
        return _refreshed(held[0] if held else CatalogueIndex.empty(), engine, progress)


def _place(engine: Engine) -> Path:
    """A folder for each database, dictionary and encoder, so that no two mix."""
    database = connection.settings_dict
    whole = "\0".join(str(database[key]) for key in ("HOST", "PORT", "NAME"))
    made_by = (str(_FORMAT), ENGINE_VERSION, engine.lexicon.version, engine.encoder_id)
    key = hashlib.sha256("\0".join([*made_by, whole]).encode()).hexdigest()
    return cache_directory() / "catalogue" / key[:24]


@contextmanager
def _alone(place: Path) -> Iterator[None]:
    """Waits until no other process works on the folder; a process that dies lets go."""
    with (place / _LOCK).open("w") as lock:
        os.utime(lock.fileno())  # when the folder was last used
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _folders(place: Path) -> list[Path]:
    return sorted((path for path in place.iterdir() if path.name.isdigit()), key=lambda path: int(path.name))


def _newest(place: Path, engine: Engine) -> CatalogueIndex:
    for folder in reversed(_folders(place)):
        try:
            return CatalogueIndex.load(folder, engine.lexicon)
        except DamagedFolderError as error:
            logger.warning("The kept catalogue is damaged and is built again: %s", error)
            shutil.rmtree(folder, ignore_errors=True)
    return CatalogueIndex.empty()


def _write(place: Path, index: CatalogueIndex) -> None:
    folders = _folders(place)
    number = int(folders[-1].name) + 1 if folders else 1
    index.save(place / str(number))
    for folder in folders[: max(0, len(folders) + 1 - _KEPT)]:
        shutil.rmtree(folder, ignore_errors=True)  # who has it mapped keeps it until they let go
    _remove_leftovers(place)


def _remove_leftovers(place: Path) -> None:
    """Removes what a killed process has half written, and catalogues that nothing uses any more."""
    drafts = [path for path in place.glob(".draft-*") if _older(path, _DRAFTS_KEPT)]
    others = [path for path in place.parent.iterdir() if path != place and path.is_dir()]
    unused = [path for path in others if _older(path, _UNUSED_KEPT) and _older(path / _LOCK, _UNUSED_KEPT)]
    for path in (*drafts, *unused):
        shutil.rmtree(path, ignore_errors=True)


def _older(path: Path, age: timedelta) -> bool:
    """Whether a file was last written that long ago, or is not there."""
    try:
        return path.stat().st_mtime < time.time() - age.total_seconds()
    except FileNotFoundError:
        return True


def _refreshed(index: CatalogueIndex, engine: Engine, progress: Progress | None) -> CatalogueIndex:
    """The index itself when nothing has changed since it was made."""
    stated = _shown().order_by("pk").values_list("pk", "updated_at")
    marks = {str(pk): at.isoformat() for pk, at in stated.iterator()}
    if marks == index.marks and index.shelves:
        return index
    changed = [int(pk) for pk, mark in marks.items() if index.marks.get(pk) != mark]
    documents: list[Offer] = []
    for start in range(0, len(changed), _DOCUMENTS_AT_ONCE):
        part = changed[start : start + _DOCUMENTS_AT_ONCE]
        rows = Technology.objects.filter(pk__in=part).only(*TECHNOLOGY_COLUMNS).order_by("pk")
        documents += [document for row in rows for document in offer_documents(row)]
    vectors = document_vectors(engine, documents, "passage", progress)
    return engine.refreshed(index, marks, documents, vectors)
