"""Addresses of the demand side."""

from django.urls import path

from startups.views import company, need, need_new, need_step, open_needs, park, registration, seat

urlpatterns = [
    path("needs/new/", need_new.need_new, name="need_new"),
    path("needs/open/", open_needs.open_needs, name="open_needs"),
    path("needs/<slug:public_id>/edit/", need_step.need_edit, name="need_edit"),
    path("needs/<slug:public_id>/edit/<slug:step>/", need_step.need_step, name="need_step"),
    path("needs/<slug:public_id>/submit/", need.need_submit, name="need_submit"),
    path("needs/<slug:public_id>/take-back/", need.need_take_back, name="need_take_back"),
    path("needs/<slug:public_id>/change/", need.need_revise, name="need_revise"),
    path("needs/<slug:public_id>/discard/", need.need_discard, name="need_discard"),
    path("needs/<slug:public_id>/close/", need.need_close, name="need_close"),
    path("needs/<slug:public_id>/reopen/", need.need_reopen, name="need_reopen"),
    path("needs/<slug:public_id>/withdraw/", need.need_withdraw, name="need_withdraw"),
    path("parks/", park.parks, name="parks"),
    path("parks/<slug:slug>/", park.park, name="park"),
    path("companies/", company.companies, name="companies"),
    path("companies/new/", registration.company_new, name="company_new"),
    path("companies/<slug:slug>/", company.company, name="company"),
    path("companies/<slug:slug>/people/", seat.seats, name="seats"),
    path("invitations/<slug:public_id>/resend/", seat.invitation_resend, name="seat_invitation_resend"),
    path("invitations/<slug:public_id>/withdraw/", seat.invitation_withdraw, name="seat_invitation_withdraw"),
    path("invitations/<str:token>/", seat.invitation, name="seat_invitation"),
    path("seats/<slug:public_id>/role/", seat.seat_role, name="seat_role"),
    path("seats/<slug:public_id>/hand-over/", seat.seat_hand_over, name="seat_hand_over"),
    path("seats/<slug:public_id>/remove/", seat.seat_remove, name="seat_remove"),
]
