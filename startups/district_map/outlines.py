"""What maps of districts show, by the district's code. Drawn by us from what everybody in Shanghai knows.

The lines are schematic: right to some hundred metres, smoothed, nothing to measure by. A district without an
outline has no map; its parks are listed all the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from startups.district_map.projection import Frame, Place

Line = Sequence[tuple[float, float]]  # latitudes and longitudes


@dataclass(frozen=True, slots=True)
class Label:
    """A name on the map. `turn`: degrees clockwise; `side`: where it stands beside its place."""

    text: str | Promise
    place: Place
    kind: str  # "place", "road" or "water", for the style sheet
    turn: int = 0
    side: str = "middle"


@dataclass(frozen=True, slots=True)
class Outline:
    frame: Frame
    border: Line
    river: Line
    canals: Sequence[Line]
    roads: Sequence[Line]
    labels: Sequence[Label]


_SIPING = [(31.2725, 121.4985), (31.2838, 121.5048), (31.292, 121.5095), (31.3003, 121.5143)]
_MIDDLE_RING = [
    (31.2965, 121.4882), (31.299, 121.502), (31.3003, 121.5143), (31.3025, 121.53), (31.304, 121.545),
    (31.3045, 121.5612),
]  # fmt: skip
_HUANGXING = [
    (31.3003, 121.5143), (31.292, 121.523), (31.282, 121.531), (31.27, 121.5375), (31.2578, 121.5412),
]  # fmt: skip
_INNER_RING = [(31.2852, 121.4892), (31.2872, 121.5), (31.2882, 121.51), (31.282, 121.531)]
_SONGHU = [
    (31.3003, 121.5143),
    (31.306, 121.5128),
    (31.315, 121.5108),
    (31.327, 121.5072),
    (31.3448, 121.503),
]
_JUNGONG = [
    (31.273, 121.551), (31.283, 121.553), (31.294, 121.5535), (31.304, 121.554), (31.313, 121.5505),
    (31.323, 121.544), (31.333, 121.536), (31.3462, 121.5262),
]  # fmt: skip
_ZHONGYUAN = [(31.3028, 121.533), (31.311, 121.5335), (31.32, 121.5335), (31.3345, 121.5345)]
_YANGSHUPU = [
    (31.2535, 121.5115), (31.255, 121.522), (31.2575, 121.531), (31.262, 121.54), (31.268, 121.548),
    (31.273, 121.551),
]  # fmt: skip
_CHANGYANG = [
    (31.258, 121.5118), (31.262, 121.52), (31.269, 121.533), (31.276, 121.543), (31.2815, 121.553),
]  # fmt: skip

YANGPU = Outline(
    frame=Frame(south=31.243, north=31.35, west=121.482, east=121.5745, width=480),
    border=[
        # Along Hongkou and Baoshan from the river in the south-west to the river in the north-east …
        (31.25, 121.5105), (31.2575, 121.5118), (31.264, 121.5065), (31.272, 121.4985), (31.279, 121.4945),
        (31.285, 121.4892), (31.296, 121.4882), (31.306, 121.4888), (31.315, 121.491), (31.323, 121.4955),
        (31.331, 121.497), (31.342, 121.4965), (31.3455, 121.506), (31.3445, 121.517), (31.3472, 121.528),
        (31.345, 121.5405),
        # … and back down the Huangpu, around Fuxing Island and below the bridge.
        (31.333, 121.5515), (31.318, 121.558), (31.303, 121.562), (31.294, 121.5645), (31.287, 121.5658),
        (31.278, 121.563), (31.269, 121.5568), (31.262, 121.55), (31.2572, 121.5415), (31.2535, 121.53),
        (31.2512, 121.52),
    ],
    river=[
        (31.238, 121.493), (31.2455, 121.5), (31.2474, 121.511), (31.2485, 121.521), (31.2503, 121.531),
        (31.2538, 121.543), (31.2592, 121.5528), (31.2668, 121.5603), (31.2765, 121.5665),
        (31.2868, 121.5696),
        (31.295, 121.5683), (31.3035, 121.566), (31.319, 121.5618), (31.3345, 121.5553), (31.346, 121.545),
        (31.356, 121.534),
    ],
    canals=[
        [(31.2952, 121.565), (31.293, 121.5612), (31.285, 121.56), (31.275, 121.5568), (31.267, 121.5572)],
    ],
    roads=[
        _SIPING, _MIDDLE_RING, _HUANGXING, _INNER_RING, _SONGHU, _JUNGONG, _ZHONGYUAN, _YANGSHUPU, _CHANGYANG,
    ],
    labels=[
        Label(_("Huangpu River"), Place(31.262, 121.564), "water", turn=-48),
        Label(_("Fudan University"), Place(31.2945, 121.5005), "place"),
        Label(_("Tongji University"), Place(31.2795, 121.5045), "place", side="start"),
        Label(_("Wujiaochang"), Place(31.2972, 121.5205), "place", side="start"),
        Label(_("New Jiangwan City"), Place(31.329, 121.5155), "place"),
        Label(_("Fuxing Island"), Place(31.284, 121.5628), "place", side="end"),
        Label(_("Yangpu Bridge"), Place(31.2515, 121.5415), "place", side="start"),
        Label(_("Gongqing Forest Park"), Place(31.32, 121.55), "place"),
        Label(_("Siping Road"), Place(31.2872, 121.5085), "road", turn=-58),
        Label(_("Yangshupu Road"), Place(31.2572, 121.529), "road", turn=-20),
        Label(_("Zhongyuan Road"), Place(31.312, 121.5335), "road", turn=-90),
        Label(_("Jungong Road"), Place(31.294, 121.5535), "road", turn=-90),
    ],
)  # fmt: skip

OUTLINES: Mapping[str, Outline] = {"310110": YANGPU}
