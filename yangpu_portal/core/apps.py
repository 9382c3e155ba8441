"""The base every domain app stands on."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "yangpu_portal.core"
    label = "core"
    verbose_name = _("People and base data")

    def ready(self) -> None:
        import_module("yangpu_portal.core.receivers").connect()
        import_module("yangpu_portal.core.second_factor")  # its check of the settings
