"""The admin of the bridge."""

from liaison.admin import digest, duplicate, matching, membership, program, suggestion

__all__ = ["digest", "duplicate", "matching", "membership", "program", "suggestion"]
