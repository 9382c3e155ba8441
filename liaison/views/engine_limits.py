"""How often whole texts may be compared with the offers: a second of computing each, and anybody may ask.

Beyond the limits a search goes by words alone. Without Redis nothing is counted and nothing refused.
"""

from typing import Any, cast

from django.http import HttpRequest
from rest_framework.throttling import SimpleRateThrottle


class _Limit(SimpleRateThrottle):
    """A rate among those of the API, counted by the same rules of who is behind the proxy."""

    def get_cache_key(self, request: HttpRequest, view: object) -> str:
        return self.cache_format % {"scope": self.scope, "ident": self.whom(request)}

    def whom(self, request: HttpRequest) -> str:
        return str(self.get_ident(cast(Any, request)))  # which reads `META` alone

    def allows(self, request: HttpRequest) -> bool:
        return bool(self.allow_request(cast(Any, request), cast(Any, None)))


class _OfPerson(_Limit):
    scope = "compare-person"

    def whom(self, request: HttpRequest) -> str:
        return str(request.user.pk)


class _OfAddress(_Limit):
    scope = "compare-address"


class _OfVisitors(_Limit):
    scope = "compare-visitors"

    def whom(self, request: HttpRequest) -> str:
        return "all"


def may_compare(request: HttpRequest) -> bool:
    """Whether this request may ask the engine; counts it where it may."""
    limits = (_OfPerson,) if request.user.is_authenticated else (_OfAddress, _OfVisitors)
    return all(limit().allows(request) for limit in limits)
