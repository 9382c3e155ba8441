"""Invitations in the admin: to be read; owners send and withdraw them on their own page."""

from django.contrib import admin

from startups.models import SeatInvitation
from yangpu_portal.core.admin.base import ReadOnlyAdmin


@admin.register(SeatInvitation)
class SeatInvitationAdmin(ReadOnlyAdmin):
    list_display = ("email", "company", "invited_by", "sent_at", "mails", "accepted_at", "withdrawn_at")
    list_select_related = ("company", "invited_by")
    search_fields = ("email", "company__name_zh", "company__name_en")
