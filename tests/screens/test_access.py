"""Who gets what answer at every address: one row for a method and an address, one letter for a role.

The letters stand in the order of ROLES: `+` shown or done, `s` sent to the sign-in, `-` told that there is no
such thing, `x` refused, `g` gone. An address without a row fails.
"""

from collections.abc import Callable

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from tests.people import signed_in
from tests.screens import rows
from tests.screens.addresses import ADDRESSES
from yangpu_portal.core.models import User

ROLES = {
    "visitor": None,
    "stranger": "member@demo.example",
    "owner": "startup@demo.example",
    "laboratory": "lab@demo.example",
    "tto": "tto@demo.example",
    "officer": "officer@demo.example",
    "official": "official@demo.example",
    "auditor": "auditor@demo.example",
}
EVERYBODY = "++++++++"
SIGNED_IN = "s+++++++"

WORDS = {"role": "member", "verdict": "useful", "frequency": "weekly"}  # each button reads its own
LETTERS = {200: "+", 302: "+", 422: "+", 404: "-", 403: "x", 410: "g"}


def letter(answer) -> str:
    if answer.status_code == 302 and "/accounts/login/" in answer["Location"]:
        return "s"
    return LETTERS[answer.status_code]


Row = tuple[str, str, Callable[[], list[str]], str]


def nothing() -> list[str]:
    return []


