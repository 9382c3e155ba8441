"""Saved searches of a person: the list, its changes, and the link that ends the mails of one."""

from dataclasses import dataclass
from typing import cast
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liaison.domain import saved_search as domain
from liaison.enums import SearchFrequency
from liaison.models import SavedSearch
from liaison.queries.saved_search import listed_saved_searches, visible_saved_searches
from liaison.views.search_facets import asked_choices, labels_of
from universities.queries.search_snapshot import current_snapshot
from yangpu_portal.core.enums import Language
from yangpu_portal.core.models import User

_LONGEST_ADDRESS = 16_000


@dataclass(frozen=True, slots=True)
class Row:
    """A saved search in words, and its page."""

    search: SavedSearch
    filters: list[str]
    url: str


@login_required
@require_safe
def saved_searches(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    language, snapshot = Language.of(get_language()), current_snapshot()
    rows = [
        Row(search, labels_of(snapshot, search.filters, language), _address(search))
        for search in listed_saved_searches(user)
    ]
    removed = visible_saved_searches(user).filter(
        public_id=request.GET.get("removed", "").replace("\x00", ""), removed_at__isnull=False
    )
    context = {"rows": rows, "removed": removed.first(), "frequencies": SearchFrequency.choices}
    return render(request, "liaison/saved_searches.html", context)


@login_required
@require_POST
def search_save(request: HttpRequest) -> HttpResponse:
    query = QueryDict(request.POST.get("query", "")[:20_000])
    try:
        domain.save_search(
            user=cast(User, request.user), text=query.get("q", ""), filters=asked_choices(query)
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        back = f"{reverse('technologies')}?{query.urlencode()}"
        # Django refuses to lead to a longer address than servers read.
        return redirect(back if len(back) <= _LONGEST_ADDRESS else reverse("technologies"))
    messages.success(request, _("The search is saved. Choose below how often you are told what is new."))
    return redirect(reverse("saved_searches"))


@login_required
@require_POST
def search_change(request: HttpRequest, public_id: str) -> HttpResponse:
    search, frequency = _own(request, public_id), request.POST.get("frequency", "")
    if frequency not in SearchFrequency.values:
        messages.error(request, _("Choose how often you want to be told."))
    else:
        domain.choose_search_frequency(search=search, frequency=SearchFrequency(frequency))
        messages.success(request, _("Saved."))
    return redirect(reverse("saved_searches"))


@login_required
@require_POST
def search_delete(request: HttpRequest, public_id: str) -> HttpResponse:
    search = _own(request, public_id)
    domain.remove_search(search=search)
    # The list itself offers the way back.
    return redirect(f"{reverse('saved_searches')}?{urlencode({'removed': search.public_id})}")


@login_required
@require_POST
def search_restore(request: HttpRequest, public_id: str) -> HttpResponse:
    domain.restore_search(search=_own(request, public_id))
    messages.success(request, _("The search is back."))
    return redirect(reverse("saved_searches"))


@csrf_exempt  # RFC 8058: a mail provider sends neither cookie nor token; the signed link is the proof
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def search_stop(request: HttpRequest, token: str) -> HttpResponse:
    """A button first: scanners that follow links must not end the mails."""
    search = domain.search_from_token(token)
    if search is None:
        raise Http404
    if request.method == "POST":
        domain.choose_search_frequency(search=search, frequency=SearchFrequency.OFF)
    stopped = request.method == "POST" or search.frequency == SearchFrequency.OFF
    return render(
        request,
        "liaison/search_stop.html",
        {"stopped": stopped, "email": search.user.email, "search": search},
    )


def _own(request: HttpRequest, public_id: str) -> SavedSearch:
    return get_object_or_404(visible_saved_searches(cast(User, request.user)), public_id=public_id)


def _address(search: SavedSearch) -> str:
    query = {**({"q": search.text} if search.text else {}), **search.filters}
    return f"{reverse('technologies')}?{urlencode(query, doseq=True)}"
