"""The admin of the demand side."""

from startups.admin import company, need, park

__all__ = ["company", "need", "park"]
