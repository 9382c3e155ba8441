"""What the database refuses at the end of a change, said in the admin in words.

A rule that spans rows is a trigger; some look only when everything is written. Forms check first; what they
cannot see (two people at once, what a deletion takes along) ends here instead of on a page of errors.
"""

from collections.abc import Callable

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import Promise

# The text of each rule by the name the database gives it; apps add theirs.
REFUSALS: dict[str, Promise] = {}


def told_if_refused(request: HttpRequest, view: Callable[[], HttpResponse]) -> HttpResponse:
    """The answer of the view; where a rule refuses what it wrote, nothing stays and the page says why."""
    try:
        with transaction.atomic():
            return view()
    except IntegrityError as error:
        text = REFUSALS.get(_rule(error))
        if text is None:
            raise
        messages.error(request, str(text))
        return HttpResponseRedirect(request.get_full_path())


def _rule(error: IntegrityError) -> str:
    told = getattr(error.__cause__, "diag", None)
    return getattr(told, "constraint_name", None) or ""
