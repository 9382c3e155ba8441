"""What one request or task changed, as one row: the list of who changed what.

The notes on it grow while the request or task goes on; who it was stays as first noted, and after a day
nothing changes any more.
"""

import pgtrigger
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pghistory.models import Context

_GROWS = """
    IF OLD.created_at < NOW() - INTERVAL '1 day' THEN
        RAISE EXCEPTION 'what was noted of a change stays as it is';
    END IF;
    NEW.metadata := NEW.metadata || jsonb_strip_nulls(jsonb_build_object(
        'user', OLD.metadata -> 'user', 'impersonator', OLD.metadata -> 'impersonator'
    ));
    RETURN NEW;
"""


class RecordedChange(Context):
    class Meta:
        proxy = True
        default_permissions = ("view",)
        verbose_name = _("recorded change")
        verbose_name_plural = _("who changed what")
        ordering = ["-created_at"]
        triggers = [
            pgtrigger.Trigger(
                name="notes_grow", when=pgtrigger.Before, operation=pgtrigger.Update, func=_GROWS
            ),
            pgtrigger.Protect(name="notes_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.created_at):%Y-%m-%d %H:%M:%S}"
