"""The matching engine: dictionary, encoder and weights in one hand.

    engine = load_engine()
    catalogue = engine.catalogue(offers)
    for ranking in engine.rank(catalogue, demands, top=20): ...
    engine.explain(demand, offer, catalogue)

The vectors of texts may be kept by the caller, under ``encoder.id``, the role and ``text_hash(text)``: see
``Engine.encode``. Otherwise texts are encoded on the spot, which takes about 0.1 s of CPU each.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy.typing as npt

from liaison.matching.cache import cache_directory
from liaison.matching.catalogue import Catalogue
from liaison.matching.catalogue_index import CatalogueIndex
from liaison.matching.dense import LANGUAGES, Means, centred, checked, shipped_means
from liaison.matching.encoders.encoder import Encode, Encoder, Progress, Role, Vectors, unit_rows
from liaison.matching.encoders.loading import load_encoder
from liaison.matching.explain import select, shared_terms, widest_gap
from liaison.matching.judgement import FactsOf
from liaison.matching.lexicon import Lexicon, load_lexicon
from liaison.matching.query_words import shared_lexicon
from liaison.matching.sentence_pairs import best_sentences
from liaison.matching.shelf import Shelf
from liaison.matching.signals import all_signals
from liaison.matching.types import Demand, Document, Explanation, Offer, RankedOffer, Reason
from liaison.matching.weights import Weights, shipped_weights
from yangpu_portal.core.text import readable_case

ENGINE_VERSION = "2"


class Engine:
    """Ranks offers for needs and says why. Keeps nothing of what it ranks."""

    def __init__(
        self,
        lexicon: Lexicon,
        encoder: Encoder | None,
        weights: Weights | None = None,
        means: Means | None = None,
    ) -> None:
        """``weights`` and ``means`` are by default those the project ships for the encoder."""
        self.lexicon = lexicon
        self.encoder = encoder
        self.weights = weights or shipped_weights(with_encoder=encoder is not None)
        self._means = means or (shipped_means(encoder.id) if encoder else {})

    @property
    def encoder_id(self) -> str:
        """Names what the vectors of documents were made with; "none" without an encoder."""
        return f"{self.encoder.id}-titled" if self.encoder else "none"

    def encode(
        self,
        documents: Sequence[Document],
        role: Role,
        progress: Progress | None = None,
        through: Encode | None = None,
    ) -> Vectors | None:
        """Return unit vectors, float32 (documents, dimensions), for ``catalogue`` or ``rank``.

        ``role`` is "passage" for offers and "query" for needs. The title of a need counts as much as all of
        it: it says in one line what is wanted. ``through`` is called instead of the encoder's own
        ``encode``, so that a caller can keep the vectors of texts it has seen. None without an encoder.
        """
        if self.encoder is None:
            return None
        return _encoded(through or self.encoder.encode, documents, role, progress)

    def catalogue(
        self, offers: Sequence[Offer], vectors: npt.ArrayLike | None = None, progress: Progress | None = None
    ) -> Catalogue:
        """Return offers ready to be ranked; ``vectors`` are those of ``encode``, in the order of the offers.

        Offers with the same id are versions of one offer, of which the better one counts. Raises ValueError
        when the vectors have another shape than (offers, dimensions).
        """
        order = sorted(range(len(offers)), key=lambda index: (offers[index].id, index))
        sound = self._centred(offers, vectors, "passage", progress)
        shelves = []
        for language in LANGUAGES:
            rows = [row for row in order if offers[row].spoken_language == language]
            part = None if sound is None else sound[rows]
            shelves.append(Shelf.of(language, [offers[row] for row in rows], self.lexicon, part))
        facts = {offer.id: offer.facts for offer in offers}
        return Catalogue(shelves, self.weights, lambda ids: facts)

    def refreshed(
        self,
        index: CatalogueIndex,
        marks: Mapping[str, str],
        changed: Sequence[Offer],
        vectors: Vectors | None,
    ) -> CatalogueIndex:
        """Return the index brought up to date: see ``CatalogueIndex.refreshed``."""
        return index.refreshed(marks, changed, vectors, self.lexicon, self._means)

    def opened(self, index: CatalogueIndex, facts_of: FactsOf) -> Catalogue:
        """Return the offers of a kept index ready to be ranked; ``facts_of`` gives facts by offer id."""
        return Catalogue(index.shelves, self.weights, facts_of)

    def rank(
        self,
        catalogue: Catalogue,
        demands: Sequence[Demand],
        top: int = 100,
        vectors: npt.ArrayLike | None = None,
        progress: Progress | None = None,
    ) -> list[list[RankedOffer]]:
        """Return for each need its ``top`` offers, best first, ties by offer id.

        Raises ValueError when ``vectors`` have another shape than (needs, dimensions).
        """
        return catalogue.rank(demands, self.centred_needs(demands, vectors), top, progress)

    def centred_needs(
        self, demands: Sequence[Demand], vectors: npt.ArrayLike | None = None
    ) -> Vectors | None:
        """Return the vectors of needs as a catalogue compares them; ``vectors`` are those of ``encode``.

        Raises ValueError when they have another shape than (needs, dimensions).
        """
        return self._centred(demands, vectors, "query", None)

    def acceptable(self, ranked: RankedOffer) -> bool:
        """Whether a match is good enough to be shown unasked, in a mail or a list of suggestions."""
        return ranked.probability >= self.weights.bands.acceptable

    def explain(
        self,
        demand: Demand,
        offer: Offer,
        catalogue: Catalogue | None = None,
        *,
        score: float | None = None,
        with_sentences: bool = True,
        quote: Reason | None = None,
    ) -> Explanation:
        """Return up to three reasons, best first, and the gap whose closing would raise the match most.

        Spans point into ``source_text`` of need and offer. A catalogue tells common words from rare ones;
        ``score`` is that of the pair when it is ranked, else the gain of the gap is that at even odds.
        ``with_sentences`` adds the closest pair of sentences, which takes about 0.3 s: for showing one match,
        not for storing thousands. ``quote`` is that pair when it is known already.
        """
        shelf = catalogue.shelf(offer.spoken_language) if catalogue else None
        sentence = quote
        if sentence is None and with_sentences and self.encoder:
            sentence = best_sentences(demand, offer, self.encoder, self._means)
        signals = all_signals(demand, offer)
        stated = [signal.reason for signal in signals.values() if signal.reason]
        return Explanation(
            select(shared_terms(demand, offer, self.lexicon, shelf), stated, sentence),
            widest_gap(signals, self.weights, score or 0.0),
        )

    def _centred(
        self,
        documents: Sequence[Document],
        vectors: npt.ArrayLike | None,
        role: Role,
        progress: Progress | None,
    ) -> Vectors | None:
        if self.encoder is None:
            return None
        given = _encoded(self.encoder.encode, documents, role, progress) if vectors is None else vectors
        sound = checked(given, len(documents), self.encoder.dimensions)
        return centred(sound, [document.spoken_language for document in documents], role, self._means)


def _encoded(encode: Encode, documents: Sequence[Document], role: Role, progress: Progress | None) -> Vectors:
    # Capitals throughout say the same, but the encoder reads them badly.
    vectors = encode([readable_case(document.content) for document in documents], role, progress)
    if role == "query":
        titled = [row for row, document in enumerate(documents) if document.title and document.text]
        titles = encode([readable_case(f"{documents[row].title}\n") for row in titled], role, None)
        vectors[titled] = unit_rows(vectors[titled] + titles)
    return vectors


def load_engine(encoder: str = "", cache: Path | None = None) -> Engine:
    """Return an engine with the dictionary and encoder of this machine.

    ``encoder`` is "" for the built-in one, "none", or a folder with an ONNX encoder; ``cache`` the folder for
    built files, by default the one of MATCHING_CACHE. Without a usable encoder the engine warns once and
    ranks by words. Raises EncoderError when a folder is named that cannot be used.
    """
    lexicon = load_lexicon(cache) if cache else shared_lexicon()
    return Engine(lexicon, load_encoder(encoder, cache or cache_directory()))
