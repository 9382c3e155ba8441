"""Filters of the bridge's resources."""

import django_filters as filters
from django.db.models import QuerySet

from liaison.domain.search_text import read_search
from liaison.enums import MatchBand
from universities.api.filters import TechnologyResourceFilter
from universities.models import Technology
from universities.queries.search import search_technologies


class TechnologySearchFilter(TechnologyResourceFilter):
    """Adds the search of the pages: words of either language find offers in both."""

    q = filters.CharFilter(
        method="search", help_text="Words that must occur, Chinese or English; of a description, some"
    )

    def search(self, queryset: QuerySet[Technology], name: str, text: str) -> QuerySet[Technology]:
        search = read_search(text)
        return search_technologies(queryset, search.words, any_word=search.is_description)


class MatchFilter(filters.FilterSet):
    need = filters.CharFilter(field_name="need__public_id", help_text="Id of a need")
    technology = filters.CharFilter(field_name="technology__public_id", help_text="Id of a technology")
    band = filters.ChoiceFilter(choices=MatchBand.choices, help_text="The strength of the match")
