"""Addresses of the bridge."""

from django.urls import path

from liaison.views import (
    about,
    account,
    account_data,
    bookmarks,
    compare,
    dashboard,
    introduction,
    matches,
    membership_documents,
    memberships,
    possible,
    saved_searches,
)

urlpatterns = [
    path("needs/<slug:public_id>/matches/", matches.need_matches, name="need_matches"),
    path("needs/<slug:public_id>/possible/", possible.need_possible, name="need_possible"),
    path("matches/<slug:public_id>/feedback/", matches.match_feedback, name="match_feedback"),
    path("matches/<slug:public_id>/feedback/undo/", matches.match_feedback_undo, name="match_feedback_undo"),
    path("compare/", compare.compare, name="compare"),
    path("bookmarks/", bookmarks.bookmarks, name="bookmarks"),
    path("technologies/<slug:public_id>/bookmark/", bookmarks.bookmark_add, name="bookmark_add"),
    path("technologies/<slug:public_id>/bookmark/remove/", bookmarks.bookmark_remove, name="bookmark_remove"),
    path(
        "technologies/<slug:public_id>/introduction/", introduction.introduction_new, name="introduction_new"
    ),
    path(
        "technologies/<slug:public_id>/introduction/asked/",
        introduction.introduction_asked,
        name="introduction_asked",
    ),
    path("saved-searches/", saved_searches.saved_searches, name="saved_searches"),
    path("saved-searches/save/", saved_searches.search_save, name="search_save"),
    path("saved-searches/<slug:public_id>/", saved_searches.search_change, name="search_change"),
    path("saved-searches/<slug:public_id>/delete/", saved_searches.search_delete, name="search_delete"),
    path("saved-searches/<slug:public_id>/undo/", saved_searches.search_restore, name="search_restore"),
    path("mail/searches/<str:token>/", saved_searches.search_stop, name="search_stop"),
    path("memberships/", memberships.memberships, name="memberships"),
    path("memberships/apply/<slug:slug>/", memberships.membership_apply, name="membership_apply"),
    path(
        "memberships/documents/<slug:public_id>/",
        membership_documents.membership_document,
        name="membership_document",
    ),
    path("memberships/<slug:public_id>/", memberships.membership, name="membership"),
    path(
        "memberships/<slug:public_id>/withdraw/", memberships.membership_withdraw, name="membership_withdraw"
    ),
    path(
        "memberships/<slug:public_id>/documents/",
        membership_documents.membership_documents,
        name="membership_documents",
    ),
    path("memberships/<slug:public_id>/request/", memberships.membership_request, name="membership_request"),
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("about/", about.about, name="about"),
    path("about/privacy/", about.privacy, name="privacy"),
    path("account/", account.account, name="account"),
    path("account/data/", account_data.account_data, name="account_data"),
    path("account/delete/", account_data.account_delete, name="account_delete"),
    path("account/delete/undo/", account_data.account_keep, name="account_keep"),
    path("mail/stop/<str:token>/", account.digest_stop, name="digest_stop"),
]
