"""The page of a university, with the parks that are affiliated with it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from startups.queries.organisation import parks_by_level, visible_parks
from universities.views.university import university_context


@require_safe
def university(request: HttpRequest, slug: str) -> HttpResponse:
    context = university_context(request, slug)
    affiliated = visible_parks(request.user).filter(university=context["university"])
    return render(request, "startups/university.html", {**context, "parks": parks_by_level(affiliated)})
