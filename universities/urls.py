"""Addresses of the supply side."""

from django.urls import path

from universities.views import laboratory, researcher, sheet, university

urlpatterns = [
    path("universities/", university.universities, name="universities"),
    path("universities/<slug:university_slug>/schools/<slug:slug>/", university.school, name="school"),
    path(
        "universities/<slug:university_slug>/departments/<slug:slug>/",
        university.department,
        name="department",
    ),
    path(
        "universities/<slug:university_slug>/laboratories/<slug:slug>/",
        laboratory.laboratory,
        name="laboratory",
    ),
    path("researchers/<slug:public_id>/", researcher.researcher, name="researcher"),
    path("technologies/<slug:public_id>/sheet.pdf", sheet.technology_sheet, name="technology_sheet"),
    path("technologies/<slug:public_id>/qr.svg", sheet.technology_qr, name="technology_qr"),
]
