"""What people say of their matches."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from liaison.models import Match, MatchFeedback
from yangpu_portal.core.models import User


@transaction.atomic
def give_feedback(*, match: Match, user: User, verdict: str, reason: str = "") -> MatchFeedback:
    """Stores a person's verdict on a match, in place of an earlier one.

    Raises:
        PermissionDenied: the match is none of the user's.
        ValidationError: unknown verdict, or not relevant without a reason.
    """
    _check(match, user)
    Match.objects.select_for_update(of=("self",)).get(pk=match.pk)  # one verdict at a time
    feedback = MatchFeedback.objects.filter(match=match, user=user).first() or MatchFeedback(
        match=match, user=user
    )
    feedback.verdict, feedback.reason = verdict, reason
    feedback.full_clean()
    feedback.save()
    return feedback


@transaction.atomic
def withdraw_feedback(*, match: Match, user: User) -> bool:
    """Takes a verdict back; tells whether there was one."""
    _check(match, user)
    deleted, _rows = MatchFeedback.objects.filter(match=match, user=user).delete()
    return deleted > 0


def _check(match: Match, user: User) -> None:
    if not user.has_perm("liaison.judge_match", match):
        raise PermissionDenied(_("Only people of the company can judge its matches."))
