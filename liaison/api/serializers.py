"""The bridge in the API."""

from rest_framework import serializers

from liaison.models import Match
from yangpu_portal.core.api.fields import MomentField, ReferenceField
from yangpu_portal.core.enums import Language


class SpanSerializer(serializers.Serializer[dict[str, object]]):
    """A piece of the title, a line end and the text, by characters from `start` to before `end`."""

    start = serializers.IntegerField(min_value=0)
    end = serializers.IntegerField(min_value=0)
    text = serializers.CharField()


class ReasonSerializer(serializers.Serializer[dict[str, object]]):
    code = serializers.ChoiceField(
        choices=("term", "translation", "sentence"),
        help_text="`term`: both use it; `translation`: the same in the other language; "
        "`sentence`: the two sentences closest in meaning.",
    )
    need_span = SpanSerializer(source="need")
    offer_span = SpanSerializer(source="offer")
    weight = serializers.FloatField(help_text="0 to 1, comparable within one match.")
    language = serializers.ChoiceField(choices=Language.choices, help_text="Of the offer's text.")


class MatchSerializer(serializers.Serializer[Match]):
    id = serializers.CharField(source="public_id")
    need = ReferenceField(named_by="title")
    technology = ReferenceField(named_by="title")
    rank = serializers.IntegerField(min_value=1)
    score = serializers.FloatField(help_text="Standard deviations above the usual offer for this need.")
    lexical = serializers.FloatField(help_text="The part of words.")
    dense = serializers.FloatField(allow_null=True, help_text="The part of meaning.")
    reasons = ReasonSerializer(many=True)
    engine_version = serializers.CharField(source="run.engine_version")
    created_at = MomentField()
    updated_at = MomentField()
