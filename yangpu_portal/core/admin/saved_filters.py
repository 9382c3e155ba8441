"""Buttons above a list of the admin: keep what it shows under a name, delete that, take the deletion back."""

from typing import Any, cast

from django.apps import apps
from django.contrib import messages
from django.contrib.admin import site
from django.contrib.admin.exceptions import NotRegistered
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yangpu_portal.core.domain.saved_filters import delete_filter, restore_filter, save_filter
from yangpu_portal.core.models import SavedFilter, User
from yangpu_portal.core.queries.saved_filters import may_share, normal_query


@require_POST
def save_view(request: HttpRequest) -> HttpResponse:
    label, query = request.POST.get("model", ""), request.POST.get("query", "").replace("\x00", "")
    address = _list_of(request, label)
    user = cast(User, request.user)
    try:
        row = save_filter(
            owner=user,
            model=label,
            name=request.POST.get("name", "").replace("\x00", ""),
            query=query,
            is_shared="shared" in request.POST and may_share(user),
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The filter “%(name)s” is kept above this list.") % {"name": row})
    return HttpResponseRedirect(f"{address}?{normal_query(query)}")


@require_POST
def delete_view(request: HttpRequest, pk: int) -> HttpResponse:
    row = _own(request, pk)
    delete_filter(row=row, at=timezone.now())
    return HttpResponseRedirect(_list_of(request, row.model))


@require_POST
def restore_view(request: HttpRequest, pk: int) -> HttpResponse:
    row = _own(request, pk)
    restore_filter(row=row)
    return HttpResponseRedirect(f"{_list_of(request, row.model)}?{row.query}")


def _own(request: HttpRequest, pk: int) -> SavedFilter:
    return get_object_or_404(SavedFilter, pk=pk, owner=cast(User, request.user))


def _list_of(request: HttpRequest, label: str) -> str:
    """The address of that list. 404 for one this person may not view."""
    try:
        model: type[Model] = apps.get_model(label)
        page: Any = site.get_model_admin(model)
    except (LookupError, ValueError, NotRegistered) as error:
        raise Http404 from error
    if not page.has_view_or_change_permission(request):
        raise Http404
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
