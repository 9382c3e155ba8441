"""Reads for the page of one technology."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import OuterRef, QuerySet, Subquery

from universities.enums import TechnologyState
from universities.models import Technology, UniversityStaff
from universities.queries.technology import visible_technologies, with_details
from yangpu_portal.core.models import User

# What was public once and is no more: its address has been given away, so it is answered with "gone".
RETIRED = (TechnologyState.EXPIRED, TechnologyState.WITHDRAWN, TechnologyState.ARCHIVED)


def technology_pages(user: User | AnonymousUser) -> QuerySet[Technology]:
    """What this reader may read in full, with all its page shows.

    `confirmed_role` is the seat at the university of who confirmed the offer last, None when it has none.
    """
    seats = UniversityStaff.objects.filter(user=OuterRef("confirmed_by"), university=OuterRef("university"))
    shown = with_details(visible_technologies(user))
    return shown.annotate(confirmed_role=Subquery(seats.order_by("role").values("role")[:1]))


def retired_technologies() -> QuerySet[Technology]:
    """Offers that were public and are not any more; everybody may know their titles."""
    return Technology.objects.filter(state__in=RETIRED, published_at__isnull=False)
