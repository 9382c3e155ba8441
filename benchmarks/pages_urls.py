"""The portal's addresses, and those of the pages it is compared with."""

from django.urls import path

from benchmarks import pages_naive
from yangpu_portal.urls import *  # noqa: F403
from yangpu_portal.urls import urlpatterns as portal

urlpatterns = [
    path("bench/bare/", pages_naive.bare),
    path("bench/list/", pages_naive.naive_list),
    path("bench/api/", pages_naive.naive_api),
    *portal,
]
