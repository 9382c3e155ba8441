"""Filters of the bridge's resources."""

import django_filters as filters
from django.db.models import QuerySet

from liaison.matching.query_words import query_words, shared_lexicon
from universities.api.filters import TechnologyResourceFilter
from universities.models import Technology
from universities.queries.search import LONGEST_QUERY, search_technologies
from yangpu_portal.core.text import printable

PARAGRAPH = 8  # a query of more words is a description: not all of them must be found


class TechnologySearchFilter(TechnologyResourceFilter):
    """Adds the search of the pages: words of either language find offers in both."""

    q = filters.CharFilter(
        method="search", help_text="Words that must occur, Chinese or English; of a description, some"
    )

    def search(self, queryset: QuerySet[Technology], name: str, text: str) -> QuerySet[Technology]:
        words = query_words(printable(text)[:LONGEST_QUERY], shared_lexicon())
        return search_technologies(queryset, words, any_word=len(words) > PARAGRAPH)


class MatchFilter(filters.FilterSet):
    need = filters.CharFilter(field_name="need__public_id", help_text="Id of a need")
    technology = filters.CharFilter(field_name="technology__public_id", help_text="Id of a technology")
