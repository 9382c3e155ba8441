"""What people say of their matches."""

from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from liaison.models import Match, MatchFeedback
from liaison.queries.links import personal_matching
from startups.models import Company
from startups.queries.need import open_needs
from yangpu_portal.core.models import User
from yangpu_portal.core.wakeups import wake

_MOST_REMATCHED = 50  # needs of a company at once; the run of the night reaches the others


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
    _rematch_if_personal(match, user)
    return feedback


@transaction.atomic
def withdraw_feedback(*, match: Match, user: User) -> bool:
    """Takes a verdict back; tells whether there was one."""
    _check(match, user)
    deleted, _rows = MatchFeedback.objects.filter(match=match, user=user).delete()
    if deleted:
        _rematch_if_personal(match, user)
    return deleted > 0


def rematch_company(company: Company) -> None:
    """Has the open needs of a company matched anew in the background, once the transaction is committed."""
    ids = list(open_needs().filter(company=company).order_by("-pk").values_list("pk", flat=True))
    if ids:
        transaction.on_commit(partial(wake, "liaison.match_needs", ids[:_MOST_REMATCHED]))


def _rematch_if_personal(match: Match, user: User) -> None:
    """A verdict moves the lists of the company whose people said it, and no other's."""
    company = match.need.company
    if user.company_seats.filter(company=company).exists() and personal_matching(company):
        rematch_company(company)


def _check(match: Match, user: User) -> None:
    if not user.has_perm("liaison.judge_match", match):
        raise PermissionDenied(_("Only people of the company can judge its matches."))
