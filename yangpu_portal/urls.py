"""Addresses of the portal: Chinese without a prefix, English below /en/."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from liaison.sitemaps import SITEMAPS
from liaison.views import home, pages, search
from startups.views import university
from yangpu_portal.core import views
from yangpu_portal.core.impersonation.views import stop
from yangpu_portal.core.sitemaps import sitemap_index, sitemap_part
from yangpu_portal.core.styleguide.views import styleguide

# Pages on which the apps meet: every app may link to these names, the topmost app answers them.
meeting_places = [
    path("", home.home, name="home"),
    path("universities/<slug:slug>/", university.university, name="university"),
    path("technologies/", search.technologies, name="technologies"),
    path("technologies/<slug:public_id>/", pages.technology, name="technology"),
    path("needs/", pages.needs, name="needs"),
    path("needs/<slug:public_id>/", pages.need, name="need"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", sitemap_index, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemap_part, {"sitemaps": SITEMAPS}, name="sitemap_part"),
    path("admin/", include("yangpu_portal.core.admin.urls")),
    path("admin/", include("liaison.admin.urls")),
    path(
        "admin/imports/",
        RedirectView.as_view(pattern_name="admin:liaison_importjob_kinds"),
        name="admin_imports",
    ),
    path("admin/", admin.site.urls),
    path("api/", include("yangpu_portal.api_urls")),
    *i18n_patterns(
        path("accounts/", include("allauth.urls")),
        path("looking/stop/", stop, name="impersonation_stop"),
        path("styleguide/", styleguide, name="styleguide"),
        path("", include("universities.urls")),
        path("", include("startups.urls")),
        path("", include("liaison.urls")),
        path("", include(meeting_places)),
        prefix_default_language=False,
    ),
]

handler400 = "yangpu_portal.core.views.bad_request"
