"""Addresses below /admin/ that belong to no list of rows. They stand before those of the site itself."""

from django.urls import path

from yangpu_portal.core.admin.language import language_view

urlpatterns = [
    path("language/", language_view, name="admin_language"),
]
