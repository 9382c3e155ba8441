"""Memory of a process, as glibc's allocator keeps it; without glibc nothing is done."""

import ctypes

_ARENA_MAX = -8  # of mallopt, see malloc.h
_library = ctypes.CDLL(None)


def share_arenas() -> None:
    """Has threads share what they take: by default each keeps for itself what it once needed."""
    if hasattr(_library, "mallopt"):
        _library.mallopt(_ARENA_MAX, 2)


def return_free_memory() -> None:
    """Gives back what something large has left free, such as loading a file."""
    if hasattr(_library, "malloc_trim"):
        _library.malloc_trim(0)
