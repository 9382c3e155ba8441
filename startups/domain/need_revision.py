"""Changes of a need that laboratories read: made in a copy, taken over once an officer has read it."""

from collections.abc import Iterable

from django.db import transaction

from startups.enums import Confidentiality, NeedState
from startups.models import Need, NeedEvent
from yangpu_portal.core.models import User

# From the one that tells most to the one that tells least.
_ORDER = (Confidentiality.PUBLIC, Confidentiality.ANONYMOUS, Confidentiality.OFFICERS)
_TEXTS = ("title", "situation", "target", "constraints", "tried", "keywords")
_CONTENT = (
    *(f"{name}_{suffix}" for name in _TEXTS for suffix in ("zh", "en")),
    *("source_language", "translation_state", "wanted_by", "budget_min", "budget_max", "currency"),
    *("minimum_trl", "cooperation_modes", "confidentiality"),
)


@transaction.atomic
def start_revision(*, need: Need, author: User) -> Need:
    """A copy of an open need to be changed; the one there is already when somebody has begun.

    The caller has asked whether the author may change the need.
    """
    locked = Need.objects.select_for_update(of=("self",)).get(pk=need.pk)
    begun = Need.objects.filter(revises=locked).first()
    if begun is not None:
        return begun
    copy = Need(revises=locked, company=locked.company, author=author, state=NeedState.DRAFT)
    _copy_content(locked, copy)
    return copy


def discard_revision(*, revision: Need) -> None:
    """Forgets the changes; the open need stays as it is."""
    Need.objects.filter(pk=revision.pk, revises__isnull=False).delete()


def hide_at_once(*, revision: Need) -> bool:
    """Lets an open need tell no more than its revision will; what tells less waits for nobody.

    Returns:
        whether anything became less public.
    """
    stricter = _ORDER[_ORDER.index(Confidentiality(revision.confidentiality)) :]
    looser = [kind for kind in _ORDER if kind not in stricter]
    open_one = Need.objects.filter(revision=revision, confidentiality__in=looser)
    return bool(open_one.update(confidentiality=revision.confidentiality))


def adopt_revisions(*, need_ids: Iterable[int]) -> dict[int, int]:
    """Takes over what was reviewed of those of these needs that are revisions, and forgets the copies.

    Runs inside the caller's transaction.

    Returns:
        the key of the changed need by that of its revision.
    """
    adopted = {}
    for revision in Need.objects.filter(pk__in=list(need_ids), revises__isnull=False).order_by("pk"):
        original = Need.objects.select_for_update(of=("self",)).get(revision=revision)
        _copy_content(revision, original)
        adopted[revision.pk] = original.pk
    # The history of the copy is that of the need.
    for copy, original_id in adopted.items():
        NeedEvent.objects.filter(need=copy).update(need=original_id)
    Need.objects.filter(pk__in=adopted).delete()
    return adopted


def _copy_content(source: Need, target: Need) -> None:
    for name in _CONTENT:
        setattr(target, name, getattr(source, name))
    target.full_clean(exclude=["revises"])
    target.save()
    target.fields.set(source.fields.all())
    rows = list(source.parameters.all())
    target.parameters.all().delete()
    for row in rows:
        row.pk, row.need = None, target
        row._state.adding = True
        row.save()
