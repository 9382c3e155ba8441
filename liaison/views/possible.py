"""The live line beside the form of a need: how many offers may match what is written so far."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from liaison.domain.possible import possible_matches
from startups.queries.need import visible_needs
from universities.models import Technology
from yangpu_portal.core.models import User

_MOST_A_MINUTE = 30


@login_required
@require_safe
def need_possible(request: HttpRequest, public_id: str) -> HttpResponse:
    """A part of a page for htmx, a page of its own without."""
    need = get_object_or_404(visible_needs(request.user), public_id=public_id)
    if not request.user.has_perm("startups.edit_need", need):
        raise Http404
    partial = bool(getattr(request, "htmx", False))
    if partial and _too_many(cast(User, request.user)):
        return HttpResponse(status=204)  # the line stays as it is
    found = possible_matches(need=need)
    rows = {row.pk: row for row in Technology.objects.filter(pk__in=found.technology_ids)}
    nearest = [rows[key] for key in found.technology_ids if key in rows]
    template = "liaison/possible.html" if partial else "liaison/possible_page.html"
    return render(request, template, {"need": need, "count": found.count, "nearest": nearest})


def _too_many(user: User) -> bool:
    """Ranking costs a moment of the processor; without Redis nothing is counted."""
    key = f"liaison:possible-asked:{user.pk}:{timezone.now():%H%M}"
    cache.add(key, 0, 120)
    try:
        return (cache.incr(key) or 0) > _MOST_A_MINUTE
    except ValueError:  # the key went away in between
        return False
