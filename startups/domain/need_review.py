"""What officers decide about needs that were handed in."""

import hashlib

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from startups.domain.draft import TEXTS_OF_STEP, step_content
from startups.domain.need import transition_needs
from startups.enums import NeedState
from startups.models import Need
from yangpu_portal.core.models import User


class ReviewOutdatedError(Exception):
    """The need has been changed since the officer began to read."""

    def __str__(self) -> str:
        return str(_("The need has been changed since you opened this page. Read it again, then decide."))


def review_mark(need: Need) -> str:
    """A mark of all that is reviewed, in both languages."""
    both = [
        f"{name}_{suffix}" for names in TEXTS_OF_STEP.values() for name in names for suffix in ("zh", "en")
    ]
    parts = [step_content(need, step).mark for step in TEXTS_OF_STEP]
    whole = "\n".join([*parts, *(getattr(need, name) for name in both)])
    return hashlib.sha256(whole.encode()).hexdigest()[:24]


def claim_review(*, need: Need, reviewer: User | None) -> None:
    """Tells the others who reads it; None gives it back. A claim binds nobody."""
    Need.objects.filter(pk=need.pk, state=NeedState.IN_REVIEW).update(reviewer=reviewer)


@transaction.atomic
def decide_review(*, need: Need, actor: User, mark: str, reason: str = "") -> None:
    """Opens a need, or sends it back with a reason.

    Raises:
        ReviewOutdatedError: it says something else than what was read.
        ValidationError: it is not in review any more.
        PermissionDenied: the actor reviews no needs.
    """
    fresh = Need.objects.select_for_update(of=("self",)).get(pk=need.pk)
    if mark != review_mark(fresh):
        raise ReviewOutdatedError
    to = NeedState.DRAFT if reason else NeedState.OPEN
    transition_needs(need_ids=[fresh.pk], to=to, actor=actor, remark=reason)
