"""Who sees parks and companies: everybody, of a company what it shows publicly."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from startups.models import Company, SciTechPark
from yangpu_portal.core.models import User

Reader = User | AnonymousUser


def visible_parks(user: Reader) -> QuerySet[SciTechPark]:
    return SciTechPark.objects.select_related("district", "university")


def visible_companies(user: Reader) -> QuerySet[Company]:
    return Company.objects.select_related("park")
