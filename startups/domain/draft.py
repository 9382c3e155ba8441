"""Writing a need step by step. A step is saved as it stands, half-filled or too long; handing in asks more.

Each form carries a mark of what its step held when it was opened. Who saves a step that somebody else has
changed meanwhile is told, and nobody's text is lost; other steps are no concern of theirs.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from startups.domain.draft_check import STEP_OF, faults_of
from startups.domain.need import set_parameters, transition_needs
from startups.domain.need_revision import hide_at_once
from startups.enums import NeedState, NeedStep
from startups.models import Need
from yangpu_portal.core.enums import Language, TranslationState
from yangpu_portal.core.models import Field, User

TEXTS = ("title", "situation", "target", "constraints", "tried")
TEXTS_OF_STEP: dict[str, tuple[str, ...]] = {
    NeedStep.PROBLEM: ("title", "situation"),
    NeedStep.TARGET: ("target", "constraints"),
    NeedStep.TRIED: ("tried",),
    NeedStep.TERMS: (),
}
TERMS = ("cooperation_modes", "minimum_trl", "budget_min", "budget_max", "wanted_by", "confidentiality")
_PARAMETER = ("current_value", "comparator", "target_value", "unit")


class StepChangedError(Exception):
    """Somebody else has saved this step since the form was opened."""


@dataclass(frozen=True)
class StepContent:
    """What a step holds: texts and terms by name, codes of technology fields, rows of parameters.

    `parameters` None leaves the stored ones as they are.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    fields: Sequence[str] | None = None
    parameters: Sequence[Mapping[str, Any]] | None = None
    language: str = ""

    @property
    def mark(self) -> str:
        plain = [
            {name: _plain(value) for name, value in sorted(self.values.items())},
            sorted(self.fields or ()),
            [[_plain(row[name]) for name in ("name", *_PARAMETER)] for row in self.parameters or ()],
            str(self.language),
        ]
        return hashlib.sha256(json.dumps(plain, ensure_ascii=False).encode()).hexdigest()[:24]


def step_content(need: Need, step: str) -> StepContent:
    """What is stored of a step, in the language the need is written in."""
    suffix = Language(need.source_language).suffix
    values = {name: getattr(need, f"{name}_{suffix}") for name in TEXTS_OF_STEP[step]}
    if step == NeedStep.TERMS:
        values |= {name: getattr(need, name) for name in TERMS}
    fields = parameters = None
    if step == NeedStep.PROBLEM:
        fields = [one.code for one in need.fields.all()]
    if step == NeedStep.TARGET:
        parameters = [
            {"name": row.name, **{name: getattr(row, name) for name in _PARAMETER}}
            for row in need.parameters.all()
        ]
    return StepContent(values, fields, parameters, need.source_language)


@transaction.atomic
def save_step(
    *, need: Need, step: str, content: StepContent, seen: str = "", confirmed: bool = False
) -> Need:
    """Saves one step of a draft; the same content again changes nothing.

    Args:
        seen: the mark of the step when its form was opened; "" overwrites.
        confirmed: somebody has looked at what was proposed for this step.

    Raises:
        StepChangedError: the step was saved by somebody else meanwhile, with another content.
        ValidationError: the need is no draft any more, or a value does not fit its column.
    """
    fresh = Need.objects.select_for_update(of=("self",)).get(pk=need.pk)
    if fresh.state != NeedState.DRAFT:
        raise ValidationError(_("This need has been handed in meanwhile and is not changed."), "state")
    stored = step_content(fresh, step)
    if content.parameters is None and stored.parameters is not None:
        content = StepContent(content.values, content.fields, stored.parameters, content.language)
    if seen and stored.mark not in (seen, content.mark):
        raise StepChangedError
    if content.mark != stored.mark:
        _write(fresh, step, content)
    if confirmed:
        fresh.proposed = [name for name in fresh.proposed if STEP_OF.get(name) != step]
    fresh.save()
    return fresh


def _write(need: Need, step: str, content: StepContent) -> None:
    if step == NeedStep.PROBLEM and content.language:
        _bring_into_language(need, Language(content.language))
    suffix = Language(need.source_language).suffix
    columns = {f"{name}_{suffix}" if name in TEXTS else name: value for name, value in content.values.items()}
    if _makes_translation_stale(need, columns):
        need.translation_state = TranslationState.STALE
    for name, value in columns.items():
        setattr(need, name, value)
    need.full_clean(exclude=["revises"])
    if content.fields is not None:
        need.fields.set(Field.objects.filter(code__in=content.fields))
    if step == NeedStep.TARGET and content.parameters is not None:
        set_parameters(need=need, parameters=_with_other_names(need, content.parameters))


def _with_other_names(need: Need, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows as columns; a name that stays keeps its translation."""
    language = Language(need.source_language)
    mine, other = f"name_{language.suffix}", f"name_{language.other.suffix}"
    known = {getattr(row, mine): getattr(row, other) for row in need.parameters.all()}
    return [
        {mine: row["name"], other: known.get(row["name"], ""), **{name: row[name] for name in _PARAMETER}}
        for row in rows
    ]


def _bring_into_language(need: Need, language: Language) -> None:
    """Moves the answers when their author says that they are in the other language."""
    old = Language(need.source_language)
    if language == old or may_not_change_language(need):
        return
    for name in TEXTS:
        setattr(need, f"{name}_{language.suffix}", getattr(need, f"{name}_{old.suffix}"))
        setattr(need, f"{name}_{old.suffix}", "")
    for row in need.parameters.all():
        setattr(row, f"name_{language.suffix}", getattr(row, f"name_{old.suffix}") or row.name)
        setattr(row, f"name_{old.suffix}", "")
        row.save()
    need.source_language = language


def may_not_change_language(need: Need) -> bool:
    """Whether a text in the other language would be overwritten, or an open need changed beneath."""
    other = Language(need.source_language).other.suffix
    return need.revises_id is not None or any(getattr(need, f"{name}_{other}") for name in TEXTS)


def _makes_translation_stale(need: Need, columns: Mapping[str, Any]) -> bool:
    other = Language(need.source_language).other.suffix
    translated = any(getattr(need, f"{name}_{other}") for name in TEXTS)
    return translated and any(
        getattr(need, name) != value for name, value in columns.items() if name.endswith(("_zh", "_en"))
    )


@transaction.atomic
def hand_in_need(*, need: Need, actor: User) -> bool:
    """Hands a draft to the officers. Of the changes of an open need, what tells less counts at once.

    Returns:
        whether an open need tells less from now on.

    Raises:
        ValidationError: something is missing, too long or not confirmed yet; or it is no draft.
        PermissionDenied: the actor may not do this.
    """
    fresh = Need.objects.select_for_update(of=("self",)).get(pk=need.pk)
    if faults := faults_of(fresh):
        raise ValidationError([str(fault.text) for fault in faults])
    transition_needs(need_ids=[fresh.pk], to=NeedState.IN_REVIEW, actor=actor)
    return hide_at_once(revision=fresh) if fresh.revises_id else False


def _plain(value: Any) -> Any:
    """A value as it is compared: 25 and 25.000000 are the same number."""
    if value is None or isinstance(value, bool):
        return value
    if hasattr(value, "normalize"):
        return f"{value.normalize():f}"
    if isinstance(value, list | tuple):
        return sorted(str(item) for item in value)
    # Browsers send line ends as CR LF.
    return str(value).replace("\r\n", "\n")
