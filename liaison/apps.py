"""The bridge: memberships, matching, digests."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from yangpu_portal.core.enums import EmailKind


class LiaisonConfig(AppConfig):
    name = "liaison"
    verbose_name = _("Liaison: memberships and matches")

    def ready(self) -> None:
        import_module("liaison.receivers")
        still_wanted = import_module("yangpu_portal.core.mail.delivery").still_wanted
        still_wanted[EmailKind.MATCH_DIGEST] = import_module("liaison.domain.digest").still_wanted
        saved_search = import_module("liaison.domain.saved_search")
        still_wanted[EmailKind.SAVED_SEARCH] = saved_search.search_still_wanted
