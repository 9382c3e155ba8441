"""The history of a row, and the list of who changed what.

Both read what triggers of the database have kept, whichever way a change came. Rows whose model is not
tracked keep Django's own page.
"""

from datetime import datetime, time
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from yangpu_portal.core.admin.base import ReadOnlyAdmin
from yangpu_portal.core.admin.row_history import COUNT, asked_before, shown_page
from yangpu_portal.core.changes.reading import read_changes
from yangpu_portal.core.changes.sources import all_sources
from yangpu_portal.core.models import RecordedChange, User

_MOST_PEOPLE = 50
_FEW = 100  # requests and tasks that are named one by one: each kind of row looks them up in its index


class ChangesForm(forms.Form):
    """Which changes to list; everything may stay empty."""

    model = forms.ChoiceField(label=_("Kind of row"), required=False, widget=UnfoldAdminSelectWidget)
    person = forms.CharField(
        label=_("Person"),
        required=False,
        max_length=100,
        widget=UnfoldAdminTextInputWidget(attrs={"placeholder": _("Name or e-mail")}),
    )
    day = forms.DateField(
        label=_("Day"), required=False, widget=UnfoldAdminTextInputWidget(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = sorted(
            (str(one.tracked._meta.verbose_name), one.label) for one in all_sources() if not one.link
        )
        model = self.fields["model"]
        assert isinstance(model, forms.ChoiceField)
        model.choices = [("", _("All kinds")), *((label, name) for name, label in kinds)]

    def narrowed(self) -> Q:
        """The condition on events."""
        asked, condition = self.cleaned_data, Q()
        if asked.get("person"):
            found = User.objects.filter(
                Q(email__icontains=asked["person"])
                | Q(name__icontains=asked["person"])
                | Q(latin_name__icontains=asked["person"])
            )
            condition &= Q(pgh_context__in=_asked_for_by(list(found.order_by("pk")[:_MOST_PEOPLE])))
        if asked.get("day"):
            first, last = (datetime.combine(asked["day"], end) for end in (time.min, time.max))
            condition &= Q(pgh_created_at__range=(timezone.make_aware(first), timezone.make_aware(last)))
        return condition


def _asked_for_by(people: list[User]) -> Any:
    """What these people asked for: keys where there are few, else a query.

    Who has done little would otherwise be looked for among all events.
    """
    keys = [person.pk for person in people]
    asked = Q(metadata__user__in=keys) | Q(metadata__impersonator__in=keys)
    found = RecordedChange.objects.filter(asked).order_by().values_list("pk", flat=True)
    few = list(found[: _FEW + 1])
    return few if len(few) <= _FEW else found


@admin.register(RecordedChange)
class RecordedChangeAdmin(ReadOnlyAdmin):
    """One page for all changes, one for those that one request or task made together."""

    exports_list = False
    list_display = ("id", "created_at")
    search_fields = ("id",)
    fields = ("id", "created_at")

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = ChangesForm(request.GET or None)
        sources, narrowed = all_sources(), Q()
        if form.is_valid():
            narrowed, label = form.narrowed(), form.cleaned_data["model"]
            sources = [one for one in sources if not label or one.label == label]
        page = read_changes(sources, count=COUNT, before=asked_before(request), narrowed=narrowed)
        context = {
            **self.admin_site.each_context(request),
            "title": self.model._meta.verbose_name_plural,
            "opts": self.model._meta,
            "form": form,
            "media": self.media,
            **shown_page(request, page),
        }
        return TemplateResponse(request, "admin/changes.html", context)

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if request.method == "POST" or object_id is None or not self.has_view_permission(request):
            raise PermissionDenied
        together = self.get_object(request, unquote(object_id))
        if together is None:
            raise Http404
        page = read_changes(
            all_sources(), count=COUNT, before=asked_before(request), narrowed=Q(pgh_context=together.pk)
        )
        context = {
            **self.admin_site.each_context(request),
            "title": _("Changed together"),
            "opts": self.model._meta,
            "media": self.media,
            "address": together.metadata.get("url", ""),
            **shown_page(request, page),
        }
        return TemplateResponse(request, "admin/changes.html", context)
