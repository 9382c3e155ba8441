"""The front page: one box to search, what is new, and how much there is."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liaison.queries.duplicate import without_hidden_technologies
from startups.models import Company
from startups.queries.need import open_needs
from universities.models import University
from universities.queries.search import LONGEST_QUERY
from universities.queries.technology import published_technologies, with_organisation

NEWEST = 6


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    published = without_hidden_technologies(published_technologies())
    context = {
        "examples": [_("low-temperature battery"), _("anti-counterfeiting"), _("traffic data")],
        "counts": [
            (published.count(), _("technologies")),
            (University.objects.count(), _("universities")),
            (open_needs().count(), _("open needs")),
            (Company.objects.count(), _("companies")),
        ],
        "newest": with_organisation(published)[:NEWEST],
        "longest_query": LONGEST_QUERY,
    }
    return render(request, "liaison/home.html", context)
