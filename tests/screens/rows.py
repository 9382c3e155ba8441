"""Which rows of the database stand in the addresses of the screens: the fullest of their kind."""

from django.db.models import Count, Model, Q, QuerySet

from startups.enums import Confidentiality, NeedState, SeatRole
from startups.models import Company, CompanyMember, Need, SciTechPark
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


def public_need() -> list[str]:
    open_ones = Need.objects.filter(state=NeedState.OPEN, confidentiality=Confidentiality.PUBLIC)
    return [fullest(open_ones, "parameters").public_id]
