"""Every page people see, in one table: what tests walk through and `make screenshots` takes pictures of.

`tests/screens/test_table.py` fails when an address of the portal is neither here nor in `NO_SCREEN`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import translation

from startups.enums import NeedStep
from tests.screens import rows

Query = dict[str, str | list[str]]
Role = Literal["visitor", "owner", "laboratory", "official"]


@dataclass(frozen=True, slots=True)
class Screen:
    """One page as somebody sees it.

    `args` and `query` give parts of the address from what is stored; `status` is the answer expected.
    """

    name: str
    view: str
    role: Role = "visitor"
    args: Callable[[], list[str]] = list
    query: Callable[[], Query] = dict
    status: int = 200

    def path(self, language: str) -> str:
        with translation.override(language):
            path = reverse(self.view, args=self.args())
        query = self.query()
        return f"{path}?{urlencode(query, doseq=True)}" if query else path


SCREENS = [
    Screen("home", "home"),
    Screen("home-owner", "home", "owner"),
    Screen("search", "technologies"),
    Screen("search-words", "technologies", query=lambda: {"q": "锂电池"}),
    Screen("search-owner", "technologies", "owner", query=lambda: {"q": "battery"}),
    Screen("search-facets", "technologies", query=lambda: {"trl": ["4-6", "7-9"]}),
    Screen("search-none", "technologies", query=lambda: {"q": "zebra xylophone", "trl": "1-3"}),
    Screen("technology", "technology", args=rows.technology),
    Screen("technology-owner", "technology", "owner", args=rows.matched_technology),
    Screen("technology-retired", "technology", args=rows.retired_technology, status=410),
    Screen("not-found", "technology", args=rows.no_technology, status=404),
    Screen("introduction-asked", "introduction_asked", "owner", args=rows.technology),
    Screen("introduction", "introduction_new", "owner", args=rows.technology),
    Screen("universities", "universities"),
    Screen("university", "university", args=rows.university),
    Screen("school", "school", args=rows.school),
    Screen("department", "department", args=rows.department),
    Screen("laboratory", "laboratory", args=rows.laboratory),
    Screen("researcher", "researcher", args=rows.researcher),
    Screen("parks", "parks"),
    Screen("park", "park", args=rows.park),
    Screen("companies", "companies"),
    Screen("company", "company", args=rows.company),
    Screen("open-needs", "open_needs"),
    Screen("about", "about"),
    Screen("privacy", "privacy"),
    Screen("need-public", "need", args=rows.public_need),
    Screen("needs", "needs", "owner"),
    Screen("need", "need", "owner", args=rows.own_need),
    Screen("need-new", "need_new", "owner"),
    *(Screen(f"need-{step}", "need_step", "owner", args=rows.step(step)) for step in NeedStep.values),
    Screen("need-possible", "need_possible", "owner", args=rows.draft),
    Screen("need-step", "need_step", "owner", args=rows.own_step),
    Screen("need-check", "need_step", "owner", args=rows.own_check),
    Screen("need-change", "need_edit", "owner", args=rows.own_need),
    Screen("need-possible", "need_possible", "owner", args=rows.own_draft),
    Screen("matches", "need_matches", "owner", args=rows.matched_need),
    Screen("compare", "compare", query=rows.four_technologies),
    Screen("compare-need", "compare", "owner", query=rows.matches_of_need),
    Screen("compare-none", "compare"),
    Screen("bookmarks", "bookmarks", "owner"),
    Screen("saved-searches", "saved_searches", "owner"),
    Screen("memberships", "memberships"),
    Screen("memberships-owner", "memberships", "owner"),
    Screen("membership-apply", "membership_apply", "owner", args=rows.joinable_program),
    Screen("membership", "membership", "owner", args=rows.own_membership),
    Screen("membership-due", "membership", "official", args=rows.membership_in("approved")),
    Screen("membership-applied", "membership", "official", args=rows.membership_in("applied")),
    Screen("membership-suspended", "membership", "official", args=rows.membership_in("suspended")),
    Screen("membership-request", "membership_request", "owner", args=rows.own_membership),
    Screen("membership-documents", "membership_documents", "official", args=rows.membership_in("applied")),
    Screen("dashboard", "dashboard", "owner"),
    Screen("dashboard-laboratory", "dashboard", "laboratory"),
    Screen("dashboard-official", "dashboard", "official"),
    Screen("seats", "seats", "owner", args=rows.own_company),
    Screen("company-new", "company_new", "owner"),
    Screen("invitation", "seat_invitation", args=rows.invitation),
    Screen("mails-stop", "digest_stop", args=rows.digest_link),
    Screen("search-stop", "search_stop", args=rows.search_link),
    Screen("account", "account", "owner"),
    Screen("account-data", "account_data", "owner"),
    Screen("account-delete", "account_delete", "owner"),
    Screen("sign-in", "account_login"),
    Screen("sign-up", "account_signup"),
    Screen("sign-out", "account_logout", "owner"),
    Screen("inactive", "account_inactive"),
    Screen("confirmation-sent", "account_email_verification_sent"),
    Screen("password-reset", "account_reset_password"),
    Screen("password-reset-sent", "account_reset_password_done"),
    Screen("password-reset-done", "account_reset_password_from_key_done"),
    Screen("password-change", "account_change_password", "owner"),
    Screen("email", "account_email", "owner"),
    Screen("reauthenticate", "account_reauthenticate", "owner"),
    Screen("second-factor", "mfa_index", "owner"),
    Screen("totp", "mfa_activate_totp", "owner"),
    Screen("passkeys", "mfa_list_webauthn", "owner"),
    Screen("passkey-add", "mfa_add_webauthn", "owner"),
    Screen("sessions", "usersessions_list", "owner"),
    Screen("styleguide", "styleguide", "official"),
]

# Addresses that are no page of their own, and why.
NO_SCREEN = {
    **dict.fromkeys(("healthz", "readyz", "robots", "sitemap", "sitemap_part"), "for machines"),
    "technology_sheet": "a PDF file",
    "membership_document": "a file",
    "membership_withdraw": "of an application, which the owner of the demo has none of: tests/liaison",
    "technology_qr": "a picture",
    "impersonation_stop": "a button",
    **dict.fromkeys(
        (
            "account_set_password",
            "account_confirm_login_code",
            "account_confirm_email",
            "account_reset_password_from_key",
            "mfa_authenticate",
            "mfa_reauthenticate",
            "mfa_reauthenticate_webauthn",
            "mfa_deactivate_totp",
            "mfa_view_recovery_codes",
            "mfa_generate_recovery_codes",
            "mfa_download_recovery_codes",
            "mfa_remove_webauthn",
            "mfa_edit_webauthn",
            "mfa_login_webauthn",
        ),
        "needs a link from a mail or a second factor: tests/core",
    ),
}
