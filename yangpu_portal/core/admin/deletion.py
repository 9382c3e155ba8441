"""What the question before a deletion lists: rows people know, not links between two of them nor sessions.

Those have names of a library's making, in English in every language.
"""

from typing import Any

from allauth.usersessions.models import UserSession
from django.apps import apps
from django.http import HttpRequest
from django.utils.text import capfirst

Listed = list[Any]  # a text, or a list of what goes with the text before it


class NamesWhatGoes:
    """For a `ModelAdmin`."""

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[Listed, dict[str, int], set[str], Listed]:
        listed, counts, needed, kept = super().get_deleted_objects(objs, request)  # type: ignore[misc]
        unnamed = [UserSession]
        unnamed += [model for model in apps.get_models(include_auto_created=True) if model._meta.auto_created]
        heads = tuple(f"{capfirst(str(model._meta.verbose_name))}: " for model in unnamed)
        plurals = {str(model._meta.verbose_name_plural) for model in unnamed}
        shown = {name: count for name, count in counts.items() if str(name) not in plurals}
        return _without(listed, heads), shown, needed, kept


def _without(listed: Listed, heads: tuple[str, ...]) -> Listed:
    kept: Listed = []
    for one in listed:
        if isinstance(one, list):
            if inner := _without(one, heads):
                kept.append(inner)
        elif not str(one).startswith(heads):
            kept.append(one)
    return kept
