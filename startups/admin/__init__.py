"""The admin of the demand side."""

from startups.admin import company, need, park, seat

__all__ = ["company", "need", "park", "seat"]
