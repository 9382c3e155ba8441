"""The drawing of a district with its parks, ready for a template."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from startups.district_map.outlines import OUTLINES, Label, Line, Outline
from startups.district_map.projection import Frame, Place, Point, smooth_path
from startups.district_map.spreading import spread_points
from startups.models import SciTechPark

RADIUS = 18  # units; on a phone the drawing is 0.68 as wide, and a target for a finger has 24 pixels at least
_GAP = 2


@dataclass(frozen=True, slots=True)
class Name:
    label: Label
    at: Point


@dataclass(frozen=True, slots=True)
class Ground:
    """What does not depend on the parks: paths in SVG's notation, names with their points."""

    border: str
    river: str
    canals: Sequence[str]
    roads: Sequence[str]
    names: Sequence[Name]


@dataclass(frozen=True, slots=True)
class Marker:
    """A park on the map: `at` is where its number stands, `spot` where the park is."""

    number: int
    park: SciTechPark
    at: Point
    spot: Point
    is_selected: bool

    @property
    def is_moved(self) -> bool:
        """Whether its number stands so far from it that a line must lead there."""
        return abs(self.at.x - self.spot.x) + abs(self.at.y - self.spot.y) > RADIUS / 2


@dataclass(frozen=True, slots=True)
class DistrictMap:
    frame: Frame
    ground: Ground
    markers: Sequence[Marker]
    radius: int = RADIUS

    @property
    def view_box(self) -> str:
        return f"0 0 {self.frame.width:.0f} {self.frame.height:.0f}"


def draw_map(
    district_code: str, parks: Sequence[SciTechPark], *, selected: SciTechPark | None = None
) -> DistrictMap | None:
    """The map of a district with those of the parks whose position is known and within it, numbered in the
    order they are given; None for a district of which we have no outline.
    """
    outline = OUTLINES.get(district_code)
    if outline is None:
        return None
    frame = outline.frame
    placed = [park for park in parks if _is_within(park, frame)]
    spots = tuple(frame.project(_place(park)) for park in placed)
    points = spread_points(spots, apart=2 * RADIUS + _GAP, width=frame.width, height=frame.height)
    markers = [
        Marker(number, park, at, spot, is_selected=park == selected)
        for number, (park, at, spot) in enumerate(zip(placed, points, spots, strict=True), start=1)
    ]
    return DistrictMap(frame, _ground(district_code), markers)


def _is_within(park: SciTechPark, frame: Frame) -> bool:
    return park.latitude is not None and frame.holds(_place(park))


def _place(park: SciTechPark) -> Place:
    assert park.latitude is not None  # the database keeps both or neither
    assert park.longitude is not None
    return Place(float(park.latitude), float(park.longitude))


@cache
def _ground(district_code: str) -> Ground:
    outline = OUTLINES[district_code]
    return Ground(
        border=_path(outline, outline.border, closed=True),
        river=_path(outline, outline.river),
        canals=[_path(outline, line) for line in outline.canals],
        roads=[_path(outline, line) for line in outline.roads],
        names=[Name(label, outline.frame.project(label.place)) for label in outline.labels],
    )


def _path(outline: Outline, line: Line, *, closed: bool = False) -> str:
    points = [outline.frame.project(Place(*place)) for place in line]
    return smooth_path(points, closed=closed)
