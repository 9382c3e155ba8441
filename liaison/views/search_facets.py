"""The facets of the search page in words: their choices with counts, chips, and addresses without one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liaison.domain.search import Found
from universities.enums import PRICE_BAND_CHOICES, IPStatus
from universities.queries.search_facets import FACETS, RECENT_CHOICE, facets_of, known_choices
from universities.queries.search_snapshot import Named, Snapshot
from yangpu_portal.core.enums import CooperationMode, Language
from yangpu_portal.core.readiness import BAND_CHOICES

SHOWN = 8  # choices of a facet; the others are folded away
LABELS: dict[str, Promise] = {
    "field": gettext_lazy("Field"),
    "university": gettext_lazy("University"),
    "trl": gettext_lazy("Technology readiness"),
    "mode": gettext_lazy("Cooperation"),
    "ip": gettext_lazy("IP"),
    "price": gettext_lazy("Reference price"),
    "confirmed": gettext_lazy("Last confirmed"),
}
_STATED: dict[str, Sequence[tuple[str, str | Promise]]] = {
    "trl": BAND_CHOICES,
    "mode": CooperationMode.choices,
    "ip": IPStatus.choices,
    "price": PRICE_BAND_CHOICES,
    "confirmed": [(RECENT_CHOICE, gettext_lazy("In the last 180 days"))],
}
_PLACE = ("after", "before")


@dataclass(slots=True)
class Choice:
    value: str
    label: str
    count: int
    is_on: bool
    below: list["Choice"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Group:
    """A facet on the page; `more` are the choices that are folded away."""

    name: str
    label: str
    choices: list[Choice]
    more: list[Choice]
    more_is_open: bool


@dataclass(frozen=True, slots=True)
class Chip:
    """A choice that is on, and the page without it."""

    label: str
    url: str


def asked_choices(query: QueryDict) -> dict[str, list[str]]:
    """What an address asks for, known or not."""
    return {name: query.getlist(name)[:40] for name in FACETS if name in query}


def groups(found: Found, language: Language) -> list[Group]:
    """The facets that divide what is found. A choice without offers is left out unless it is on."""
    made = []
    for name in FACETS:
        choices = _fields(found, language) if name == "field" else _choices(found, name, language)
        if name == "university":
            choices.sort(key=lambda one: (-one.is_on, -one.count, one.label))
        shown = choices[: SHOWN if len(choices) > SHOWN + 2 else None]
        more = choices[len(shown) :]
        if choices:
            is_open = any(one.is_on for one in more)
            made.append(Group(name, str(LABELS[name]), shown, more, is_open))
    return made


def _choices(found: Found, name: str, language: Language) -> list[Choice]:
    chosen = found.places.get(name, ())
    counts, values = found.narrowed.counts[name].tolist(), facets_of(found.snapshot)[name].values
    if name == "university":
        labels = [_name(one, language) for one in found.snapshot.universities]
    else:
        stated = _labels(name, language)
        labels = [stated[value] for value in values]
    return [
        Choice(value, label, count, place in chosen)
        for place, (value, label, count) in enumerate(zip(values, labels, counts, strict=True))
        if count or place in chosen
    ]


def _fields(found: Found, language: Language) -> list[Choice]:
    """Fields at the top; those below one are listed when it, or one of them, is on."""
    known, chosen = found.snapshot.fields, set(found.places.get("field", ()))
    counts = found.narrowed.counts["field"].tolist()
    unfolded = chosen | {known[place].parent for place in chosen}
    tops: dict[int, Choice] = {}
    for place, one in enumerate(known):
        if one.parent < 0 and (counts[place] or place in unfolded):
            tops[place] = Choice(one.code, _name(one, language), counts[place], place in chosen)
    for place, one in enumerate(known):
        if one.parent in unfolded and one.parent in tops and (counts[place] or place in chosen):
            below = Choice(one.code, _name(one, language), counts[place], place in chosen)
            tops[one.parent].below.append(below)
    return list(tops.values())


@lru_cache(maxsize=32)
def _labels(name: str, language: Language) -> dict[str, str]:
    """The words for the choices of a facet in the active language, which `language` is."""
    return {value: capfirst(str(label)) for value, label in _STATED[name]}


def _name(one: Named, language: Language) -> str:
    pair = (one.name_zh, one.name_en) if language is Language.ZH else (one.name_en, one.name_zh)
    return pair[0] or pair[1]


def chosen_labels(
    snapshot: Snapshot, places: Mapping[str, Sequence[int]], language: Language
) -> list[tuple[str, str, str]]:
    """Facet, value and words of each choice."""
    on = []
    for name, chosen in places.items():
        values = facets_of(snapshot)[name].values
        for place in chosen:
            if name == "field":
                label = _name(snapshot.fields[place], language)
            elif name == "university":
                label = _name(snapshot.universities[place], language)
            else:
                label = _labels(name, language)[values[place]]
            on.append((name, values[place], label))
    return on


def labels_of(snapshot: Snapshot, asked: Mapping[str, Sequence[str]], language: Language) -> list[str]:
    """The words of the choices that are known."""
    places = known_choices(snapshot, asked)
    return [label for _name, _value, label in chosen_labels(snapshot, places, language)]


def chips(found: Found, query: QueryDict, language: Language) -> list[Chip]:
    return [
        Chip(label, address(query, without=(name, value)))
        for name, value, label in chosen_labels(found.snapshot, found.places, language)
    ]


def address(
    query: QueryDict,
    *,
    without: tuple[str, str] | None = None,
    drop: Iterable[str] = (),
    place: Mapping[str, str] | None = None,
) -> str:
    """The query of this page changed: a choice or whole facets left out, another place in the list."""
    left_out = {*_PLACE, *drop}
    pairs: list[tuple[str, Any]] = [
        (name, value)
        for name, values in query.lists()
        for value in values
        if name not in left_out and (name, value) != without and value
    ]
    return f"?{urlencode([*pairs, *(place or {}).items()], errors='replace')}"


def describe(found: Found, language: Language) -> str:
    """The choices in one line, for those who read what was looked for."""
    comma = "、" if language is Language.ZH else ", "
    return comma.join(label for _name, _value, label in chosen_labels(found.snapshot, found.places, language))


def unknown_choices(found: Found, asked: Mapping[str, Sequence[str]]) -> str:
    """Says of choices that are not known that they are left out; "" when all are."""
    facets = facets_of(found.snapshot)
    odd = [
        name
        for name, values in asked.items()
        if any(one and one not in facets[name].values for one in values)
    ]
    if not odd:
        return ""
    names = ", ".join(str(LABELS[name]) for name in odd)
    return _("Left out, because there is no such choice: %(names)s.") % {"names": names}
