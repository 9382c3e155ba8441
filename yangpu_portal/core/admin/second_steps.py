"""Second steps in the admin, without their secrets: who has which, and taking one away when it is lost.

django-allauth's own pages show the secrets, and its sessions the keys that sign in: neither is registered.
"""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from yangpu_portal.core.admin.base import ReadOnlyAdmin

for model in (Authenticator, UserSession):
    if admin.site.is_registered(model):
        admin.site.unregister(model)


@admin.register(Authenticator)
class AuthenticatorAdmin(ReadOnlyAdmin):
    list_display = ("user", "type", "created_at", "last_used_at")
    list_filter = ("type",)
    list_select_related = ("user",)
    search_fields = ("user__email", "user__name")
    search_help_text = _("Name or address of the person")
    fields = ("user", "type", ("created_at", "last_used_at"))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who is locked out sets up a new one at the next sign-in; only superusers can bring that about."""
        return request.user.is_superuser
