"""Addresses of the portal: Chinese without a prefix, English below /en/."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
