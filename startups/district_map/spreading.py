"""Marks that would lie on each other are moved apart, as little as it takes."""

from functools import lru_cache
from itertools import combinations
from math import cos, dist, pi, sin, sqrt

from startups.district_map.projection import Point

_ROUNDS = 300
_GOLDEN_ANGLE = pi * (3 - sqrt(5))


@lru_cache(maxsize=128)
def spread_points(points: tuple[Point, ...], *, apart: float, width: float, height: float) -> list[Point]:
    """The points, moved so that any two are `apart` or farther from each other.

    Each pair that is too near is pushed apart by half of what is missing, until none is; a border pushes
    back. The same points always come out in the same places.

    Args:
        width, height: of the drawing; the points stay half of `apart` inside it.
    """
    moved = [_inside(point, apart / 2, width, height) for point in points]
    if not any(dist(*pair) < apart for pair in combinations(moved, 2)):
        return moved
    # Points in a line with no room left could not tell where to go: a small step each in a direction of its
    # own shows them.
    for index, point in enumerate(moved):
        aside = _own_direction(index)
        moved[index] = Point(point.x + aside.x / 2, point.y + aside.y / 2)
    for _round in range(_ROUNDS):
        if not _push(moved, apart):
            break
        moved = [_inside(point, apart / 2, width, height) for point in moved]
    return moved


def _push(points: list[Point], apart: float) -> bool:
    """Moves the pairs that are too near; False when there was none."""
    pushed = False
    for first, second in combinations(range(len(points)), 2):
        here, there = points[first], points[second]
        length = dist(here, there)
        if length < apart - 0.01:  # what nobody sees is near enough
            away = _direction(here, there) if length > 0.001 else _own_direction(second)
            half = (apart - length) / 2 + 0.01
            step = Point(away.x * half, away.y * half)
            points[first] = Point(here.x - step.x, here.y - step.y)
            points[second] = Point(there.x + step.x, there.y + step.y)
            pushed = True
    return pushed


def _direction(here: Point, there: Point) -> Point:
    """From the one to the other, of length one."""
    length = dist(here, there)
    return Point((there.x - here.x) / length, (there.y - here.y) / length)


def _own_direction(index: int) -> Point:
    """Of length one; no two indexes share one."""
    return Point(cos(_GOLDEN_ANGLE * index), sin(_GOLDEN_ANGLE * index))


def _inside(point: Point, margin: float, width: float, height: float) -> Point:
    return Point(min(max(point.x, margin), width - margin), min(max(point.y, margin), height - margin))
