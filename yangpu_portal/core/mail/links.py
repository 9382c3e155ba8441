"""Links in mails: built from the configured site address, never from a request's Host."""

from urllib.parse import urlsplit, urlunsplit

from django.conf import settings


def on_site(url: str) -> str:
    """The same path and query, absolute on the configured site."""
    site, parts = urlsplit(settings.SITE_URL), urlsplit(url)
    return urlunsplit((site.scheme, site.netloc, parts.path, parts.query, parts.fragment))
