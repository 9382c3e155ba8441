"""The bridge in the API."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from liaison.enums import MatchBand
from liaison.matching.signals import SIGNALS
from liaison.matching.types import CONTENT
from liaison.models import Match
from yangpu_portal.core.api.fields import MomentField, ReferenceField
from yangpu_portal.core.enums import Language


class SpanSerializer(serializers.Serializer[dict[str, object]]):
    """A piece of one side, by characters from `start` to before `end`."""

    start = serializers.IntegerField(min_value=0)
    end = serializers.IntegerField(min_value=0)
    text = serializers.CharField()
    source = serializers.CharField(  # type: ignore[assignment]  # declared fields are taken off the class
        default=CONTENT,
        help_text="What the piece is of: `content` for the title, a line end and the text; or a fact, "
        "such as `trl`, `money` or `parameter/0`.",
    )


class ReasonSerializer(serializers.Serializer[dict[str, object]]):
    code = serializers.ChoiceField(
        choices=("term", "translation", "sentence", *SIGNALS),
        help_text="`term`: both use it; `translation`: the same in the other language; "
        "`sentence`: the two sentences closest in meaning; the others: facts of both sides that agree.",
    )
    need_span = SpanSerializer(source="need")
    offer_span = SpanSerializer(source="offer")
    weight = serializers.FloatField(help_text="0 to 1, comparable within one match.")
    language = serializers.ChoiceField(choices=Language.choices, help_text="Of the offer's text.")


class GapSerializer(serializers.Serializer[dict[str, object]]):
    """What stands between need and offer."""

    code = serializers.ChoiceField(choices=tuple(SIGNALS), help_text="The fact that does not agree.")
    need_span = SpanSerializer(source="need", allow_null=True)
    offer_span = SpanSerializer(source="offer", allow_null=True)
    gain = serializers.FloatField(help_text="How much the probability would rise if it were closed.")
    language = serializers.ChoiceField(choices=Language.choices, help_text="Of the offer's text.")


class MatchSerializer(serializers.Serializer[Match]):
    id = serializers.CharField(source="public_id")
    need = ReferenceField(named_by="title")
    technology = ReferenceField(named_by="title")
    rank = serializers.IntegerField(min_value=1)
    probability = serializers.FloatField(
        min_value=0, max_value=1, help_text="That the offer answers the need."
    )
    band = serializers.ChoiceField(choices=MatchBand.choices, help_text="The probability in three steps.")
    score = serializers.FloatField(help_text="The log-odds of the probability.")
    lexical = serializers.FloatField(
        help_text="Words in common, in standard deviations above the usual offer for this need."
    )
    dense = serializers.FloatField(
        allow_null=True, help_text="Closeness in meaning, likewise; null when ranked by words alone."
    )
    signals = serializers.DictField(
        child=serializers.FloatField(min_value=0, max_value=1),
        help_text="By the name of a fact that both sides state: from 0, against, to 1, for the match.",
    )
    reasons = ReasonSerializer(many=True, help_text="Up to three, those that count most.")
    gaps = serializers.SerializerMethodField(help_text="What stands in the way, if anything.")
    engine_version = serializers.CharField(source="run.engine_version")
    created_at = MomentField()
    updated_at = MomentField()

    @extend_schema_field(GapSerializer(many=True))
    def get_gaps(self, match: Match) -> list[dict[str, object]]:
        return [GapSerializer(match.gap).data] if match.gap else []
