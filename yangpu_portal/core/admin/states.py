"""Changing states in the admin: actions for many rows, a page with a form for one.

The state itself is read-only in forms. Both ways call the domain function of the app, which locks the rows,
asks its table of transitions and the rules, and changes all or none.
"""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.decorators import action
from unfold.widgets import UnfoldAdminRadioSelectWidget

from yangpu_portal.core.admin.base import PortalAdmin
from yangpu_portal.core.admin.confirmation import CONFIRMED, confirmation_page
from yangpu_portal.core.models import User
from yangpu_portal.core.transitions import Transitions

ALL_OR_NONE = _("All of these rows change, or none, if one of them cannot.")


class StateForm(forms.Form):
    """Asks for the next state; what else a form asks goes to the domain function by name."""

    to = forms.ChoiceField(label=_("New state"), widget=UnfoldAdminRadioSelectWidget)

    def __init__(self, *args: Any, choices: Sequence[tuple[str, Any]], row: Model, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row = row
        target = self.fields["to"]
        assert isinstance(target, forms.ChoiceField)
        target.choices = list(choices)


class AdminWithStates(PortalAdmin):
    transitions: Transitions
    state_form: type[StateForm] = StateForm
    actions_detail: tuple[str, ...] = ("change_state",)

    def save_model(self, request: HttpRequest, obj: Any, form: forms.ModelForm, change: bool) -> None:
        """Writes what the form holds and no more: the state may have changed since the row was read."""
        if not change:
            super().save_model(request, obj, form, change)
            return
        columns = {column.name for column in obj._meta.concrete_fields}
        obj.save(update_fields=[*(columns & form.fields.keys()), "updated_at"])

    def bring_into_state(self, *, ids: Sequence[int], to: str, actor: User, **details: Any) -> None:
        """Calls the domain function.

        Raises:
            ValidationError, PermissionDenied: as the domain function does.
        """
        raise NotImplementedError

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = super().get_actions(request)
        if self.has_change_permission(request):
            for state in self.transitions.all_targets():
                label = _("Change the state to “%(state)s”") % {"state": self._label(state)}
                actions[f"to_{state}"] = (_bring_all_into(state), f"to_{state}", label)
        return actions

    def _label(self, state: str) -> str:
        return str(dict(self.model._meta.get_field("state").flatchoices)[state])

    def change_rows(self, request: HttpRequest, rows: QuerySet[Any], to: str, **details: Any) -> int:
        """Changes these rows and notes it in their history. Raises as `bring_into_state`."""
        chosen = list(rows)
        assert isinstance(request.user, User)
        self.bring_into_state(ids=[row.pk for row in chosen], to=to, actor=request.user, **details)
        message = _("State changed to “%(state)s”.") % {"state": self._label(to)}
        LogEntry.objects.log_actions(request.user.pk, chosen, CHANGE, str(message))
        count = len(chosen)
        done = ngettext("%(count)d row is now “%(state)s”.", "%(count)d rows are now “%(state)s”.", count) % {
            "count": count,
            "state": self._label(to),
        }
        self.message_user(request, done, messages.SUCCESS)
        return count

    @action(description=_("Change state"), permissions=["change"], icon="sync_alt")
    def change_state(self, request: HttpRequest, object_id: str) -> HttpResponse:
        row = self.get_object(request, unquote(object_id))
        if row is None:
            raise Http404
        if not self.has_change_permission(request, row):
            raise PermissionDenied
        choices = [(state, self._label(state)) for state in self.transitions.targets(row.state)]
        form = self.state_form(request.POST or None, choices=choices, row=row)
        if request.method == "POST" and form.is_valid() and self._change(request, row, form):
            return HttpResponseRedirect(self._address(row))
        context = {
            **self.admin_site.each_context(request),
            "title": self.change_state.short_description,
            "subtitle": str(row),
            "opts": self.model._meta,
            "original": row,
            "form": form,
            "media": self.media + form.media,
            "state": self._label(row.state),
            "has_targets": bool(choices),
            "back": self._address(row),
        }
        return TemplateResponse(request, "admin/change_state.html", context)

    def _change(self, request: HttpRequest, row: Any, form: StateForm) -> bool:
        try:
            self.change_rows(request, self.model._default_manager.filter(pk=row.pk), **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
        except PermissionDenied as error:
            form.add_error(None, str(error))
        return form.is_valid()

    def _address(self, row: Model) -> str:
        opts = self.model._meta
        return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[row.pk])


def _bring_all_into(state: str) -> Any:
    def bring(page: AdminWithStates, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        if CONFIRMED not in request.POST:
            label = _("Change the state to “%(state)s”") % {"state": page._label(state)}
            return confirmation_page(page, request, queryset, title=label, text=ALL_OR_NONE)
        try:
            page.change_rows(request, queryset, state)
        except ValidationError as error:
            page.message_user(request, " ".join(error.messages), messages.ERROR)
        except PermissionDenied as error:
            page.message_user(request, str(error), messages.ERROR)
        return None

    return bring
