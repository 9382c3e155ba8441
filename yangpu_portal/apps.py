"""The wiring app: it stands above the domain apps and binds them to their surroundings."""

from importlib import import_module

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "yangpu_portal"
    label = "portal"

    def ready(self) -> None:
        # Tasks enqueued by web processes must find this Celery app, not Celery's unconfigured default.
        import_module("yangpu_portal.celery").app.set_default()
