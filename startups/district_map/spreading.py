"""Marks that would lie on each other are moved apart, as little as it takes."""

from collections.abc import Sequence
from functools import lru_cache
from math import cos, dist, pi, sin, sqrt

from startups.district_map.projection import Point

_ROUNDS = 200
_GOLDEN_ANGLE = pi * (3 - sqrt(5))  # marks at one and the same point leave it in directions that differ


@lru_cache(maxsize=128)
def spread_points(points: tuple[Point, ...], *, apart: float, width: float, height: float) -> list[Point]:
    """The points, moved so that any two are `apart` or farther from each other.

    Each pair that is too near is pushed apart by half of what is missing, until none is; a border pushes
    back. The same points always come out in the same places.

    Args:
        width, height: of the drawing; the points stay half of `apart` inside it.
    """
    moved = [_inside(point, apart / 2, width, height) for point in points]
    for _round in range(_ROUNDS):
        if not _push(moved, apart):
            break
        moved[:] = [_inside(point, apart / 2, width, height) for point in moved]
    return moved


def _push(points: list[Point], apart: float) -> bool:
    """Moves the pairs that are too near; False when there was none."""
    pushed = False
    for first in range(len(points)):
        for second in range(first + 1, len(points)):
            missing = apart - dist(points[first], points[second])
            if missing > 0.01:  # what nobody sees is near enough
                step = _direction(points, first, second)
                half = missing / 2 + 0.01
                points[first] = Point(points[first].x - step.x * half, points[first].y - step.y * half)
                points[second] = Point(points[second].x + step.x * half, points[second].y + step.y * half)
                pushed = True
    return pushed


def _direction(points: Sequence[Point], first: int, second: int) -> Point:
    """From the first to the second, of length one."""
    length = dist(points[first], points[second])
    if length < 0.001:
        angle = _GOLDEN_ANGLE * (second + 1)
        return Point(cos(angle), sin(angle))
    return Point((points[second].x - points[first].x) / length, (points[second].y - points[first].y) / length)


def _inside(point: Point, margin: float, width: float, height: float) -> Point:
    return Point(min(max(point.x, margin), width - margin), min(max(point.y, margin), height - margin))
