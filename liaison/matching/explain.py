"""Why an offer answers a need: words both use, words that translate each other, and the closest sentences."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from liaison.matching.fusion import probability
from liaison.matching.lexicon import Lexicon
from liaison.matching.shelf import Shelf
from liaison.matching.text import Term, terms
from liaison.matching.types import Demand, Document, Gap, Offer, Reason, Signal, Span
from liaison.matching.weights import Weights
from yangpu_portal.core.text import is_stop_word, stem, words

MAXIMUM_REASONS = 3
_TERMS_READ = 3_000
_LONGEST_PHRASE = 5
_GLOSSES_TRIED = 8
_PLACES_KEPT = 20
_GENERIC_SHARE = 0.3
_LIGHTEST = 0.3
_FULL_WEIGHT = 3.0  # words of full rarity in a phrase that counts as a certain reason
_GAP = re.compile(r"[\s\-\u2010\u2011/]{0,3}\Z")

# Words of every offer: they may be part of a phrase, but say little by themselves.
_GENERIC_WORDS = (
    "system method technology technique research development application approach process product "
    "project design analysis result performance data information model study structure function control "
    "high low new key based different important improve increase provide develop propose effective "
    "efficient main specific current large small level problem solution requirement need time work type "
    "form field area part use user company industry significance significant meaning indeed decrease "
    "reduce effect value characteristic condition main objective compare comparison show find first "
    "second year good strong obtain achieve complete concept goal success"
)
_GENERIC_HAN = (
    "系统 方法 技术 研究 开发 应用 方案 过程 产品 项目 设计 分析 结果 性能 数据 信息 模型 结构 功能 控制 "
    "提高 提供 实现 不同 重要 影响 问题 需要 需求 要求 时间 工作 类型 领域 使用 用户 公司 企业 行业 解决 "
    "有效 主要 水平 发展 建立 利用 采用 支持 希望 寻找 意义 确实 减小 增大 降低 提升 增加 减少 效果 作用 "
    "特点 特征 条件 目标 目的 比较 表明 发现 获得 完成 概念 成功 介绍 讨论 "
    "过大 过小 过高 过低 较大 较小 较高 较低 以上 以下 以内 左右 不足 超过"
)
_GENERIC = frozenset(stem(word) for word in _GENERIC_WORDS.split()) | frozenset(_GENERIC_HAN.split())
# Units are part of a number, never a reason.
_UNIT_WORDS = (
    "mm cm nm um km kg mg hz khz mhz ghz kw mw kwh kv ma mv ms min kpa mpa rpm ppm db "
    "毫米 厘米 微米 纳米 千克 公斤 毫秒 分钟 小时"
)
_UNITS = frozenset(_UNIT_WORDS.split())

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Phrase:
    """Neighbouring words of one text: ``terms[first:last]``."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class _Link:
    """A phrase of the need and its counterpart in the offer."""

    code: str
    need: _Phrase
    offer: _Phrase
    weight: float


class _Side:
    """The words of one text, and where each phrase of it stands."""

    def __init__(self, document: Document, lexicon: Lexicon) -> None:
        self.content = document.content
        self.terms = terms(self.content, lexicon)[:_TERMS_READ]
        self.places: dict[Key, list[_Phrase]] = {}
        for phrase in self._phrases():
            places = self.places.setdefault(self.key(phrase), [])
            if len(places) < _PLACES_KEPT:
                places.append(phrase)

    def key(self, phrase: _Phrase) -> Key:
        """Return what phrases that say the same share: Chinese words are joined, however they were cut."""
        chosen = self.terms[phrase.first : phrase.last]
        if all(term.is_han for term in chosen):
            return ("".join(term.form for term in chosen),)
        return tuple(term.form for term in chosen)

    def touching(self, left: Term, right: Term) -> bool:
        """Whether nothing but a space or hyphen stands between two words."""
        return left.is_han == right.is_han and _GAP.match(self.content[left.end : right.start]) is not None

    def span(self, phrase: _Phrase) -> Span:
        start, end = self.terms[phrase.first].start, self.terms[phrase.last - 1].end
        return Span(start, end, self.content[start:end])

    def _phrases(self) -> Iterator[_Phrase]:
        for first, opening in enumerate(self.terms):
            if is_stop_word(opening.form):
                continue
            for last in range(first + 1, min(len(self.terms), first + _LONGEST_PHRASE) + 1):
                closing = self.terms[last - 1]
                if last - first > 1 and not self.touching(self.terms[last - 2], closing):
                    break
                alone = last - first == 1
                if opening.can_stand_alone if alone else not is_stop_word(closing.form):
                    yield _Phrase(first, last)


@lru_cache(maxsize=512)
def _side(document: Document, lexicon: Lexicon) -> _Side:
    """The words of a document, read once for all the pairs it stands in one after the other."""
    return _Side(document, lexicon)


