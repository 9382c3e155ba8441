"""The cache, in a Redis that may be away."""

from typing import Any

from django_redis.cache import RedisCache


class RedisThatMayBeAway(RedisCache):
    """With Redis away, `add` says that the key is new, as it is for an empty cache.

    django-redis would say None, which reads as "somebody else has it": allauth then waits for a lock that
    nobody holds, and refuses to sign anybody in.
    """

    def add(self, *args: Any, **kwargs: Any) -> bool:
        added = super().add(*args, **kwargs)
        return True if added is None else bool(added)
