"""The weekly digest: one issue per person and week, each item once, out of the round of suggestions.

Creating the issue, in the transaction that queues its mail, is the claim. Two runs at once, a run that is
repeated or a clock that is set back send no second mail.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime

from django.core import signing
from django.core.exceptions import ObjectDoesNotExist
from django.db import DataError, IntegrityError, transaction
from django.db.models import Exists, OuterRef

from liaison.domain.explanation import quote_sentences
from liaison.domain.suggestion import plan_suggestions
from liaison.emails.match_digest import match_digest
from liaison.enums import Frequency, IssueState
from liaison.models import DigestIssue, DigestItem, DigestSubscription, Match
from liaison.queries.digest import (
    people_without_subscription,
    subscriptions_due,
    suggestions_to_mail,
    week_of,
)
from startups.models import CompanyMember
from yangpu_portal.core.domain.one_by_one import one_by_one
from yangpu_portal.core.models import OutgoingEmail, User

ITEMS_PER_ISSUE = 5
_SALT = "liaison.digest.stop"
# What rows that are deleted meanwhile, or were stored by an engine of another time, may raise: the issues of
# others are made all the same. A lost connection is everybody's and ends the run.
_OF_ONE_ISSUE = (
    *(ObjectDoesNotExist, IntegrityError, DataError),
    *(LookupError, ValueError, TypeError, AttributeError, ArithmeticError),
)


def send_digests(
    *, at: datetime | None = None, progress: Callable[[int, int], None] | None = None
) -> Counter[str]:
    """Plans this week's suggestions and makes its issues, where that is still to be done.

    Args:
        at: the moment whose week counts, by default now.

    Returns:
        how many issues were mailed and how many skipped for want of news.

    Raises:
        ExceptionGroup: the issues of some people failed, after those of all others were made.
    """
    period = week_of(at)
    DigestSubscription.objects.bulk_create(
        [DigestSubscription(user=user) for user in people_without_subscription()], ignore_conflicts=True
    )
    plan_suggestions(period=period)
    issues = one_by_one(
        list(subscriptions_due(period)),
        lambda subscription: make_issue(subscription=subscription, period=period),
        what="digest issue",
        faults=_OF_ONE_ISSUE,
        progress=progress,
    )
    return Counter(issue.state for issue in issues if issue)


def make_issue(*, subscription: DigestSubscription, period: date) -> DigestIssue | None:
    """Makes one person's issue of a week, with its mail when there is news; None if it exists already."""
    # Looking up sentences takes long, so it happens before the row is locked.
    quote_sentences(match_ids=[match.pk for match in _news(subscription, period)])
    with transaction.atomic():
        wanted = DigestSubscription.objects.filter(pk=subscription.pk, frequency=Frequency.WEEKLY)
        if not wanted.select_for_update(of=("self",)).exists():
            return None  # its reader left while the issues of others were made
        if subscription.issues.filter(period__gte=period).exists():
            return None
        matches = _news(subscription, period)
        if not matches:
            return DigestIssue.objects.create(
                subscription=subscription, period=period, state=IssueState.SKIPPED
            )
        issue = DigestIssue.objects.create(subscription=subscription, period=period, state=IssueState.MAILED)
        DigestItem.objects.bulk_create(
            DigestItem(issue=issue, subscription=subscription, match=match, position=position)
            for position, match in enumerate(matches)
        )
        issue.email, _created = match_digest(
            subscription=subscription, period=period, matches=matches, stop_token=stop_token(subscription)
        )
        issue.save(update_fields=["email"])
        return issue


def _news(subscription: DigestSubscription, period: date) -> Sequence[Match]:
    """What the person is told this week: no technology twice, at most two of a need."""
    chosen: list[Match] = []
    technologies: set[int] = set()
    of_need: Counter[int] = Counter()
    for match in suggestions_to_mail(subscription, period)[: ITEMS_PER_ISSUE * 20]:
        is_new = match.technology_id not in technologies
        if is_new and of_need[match.need_id] < 2 and len(chosen) < ITEMS_PER_ISSUE:
            of_need[match.need_id] += 1
            technologies.add(match.technology_id)
            chosen.append(match)
    return chosen


def still_wanted(mail: OutgoingEmail) -> bool:
    """Asked just before a digest is sent: its reader may have left it, or the company, meanwhile."""
    seat = CompanyMember.objects.filter(
        company=OuterRef("match__need__company"), user=OuterRef("subscription__user")
    )
    foreign = DigestItem.objects.filter(~Exists(seat), issue__email=mail)
    issue = DigestIssue.objects.filter(
        email=mail, subscription__frequency=Frequency.WEEKLY, subscription__user__is_active=True
    )
    return issue.exists() and not foreign.exists()


def choose_frequency(*, user: User, frequency: Frequency) -> DigestSubscription:
    """Stores how often a person wants the digest."""
    subscription, _created = DigestSubscription.objects.update_or_create(
        user=user, defaults={"frequency": frequency}
    )
    return subscription


def stop_token(subscription: DigestSubscription) -> str:
    """A signed mark of a subscription for links in mails; it carries no address."""
    return signing.dumps(subscription.pk, salt=_SALT)


def subscription_from_token(token: str) -> DigestSubscription | None:
    """The subscription a link was made for; None for a forged or outdated link."""
    try:
        pk = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    return DigestSubscription.objects.select_related("user").filter(pk=pk).first()


def stop_digest(*, subscription: DigestSubscription) -> None:
    """Ends a subscription; twice is fine."""
    DigestSubscription.objects.filter(pk=subscription.pk).update(frequency=Frequency.OFF)
