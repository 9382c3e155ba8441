"""The names of all addresses of the portal but those of the admin and the API, which have own tables."""

from django.urls import URLPattern, URLResolver, get_resolver


def names(resolver: URLResolver) -> set[str]:
    found: set[str] = set()
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            if not str(pattern.pattern).startswith("admin/"):
                found.add(pattern.name or str(pattern.pattern))
        elif not str(pattern.pattern).startswith(("admin/", "api/")):
            found |= names(pattern)
    return found


ADDRESSES = names(get_resolver())
