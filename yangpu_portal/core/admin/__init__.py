"""The admin of the base: people, mail, districts and technology fields."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin

from yangpu_portal.core.admin import (
    base_data,
    export_log,
    history,
    impersonation,
    mail,
    people,
    second_steps,
)

__all__ = ["base_data", "export_log", "history", "impersonation", "mail", "people", "second_steps"]

# One sign-in for the whole portal, with its rate limits and, for staff, what else it will ask.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
