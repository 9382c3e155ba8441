"""Pages that belong to no app: health, and what robots may read."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from yangpu_portal.core.health import OK, readiness
from yangpu_portal.core.mail.links import on_site

# Pages of persons, and forms; in both languages.
_PERSONAL = (
    *("account", "accounts", "bookmarks", "compare", "dashboard", "mail", "matches", "saved-searches"),
    *("needs/new", "styleguide"),
)
_ROBOTS = "\n".join(
    [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /api/",
        *(f"Disallow: {prefix}/{part}/" for part in _PERSONAL for prefix in ("", "/en")),
        "Disallow: /*/introduction/",
    ]
)


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """The process lives: asks nobody else."""
    return JsonResponse({"status": OK})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    checks = readiness()
    ready = all(answer == OK for answer in checks.values())
    return JsonResponse(
        {"status": OK if ready else "not ready", "checks": checks}, status=200 if ready else 503
    )


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    text = f"{_ROBOTS}\n\nSitemap: {on_site(reverse('sitemap'))}\n"
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's own page for 400 knows no help address."""
    return render(request, "400.html", status=400)
