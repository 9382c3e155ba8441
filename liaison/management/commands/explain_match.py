"""manage.py explain_match NEED TECHNOLOGY: why a technology answers a need, or how little it does.

A stored match is explained in the words its page has; a pair without one, or with --afresh, from its texts.
"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from liaison.domain.explanation import Data, explain_pair
from liaison.models import Match
from liaison.wording import gain_sentence, gap_sentence, no_reason_sentence, reason_sentence
from startups.models import Need
from universities.models import Technology
from yangpu_portal.core.enums import Language


class Command(BaseCommand):
    help = "Prints why a technology answers a need."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("need", metavar="NEED", help="Id of the need, nee_…")
        parser.add_argument("technology", metavar="TECHNOLOGY", help="Id of the technology, tec_…")
        parser.add_argument("--language", choices=Language.values, default=Language.EN.value)
        parser.add_argument(
            "--afresh", action="store_true", help="Compare the texts as they are now, whatever was stored."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        need = Need.objects.filter(public_id=options["need"]).first()
        technology = (
            Technology.objects.select_related("university").filter(public_id=options["technology"]).first()
        )
        if need is None:
            raise CommandError(f"There is no need {options['need']}.")
        if technology is None:
            raise CommandError(f"There is no technology {options['technology']}.")
        with translation.override(options["language"]):
            self._print(need, technology, afresh=options["afresh"])

    def _print(self, need: Need, technology: Technology, *, afresh: bool) -> None:
        title = f"{technology.title} ({technology.university})"
        for line, row, text in (
            (_("Need: %(id)s  %(title)s"), need, need.title),
            (_("Technology: %(id)s  %(title)s"), technology, title),
        ):
            self.stdout.write(line % {"id": row.public_id, "title": text})
        match = Match.objects.select_related("run").filter(need=need, technology=technology).first()
        if match is None:
            self.stdout.write(_("Not among the stored matches of this need."))
        else:
            self._print_scores(match)
        if match is None or afresh:
            self._print_afresh(need, technology)
        else:
            self._print_why(match.reasons, match.gap, no_reason_sentence())

    def _print_afresh(self, need: Need, technology: Technology) -> None:
        found = explain_pair(need, technology)
        without_reasons = _("The two texts share no telling word and no close sentence.")
        self._print_why(found.reasons, found.gap, without_reasons)

    def _print_scores(self, match: Match) -> None:
        if not match.is_current:
            self.stdout.write(_("No longer in the list of this need; this is how it last stood there."))
        dense = _("no encoder") if match.dense is None else f"{match.dense:.2f}"
        scores = _(
            "Rank %(rank)d, %(strength)s, probability %(probability).2f, log-odds %(score).2f"
            " (words %(lexical).2f, meaning %(dense)s, engine %(engine)s)"
        )
        self.stdout.write(
            scores
            % {
                "rank": match.rank,
                "strength": match.get_band_display(),
                "probability": match.probability,
                "score": match.score,
                "lexical": match.lexical,
                "dense": dense,
                "engine": match.run.engine_version,
            }
        )
        for name, score in match.signals.items():
            self.stdout.write(_("Signal %(name)s: %(score).2f") % {"name": name, "score": score})

    def _print_why(self, reasons: list[Data], gap: Data | None, without_reasons: str) -> None:
        for number, reason in enumerate(reasons, start=1):
            weight = _("weight %(weight).2f") % {"weight": reason["weight"]}
            self.stdout.write(f"{number}. {reason_sentence(reason)}  [{reason['code']}, {weight}]")
        if not reasons:
            self.stdout.write(without_reasons)
        if gap:
            gain = _("%(gain)+.2f if closed") % {"gain": gap["gain"]}
            said = _("Gap: %(gap)s") % {"gap": f"{gap_sentence(gap)} {gain_sentence(gap)}"}
            self.stdout.write(f"{said}  [{gain}]")
