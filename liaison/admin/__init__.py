"""The admin of the bridge."""

from liaison.admin import (
    agreement,
    digest,
    duplicate,
    entitlement,
    imports,
    learning,
    matching,
    membership,
    obligation,
    payment,
    program,
    search,
    suggestion,
)

__all__ = [
    "agreement",
    "digest",
    "duplicate",
    "entitlement",
    "imports",
    "learning",
    "matching",
    "membership",
    "obligation",
    "payment",
    "program",
    "search",
    "suggestion",
]
