"""Pages of technologies and needs, with what the bridge knows of them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from liaison.queries.matching import matches_between
from startups.views.need import need_context
from universities.views.technology import technology_context


@require_safe
def technology(request: HttpRequest, public_id: str) -> HttpResponse:
    context = technology_context(request, public_id)
    suggestions = matches_between(request.user, context["technology"].pk)
    return render(request, "liaison/technology.html", {**context, "suggestions": list(suggestions)})


@require_safe
def need(request: HttpRequest, public_id: str) -> HttpResponse:
    context = need_context(request, public_id)
    may_see = request.user.has_perm("liaison.see_need_matches", context["need"])
    return render(request, "liaison/need.html", {**context, "may_see_matches": may_see})
