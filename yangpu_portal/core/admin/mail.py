"""The log of outgoing mail in the admin: what was sent to whom, how it looked, and sending it again."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.db.models.constants import LOOKUP_SEP
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.decorators import display

from yangpu_portal.core.admin.base import ReadOnlyAdmin
from yangpu_portal.core.admin.confirmation import confirmed
from yangpu_portal.core.enums import EmailKind, EmailState
from yangpu_portal.core.mail.resending import requeue_emails
from yangpu_portal.core.models import OutgoingEmail

STATE_COLOURS = {
    EmailState.QUEUED.value: "info",
    EmailState.IN_FLIGHT.value: "info",
    EmailState.SENT.value: "success",
    EmailState.AWAITING_RETRY.value: "warning",
    EmailState.FAILED.value: "danger",
    EmailState.ABORTED.value: "",
    EmailState.BOUNCED.value: "danger",
}
# Who follows the link in a mail about an account is taken for its owner.
_SECRET = _("This mail holds a personal link, so its text is shown to its reader only.")


@admin.register(OutgoingEmail)
class OutgoingEmailAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "kind", "address", "subject", "shown_state", "attempts", "sent_at")
    list_display_links = ("created_at", "subject")
    list_filter = ("state", "kind", "language")
    list_select_related = ("user",)
    search_fields = ("address", "subject")
    date_hierarchy = "created_at"
    actions = ("resend",)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("kind", "state"),
                    ("user", "address"),
                    ("subject", "language"),
                    ("created_at", "sent_at"),
                    ("attempts", "retry_after"),
                    ("error",),
                )
            },
        ),
        (_("Text part"), {"fields": ("text_preview",), "classes": ("tab",)}),
        (_("HTML part"), {"fields": ("html_preview",), "classes": ("tab",)}),
        (
            _("Technical details"),
            {"fields": (("message_id", "dedupe_key"), "headers"), "classes": ("collapse",)},
        ),
    )
    readonly_fields = ("text_preview", "html_preview")

    @display(description=_("state"), ordering="state", label=STATE_COLOURS)
    def shown_state(self, mail: OutgoingEmail) -> tuple[str, str]:
        return mail.state, mail.get_state_display()

    @admin.display(description=_("text part"))
    def text_preview(self, mail: OutgoingEmail) -> str | SafeString:
        if mail.kind == EmailKind.ACCOUNT:
            return str(_SECRET)
        return format_html('<pre class="mail-text">{}</pre>', mail.text)

    @admin.display(description=_("HTML part"))
    def html_preview(self, mail: OutgoingEmail) -> str | SafeString:
        if mail.kind == EmailKind.ACCOUNT:
            return str(_SECRET)
        # An empty sandbox: no scripts, no forms, no links that leave, an origin of its own.
        return format_html(
            '<iframe sandbox="" srcdoc="{}" title="{}" class="mail-preview"></iframe>',
            mail.html,
            mail.subject,
        )

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Not by texts: whether there is a mail with such a beginning would tell a link letter by letter."""
        hidden = lookup.partition(LOOKUP_SEP)[0] in ("text", "html")
        return not hidden and super().lookup_allowed(lookup, value, request)

    def has_resend_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("core.change_outgoingemail")

    @admin.action(description=_("Send failed mails again"), permissions=["resend"])
    @confirmed(title=_("Send failed mails again"), text=_("Those that failed go out once more; others stay."))
    def resend(self, request: HttpRequest, queryset: QuerySet[OutgoingEmail]) -> None:
        chosen = list(queryset.values_list("pk", flat=True))
        count = requeue_emails(email_ids=chosen)
        if not count:
            self.message_user(
                request, _("None of these mails has failed; nothing is sent again."), messages.WARNING
            )
            return
        text = ngettext("%(count)d mail is queued again.", "%(count)d mails are queued again.", count)
        self.message_user(request, text % {"count": count}, messages.SUCCESS)
