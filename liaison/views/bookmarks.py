"""Offers that people keep in view."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from liaison.domain.learning import add_bookmark, remove_bookmark, remove_bookmarks
from liaison.queries.bookmark import retired_bookmark_count, shelves
from startups.models import Need
from startups.queries.need import own_needs
from universities.models import Technology
from universities.queries.technology import visible_technologies
from yangpu_portal.core.fields import is_public_id
from yangpu_portal.core.models import User


@login_required
@require_safe
def bookmarks(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    named = request.GET.get("removed", "")
    removed = visible_technologies(user).filter(public_id=named).first() if is_public_id(named) else None
    context = {
        "shelves": shelves(user),
        "retired": retired_bookmark_count(user),
        "removed": removed,
        "removed_need": request.GET.get("need", ""),
    }
    return render(request, "liaison/bookmarks.html", context)


@require_POST
def bookmark_add(request: HttpRequest, public_id: str) -> HttpResponse:
    technology, user = _visible(request, public_id), request.user
    if not isinstance(user, User):
        return redirect_to_login(technology.get_absolute_url())
    add_bookmark(user=user, technology=technology, need=_need(request, "for_need"))
    text = _("“%(title)s” is in your bookmarks.") % {"title": technology.title}
    return _answer(request, technology, text)


@require_POST
def bookmark_remove(request: HttpRequest, public_id: str) -> HttpResponse:
    """With a `need` in the form, empty for none, one bookmark goes; without, all of the offer."""
    technology, user = _visible(request, public_id), request.user
    if not isinstance(user, User):
        return redirect_to_login(technology.get_absolute_url())
    if "need" in request.POST:
        need = _need(request, "need")
        remove_bookmark(user=user, technology=technology, need=need)
        # The list itself offers the way back: what was removed stands in its address.
        undo = {"removed": technology.public_id, "need": need.public_id if need else ""}
        return redirect(f"{reverse('bookmarks')}?{urlencode(undo)}")
    remove_bookmarks(user=user, technology=technology)
    text = _("“%(title)s” is no longer in your bookmarks.") % {"title": technology.title}
    return _answer(request, technology, text)


def _visible(request: HttpRequest, public_id: str) -> Technology:
    return get_object_or_404(visible_technologies(request.user), public_id=public_id)


def _need(request: HttpRequest, field: str) -> Need | None:
    """The need of one's own that the form names."""
    named = request.POST.get(field, "")
    if not named:
        return None
    if not is_public_id(named):
        raise Http404
    return get_object_or_404(own_needs(request.user), public_id=named)


def _answer(request: HttpRequest, technology: Technology, text: str) -> HttpResponse:
    back = request.POST.get("next", "")
    if "HX-Request" in request.headers:
        context: dict[str, Any] = {
            "technology": technology,
            "next": back,
            "for_need": request.POST.get("for_need", ""),
        }
        return render(request, "liaison/bookmark_button.html", context)
    messages.success(request, text)
    own_page = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return redirect(back if own_page else technology.get_absolute_url())
