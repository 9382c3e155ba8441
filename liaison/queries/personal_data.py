"""Everything the portal keeps about a person, in one table: what they may take along, what a deletion does.

A test compares the table with the models: a new reference to a person fails it until somebody has decided.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.apps import apps
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from startups.models import SeatInvitation
from startups.queries.need import own_needs
from yangpu_portal.core.models import User


@dataclass(frozen=True, slots=True)
class Kept:
    """A reference to a person: its rows make one `file` of the download, with these columns.

    Columns that are secrets (hashes, keys of sessions and second steps) or that tell of others are in no
    download. `goes` says whether a row is deleted with its person; else it belongs to a company, a university
    or the district, and stays without them. `seen` narrows to what the person may still see.
    """

    model: str
    column: str
    file: str
    title: Promise
    columns: tuple[str, ...]
    goes: bool
    seen: Callable[[User], QuerySet] | None = None


_COMPANY = ("company__name_zh", "company__name_en")
_TITLES = ("public_id", "title_zh", "title_en")
_OFFER = ("technology__public_id", "technology__title_zh", "technology__title_en")
_MATCH = ("match__need__public_id", "match__technology__public_id")
_NEED = (
    *_TITLES, "company__name_zh", "company__name_en", "state", "created_at",
    "situation_zh", "situation_en", "target_zh", "target_en",
    "constraints_zh", "constraints_en", "tried_zh", "tried_en", "described",
)  # fmt: skip
_RESEARCHER = (
    "public_id", "name_zh", "name_en", "title_zh", "title_en", "summary_zh", "summary_en", "orcid",
    "languages", "shown_publicly",
)  # fmt: skip

# Columns of the person's own row; and those that are in no download, and why.
PROFILE = ("email", "name", "latin_name", "language", "date_joined", "last_login", "deletion_due_at")
UNTOLD = {
    "id": "an internal number",
    "password": "a secret, kept as a hash",
    "is_active": "whoever can ask is active",
    "is_staff": "follows from the roles",
    "is_superuser": "follows from the roles",
}

KEPT = (
    Kept("account.EmailAddress", "user", "email_addresses", _("E-mail addresses"),
         ("email", "primary", "verified"), goes=True),
    Kept("mfa.Authenticator", "user", "second_steps", _("Second steps of signing in, without their secrets"),
         ("type", "created_at", "last_used_at"), goes=True),
    Kept("usersessions.UserSession", "user", "sessions", _("Where you are signed in"),
         ("created_at", "last_seen_at", "ip", "user_agent"), goes=True),
    Kept("core.User_groups", "user", "roles", _("Roles"), ("group__name",), goes=True),
    Kept("core.User_user_permissions", "user", "permissions", _("Permissions"),
         ("permission__codename",), goes=True),
    # Without their text: those about the account hold links that open it.
    Kept("core.OutgoingEmail", "user", "mails", _("Mails to you or sent for you"),
         ("created_at", "sent_at", "kind", "state", "address", "language", "subject"), goes=True),
    Kept("core.SavedFilter", "owner", "admin_filters",
         _("Filters you keep above lists of the administration"),
         ("created_at", "model", "name", "query", "is_shared"), goes=True),
    Kept("universities.Researcher", "user", "researcher", _("Your page as a researcher"),
         _RESEARCHER, goes=False),
    Kept("universities.UniversityStaff", "user", "university_seats", _("Seats at universities"),
         ("university__name_zh", "university__name_en", "role", "laboratory__name_zh",
          "laboratory__name_en"), goes=True),
    Kept("universities.Technology", "confirmed_by", "offers_confirmed", _("Offers you have confirmed"),
         (*_TITLES, "confirmed_on"), goes=False),
    Kept("startups.CompanyMember", "user", "company_seats", _("Seats in companies"),
         (*_COMPANY, "role", "created_at"), goes=True),
    Kept("startups.Need", "author", "needs", _("Needs you have begun, of companies you are part of"),
         _NEED, goes=False, seen=own_needs),
    Kept("startups.Need", "reviewer", "needs_reviewed", _("Needs you have reviewed"),
         ("public_id", "state"), goes=False),
    Kept("startups.NeedEvent", "actor", "needs_changed", _("What you have done with needs"),
         ("need__public_id", "created_at", "from_state", "to_state", "remark"), goes=False),
    Kept("startups.Company", "verified_by", "companies_verified", _("Companies you have verified"),
         ("name_zh", "name_en", "verified_at"), goes=False),
    Kept("startups.SeatInvitation", "invited_by", "invitations_sent", _("Colleagues you have invited"),
         (*_COMPANY, "email", "sent_at", "accepted_at", "withdrawn_at"), goes=False),
    Kept("liaison.DigestSubscription", "user", "mail_choices", _("How often you want new matches by e-mail"),
         ("frequency",), goes=True),
    Kept("liaison.SavedSearch", "user", "saved_searches", _("Saved searches"),
         ("text", "filters", "frequency", "created_at"), goes=True),
    Kept("liaison.Bookmark", "user", "bookmarks", _("Bookmarks"),
         (*_OFFER, "need__public_id", "created_at"), goes=True),
    Kept("liaison.MatchFeedback", "user", "feedback", _("What you have said of matches"),
         (*_MATCH, "verdict", "reason", "created_at"), goes=True),
    Kept("liaison.MatchOutcome", "recorded_by", "outcomes", _("What you have recorded of matches"),
         (*_MATCH, "kind", "note", "at"), goes=False),
    Kept("liaison.EngineVersion", "created_by", "engine_versions", _("Weights you have had fitted"),
         ("number", "created_at"), goes=False),
    Kept("liaison.Membership", "officer", "memberships", _("Memberships in your charge"),
         ("public_id", "state"), goes=False),
    Kept("liaison.MembershipEvent", "actor", "memberships_changed", _("What you have done with memberships"),
         ("membership__public_id", "from_state", "to_state", "reason", "at"), goes=False),
    Kept("liaison.MembershipApplication", "applicant", "membership_applications", _("Your applications"),
         ("membership__public_id", "contact_name", "contact_email", "contact_phone", "purpose", "created_at"),
         goes=False),
    Kept("liaison.Payment", "recorded_by", "payments_recorded", _("Payments you have recorded"),
         ("public_id", "amount", "paid_on", "voucher_number"), goes=False),
    Kept("liaison.EntitlementEntry", "actor", "entitlements_changed", _("Your entries in the ledger"),
         ("entitlement", "kind", "amount", "subject", "at"), goes=False),
    Kept("liaison.Agreement", "officer", "agreements", _("Agreements in your charge"),
         ("public_id", "number"), goes=False),
    Kept("core.Impersonation", "by", "looks", _("When you have looked as somebody else"),
         ("reason", "started_at", "ended_at"), goes=False),
    Kept("core.Impersonation", "whom", "looked_at", _("When somebody has looked as you"),
         ("reason", "started_at", "ended_at"), goes=False),
    Kept("core.ListExport", "user", "exports", _("Lists you have exported"),
         ("source", "format", "query", "rows", "at"), goes=False),
    Kept("liaison.ImportJob", "decided_by", "imports_decided", _("Imports of others you have decided on"),
         ("public_id", "kind", "file_name", "state"), goes=False),
    Kept("liaison.ImportJob", "by", "imports", _("Files you have imported"),
         ("public_id", "kind", "file_name", "state", "created_at"), goes=False),
    Kept("admin.LogEntry", "user", "admin_log", _("When you have changed what in the admin"),
         ("action_time", "content_type__model", "action_flag"), goes=True),
)  # fmt: skip


def personal_data(user: User) -> Iterator[tuple[str, Promise, Any]]:
    """Name of the file, what it is, and the content, of everything there is about this person."""
    yield "profile", _("Your account"), {name: getattr(user, name) for name in PROFILE}
    for kept in KEPT:
        if rows := _rows(kept, user):
            yield kept.file, kept.title, rows
    if received := _invitations_received(user):
        yield "invitations_received", _("Invitations you have received"), received


def _rows(kept: Kept, user: User) -> list[dict[str, Any]]:
    rows = apps.get_model(kept.model)._default_manager.filter(**{kept.column: user})
    if kept.seen is not None:
        rows = rows.filter(pk__in=kept.seen(user).order_by().values("pk"))
    return list(rows.order_by("pk").values(*kept.columns))


def _invitations_received(user: User) -> list[dict[str, Any]]:
    """Invitations lead to a person by an address alone: one that they have shown to be theirs."""
    addresses = EmailAddress.objects.filter(user=user, verified=True).values("email")
    rows = SeatInvitation.objects.filter(email__in=addresses).order_by("pk")
    return list(rows.values(*_COMPANY, "email", "sent_at", "accepted_at", "withdrawn_at"))
