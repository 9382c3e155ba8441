"""Addresses of the supply side."""

from django.urls import path

from universities.views import university

urlpatterns = [
    path("universities/", university.universities, name="universities"),
    path("universities/<slug:slug>/", university.university, name="university"),
    path("universities/<slug:university_slug>/schools/<slug:slug>/", university.school, name="school"),
    path(
        "universities/<slug:university_slug>/departments/<slug:slug>/",
        university.department,
        name="department",
    ),
]
