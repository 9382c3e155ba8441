"""Addresses below /admin/ of figures and reports. They stand before those of the site itself."""

from django.contrib import admin
from django.urls import path

from liaison.admin.office import figures, report

staff = admin.site.admin_view

urlpatterns = [
    path("figures/<slug:name>/", staff(figures.figure_page), name="figure"),
    path("figures/<slug:name>/sheet.xlsx", staff(figures.figure_sheet), name="figure_sheet"),
    path("reports/", staff(report.reports), name="monthly_reports"),
    path("reports/<int:year>-<int:month>/", staff(report.report_page), name="monthly_report"),
    path(
        "reports/<int:year>-<int:month>/<slug:language>.pdf",
        staff(report.report_pdf),
        name="monthly_report_pdf",
    ),
    path(
        "reports/<int:year>-<int:month>/<slug:language>.xlsx",
        staff(report.report_sheet),
        name="monthly_report_xlsx",
    ),
]
