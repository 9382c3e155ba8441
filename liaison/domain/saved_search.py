"""Searches that people keep, and the mails about what is new in them.

Creating the issue of a day or week, in the transaction that queues its mail and moves `seen_until`, is the
claim: two runs at once, a repeated run or a clock that is set back send no second mail.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.core import signing
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import DataError, IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from liaison.domain.search import Wanted, find_offers
from liaison.domain.search_text import read_search
from liaison.emails.saved_search import saved_search_news
from liaison.enums import IssueState, SearchFrequency
from liaison.models import SavedSearch, SavedSearchIssue
from liaison.queries.saved_search import period_of, saved_searches_due
from universities.models import Technology
from universities.queries.search_facets import FACETS
from universities.queries.search_order import NEWEST
from universities.queries.search_snapshot import Snapshot, current_snapshot
from universities.queries.technology import published_technologies, with_organisation
from yangpu_portal.core.domain.one_by_one import one_by_one
from yangpu_portal.core.models import OutgoingEmail, User

ITEMS_PER_MAIL = 5
MOST_OF_A_PERSON = 50
TAKEN_BACK = timedelta(days=1)  # how long a removed search can be taken back
_LONGEST_CHOICE = 100  # characters
_SALT = "liaison.saved_search.stop"
_EPOCH, _MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
_OF_ONE_SEARCH = (ObjectDoesNotExist, IntegrityError, DataError, LookupError, ValueError, TypeError)

Filters = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class News:
    """What was published since a search was last told of: the newest few, and how many there are.

    `until`: what was published later is for the next time.
    """

    technologies: list[Technology]
    total: int
    until: datetime


@transaction.atomic
def save_search(*, user: User, text: str, filters: Filters) -> SavedSearch:
    """Keeps a search, once for each person, text and filters; one that was taken away comes back.

    Raises:
        ValidationError: it is empty, or the person keeps too many.
    """
    sound = {name: sorted(filter(_is_choice, set(filters.get(name, ())))) for name in FACETS}
    kept = {name: values for name, values in sound.items() if values}
    words = read_search(text).text
    if not words and not kept:
        raise ValidationError(_("Look for something, or choose a filter, before you save the search."))
    if SavedSearch.objects.filter(user=user, removed_at__isnull=True).count() >= MOST_OF_A_PERSON:
        raise ValidationError(_("You keep 50 searches, the most there is room for. Delete one first."))
    key = hashlib.sha256(json.dumps([words, kept], sort_keys=True).encode()).hexdigest()
    search, created = SavedSearch.objects.get_or_create(
        user=user, key=key, defaults={"text": words, "filters": kept, "seen_until": _now()}
    )
    if not created and search.removed_at:
        restore_search(search=search)
    return search


def _is_choice(value: str) -> bool:
    """Whether this can be a choice of a facet: what is longer, or no column can hold, is none."""
    return 0 < len(value) <= _LONGEST_CHOICE and value.isprintable()


def choose_search_frequency(*, search: SavedSearch, frequency: SearchFrequency) -> None:
    """Stores how often its reader is told. After a pause only what comes from now on is new."""
    changes: dict[str, object] = {"frequency": frequency}
    if search.frequency == SearchFrequency.OFF and frequency != SearchFrequency.OFF:
        changes["seen_until"] = _now()
    SavedSearch.objects.filter(pk=search.pk).update(**changes)


def remove_search(*, search: SavedSearch) -> None:
    """Takes a search away; twice is fine, and for a day it can be taken back."""
    SavedSearch.objects.filter(pk=search.pk, removed_at__isnull=True).update(removed_at=timezone.now())


def restore_search(*, search: SavedSearch) -> None:
    SavedSearch.objects.filter(pk=search.pk).update(removed_at=None)


def forget_removed_searches() -> int:
    """Deletes what was taken away more than a day ago; tells how many rows that were."""
    gone = SavedSearch.objects.filter(removed_at__lt=timezone.now() - TAKEN_BACK)
    deleted, _by_model = gone.delete()
    return deleted


def news_of(search: SavedSearch) -> News:
    """What the search finds by its words and filters that was published since its reader was last told.

    To be asked within a transaction: its beginning bounds what is told, as the words are looked up before
    the list may be read.
    """
    read = read_search(search.text)
    found = find_offers(
        Wanted(
            text=read.text,
            words=read.words,
            is_description=read.is_description,
            choices=search.filters,
            sort=NEWEST,
        )
    )
    if found.loosened or found.by_meaning:  # nothing has the words; what is only close is no news
        return News([], 0, _complete_until(found.snapshot))
    since = (search.seen_until - _EPOCH) // _MICROSECOND
    rows = found.narrowed.rows
    published = found.snapshot.published[rows]
    fresh = rows[(published >= since) & (published < found.snapshot.complete_until)]
    keys = [int(key) for key in found.snapshot.keys[fresh[:ITEMS_PER_MAIL]]]
    offers = with_organisation(published_technologies().filter(pk__in=keys))
    total = len(fresh) if offers else 0
    return News(list(offers.order_by("-published_at", "-pk")), total, _complete_until(found.snapshot))


def _complete_until(snapshot: Snapshot) -> datetime:
    return _EPOCH + snapshot.complete_until * _MICROSECOND


def _now() -> datetime:
    """From when on offers are news: rather told of one that was on the page already than of none."""
    return _complete_until(current_snapshot())


def send_search_news(*, at: datetime | None = None) -> Counter[str]:
    """Makes the issues that are due, with a mail where there is news.

    Returns:
        how many issues were mailed and how many skipped.

    Raises:
        ExceptionGroup: some failed, after all others were made.
    """
    today = timezone.localdate(at)
    issues = one_by_one(
        saved_searches_due(today),
        lambda search: make_search_issue(search=search, today=today),
        what="saved search",
        faults=_OF_ONE_SEARCH,
    )
    return Counter(issue.state for issue in issues if issue)


@transaction.atomic
def make_search_issue(*, search: SavedSearch, today: date) -> SavedSearchIssue | None:
    """Makes one issue; None when it exists already or its reader has left."""
    wanted = SavedSearch.objects.filter(pk=search.pk, removed_at__isnull=True)
    locked = wanted.exclude(frequency=SearchFrequency.OFF).select_for_update(of=("self",)).first()
    if locked is None:
        return None
    period = period_of(locked.frequency, today)
    if locked.issues.filter(period__gte=period).exists():
        return None
    news = news_of(locked)
    issue = SavedSearchIssue.objects.create(search=locked, period=period, state=IssueState.SKIPPED)
    if news.technologies:
        token = search_stop_token(locked)
        issue.email, _created = saved_search_news(
            search=locked, period=period, technologies=news.technologies, total=news.total, stop_token=token
        )
        issue.state = IssueState.MAILED
        issue.save(update_fields=["email", "state"])
    SavedSearch.objects.filter(pk=locked.pk).update(seen_until=max(news.until, locked.seen_until))
    return issue


def search_still_wanted(mail: OutgoingEmail) -> bool:
    """Asked just before a mail is sent: its reader may have taken the search away meanwhile."""
    live = SavedSearch.objects.filter(removed_at__isnull=True, user__is_active=True)
    return live.exclude(frequency=SearchFrequency.OFF).filter(issues__email=mail).exists()


def search_stop_token(search: SavedSearch) -> str:
    """A signed mark of a search for links in mails; it carries no address."""
    return signing.dumps(search.pk, salt=_SALT)


def search_from_token(token: str) -> SavedSearch | None:
    """The search a link was made for; None for a forged link or one whose search is gone."""
    try:
        pk = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    return SavedSearch.objects.select_related("user").filter(pk=pk).first()
