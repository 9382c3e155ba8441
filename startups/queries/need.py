"""Reads of needs."""

from collections.abc import Sequence
from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, F, IntegerField, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from startups.enums import Confidentiality, NeedState
from startups.models import Need, NeedEvent
from yangpu_portal.core.models import User
from yangpu_portal.core.rules import is_district_staff

REVIEWED_WITHIN = timedelta(days=5)  # three working days and a weekend


def open_needs() -> QuerySet[Need]:
    return Need.objects.filter(state=NeedState.OPEN)


def own_needs(user: User | AnonymousUser) -> QuerySet[Need]:
    """The needs of the companies in which the user has a seat, without copies in which one is changed."""
    if not isinstance(user, User):
        return Need.objects.none()
    return Need.objects.filter(company__in=user.company_seats.values("company"), revises=None)


def need_begun_by_form(user: User, submission: str) -> Need | None:
    """What a form with this one-time key has begun for one of the person's companies."""
    if not (submission.isascii() and submission.isalnum()):
        return None
    return own_needs(user).filter(external_id=f"form:{submission}").first()


def visible_needs(user: User | AnonymousUser) -> QuerySet[Need]:
    """Listed needs for everybody, a company's own for its people, all for the district."""
    if is_district_staff(user):
        return Need.objects.all()
    shown = Q(state=NeedState.OPEN) & ~Q(confidentiality=Confidentiality.OFFICERS)
    if isinstance(user, User):
        shown |= Q(company__in=user.company_seats.values("company"))
    return Need.objects.filter(shown)


def named_needs() -> QuerySet[Need]:
    """Open needs whose company may be named: what the page of a company shows to everybody."""
    return open_needs().filter(confidentiality=Confidentiality.PUBLIC)


def listed_needs() -> QuerySet[Need]:
    """Open needs that everybody may read. Of those that hide their company nothing may lead to it."""
    return open_needs().exclude(confidentiality=Confidentiality.OFFICERS)


def with_words(needs: QuerySet[Need], words: Sequence[str]) -> QuerySet[Need]:
    """Those whose title, situation or target holds every word, in either language."""
    columns = [f"{name}_{suffix}" for name in ("title", "situation", "target") for suffix in ("zh", "en")]
    for word in words:
        anywhere = Q()
        for column in columns:
            anywhere |= Q(**{f"{column}__icontains": word})
        needs = needs.filter(anywhere)
    return needs


def needs_in_review() -> QuerySet[Need]:
    """What officers have to read, the longest waiting first; without changes of needs not open any more."""
    waiting = Need.objects.filter(state=NeedState.IN_REVIEW).filter(
        Q(revises=None) | Q(revises__state__in=(NeedState.OPEN, NeedState.MATCHED))
    )
    # Imported needs are in review from the start and were never handed in.
    return waiting.annotate(waiting_since=Coalesce("submitted_at", "created_at")).order_by(
        "waiting_since", "pk"
    )


def is_overdue(need: Need) -> bool:
    """Whether a need in review waits longer than its author was told."""
    return (need.submitted_at or need.created_at) < timezone.now() - REVIEWED_WITHIN


def with_progress(needs: QuerySet[Need]) -> QuerySet[Need]:
    """Adds `remark`, what the officer wrote who sent it back last, and `revision_state`; what waits for its
    people comes first.
    """
    last = NeedEvent.objects.filter(need=OuterRef("pk"))
    waits = Case(
        When(state=NeedState.DRAFT, then=0),
        When(state__in=(NeedState.CLOSED, NeedState.WITHDRAWN, NeedState.EXPIRED), then=2),
        default=1,
        output_field=IntegerField(),
    )
    return needs.annotate(
        remark=Subquery(last.order_by("-created_at", "-id").values("remark")[:1]),
        revision_state=F("revision__state"),
        waits=waits,
    ).order_by("waits", "-updated_at", "-id")


def last_remark(need: Need) -> NeedEvent | None:
    """What the officer wrote who sent this draft back last, unless it was handed in again since."""
    last = need.events.exclude(to_state=NeedState.WITHDRAWN).first()
    sent_back = last is not None and last.to_state == NeedState.DRAFT and last.remark
    return last if sent_back else None
