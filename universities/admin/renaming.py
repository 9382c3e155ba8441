"""Names that stand in the search documents of offers: a new name brings the documents in step."""

from typing import Any

from django.forms import ModelForm
from django.http import HttpRequest

from universities.domain.search import index_technologies
from universities.models import Technology
from yangpu_portal.core.admin.base import PortalAdmin


class ReindexesOffers(PortalAdmin):
    """For pages of rows whose `name_zh` and `name_en` are found when searching for their offers."""

    offers_path: str  # the column of Technology that points at the row

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if change and {"name_zh", "name_en"} & set(form.changed_data):
            offers = Technology.objects.filter(**{self.offers_path: obj})
            index_technologies(technology_ids=offers.values_list("pk", flat=True))
