"""Resources of the base in the API."""

from rest_framework import serializers

from yangpu_portal.core.api.fields import BilingualField, ReferenceField
from yangpu_portal.core.enums import HiTechField
from yangpu_portal.core.models import Field


class FieldSerializer(serializers.Serializer[Field]):
    id = serializers.CharField(source="code")
    parent = ReferenceField(key="code")  # type: ignore[assignment]
    name = BilingualField()
    ipc_sections = serializers.ListField(child=serializers.CharField())
    hi_tech_field = serializers.ChoiceField(choices=HiTechField.choices, allow_blank=True)
