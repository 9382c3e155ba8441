"""Permissions as people read them: the kind of row and the deed, in the language of the page.

Django stores their names in English and lists those of every table; here stand those of what the admin shows,
and whatever somebody holds: what is not offered would be lost when a form is saved.
"""

from typing import Any

from django import forms
from django.contrib.admin import site
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from yangpu_portal.core.history import is_history

DEEDS = {"add": _("add"), "change": _("change"), "delete": _("delete"), "view": _("view")}


class PermissionsField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        model: Any = obj.content_type.model_class()
        if model is not None and is_history(model):
            kind = _("history of: %(kind)s") % {"kind": model.pgh_tracked_model._meta.verbose_name}
        else:
            kind = capfirst(str(model._meta.verbose_name)) if model else obj.content_type.model
        deed = obj.codename.partition("_")[0]
        return f"{kind}: {DEEDS.get(deed, obj.name)}"


def permissions_to_give() -> Any:
    shown = [
        kind.pk
        for kind in ContentType.objects.get_for_models(*site._registry, for_concrete_models=False).values()
    ]
    deed = Q(content_type__in=shown, codename__regex=f"^({'|'.join(DEEDS)})_")
    found = Permission.objects.filter(deed | Q(group__isnull=False) | Q(user__isnull=False)).distinct()
    return found.select_related("content_type").order_by(
        "content_type__app_label", "content_type__model", "codename"
    )