def shared_terms(demand: Demand, offer: Offer, lexicon: Lexicon, shelf: Shelf | None) -> list[Reason]:
    """Return the terms that tie a need to an offer, heaviest first and without overlap.

    ``shelf`` tells how rare words are among the offers; without one all words but the generic count alike.
    """
    need, supply = _side(demand, lexicon), _side(offer, lexicon)
    weigh = _Scale(shelf, demand.spoken_language).weigh
    links = [*_same_words(need, supply), *_translations(need, supply, lexicon)]
    weighed = [_Link(code, left, right, weigh(need, left, supply, right)) for code, left, right in links]
    chosen: list[_Link] = []
    said: set[str] = set()
    for link in sorted(weighed, key=lambda link: (-link.weight, link.need.first, link.offer.first)):
        forms = {term.form for term in need.terms[link.need.first : link.need.last]}
        forms |= {term.form for term in supply.terms[link.offer.first : link.offer.last]}
        if link.weight < _LIGHTEST or len(chosen) == MAXIMUM_REASONS:
            break
        if not forms & said:
            chosen.append(link)
            said |= forms
    return [
        Reason(link.code, need.span(link.need), supply.span(link.offer), min(1.0, link.weight / _FULL_WEIGHT))
        for link in chosen
    ]


class _Scale:
    """Weighs phrases by the rarity of their words."""

    def __init__(self, shelf: Shelf | None, need_language: str) -> None:
        self._shelf = shelf
        self._need_language = need_language

    def weigh(self, need: _Side, left: _Phrase, offer: _Side, right: _Phrase) -> float:
        """Return the weight of a link: that of the side the offers' index knows, or the lighter one."""
        weights = [
            sum(
                self._importance(form)
                for form in {term.form for term in side.terms[phrase.first : phrase.last]}
            )
            for side, phrase in ((need, left), (offer, right))
        ]
        return min(weights)

    def _importance(self, form: str) -> float:
        if is_stop_word(form) or form in _UNITS:
            return 0.0
        rarity = self._shelf.importance(form, self._need_language) if self._shelf else 1.0
        return rarity * (_GENERIC_SHARE if form in _GENERIC else 1.0)


def _same_words(need: _Side, offer: _Side) -> Iterator[tuple[str, _Phrase, _Phrase]]:
    for key, places in need.places.items():
        if key in offer.places:
            yield "term", places[0], offer.places[key][0]


def _translations(need: _Side, offer: _Side, lexicon: Lexicon) -> Iterator[tuple[str, _Phrase, _Phrase]]:
    forward = list(_glossed(need, offer, lexicon))
    backward = [(left, right) for right, left in _glossed(offer, need, lexicon)]
    pairs = sorted(
        {*forward, *backward}, key=lambda pair: (pair[0].first, pair[1].first, pair[0].last, pair[1].last)
    )
    for left, right in [*pairs, *_merged(pairs, need, offer)]:
        yield "translation", left, right


def _glossed(chinese: _Side, english: _Side, lexicon: Lexicon) -> Iterator[tuple[_Phrase, _Phrase]]:
    """Yield places where a Chinese word of one text meets one of its glosses in the other."""
    seen: set[str] = set()
    for number, term in enumerate(chinese.terms):
        if not term.is_han or term.form in seen or not term.can_stand_alone:
            continue
        seen.add(term.form)
        for gloss in lexicon.glosses(term.form)[:_GLOSSES_TRIED]:
            for place in english.places.get(_gloss_key(gloss), ()):
                yield _Phrase(number, number + 1), place


@lru_cache(maxsize=100_000)
def _gloss_key(gloss: str) -> Key:
    parts = [part for word in words(gloss) for part in word.form.split("-")]
    return tuple(part if is_stop_word(part) else stem(part) for part in parts)


def _merged(
    pairs: Sequence[tuple[_Phrase, _Phrase]], need: _Side, offer: _Side
) -> Iterator[tuple[_Phrase, _Phrase]]:
    """Yield phrases made of two neighbouring words whose translations are neighbours too."""
    by_start: dict[int, list[tuple[_Phrase, _Phrase]]] = {}
    for pair in pairs:
        by_start.setdefault(pair[0].first, []).append(pair)
    for left, right in pairs:
        for next_left, next_right in by_start.get(left.last, ()):
            merged_need = _Phrase(left.first, next_left.last)
            merged_offer = _Phrase(right.first, next_right.last)
            adjoining = right.last == next_right.first
            if adjoining and _unbroken(need, merged_need) and _unbroken(offer, merged_offer):
                yield merged_need, merged_offer


def _unbroken(side: _Side, phrase: _Phrase) -> bool:
    return all(side.touching(a, b) for a, b in pairwise(side.terms[phrase.first : phrase.last]))


def select(terms_found: Sequence[Reason], stated: Sequence[Reason], sentence: Reason | None) -> list[Reason]:
    """Return at most three reasons, heaviest first.

    The closest sentences and the heaviest shared term always have a place: facts alone do not say what an
    offer is about.
    """
    certain = [*([sentence] if sentence else []), *terms_found[:1]]
    others = sorted([*terms_found[1:], *stated], key=lambda reason: -reason.weight)
    chosen = [*certain, *others[: MAXIMUM_REASONS - len(certain)]]
    return sorted(chosen, key=lambda reason: (-reason.weight, reason.code, reason.need.start))


def widest_gap(signals: Mapping[str, Signal], weights: Weights, score: float) -> Gap | None:
    """Return the gap whose closing raises the probability most, with that gain; None when nothing is open."""
    found: list[Gap] = []
    for name, signal in signals.items():
        if signal.gap is not None and signal.score is not None:
            closed = score + weights.evidence({name: 1.0}) - weights.evidence({name: signal.score})
            found.append(replace(signal.gap, gain=round(probability(closed) - probability(score), 3)))
    return max(found, key=lambda gap: gap.gain, default=None)
