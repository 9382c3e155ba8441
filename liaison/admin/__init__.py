"""The admin of the bridge."""

from liaison.admin import digest, matching, membership, program

__all__ = ["digest", "matching", "membership", "program"]
