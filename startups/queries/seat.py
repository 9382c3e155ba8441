"""Reads of seats and invitations."""

from django.db.models import QuerySet

from startups.enums import SeatRole
from startups.models import Company, CompanyMember, SeatInvitation
from yangpu_portal.core.models import User
from yangpu_portal.core.rules import is_district_staff


def companies_with_seen_seats(user: User) -> QuerySet[Company]:
    """Whose people the user may see: those of the user's own companies; the district sees all."""
    if is_district_staff(user):
        return Company.objects.all()
    return Company.objects.filter(pk__in=user.company_seats.values("company"))


def seats_of(company: Company) -> QuerySet[CompanyMember]:
    """Owners first, then by how long they have been there."""
    return company.members.select_related("user").order_by("-role", "created_at", "pk")


def open_invitations(company: Company) -> QuerySet[SeatInvitation]:
    """Those nobody has answered or withdrawn, also those too old to be accepted: they can be sent again."""
    return company.invitations.filter(accepted_at=None, withdrawn_at=None).select_related("invited_by")


def loses_its_owner(seat: CompanyMember) -> bool:
    """Whether the company, as it is stored, has no other owner than the one in this seat."""
    owners = CompanyMember.objects.filter(company__members=seat.pk, role=SeatRole.OWNER)
    return owners.filter(pk=seat.pk).exists() and not owners.exclude(pk=seat.pk).exists()
