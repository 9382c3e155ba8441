"""From latitude and longitude to the plane of a drawing, and lines through points of that plane.

A district is a few kilometres wide. Over such a distance the earth is flat enough for an equirectangular
projection: a degree of longitude is as long everywhere as in the middle of the frame.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import NamedTuple


class Place(NamedTuple):
    """Degrees north and east."""

    latitude: float
    longitude: float


class Point(NamedTuple):
    """Units of the drawing, from its left upper corner."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Frame:
    """The part of the earth a drawing shows, and how many units wide the drawing is."""

    south: float
    north: float
    west: float
    east: float
    width: float

    @property
    def _narrowing(self) -> float:
        """How much shorter a degree of longitude is here than one of latitude."""
        return cos(radians((self.south + self.north) / 2))

    @property
    def units_per_degree(self) -> float:
        """Of latitude."""
        return self.width / ((self.east - self.west) * self._narrowing)

    @property
    def height(self) -> float:
        return (self.north - self.south) * self.units_per_degree

    def holds(self, place: Place) -> bool:
        return self.south <= place.latitude <= self.north and self.west <= place.longitude <= self.east

    def project(self, place: Place) -> Point:
        return Point(
            (place.longitude - self.west) * self._narrowing * self.units_per_degree,
            (self.north - place.latitude) * self.units_per_degree,
        )


def smooth_path(points: Sequence[Point], *, closed: bool = False) -> str:
    """A curve through the points, in SVG's path notation: each bend is a cubic Bézier curve whose handles
    follow the neighbours (Catmull and Rom).
    """
    count = len(points)
    parts = [f"M{_at(points[0])}"]
    for index in range(count if closed else count - 1):
        before, start, end, after = (
            points[(index + step) % count] if closed else points[min(max(index + step, 0), count - 1)]
            for step in (-1, 0, 1, 2)
        )
        leave = Point(start.x + (end.x - before.x) / 6, start.y + (end.y - before.y) / 6)
        arrive = Point(end.x - (after.x - start.x) / 6, end.y - (after.y - start.y) / 6)
        parts.append(f"C{_at(leave)} {_at(arrive)} {_at(end)}")
    return "".join(parts) + ("Z" if closed else "")


def _at(point: Point) -> str:
    return f"{point.x:.1f} {point.y:.1f}"
