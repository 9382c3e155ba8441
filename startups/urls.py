"""Addresses of the demand side."""

from django.urls import path

from startups.views import company, need, need_form, park

urlpatterns = [
    path("needs/new/", need_form.need_new, name="need_new"),
    path("needs/<slug:public_id>/edit/", need_form.need_edit, name="need_edit"),
    path("needs/<slug:public_id>/submit/", need.need_submit, name="need_submit"),
    path("needs/<slug:public_id>/withdraw/", need.need_withdraw, name="need_withdraw"),
    path("parks/", park.parks, name="parks"),
    path("parks/<slug:slug>/", park.park, name="park"),
    path("companies/", company.companies, name="companies"),
    path("companies/<slug:slug>/", company.company, name="company"),
]
