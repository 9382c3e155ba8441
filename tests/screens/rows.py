"""Which rows of the database stand in the addresses of the screens: the fullest of their kind."""

from collections.abc import Callable

from django.db.models import Count, Model, Q, QuerySet

from liaison.domain.digest import stop_token
from liaison.domain.saved_search import search_stop_token
from liaison.models import ApplicationDocument, DigestSubscription, Match, Membership, SavedSearch
from startups.domain.seat import invitation_token
from startups.enums import Confidentiality, NeedState, SeatRole
from startups.models import Company, CompanyMember, Need, SciTechPark, SeatInvitation
from universities.enums import TechnologyState
from universities.models import Department, Laboratory, Researcher, School, Technology, University

RETIRED = (TechnologyState.WITHDRAWN, TechnologyState.EXPIRED, TechnologyState.ARCHIVED)
OWNER = "startup@demo.example"


def fullest(queryset: QuerySet, *parts: str) -> Model:
    """The row with most of these parts; the oldest of several."""
    counted = queryset.annotate(fullness=sum(Count(part, distinct=True) for part in parts))
    row = counted.order_by("-fullness", "pk").first()
    assert row is not None, f"there is no {queryset.model._meta.verbose_name}"
    return row


def published() -> QuerySet[Technology]:
    return Technology.objects.filter(state=TechnologyState.PUBLISHED)


def technology() -> list[str]:
    return [fullest(published(), "metrics", "patents", "inventors").public_id]


def matched_technology() -> list[str]:
    need = Need.objects.get(public_id=matched_need()[0])
    return [need.matches.filter(is_current=True).order_by("rank").first().technology.public_id]


def no_technology() -> list[str]:
    return ["tec_00000000000000"]


def retired_technology() -> list[str]:
    return [fullest(Technology.objects.filter(state__in=RETIRED), "metrics").public_id]


def university() -> list[str]:
    return [fullest(University.objects.all(), "schools", "departments", "technologies").slug]


def school() -> list[str]:
    row = fullest(School.objects.select_related("university"), "departments")
    return [row.university.slug, row.slug]


def department() -> list[str]:
    row = fullest(Department.objects.select_related("university"), "laboratories", "technologies")
    return [row.university.slug, row.slug]


def laboratory() -> list[str]:
    row = fullest(Laboratory.objects.select_related("university"), "technologies", "researchers")
    return [row.university.slug, row.slug]


def researcher() -> list[str]:
    return [fullest(Researcher.objects.filter(shown_publicly=True), "technologies").public_id]


def park() -> list[str]:
    return [fullest(SciTechPark.objects.exclude(latitude=None), "companies").slug]


def company() -> list[str]:
    public = Q(needs__confidentiality=Confidentiality.PUBLIC, needs__state=NeedState.OPEN)
    return [fullest(Company.objects.filter(public), "needs").slug]


def own_company() -> list[str]:
    seat = CompanyMember.objects.filter(user__email=OWNER, role=SeatRole.OWNER).first()
    assert seat is not None
    return [seat.company.slug]


def own_membership() -> list[str]:
    return [Membership.objects.get(company__slug=own_company()[0], program__slug="mit-ilp").public_id]


def membership_in(state: str) -> Callable[[], list[str]]:
    """The fullest membership of a company in a state."""
    companies = Membership.objects.filter(state=state, company__isnull=False)
    return lambda: [fullest(companies, "application__documents", "events").public_id]


def joinable_program() -> list[str]:
    """One the owner of the demo has no membership of."""
    return ["tongji-industry-liaison"]


def application_document() -> list[str]:
    return [ApplicationDocument.objects.earliest("pk").public_id]


def own_needs() -> QuerySet[Need]:
    return Need.objects.filter(company__slug=own_company()[0])


def own_need() -> list[str]:
    return [fullest(own_needs().filter(state=NeedState.OPEN), "parameters").public_id]


def own_draft() -> list[str]:
    return [fullest(own_needs().filter(state=NeedState.DRAFT), "parameters").public_id]


def own_step() -> list[str]:
    return [*own_draft(), "target"]


def own_check() -> list[str]:
    return [*own_draft(), "check"]


def matched_need() -> list[str]:
    return [fullest(own_needs().filter(state=NeedState.OPEN), "matches").public_id]


def draft() -> list[str]:
    return [own_needs().filter(state=NeedState.DRAFT).earliest("pk").public_id]


def step(name: str) -> Callable[[], list[str]]:
    return lambda: [*draft(), name]


def four_technologies() -> dict[str, list[str]]:
    return {"id": [row.public_id for row in published().filter(metrics__isnull=False).distinct()[:4]]}


def matches_of_need() -> dict[str, list[str]]:
    need = Need.objects.get(public_id=matched_need()[0])
    matches = need.matches.filter(is_current=True).select_related("technology").order_by("rank")[:3]
    return {"id": [match.technology.public_id for match in matches], "need": [need.public_id]}


def invitation() -> list[str]:
    return [invitation_token(SeatInvitation.objects.earliest("pk"))]


def own_match() -> list[str]:
    matches = Match.objects.filter(need__public_id=matched_need()[0], is_current=True)
    return [matches.earliest("rank").public_id]


def open_invitation() -> list[str]:
    return [SeatInvitation.objects.earliest("pk").public_id]


def own_seat() -> list[str]:
    return [CompanyMember.objects.get(user__email=OWNER).public_id]


def own_search() -> list[str]:
    return [SavedSearch.objects.get(user__email=OWNER).public_id]


def search_link() -> list[str]:
    return [search_stop_token(SavedSearch.objects.get(user__email=OWNER))]


def digest_link() -> list[str]:
    return [stop_token(DigestSubscription.objects.get(user__email=OWNER))]


def public_need() -> list[str]:
    open_ones = Need.objects.filter(state=NeedState.OPEN, confidentiality=Confidentiality.PUBLIC)
    return [fullest(open_ones, "parameters").public_id]
