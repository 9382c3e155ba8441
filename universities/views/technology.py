"""What the page of a technology shows; the bridge adds why it was suggested."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from universities.queries.technology import visible_technologies, with_details
from yangpu_portal.core.enums import Comparator


def technology_context(request: HttpRequest, public_id: str) -> dict[str, Any]:
    """Raises:
    Http404: there is no such technology, or the reader may not see it.
    """
    row = get_object_or_404(with_details(visible_technologies(request.user)), public_id=public_id)
    metrics = list(row.metrics.all())
    return {
        "technology": row,
        "metrics": metrics,
        "has_baselines": any(metric.baseline is not None for metric in metrics),
        "equal": Comparator.EQUAL,
    }
