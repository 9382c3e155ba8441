"""The admin's theme: names, colours and where its sidebar comes from. Part of the settings."""

from typing import Any

from django.utils.translation import gettext_lazy as _

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": _("Yangpu liaison portal: administration"),
    "SITE_HEADER": _("Yangpu liaison portal"),
    "SITE_SUBHEADER": _("Administration"),
    "SITE_SYMBOL": "hub",
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": "yangpu_portal.admin_navigation.icon"}
    ],
    "BORDER_RADIUS": "6px",
    "COLORS": {
        "primary": {  # the river of static/css/tokens.css, lighter and darker
            "50": "#f0f6f6",
            "100": "#e0edee",
            "200": "#bfdcdf",
            "300": "#93c4c9",
            "400": "#5fa2a9",
            "500": "#35838c",
            "600": "#0f5a63",
            "700": "#0c4a52",
            "800": "#0a3d44",
            "900": "#08333a",
            "950": "#052126",
        },
    },
    "SHOW_VIEW_ON_SITE": False,
    "STYLES": ["yangpu_portal.admin_navigation.stylesheet"],
    "SCRIPTS": ["yangpu_portal.admin_navigation.script"],
    "ACCOUNT": {"navigation": "yangpu_portal.admin_navigation.account"},
    "DASHBOARD_CALLBACK": "liaison.admin.office.dashboard.start_page",
    "SIDEBAR": {
        "show_search": True,
        "show_all_applications": False,
        "navigation": "yangpu_portal.admin_navigation.navigation",
    },
}
