"""The nine levels of technology readiness (GB/T 22900, ISO 16290), in the portal's words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LEVELS: dict[int, Promise] = {
    1: _("The basic principle has been observed and written down."),
    2: _("A use for the principle has been worked out on paper."),
    3: _("The decisive function has been shown to work in principle."),
    4: _("Parts work together on a laboratory bench."),
    5: _("Parts have been tried under conditions close to real use."),
    6: _("A prototype has been shown under conditions close to real use."),
    7: _("A prototype has been shown in real use."),
    8: _("The product is complete and has passed its tests."),
    9: _("The product has proven itself in everyday use."),
}

# Bands people choose from: lower and upper level, both included.
BANDS: dict[str, tuple[int, int]] = {"1-3": (1, 3), "4-6": (4, 6), "7-9": (7, 9)}
BAND_CHOICES = [
    ("1-3", _("Laboratory (TRL 1–3)")),
    ("4-6", _("Pilot (TRL 4–6)")),
    ("7-9", _("Ready for industry (TRL 7–9)")),
]
