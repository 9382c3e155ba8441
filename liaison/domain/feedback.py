"""What people say of their matches."""

from functools import partial

from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from liaison.enums import Verdict
from liaison.models import Match, MatchFeedback
from liaison.queries.links import personal_matching
from startups.enums import NeedState
from startups.models import Company
from startups.queries.need import open_needs
from yangpu_portal.core.models import User
from yangpu_portal.core.wakeups import wake

MOST_REMATCHED = 50  # needs of a company at once; the run of the night reaches the others
_PENDING_SECONDS = 3600  # a lost task blocks no longer than this


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
    before, feedback.verdict, feedback.reason = feedback.verdict, verdict, reason
    feedback.full_clean()
    feedback.save()
    if Verdict.IRRELEVANT in {before, verdict}:  # praise alone moves no list
        _rematch_if_personal(match, user)
    return feedback


@transaction.atomic
def withdraw_feedback(*, match: Match, user: User) -> bool:
    """Takes a verdict back; tells whether there was one.

    What had left the list for it is back at once, where it stood; the run that follows puts it right.
    """
    _check(match, user)
    deleted, _rows = MatchFeedback.objects.filter(match=match, user=user).delete()
    if not deleted:
        return False
    out_of_list = Match.objects.filter(pk=match.pk, is_current=False, need__state=NeedState.OPEN)
    if out_of_list.update(is_current=True):
        rematch_company(match.need.company)
    else:
        _rematch_if_personal(match, user)
    return True


def rematch_company(company: Company) -> None:
    """Has the open needs of a company matched anew in the background, once the transaction is committed.

    What its people say while that run is still waiting to start shares it.
    """
    if open_needs().filter(company=company).exists():
        transaction.on_commit(partial(_ask_for_rematch, company.pk))


def rematch_mark(company_id: int) -> str:
    """The key in the cache that says that a company waits to be matched anew."""
    return f"liaison:rematch-pending:{company_id}"


def _ask_for_rematch(company_id: int) -> None:
    mark = rematch_mark(company_id)
    if cache.add(mark, 1, _PENDING_SECONDS) and not wake("liaison.match_company", company_id):
        cache.delete(mark)


def _rematch_if_personal(match: Match, user: User) -> None:
    """A verdict moves the lists of the company whose people said it, and no other's."""
    company = match.need.company
    if user.company_seats.filter(company=company).exists() and personal_matching(company):
        rematch_company(company)


def _check(match: Match, user: User) -> None:
    if not user.has_perm("liaison.judge_match", match):
        raise PermissionDenied(_("Only people of the company, officers and officials can judge its matches."))
