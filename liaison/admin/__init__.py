"""The admin of the bridge."""

from liaison.admin import (
    digest,
    duplicate,
    entitlement,
    imports,
    learning,
    matching,
    membership,
    payment,
    program,
    search,
    suggestion,
)

__all__ = [
    "digest",
    "duplicate",
    "entitlement",
    "imports",
    "learning",
    "matching",
    "membership",
    "payment",
    "program",
    "search",
    "suggestion",
]
