"""The schematic map: where a place comes to stand, and that marks never lie on each other."""

from itertools import combinations
from math import dist

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from startups.district_map import draw_map
from startups.district_map.drawing import RADIUS
from startups.district_map.outlines import OUTLINES
from startups.district_map.projection import Frame, Place, Point, smooth_path
from startups.district_map.spreading import spread_points
from startups.models import SciTechPark

FRAME = Frame(south=31.2, north=31.4, west=121.4, east=121.6, width=480)
YANGPU = OUTLINES["310110"]
METRES_PER_DEGREE = 111_195  # of latitude


def park(key: int, latitude: float | None, longitude: float | None) -> SciTechPark:
    return SciTechPark(
        pk=key, slug=f"park-{key}", name_en=f"Park {key}", latitude=latitude, longitude=longitude
    )


def test_corners_of_the_frame_are_the_corners_of_the_drawing():
    assert FRAME.project(Place(31.4, 121.4)) == pytest.approx((0, 0))
    assert FRAME.project(Place(31.2, 121.6)) == pytest.approx((480, FRAME.height))


def test_north_is_up_and_east_is_right():
    south_west, north_east = FRAME.project(Place(31.25, 121.45)), FRAME.project(Place(31.35, 121.55))
    assert north_east.x > south_west.x
    assert north_east.y < south_west.y


def test_a_kilometre_is_as_long_eastward_as_northward():
    # At 31.3 degrees north a degree of longitude has 95.0 km: a published figure, not our formula.
    start = FRAME.project(Place(31.3, 121.5))
    northward = FRAME.project(Place(31.3 + 1000 / METRES_PER_DEGREE, 121.5))
    eastward = FRAME.project(Place(31.3, 121.5 + 1000 / 95_012))
    assert dist(start, northward) == pytest.approx(dist(start, eastward), rel=0.002)


@pytest.mark.parametrize("place", [(31.41, 121.5), (31.19, 121.5), (31.3, 121.39), (31.3, 121.61)])
def test_places_outside_the_frame_are_not_on_the_map(place):
    assert not FRAME.holds(Place(*place))


def test_a_path_goes_through_its_points_and_closes():
    path = smooth_path([Point(0, 0), Point(10, 0), Point(10, 10)], closed=True)
    assert path.startswith("M0.0 0.0C")
    assert path.endswith("0.0 0.0Z")
    assert " 10.0 10.0C" in path


def test_the_outline_of_the_district_lies_in_its_frame():
    assert all(YANGPU.frame.holds(Place(*place)) for place in YANGPU.border)
    assert all(YANGPU.frame.holds(label.place) for label in YANGPU.labels)


# Twenty parks anywhere, also at one and the same place or in a corner.
points = st.lists(
    st.builds(Point, st.integers(0, 480), st.integers(0, 600))
    | st.just(Point(240, 300))
    | st.just(Point(0, 0)),
    max_size=20,
)


# A busy machine is slow, not wrong.
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(points)
def test_marks_keep_apart_inside_the_drawing_and_the_same_way_each_time(spots):
    spread = spread_points(tuple(spots), apart=38, width=480, height=600)
    for first, second in combinations(spread, 2):
        assert dist(first, second) > 37.9
    for x, y in spread:
        assert 18.9 <= x <= 461.1
        assert 18.9 <= y <= 581.1
    spread_points.cache_clear()
    assert spread_points(tuple(spots), apart=38, width=480, height=600) == spread


def test_marks_that_are_apart_stay_where_they_are():
    spots = (Point(100, 100), Point(200, 200))
    assert spread_points(spots, apart=38, width=480, height=600) == list(spots)


def test_parks_are_numbered_in_order_and_those_without_position_left_out():
    parks = [park(1, 31.30, 121.51), park(2, None, None), park(3, 31.28, 121.50), park(4, 30.0, 121.5)]
    drawing = draw_map("310110", parks, selected=parks[2])
    assert [(marker.number, marker.park.pk) for marker in drawing.markers] == [(1, 1), (2, 3)]
    assert [marker.is_selected for marker in drawing.markers] == [False, True]


def test_a_mark_that_had_to_move_is_tied_to_its_place():
    drawing = draw_map("310110", [park(1, 31.30, 121.51), park(2, 31.30, 121.51)])
    for marker in drawing.markers:
        assert marker.is_moved
        assert dist(marker.at, marker.spot) < 2 * RADIUS


def test_a_district_without_outline_has_no_map():
    assert draw_map("310109", [park(1, 31.30, 121.51)]) is None
