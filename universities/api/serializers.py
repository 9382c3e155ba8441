"""The supply side in the API."""

from rest_framework import serializers

from universities.enums import (
    CooperationStatus,
    IPStatus,
    LaboratoryKind,
    LegalStatus,
    PatentKind,
    TechnologyState,
)
from universities.models import (
    Department,
    Laboratory,
    Patent,
    Researcher,
    School,
    Technology,
    TechnologyMetric,
    University,
)
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


class UniversitySerializer(serializers.Serializer[University]):
    id = serializers.CharField(source="public_id")
    ror = serializers.CharField(allow_null=True, help_text="ROR id, such as 03rc6as71")
    name = BilingualField()
    former_names = serializers.ListField(child=serializers.CharField())
    summary = BilingualField()
    country = serializers.CharField(help_text="ISO 3166-1, two letters")
    website = serializers.CharField(allow_blank=True)
    founded = serializers.IntegerField(allow_null=True, help_text="Year")
    cooperation_status = serializers.ChoiceField(choices=CooperationStatus.choices)
    partner_since = serializers.DateField(allow_null=True)
    created_at = MomentField()
    updated_at = MomentField()


class SchoolSerializer(serializers.Serializer[School]):
    id = serializers.CharField(source="public_id")
    university = ReferenceField()
    name = BilingualField()
    summary = BilingualField()
    website = serializers.CharField(allow_blank=True)
    created_at = MomentField()
    updated_at = MomentField()


class DepartmentSerializer(serializers.Serializer[Department]):
    id = serializers.CharField(source="public_id")
    university = ReferenceField()
    school = ReferenceField()
    name = BilingualField()
    summary = BilingualField()
    website = serializers.CharField(allow_blank=True)
    created_at = MomentField()
    updated_at = MomentField()


class LaboratorySerializer(serializers.Serializer[Laboratory]):
    id = serializers.CharField(source="public_id")
    university = ReferenceField()
    school = ReferenceField()
    department = ReferenceField()
    kind = serializers.ChoiceField(choices=LaboratoryKind.choices)
    name = BilingualField()
    summary = BilingualField()
    fields = ReferencesField(key="code")  # type: ignore[assignment]  # the name is the resource's
    website = serializers.CharField(allow_blank=True)
    created_at = MomentField()
    updated_at = MomentField()


class InventorSerializer(serializers.Serializer[Researcher]):
    id = serializers.CharField(source="public_id")
    name = BilingualField()
    orcid = serializers.CharField(allow_null=True)


class PatentSerializer(serializers.Serializer[Patent]):
    id = serializers.CharField(source="public_id")
    office = serializers.CharField(help_text="WIPO ST.3")
    application_number = serializers.CharField(allow_blank=True)
    publication_number = serializers.CharField(allow_blank=True)
    title = BilingualField()
    kind = serializers.ChoiceField(choices=PatentKind.choices)
    legal_status = serializers.ChoiceField(choices=LegalStatus.choices, allow_blank=True)
    filed_on = serializers.DateField(allow_null=True)
    granted_on = serializers.DateField(allow_null=True)


class MetricSerializer(serializers.Serializer[TechnologyMetric]):
    name = BilingualField()
    comparator = serializers.ChoiceField(choices=Comparator.choices)
    value = NumberField()
    unit = serializers.CharField(allow_blank=True)
    baseline = NumberField(help_text="What products in use today reach, in the same unit.")
    conditions = BilingualField()


class TechnologySerializer(serializers.Serializer[Technology]):
    id = serializers.CharField(source="public_id")
    external_id = serializers.CharField(
        allow_blank=True, help_text="The offer's id in the system it comes from."
    )
    university = ReferenceField()
    department = ReferenceField()
    laboratory = ReferenceField()
    title = BilingualField()
    summary = BilingualField()
    problem = BilingualField()
    description = BilingualField()
    applications = BilingualField()
    limits = BilingualField()
    keywords = BilingualListField()
    source_language = serializers.ChoiceField(choices=Language.choices)
    fields = ReferencesField(key="code")  # type: ignore[assignment]
    inventors = InventorSerializer(source="named_inventors", many=True)
    patents = PatentSerializer(many=True)
    metrics = MetricSerializer(many=True)
    trl = serializers.IntegerField(allow_null=True, min_value=1, max_value=9)
    ip_status = serializers.ChoiceField(choices=IPStatus.choices, allow_blank=True)
    cooperation_modes = serializers.ListField(child=serializers.ChoiceField(choices=CooperationMode.choices))
    price_min = MoneyField()
    price_max = MoneyField()
    state = serializers.ChoiceField(choices=TechnologyState.choices)
    published_at = MomentField(allow_null=True)
    confirmed_on = serializers.DateField(allow_null=True)
    created_at = MomentField()
    updated_at = MomentField()
