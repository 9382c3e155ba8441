"""All that search engines may list: the lists, then what is in them."""

from startups.sitemaps import SITEMAPS as DEMAND
from universities.sitemaps import SITEMAPS as SUPPLY
from yangpu_portal.core.sitemaps import NamedPages, PublicSitemap


class ListSitemap(NamedPages):
    names = ("home", "technologies", "universities", "parks", "companies", "open_needs", "about", "privacy")


SITEMAPS: dict[str, type[PublicSitemap]] = {"pages": ListSitemap, **SUPPLY, **DEMAND}
