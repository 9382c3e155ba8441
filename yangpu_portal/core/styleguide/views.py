"""The page of the style guide, for those who work on the portal."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from yangpu_portal.core.styleguide import tokens
from yangpu_portal.core.styleguide.rendering import Shown, Specimen, explanation, shown_states
from yangpu_portal.core.styleguide.specimens import CHAPTERS

SIZES = [("h1", "28 / 24"), ("h2", "20"), ("h3", "17"), ("body", "16"), ("small", "14"), ("tag", "13")]


@dataclass(frozen=True, slots=True)
class Part:
    specimen: Specimen
    explanation: str
    states: list[Shown]


@require_safe
@never_cache
def styleguide(request: HttpRequest) -> HttpResponse:
    if not request.user.is_staff:
        raise Http404
    context = {
        "schemes": [(label, tokens.contrasts(scheme)) for scheme, label in tokens.SCHEMES.items()],
        "spaces": tokens.spaces(),
        "sizes": SIZES,
        "chapters": [
            (gettext(title), [_part(specimen, request) for specimen in specimens])
            for title, specimens in CHAPTERS.items()
        ],
    }
    return render(request, "styleguide/styleguide.html", context)


def _part(specimen: Specimen, request: HttpRequest) -> Part:
    return Part(specimen, explanation(specimen.partial), shown_states(specimen, request))
