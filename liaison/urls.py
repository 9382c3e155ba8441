"""Addresses of the bridge."""

from django.urls import path

from liaison.views import account, matches

urlpatterns = [
    path("needs/<slug:public_id>/matches/", matches.need_matches, name="need_matches"),
    path("matches/<slug:public_id>/feedback/", matches.match_feedback, name="match_feedback"),
    path("matches/<slug:public_id>/feedback/undo/", matches.match_feedback_undo, name="match_feedback_undo"),
    path("account/", account.account, name="account"),
    path("mail/stop/<str:token>/", account.digest_stop, name="digest_stop"),
]
