"""The admin of the bridge."""

from liaison.admin import digest, duplicate, learning, matching, membership, program, search, suggestion

__all__ = ["digest", "duplicate", "learning", "matching", "membership", "program", "search", "suggestion"]
