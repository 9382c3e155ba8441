"""The switch between Chinese and English in the admin: kept for the person and for this browser."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from yangpu_portal.core.domain.profile import choose_language


@require_POST
def language_view(request: HttpRequest) -> HttpResponse:
    """Also for whoever is not signed in: the sign-in that follows speaks that language."""
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        raise Http404
    if request.user.is_authenticated:
        choose_language(user=request.user, language=language)
    answer = HttpResponseRedirect(page_to_return_to(request))
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=365 * 24 * 3600,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
    return answer


def page_to_return_to(request: HttpRequest) -> str:
    """The page of the admin a form was sent from, as the form says; the start page if it leads elsewhere."""
    target = request.POST.get("next", "")
    start = reverse("admin:index")
    here = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if here and target.startswith(start) else start
