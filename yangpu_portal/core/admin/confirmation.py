"""Actions on many rows that first show what will happen, and happen only when that is confirmed.

    @admin.action(description=_("Send again"))
    @confirmed(title=_("Send these mails again?"), text=_("Only failed ones are sent."))
    def resend(self, request, queryset): ...

The page repeats the choice in hidden fields: what was confirmed is what happens.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.functional import Promise

CONFIRMED = "confirmed"
SHOWN = 100

Action = Callable[[Any, HttpRequest, QuerySet[Any]], HttpResponse | None]


def confirmed(*, title: str | Promise, text: str | Promise = "") -> Callable[[Action], Action]:
    """The action runs once its page was confirmed; `text` says what it does to the rows."""

    def wrap(action: Action) -> Action:
        @wraps(action)
        def asked(page: Any, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
            if CONFIRMED in request.POST:
                return action(page, request, queryset)
            return confirmation_page(page, request, queryset, title=title, text=text)

        return asked

    return wrap


def confirmation_page(
    page: Any, request: HttpRequest, queryset: QuerySet[Any], *, title: str | Promise, text: str | Promise
) -> HttpResponse:
    rows, count = list(queryset[:SHOWN]), queryset.count()
    context = {
        **page.admin_site.each_context(request),
        "title": title,
        "text": text,
        "opts": page.model._meta,
        "rows": rows,
        "more": count - len(rows),
        "count": count,
        "action": request.POST["action"],
        "chosen": request.POST.getlist(ACTION_CHECKBOX_NAME),
        "all": request.POST.get("select_across", "0"),
        "checkbox": ACTION_CHECKBOX_NAME,
        "media": page.media,
    }
    return TemplateResponse(request, "admin/confirm_action.html", context)
