"""The admin of the bridge."""

from liaison.admin import digest, matching, membership, program, suggestion

__all__ = ["digest", "matching", "membership", "program", "suggestion"]
