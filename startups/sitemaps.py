"""What of the demand side search engines may list."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from startups.models import Company, Need, SciTechPark
from startups.queries.need import listed_needs
from startups.queries.organisation import listed_companies, visible_parks
from yangpu_portal.core.sitemaps import PublicSitemap, RowPages


class ParkSitemap(RowPages):
    def rows(self) -> QuerySet[SciTechPark]:
        return visible_parks(AnonymousUser())


class CompanySitemap(RowPages):
    def rows(self) -> QuerySet[Company]:
        return listed_companies()


class NeedSitemap(RowPages):
    """Needs that everybody may read; neither address nor date tells whose an unnamed one is."""

    def rows(self) -> QuerySet[Need]:
        return listed_needs().only("public_id", "updated_at")


SITEMAPS: dict[str, type[PublicSitemap]] = {
    "parks": ParkSitemap,
    "companies": CompanySitemap,
    "needs": NeedSitemap,
}
