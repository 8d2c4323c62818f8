"""How this process takes its memory."""

import ctypes
from contextlib import suppress

M_MMAP_THRESHOLD = -3          # malloc.h of glibc
M_ARENA_MAX = -8
LARGE = 128 * 1024             # bytes
HEAPS = 2


def give_back_holes() -> None:
    """What was freed between what stays goes back to the system; glibc keeps it otherwise, and a day's merges leave a
    hundred MB of it (docs/decisions/0042). Takes some ms. Nothing where the C library isn't glibc.
    """
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)


def give_back_arrays() -> bool:
    """From here on what is larger than LARGE has pages of its own, which the system has back once it is freed.

    glibc raises that bound by itself up to 32 MiB, and then large columns leave holes between what stays: a server that
    compacts took twice the memory (docs/decisions/0042). Threads share two heaps, since each that reads a footer of
    some megabytes would leave the hole in one of its own. False where the C library isn't glibc.
    """
    try:
        libc = ctypes.CDLL(None)
        return bool(libc.mallopt(M_MMAP_THRESHOLD, LARGE) and libc.mallopt(M_ARENA_MAX, HEAPS))
    except (AttributeError, OSError, TypeError):
        return False
