"""Addresses of the API, below /api/. What is not listed here does not exist."""

from django.urls import URLPattern, URLResolver, include, path
from rest_framework.routers import SimpleRouter

from liaison.api.views import MatchViewSet, TechnologySearchViewSet
from startups.api.views import CompanyViewSet, NeedViewSet, ParkViewSet
from universities.api.views import (
    DepartmentViewSet,
    LaboratoryViewSet,
    SchoolViewSet,
    UniversityViewSet,
)
from yangpu_portal.core.api.documentation import DocsView, SchemaView, problem
from yangpu_portal.core.api.views import FieldViewSet, ReadOnlyResource

RESOURCES: dict[str, type[ReadOnlyResource]] = {
    "universities": UniversityViewSet,
    "schools": SchoolViewSet,
    "departments": DepartmentViewSet,
    "laboratories": LaboratoryViewSet,
    "technologies": TechnologySearchViewSet,
    "parks": ParkViewSet,
    "companies": CompanyViewSet,
    "needs": NeedViewSet,
    "matches": MatchViewSet,
    "fields": FieldViewSet,
}

router = SimpleRouter()
for name, resource in RESOURCES.items():
    router.register(name, resource, basename=f"api-{name}")

urlpatterns: list[URLPattern | URLResolver] = [
    path("v1/schema/", SchemaView.as_view(), name="api-schema"),
    path("v1/", include(router.urls)),
    path("docs/", DocsView.as_view(), name="api-docs"),
    path("problems/<slug:code>/", problem, name="api-problem"),
]
