"""The open needs that everybody may read, for laboratories that look for work and partners."""

from typing import Any

from django import forms
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from startups.models import Need
from startups.queries.need import listed_needs, with_words
from universities.filters import field_choices
from yangpu_portal.core.models import Field
from yangpu_portal.core.paging import page_of
from yangpu_portal.core.text import printable

_LONGEST_QUERY = 200
_MOST_WORDS = 8


class OpenNeedsForm(forms.Form):
    q = forms.CharField(
        label=_("Words"), required=False, widget=forms.TextInput(attrs={"type": "search", "maxlength": 200})
    )
    field = forms.ChoiceField(label=_("Field"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = [("", _("All fields")), *field_choices()]  # type: ignore[attr-defined]


@require_safe
def open_needs(request: HttpRequest) -> HttpResponse:
    form = OpenNeedsForm(request.GET)
    form.is_valid()
    code = form.cleaned_data.get("field", "")
    text = printable(request.GET.get("q", ""))[:_LONGEST_QUERY].strip()
    rows = with_words(listed_needs(), text.split()[:_MOST_WORDS])
    if code:
        chosen = Field.objects.filter(Q(code=code) | Q(parent__code=code))
        rows = rows.filter(pk__in=Need.fields.through.objects.filter(field__in=chosen).values("need"))
    shown = rows.select_related("company").prefetch_related("fields", "parameters")
    page = page_of(shown.order_by("-opened_at", "-id"), request.GET.get("page"))
    context = {"form": form, "page": page, "text": text, "narrowed": bool(text or code)}
    return render(request, "startups/open_needs.html", context)
