"""What a draft still lacks before it can be handed in, and what its author should know."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from startups.enums import Confidentiality, NeedStep
from startups.models import Need
from yangpu_portal.core.enums import Language
from yangpu_portal.core.units import is_familiar

LONGEST_TITLE = 80
# English takes more characters for the same than Chinese.
LONGEST_ANSWER = {Language.ZH: 825, Language.EN: 1025}
_ANSWERS = (
    ("situation", NeedStep.PROBLEM),
    ("target", NeedStep.TARGET),
    ("constraints", NeedStep.TARGET),
    ("tried", NeedStep.TRIED),
)
_SHORTEST_NAME = 2  # of a company, to be looked for in a text


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to be mended: the step and the control it is on."""

    step: str
    control: str
    text: Any


def longest_answer(language: str) -> int:
    return LONGEST_ANSWER[Language(language)]


def faults_of(need: Need) -> list[Fault]:
    """What keeps a need from being handed in, in the order of the steps."""
    found = [*_missing(need), *_too_long(need), *_unconfirmed(need)]
    return sorted(found, key=lambda fault: NeedStep.values.index(fault.step))


def _missing(need: Need) -> Iterator[Fault]:
    suffix = Language(need.source_language).suffix
    if not getattr(need, f"title_{suffix}").strip():
        yield Fault(NeedStep.PROBLEM, "id_title", _("Say in one line what you are looking for."))
    if not getattr(need, f"situation_{suffix}").strip():
        yield Fault(NeedStep.PROBLEM, "id_situation", _("Describe what happens today."))
    if not getattr(need, f"target_{suffix}").strip() and not need.parameters.exists():
        yield Fault(NeedStep.TARGET, "id_target", _("Say what should be reached, in words or as one number."))
    if need.budget_min is not None and need.budget_max is not None and need.budget_min > need.budget_max:
        yield Fault(NeedStep.TERMS, "id_budget_max", _("The upper budget is below the lower one."))


def _too_long(need: Need) -> Iterator[Fault]:
    suffix, most = Language(need.source_language).suffix, longest_answer(need.source_language)
    texts = [("title", NeedStep.PROBLEM, LONGEST_TITLE), *((name, step, most) for name, step in _ANSWERS)]
    for name, step, limit in texts:
        length = text_length(getattr(need, f"{name}_{suffix}"))
        if length > limit:
            text = _("Shorten “%(label)s” by %(over)d characters: %(length)d of at most %(limit)d.") % {
                "label": LABELS[name],
                "over": length - limit,
                "length": length,
                "limit": limit,
            }
            yield Fault(step, f"id_{name}", text)


def _unconfirmed(need: Need) -> Iterator[Fault]:
    for step in NeedStep.values:
        names = [name for name in need.proposed if STEP_OF.get(name) == step]
        if names:
            text = _("Look through what was proposed in “%(step)s” and press Next to confirm it.") % {
                "step": NeedStep(step).label
            }
            yield Fault(step, f"id_{names[0]}", text)


def text_length(text: str) -> int:
    """Characters as a reader counts them: a line end is one."""
    return len(text.replace("\r\n", "\n").strip())


def steps_done(need: Need) -> dict[str, str]:
    """Each step as "done", "todo" or "wrong", for the list of steps."""
    wrong = {fault.step for fault in faults_of(need)}
    suffix = Language(need.source_language).suffix
    filled = {
        NeedStep.PROBLEM.value: bool(getattr(need, f"title_{suffix}")),
        NeedStep.TARGET.value: bool(getattr(need, f"target_{suffix}")) or need.parameters.exists(),
        NeedStep.TRIED.value: bool(getattr(need, f"tried_{suffix}")),
        NeedStep.TERMS.value: bool(need.cooperation_modes or need.budget_max or need.budget_min),
    }
    return {step: "wrong" if step in wrong else "done" if full else "todo" for step, full in filled.items()}


def names_its_company(need: Need) -> bool:
    """Whether the texts of a need that hides its company tell its name after all."""
    if need.confidentiality == Confidentiality.PUBLIC:
        return False
    names = {name.strip().lower() for name in (need.company.name_zh, need.company.name_en)}
    texts = ("title", "situation", "target", "constraints", "tried")
    whole = "\n".join(getattr(need, f"{name}_{suffix}") for name in texts for suffix in ("zh", "en")).lower()
    return any(name in whole for name in names if len(name) >= _SHORTEST_NAME)


def unfamiliar_units(need: Need) -> list[str]:
    """Units that no other can be converted to; numbers in them are compared with the same unit only."""
    units = dict.fromkeys(row.unit for row in need.parameters.all() if row.unit)
    return [unit for unit in units if not is_familiar(unit)]


LABELS = {
    "title": _("What are you looking for?"),
    "situation": _("What happens today?"),
    "target": _("What should be reached?"),
    "constraints": _("What must be kept to?"),
    "tried": _("What have you tried?"),
}
STEP_OF = {
    "title": NeedStep.PROBLEM,
    "situation": NeedStep.PROBLEM,
    "fields": NeedStep.PROBLEM,
    "target": NeedStep.TARGET,
    "constraints": NeedStep.TARGET,
    "parameters": NeedStep.TARGET,
    "tried": NeedStep.TRIED,
    "minimum_trl": NeedStep.TERMS,
    "budget_min": NeedStep.TERMS,
    "budget_max": NeedStep.TERMS,
    "wanted_by": NeedStep.TERMS,
}
