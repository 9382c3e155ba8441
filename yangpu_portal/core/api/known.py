"""ETags of answers that were given: who asks again is told "unchanged" without making the answer again.

An ETag is always that of the very bytes. This process remembers it under all that the answer depends on
(`Basis`), and it is good for as long as the basis has the same stamp. What is forgotten is only made again.
"""

import hashlib
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone
from django.utils.http import parse_etags

_MOST = 5_000
_known: dict[bytes, tuple[Hashable, str]] = {}


@dataclass(frozen=True, slots=True)
class Basis:
    """What answers depend on beside their address and the day.

    Attributes:
        stamp: differs whenever something the answer may show has changed. Read before anything else.
        scope: the same for those who see the same rows.
        is_settled: whether nobody is about to commit what has moved the stamp already.
    """

    stamp: Hashable
    scope: Hashable
    is_settled: Callable[[], bool]


def known_etag(request: HttpRequest, basis: Basis) -> str | None:
    """The ETag of what would be answered, when it is known and is one of those the caller has."""
    if request.method != "GET":
        return None
    had = parse_etags(request.headers.get("If-None-Match", ""))
    stamp, etag = _known.get(_key(request, basis), (None, ""))
    return etag if etag in had and stamp == basis.stamp else None


def remember_etag(request: HttpRequest, basis: Basis, etag: str) -> None:
    if len(_known) >= _MOST:
        _known.clear()
    _known[_key(request, basis)] = basis.stamp, etag


def _key(request: HttpRequest, basis: Basis) -> bytes:
    """Addresses may be long: sixteen bytes for each."""
    parts = repr((request.build_absolute_uri(), basis.scope, timezone.localdate()))
    return hashlib.blake2b(parts.encode("utf-8", "surrogatepass"), digest_size=16).digest()
