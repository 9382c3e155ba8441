"""The sidebar of the admin: what each role works with, grouped by the business."""

from typing import Any

from django.apps import apps
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

# Title of a group, and its pages: app, model, symbol.
GROUPS = (
    (
        _("Memberships"),
        (
            ("liaison", "membership", "card_membership"),
            ("liaison", "membershipterm", "event_repeat"),
            ("liaison", "payment", "payments"),
            ("liaison", "entitlemententry", "confirmation_number"),
            ("liaison", "agreement", "contract"),
            ("liaison", "obligation", "event_upcoming"),
            ("liaison", "program", "handshake"),
            ("liaison", "tier", "layers"),
        ),
    ),
    (
        _("Matching"),
        (
            ("liaison", "match", "join_inner"),
            ("liaison", "matchfeedback", "thumbs_up_down"),
            ("liaison", "matchoutcome", "flag"),
            ("liaison", "jointrequest", "diversity_3"),
            ("liaison", "technologytwin", "content_copy"),
            ("liaison", "matchrun", "play_circle"),
            ("liaison", "suggestionround", "balance"),
            ("liaison", "engineversion", "model_training"),
            ("liaison", "matchingpreference", "tune"),
        ),
    ),
    (
        _("Supply"),
        (
            ("universities", "technology", "lightbulb"),
            ("universities", "patent", "verified"),
            ("universities", "university", "school"),
            ("universities", "school", "account_tree"),
            ("universities", "department", "lan"),
            ("universities", "laboratory", "science"),
            ("universities", "researcher", "person_search"),
            ("universities", "universitystaff", "badge"),
        ),
    ),
    (
        _("Demand"),
        (
            ("startups", "need", "campaign"),
            ("startups", "company", "business"),
            ("startups", "companymember", "groups"),
            ("startups", "seatinvitation", "forward_to_inbox"),
            ("startups", "scitechpark", "location_city"),
            ("liaison", "missedsearch", "search_off"),
        ),
    ),
    (
        _("Imports and exports"),
        (
            ("liaison", "importjob", "upload_file"),
            ("core", "listexport", "download"),
        ),
    ),
    (
        _("Mail"),
        (
            ("core", "outgoingemail", "outgoing_mail"),
            ("liaison", "digestissue", "newspaper"),
            ("liaison", "digestsubscription", "notifications"),
        ),
    ),
    (
        _("Base data and people"),
        (
            ("core", "user", "person"),
            ("account", "emailaddress", "alternate_email"),
            ("auth", "group", "group"),
            ("core", "field", "category"),
            ("core", "district", "map"),
            ("core", "recordedchange", "history"),
            ("core", "impersonation", "visibility"),
        ),
    ),
)


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The groups with the pages this person may view; groups without any are left out."""
    groups = [
        {"title": title, "separator": True, "collapsible": True, "items": _items(request, pages)}
        for title, pages in GROUPS
    ]
    return [group for group in groups if group["items"]]


def _items(request: HttpRequest, pages: tuple[tuple[str, str, str], ...]) -> list[dict[str, Any]]:
    return [
        {
            "title": capfirst(apps.get_model(app, model)._meta.verbose_name_plural),
            "icon": symbol,
            "link": reverse(f"admin:{app}_{model}_changelist"),
        }
        for app, model, symbol in pages
        if request.user.has_perm(f"{app}.view_{model}")
    ]


def stylesheet(request: HttpRequest) -> str:
    return static("css/admin.css")


def script(request: HttpRequest) -> str:
    return static("js/admin.js")


def account(request: HttpRequest) -> list[dict[str, Any]]:
    """What the menu of a person offers beside signing out; passwords are kept on the portal's own pages."""
    return [
        {"title": _("Help and keys"), "link": reverse("admin_help")},
        {"title": _("Your account"), "link": reverse("account")},
    ]


def icon(request: HttpRequest) -> str:
    return static("img/mark.svg")
