"""What a person's dashboard is made of, in a fixed number of queries."""

from dataclasses import dataclass
from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from liaison.enums import LIVE_STATES, MatchBand, MembershipState
from liaison.models import Bookmark, DigestSubscription, MatchFeedback, Membership
from liaison.queries.matching import live_matches, with_suggestions
from liaison.queries.membership import memberships_with_requests
from liaison.queries.saved_search import listed_saved_searches
from startups.enums import NeedState
from startups.models import Company, CompanyMember, Need, SeatInvitation
from startups.models.seat import VALID_FOR
from startups.queries.need import needs_in_review, own_needs, with_progress
from universities.enums import StaffRole, TechnologyState
from universities.models import Technology
from yangpu_portal.core.models import User

NEEDS, OFFERS = 6, 8
RECONFIRM_AFTER = timedelta(days=335)  # eleven months: an offer expires after twelve


def seats_of_person(user: User) -> list[CompanyMember]:
    """The person's seats with their companies."""
    return list(user.company_seats.select_related("company").order_by("company__slug"))


def memberships_of(companies: list[Company]) -> list[Membership]:
    """What these companies have in force or ahead of them."""
    live = Membership.objects.filter(company__in=companies, state__in=LIVE_STATES)
    return list(live.select_related("company", "tier", "program__university", "officer").order_by("ends_on"))


def needs_of_person(user: User) -> list[Need]:
    """What waits for the person first; each with its matches and with `unanswered`, how many strong ones of
    them nobody of the company has said a word about.
    """
    said = MatchFeedback.objects.filter(
        match=OuterRef("pk"), user__company_seats__company=OuterRef("need__company")
    )
    silent = live_matches().filter(~Exists(said), need=OuterRef("pk"), band=MatchBand.STRONG)
    number = silent.order_by().values("need").annotate(number=Count("pk")).values("number")
    needs = with_progress(with_suggestions(own_needs(user), user)).select_related("company")
    return list(needs.annotate(unanswered=Coalesce(Subquery(number), 0))[:NEEDS])


def waiting_invitations(user: User) -> list[SeatInvitation]:
    """Sent to an address the person has confirmed, and still valid."""
    addresses = EmailAddress.objects.filter(user=user, verified=True).values("email")
    waiting = SeatInvitation.objects.filter(
        email__in=addresses,
        accepted_at=None,
        withdrawn_at=None,
        sent_at__gt=timezone.now() - VALID_FOR,
    )
    return list(waiting.exclude(company__members__user=user).select_related("company"))


@dataclass(frozen=True, slots=True)
class Progress:
    """How far somebody has come who is new here."""

    has_profile: bool
    has_company: bool
    has_need: bool
    has_handed_in: bool
    has_judged: bool
    has_chosen_mails: bool
    has_second_factor: bool


def progress_of(user: User) -> Progress:
    """One query for all that is asked."""
    needs = own_needs(user)
    found = User.objects.filter(pk=user.pk).values_list(
        Exists(user.company_seats.all()),
        Exists(needs),
        Exists(needs.exclude(state=NeedState.DRAFT)),
        Exists(MatchFeedback.objects.filter(user=user)),
        Exists(DigestSubscription.objects.filter(user=user)),
        Exists(Authenticator.objects.filter(user=user)),
    )
    return Progress(bool(user.name), *found[0])


def kept_counts(user: User) -> dict[str, int]:
    """How many offers and searches the person keeps."""
    return {
        "bookmarks": Bookmark.objects.filter(user=user).values("technology").distinct().count(),
        "searches": listed_saved_searches(user).count(),
    }


def offers_of_person(user: User) -> QuerySet[Technology]:
    """Published offers the person answers for, those nobody has confirmed for longest first."""
    seats = user.university_seats
    own = Q(university__in=seats.filter(role=StaffRole.TTO).values("university"))
    own |= Q(laboratory__in=seats.filter(role=StaffRole.LABORATORY).values("laboratory"))
    offers = Technology.objects.filter(own, state=TechnologyState.PUBLISHED)
    return offers.order_by(F("confirmed_on").asc(nulls_first=True), "pk")


def is_due(technology: Technology) -> bool:
    """Whether somebody should say again that the offer stands."""
    confirmed = technology.confirmed_on
    return confirmed is None or confirmed < timezone.localdate() - RECONFIRM_AFTER


def office_counts() -> dict[str, int]:
    """What waits for the district."""
    return {
        "needs_in_review": needs_in_review().count(),
        "companies_to_verify": Company.objects.filter(verified_at=None).count(),
        "memberships_applied": Membership.objects.filter(state=MembershipState.APPLIED).count(),
        "fees_due": Membership.objects.filter(state=MembershipState.APPROVED).count(),
        "requests": memberships_with_requests().count(),
    }
