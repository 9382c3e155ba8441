"""Which technology fields a text is about, judged by the offers that share its words."""

from collections import Counter

from universities.queries.search import search_technologies
from universities.queries.technology import published_technologies
from yangpu_portal.core.models import Field
from yangpu_portal.core.text import search_tokens

_OFFERS = 10
_WORDS = 60
_MOST = 3
_LEAST_SHARE = 0.3


def likely_fields(text: str) -> list[str]:
    """Codes of at most three fields that most of the nearest offers carry, best first."""
    words = [((token,),) for token in dict.fromkeys(search_tokens(text))][:_WORDS]
    found = search_technologies(published_technologies(), words, any_word=True)
    nearest = list(found.values_list("pk", flat=True)[:_OFFERS])
    weights: Counter[str] = Counter()
    rank = {pk: place for place, pk in enumerate(nearest)}
    carried = Field.objects.filter(technologies__in=nearest).values_list("code", "technologies")
    for code, technology in carried:
        weights[code] += _OFFERS - rank[technology]
    most = sum(range(1, len(nearest) + 1))
    return [code for code, weight in weights.most_common(_MOST) if weight >= _LEAST_SHARE * most]
