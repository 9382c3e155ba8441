"""Pages that all visitors read alike, so that they may be kept."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

_KNOWN_BY = (settings.SESSION_COOKIE_NAME, CookieStorage.cookie_name)


def is_visitor(request: HttpRequest) -> bool:
    """Whether the portal knows nothing of the reader, not even a message that waits."""
    return not any(name in request.COOKIES for name in _KNOWN_BY)


def for_visitors(content: bytes) -> HttpResponse:
    """A kept page. Caches on the way may not give it to who is signed in."""
    answer = HttpResponse(content)
    patch_vary_headers(answer, ["Cookie"])
    return answer
