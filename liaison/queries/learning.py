"""Reads of the weights fitted to what people said."""

from django.db.models import QuerySet

from liaison.models import EngineVersion


def published_versions(engine: str, encoder: str) -> QuerySet[EngineVersion]:
    """Published weights for this engine and encoder, newest first: those in use and those before them."""
    published = EngineVersion.objects.filter(engine=engine, encoder=encoder, published_at__isnull=False)
    return published.order_by("-published_at", "-number")
