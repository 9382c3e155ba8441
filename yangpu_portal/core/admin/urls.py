"""Addresses below /admin/ that belong to no list of rows. They stand before those of the site itself."""

from django.contrib.admin import site
from django.urls import path

from yangpu_portal.core.admin import saved_filters
from yangpu_portal.core.admin.app_list import compute_when_read
from yangpu_portal.core.admin.help import help_view
from yangpu_portal.core.admin.language import language_view
from yangpu_portal.core.admin.search import search_view

compute_when_read(site)

urlpatterns = [
    path("language/", language_view, name="admin_language"),
    path("search/", site.admin_view(search_view), name="admin_search"),  # instead of the theme's
    path("help/", site.admin_view(help_view), name="admin_help"),
    path("filters/", site.admin_view(saved_filters.save_view), name="admin_filter_save"),
    path("filters/<int:pk>/delete/", site.admin_view(saved_filters.delete_view), name="admin_filter_delete"),
    path(
        "filters/<int:pk>/restore/", site.admin_view(saved_filters.restore_view), name="admin_filter_restore"
    ),
]
