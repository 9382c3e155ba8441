"""A schematic map of a district, drawn on the server: no map service is asked, no tile is fetched."""

from startups.district_map.drawing import DistrictMap, Marker, draw_map

__all__ = ["DistrictMap", "Marker", "draw_map"]
