"""What of the demand side search engines may list. Needs are not among it: they come and go within weeks."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from startups.models import Company, SciTechPark
from startups.queries.organisation import listed_companies, visible_parks
from yangpu_portal.core.sitemaps import PublicSitemap


class ParkSitemap(PublicSitemap):
    def rows(self) -> QuerySet[SciTechPark]:
        return visible_parks(AnonymousUser())


class CompanySitemap(PublicSitemap):
    def rows(self) -> QuerySet[Company]:
        return listed_companies()


SITEMAPS: dict[str, type[PublicSitemap]] = {"parks": ParkSitemap, "companies": CompanySitemap}
