"""What the matching learns from, as people give it: bookmarks, outcomes, and whether it may be personal."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from liaison.domain.feedback import rematch_company
from liaison.models import Bookmark, Match, MatchingPreference, MatchOutcome
from startups.models import Company, Need
from universities.models import Technology
from universities.queries.technology import visible_technologies
from yangpu_portal.core.models import User


def add_bookmark(*, user: User, technology: Technology, need: Need | None = None) -> Bookmark:
    """Keeps an offer in view, for one of one's needs or for none; twice is once.

    Raises:
        PermissionDenied: the user may not see the offer, or the need is none of the user's.
    """
    if not visible_technologies(user).filter(pk=technology.pk).exists():
        raise PermissionDenied(_("Only what one may see can be bookmarked."))
    if need is not None and not user.has_perm("startups.edit_need", need):
        raise PermissionDenied(_("Only people of the company can keep offers for its needs."))
    bookmark, _created = Bookmark.objects.get_or_create(user=user, technology=technology, need=need)
    return bookmark


def remove_bookmark(*, user: User, technology: Technology, need: Need | None = None) -> bool:
    """Drops a bookmark; tells whether there was one."""
    deleted, _rows = Bookmark.objects.filter(user=user, technology=technology, need=need).delete()
    return deleted > 0


def remove_bookmarks(*, user: User, technology: Technology) -> int:
    """Drops a person's bookmarks of an offer, for whatever need; tells how many there were."""
    return Bookmark.objects.filter(user=user, technology=technology).delete()[0]


def record_outcome(*, match: Match, user: User, kind: str, note: str = "") -> MatchOutcome:
    """Records what came of a match, beside what was recorded before.

    Raises:
        PermissionDenied: the user is no officer or official.
        ValidationError: unknown kind, or a note that is too long.
    """
    if not user.has_perm("liaison.record_outcome", match):
        raise PermissionDenied(_("Only officers and officials record what came of a match."))
    outcome = MatchOutcome(match=match, kind=kind, note=note, recorded_by=user)
    outcome.full_clean()
    outcome.save()
    return outcome


@transaction.atomic
def choose_personal(*, company: Company, user: User, personal: bool) -> MatchingPreference:
    """Chooses whether what a company's people said moves what is suggested to it.

    Raises:
        PermissionDenied: the user is no owner of the company.
    """
    if not user.has_perm("liaison.choose_personal", company):
        raise PermissionDenied(_("Only owners of the company choose how it is matched."))
    preference, _created = MatchingPreference.objects.update_or_create(
        company=company, defaults={"personal": personal}
    )
    rematch_company(company)
    return preference
