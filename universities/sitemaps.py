"""What of the supply side search engines may list."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from universities.models import Department, Laboratory, Researcher, School, Technology, University
from universities.queries.organisation import (
    visible_departments,
    visible_laboratories,
    visible_researchers,
    visible_schools,
    visible_universities,
)
from universities.queries.technology import listed_technologies
from yangpu_portal.core.sitemaps import PublicSitemap, RowPages

_VISITOR = AnonymousUser()


class TechnologySitemap(RowPages):
    def rows(self) -> QuerySet[Technology]:
        return listed_technologies().only("public_id", "updated_at")


class UniversitySitemap(RowPages):
    def rows(self) -> QuerySet[University]:
        return visible_universities(_VISITOR)


class SchoolSitemap(RowPages):
    def rows(self) -> QuerySet[School]:
        return visible_schools(_VISITOR)


class DepartmentSitemap(RowPages):
    def rows(self) -> QuerySet[Department]:
        return visible_departments(_VISITOR)


class LaboratorySitemap(RowPages):
    def rows(self) -> QuerySet[Laboratory]:
        return visible_laboratories(_VISITOR)


class ResearcherSitemap(RowPages):
    def rows(self) -> QuerySet[Researcher]:
        return visible_researchers(_VISITOR)


SITEMAPS: dict[str, type[PublicSitemap]] = {
    "technologies": TechnologySitemap,
    "universities": UniversitySitemap,
    "schools": SchoolSitemap,
    "departments": DepartmentSitemap,
    "laboratories": LaboratorySitemap,
    "researchers": ResearcherSitemap,
}
