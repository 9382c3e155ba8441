"""The pages as they are usually written: what ours are compared with.

The list has what ours shows, by the queries one would write: a count, a page with its related rows joined or
prefetched, and one GROUP BY for each of five facets. Nothing is asked for row by row.
"""

from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import engines
from rest_framework import serializers

from universities.models import Technology
from universities.queries.search import search_technologies

_PAGE = """{% extends "base.html" %}{% block title %}Technologies{% endblock %}{% block content %}
<h1>{{ total }} technologies</h1>
{% for group in groups %}<fieldset>{% for row in group %}
<label><input type="checkbox" name="x"> {{ row.value }} <span>{{ row.n }}</span></label>{% endfor %}
</fieldset>{% endfor %}{% for technology in page %}{% include "universities/card.html" %}
{% endfor %}{% endblock %}"""
_FACETS = ("fields__name_zh", "university__name_zh", "trl", "ip_status", "cooperation_modes")


def naive_list(request: HttpRequest) -> HttpResponse:
    """Count, page, tags, five counts: eight queries."""
    rows = _rows(request)
    groups = [
        [
            {"value": row[facet], "n": row["n"]}
            for row in rows.order_by().values(facet).annotate(n=Count("pk")).order_by("-n")[:12]
        ]
        for facet in _FACETS
    ]
    joined = rows.select_related("university", "department").prefetch_related("fields")
    page = joined.order_by("-published_at", "-id")[:20]
    context: dict[str, Any] = {"total": rows.count(), "groups": groups, "page": page, "wanted": ()}
    return HttpResponse(engines["django"].from_string(_PAGE).render(context, request))


def _rows(request: HttpRequest) -> QuerySet[Technology]:
    rows = Technology.objects.filter(state="published")
    if trl := request.GET.get("trl"):
        lower, upper = trl.split("-")
        rows = rows.filter(trl__range=(lower, upper))
    if status := request.GET.get("ip"):
        rows = rows.filter(ip_status=status)
    if mode := request.GET.get("mode"):
        rows = rows.filter(cooperation_modes__contains=[mode])
    if word := request.GET.get("q"):
        rows = search_technologies(rows, [((word,),)])
    return rows


class PlainSerializer(serializers.ModelSerializer[Technology]):
    class Meta:
        model = Technology
        fields = [field.name for field in Technology._meta.get_fields() if not field.auto_created]
        depth = 1


def naive_api(request: HttpRequest) -> HttpResponse:
    """Fifty offers through a serializer of the framework, with their relations."""
    rows = Technology.objects.filter(state="published").order_by("-created_at")[:50]
    return JsonResponse({"data": PlainSerializer(rows, many=True).data})


def bare(request: HttpRequest) -> HttpResponse:
    """A view that does nothing, with all the middleware around it."""
    return HttpResponse("ok")