TABLE: list[Row] = [
    ("GET", "home", nothing, EVERYBODY),
    ("GET", "technologies", nothing, EVERYBODY),
    ("GET", "universities", nothing, EVERYBODY),
    ("GET", "parks", nothing, EVERYBODY),
    ("GET", "companies", nothing, EVERYBODY),
    ("GET", "open_needs", nothing, EVERYBODY),
    ("GET", "about", nothing, EVERYBODY),
    ("GET", "privacy", nothing, EVERYBODY),
    ("GET", "compare", nothing, EVERYBODY),
    ("GET", "technology", rows.technology, EVERYBODY),
    ("GET", "technology_sheet", rows.technology, EVERYBODY),
    ("GET", "technology_qr", rows.technology, EVERYBODY),
    ("GET", "university", rows.university, EVERYBODY),
    ("GET", "school", rows.school, EVERYBODY),
    ("GET", "department", rows.department, EVERYBODY),
    ("GET", "laboratory", rows.laboratory, EVERYBODY),
    ("GET", "researcher", rows.researcher, EVERYBODY),
    ("GET", "park", rows.park, EVERYBODY),
    ("GET", "company", rows.company, EVERYBODY),
    ("GET", "digest_stop", rows.digest_link, EVERYBODY),
    ("GET", "search_stop", rows.search_link, EVERYBODY),
    ("GET", "seat_invitation", rows.invitation, EVERYBODY),
    ("GET", "needs", nothing, SIGNED_IN),
    ("GET", "need_new", nothing, SIGNED_IN),
    ("GET", "company_new", nothing, SIGNED_IN),
    ("GET", "bookmarks", nothing, SIGNED_IN),
    ("GET", "saved_searches", nothing, SIGNED_IN),
    ("GET", "dashboard", nothing, SIGNED_IN),
    ("GET", "account", nothing, SIGNED_IN),
    ("GET", "account_data", nothing, SIGNED_IN),
    ("GET", "account_delete", nothing, SIGNED_IN),
    ("POST", "account_data", nothing, SIGNED_IN),
    ("POST", "account_delete", nothing, SIGNED_IN),
    ("POST", "account_keep", nothing, SIGNED_IN),
    ("GET", "memberships", nothing, EVERYBODY),
    ("GET", "membership_apply", rows.joinable_program, SIGNED_IN),
    ("POST", "membership_apply", rows.joinable_program, "sx+xxxxx"),
    ("GET", "membership", rows.own_membership, "s-+--+++"),
    ("GET", "membership_document", rows.application_document, "s----+++"),
    ("GET", "membership_documents", rows.own_membership, "s-+---+-"),
    ("POST", "membership_documents", rows.own_membership, "s-+---+-"),
    ("GET", "membership_request", rows.own_membership, "s-+-----"),
    ("POST", "membership_request", rows.own_membership, "s-+-----"),
    ("POST", "membership_withdraw", rows.own_membership, "s-+-----"),
    ("GET", "introduction_new", rows.technology, SIGNED_IN),
    ("GET", "introduction_asked", rows.technology, SIGNED_IN),
    ("GET", "styleguide", nothing, "----++++"),
    ("GET", "need_matches", rows.matched_need, "s-+--+++"),
    ("GET", "need_possible", rows.draft, "s-+--++-"),
    ("GET", "need_edit", rows.draft, "s-+--++x"),
    ("GET", "seats", rows.own_company, "s-+--+++"),
    ("GET", "need_step", rows.step("terms"), "s-+--++x"),
    ("GET", "need", rows.own_need, "++++++++"),
    ("GET", "need", rows.draft, "--+--+++"),
    ("GET", "technology", rows.retired_technology, "ggggg+++"),
    ("POST", "need_submit", rows.draft, "s-+--++x"),
    ("POST", "need_take_back", rows.own_need, "sx+xx++x"),
    ("POST", "need_revise", rows.own_need, "sx+xx++x"),
    ("POST", "need_discard", rows.own_need, "sxxxxxxx"),
    ("POST", "need_close", rows.own_need, "sx+xx++x"),
    ("POST", "need_reopen", rows.own_need, "sx+xx++x"),
    ("POST", "need_withdraw", rows.draft, "s-+--++x"),
    ("POST", "match_feedback", rows.own_match, "s-+--++x"),
    ("POST", "match_feedback_undo", rows.own_match, "s-+--++x"),
    ("POST", "bookmark_add", rows.technology, "s+++++++"),
    ("POST", "bookmark_remove", rows.technology, "s+++++++"),
    ("POST", "search_save", nothing, "s+++++++"),
    ("POST", "search_change", rows.own_search, "s-+-----"),
    ("POST", "search_delete", rows.own_search, "s-+-----"),
    ("POST", "search_restore", rows.own_search, "s-+-----"),
    ("POST", "impersonation_stop", nothing, "--------"),
    ("POST", "seats", rows.own_company, "s-+--xxx"),
    ("POST", "seat_invitation_resend", rows.open_invitation, "s-+--xxx"),
    ("POST", "seat_invitation_withdraw", rows.open_invitation, "s-+--xxx"),
    ("POST", "seat_invitation", rows.invitation, "xxxxxxxx"),
    ("POST", "seat_role", rows.own_seat, "s-+--xxx"),
    ("POST", "seat_hand_over", rows.own_seat, "s-+--xxx"),
    ("POST", "seat_remove", rows.own_seat, "s-+--xxx"),
]

# For machines, the same for everybody, or of django-allauth, which has its own tests.
ELSEWHERE = ("healthz", "readyz", "robots", "sitemap", "sitemap_part")


def test_every_address_has_a_row():
    named = {name for _method, name, _args, _letters in TABLE}
    allauth = ("account_", "mfa_", "usersessions_")
    own = {name for name in ADDRESSES if name in named or not name.startswith(allauth)}
    assert named | set(ELSEWHERE) == own


@pytest.mark.django_db
@pytest.mark.parametrize(("method", "name", "args", "letters"), TABLE)
def test_answers(demo, method, name, args, letters):
    with translation.override("en"):
        path = reverse(name, args=args())
    got = "".join(letter(answer_to(email, method, path)) for email in ROLES.values())
    assert got == letters


def answer_to(email: str | None, method: str, path: str):
    """What this person is answered; nothing of it stays."""
    with transaction.atomic():
        client = signed_in(User.objects.get(email=email) if email else None)
        answer = client.get(path) if method == "GET" else client.post(path, WORDS)
        if answer.streaming:
            b"".join(answer.streaming_content)  # which closes the file it comes from
        transaction.set_rollback(True)
    return answer
