"""How values look in the API: two-language text, references, money, plain numbers.

Their shapes are described in `schema.py`.
"""

from datetime import UTC
from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from yangpu_portal.core.enums import Language, TranslationState

_LANGUAGES = [language.value for language in Language]


def bilingual(instance: Any, name: str, empty: Any = None) -> dict[str, Any]:
    """Both columns `<name>_zh` and `<name>_en` of a row; `empty` stands for a missing text."""
    source = getattr(instance, "source_language", None) or None
    by_machine = getattr(instance, "translation_state", None) == TranslationState.MACHINE
    return {
        Language.ZH.value: getattr(instance, f"{name}_zh") or empty,
        Language.EN.value: getattr(instance, f"{name}_en") or empty,
        "source": source,
        "machine": [code for code in _LANGUAGES if code != source] if by_machine else [],
    }


@extend_schema_field({"$ref": "#/components/schemas/BilingualText"})
class BilingualField(serializers.Field):
    """A text in both languages: `{"zh-hans": …, "en": …, "source": …, "machine": […]}`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(source="*", read_only=True, **kwargs)

    def to_representation(self, value: Any) -> dict[str, Any]:
        assert self.field_name is not None
        return bilingual(value, self.field_name)


@extend_schema_field({"$ref": "#/components/schemas/BilingualList"})
class BilingualListField(BilingualField):
    """Keywords in both languages."""

    def to_representation(self, value: Any) -> dict[str, Any]:
        assert self.field_name is not None
        return bilingual(value, self.field_name, empty=[])


@extend_schema_field({"oneOf": [{"$ref": "#/components/schemas/Reference"}, {"type": "null"}]})
class ReferenceField(serializers.Field):
    """Another resource: its id and its name in both languages."""

    def __init__(self, *, key: str = "public_id", named_by: str = "name", **kwargs: Any) -> None:
        self.key, self.named_by = key, named_by
        super().__init__(read_only=True, **kwargs)

    def to_representation(self, value: Any) -> dict[str, Any]:
        both = bilingual(value, self.named_by)
        names = {code: both[code] for code in _LANGUAGES}
        return {"id": getattr(value, self.key), "name": names}


class ReferencesField(serializers.ListField):
    """Several resources of a many-to-many relation, from what the view has prefetched."""

    def __init__(self, *, key: str = "public_id", named_by: str = "name", **kwargs: Any) -> None:
        super().__init__(child=ReferenceField(key=key, named_by=named_by), read_only=True, **kwargs)

    def to_representation(self, data: Any) -> list[Any]:
        return [self.child.to_representation(row) for row in data.all()]


class MomentField(serializers.DateTimeField):
    """A point in time, RFC 3339 in UTC."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(default_timezone=UTC, **kwargs)


@extend_schema_field({"type": ["string", "null"], "format": "decimal", "example": "91.5"})
class NumberField(serializers.Field):
    """An exact number as text, without the zeros that the column's scale adds: 91, not 91.000000."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, **kwargs)

    def to_representation(self, value: Decimal) -> str:
        return f"{value.normalize():f}"


@extend_schema_field({"oneOf": [{"$ref": "#/components/schemas/Money"}, {"type": "null"}]})
class MoneyField(serializers.Field):
    """An amount of the row's `currency`; null when no amount is given."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(source="*", read_only=True, **kwargs)

    def to_representation(self, value: Any) -> dict[str, str] | None:
        assert self.field_name is not None
        amount = getattr(value, self.field_name)
        return None if amount is None else {"amount": f"{amount:.2f}", "currency": value.currency}
