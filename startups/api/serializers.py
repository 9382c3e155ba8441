"""The demand side in the API. Of a company everybody reads only what it shows publicly."""

from rest_framework import serializers

from startups.enums import Confidentiality, NeedState, ParkLevel
from startups.models import Company, Need, NeedParameter, SciTechPark
from yangpu_portal.core.api.fields import (
    BilingualField,
    BilingualListField,
    MomentField,
    MoneyField,
    NumberField,
    ReferenceField,
    ReferencesField,
)
from yangpu_portal.core.enums import Comparator, CooperationMode, Language


class ParkSerializer(serializers.Serializer[SciTechPark]):
    id = serializers.CharField(source="public_id")
    name = BilingualField()
    summary = BilingualField()
    level = serializers.ChoiceField(choices=ParkLevel.choices)
    district = ReferenceField(key="code")
    university = ReferenceField(help_text="The university it is affiliated with.")
    operator = serializers.CharField(allow_blank=True)
    address = BilingualField()
    latitude = NumberField()
    longitude = NumberField()
    fields = ReferencesField(key="code", help_text="Industry clusters")  # type: ignore[assignment]
    incubation_area = serializers.IntegerField(allow_null=True, help_text="m²")
    website = serializers.CharField(allow_blank=True)
    created_at = MomentField()
    updated_at = MomentField()


class CompanySerializer(serializers.Serializer[Company]):
    id = serializers.CharField(source="public_id")
    name = BilingualField()
    summary = BilingualField()
    park = ReferenceField()
    fields = ReferencesField(key="code")  # type: ignore[assignment]
    illustrative = serializers.BooleanField(help_text="Invented for illustration.")


class ParameterSerializer(serializers.Serializer[NeedParameter]):
    name = BilingualField()
    current_value = NumberField()
    comparator = serializers.ChoiceField(choices=Comparator.choices)
    target_value = NumberField()
    unit = serializers.CharField(allow_blank=True)


class NeedSerializer(serializers.Serializer[Need]):
    """For the company's own people and the district: it names the company."""

    id = serializers.CharField(source="public_id")
    external_id = serializers.CharField(
        allow_blank=True, help_text="The need's id in the system it comes from."
    )
    company = ReferenceField()
    title = BilingualField()
    situation = BilingualField()
    target = BilingualField()
    constraints = BilingualField()
    tried = BilingualField()
    keywords = BilingualListField()
    source_language = serializers.ChoiceField(choices=Language.choices)
    fields = ReferencesField(key="code")  # type: ignore[assignment]
    parameters = ParameterSerializer(many=True)
    wanted_by = serializers.DateField(allow_null=True)
    budget_min = MoneyField()
    budget_max = MoneyField()
    minimum_trl = serializers.IntegerField(allow_null=True, min_value=1, max_value=9)
    cooperation_modes = serializers.ListField(child=serializers.ChoiceField(choices=CooperationMode.choices))
    confidentiality = serializers.ChoiceField(choices=Confidentiality.choices)
    state = serializers.ChoiceField(choices=NeedState.choices)
    opened_at = MomentField(allow_null=True)
    created_at = MomentField()
    updated_at = MomentField()
