"""Divides the queries of a set in two, so that what is fitted on one half is judged on the other."""

import hashlib
from typing import Literal

Half = Literal["A", "B"]


def half(query_id: str) -> Half:
    """Return the half a query belongs to by its id alone: A when the first byte of its SHA-256 is even."""
    digest = hashlib.sha256(query_id.encode("utf-8", "surrogatepass")).digest()
    return "B" if digest[0] % 2 else "A"
