"""How this process takes its memory."""

import ctypes
from contextlib import suppress

M_MMAP_THRESHOLD = -3          # malloc.h of glibc
LARGE = 1024 * 1024            # bytes


def give_back_holes() -> None:
    """What was freed between what stays goes back to the system; glibc keeps it otherwise, and a day's merges leave a
    hundred MB of it (docs/decisions/0042). Takes some ms. Nothing where the C library isn't glibc.
    """
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)


def give_back_arrays() -> bool:
    """From here on what is larger than LARGE has pages of its own, which the system has back once it is freed.

    glibc raises that bound by itself up to 32 MiB, and then large columns leave holes between what stays: a server that
    compacts took twice the memory (docs/decisions/0042). False where the C library isn't glibc.
    """
    try:
        return bool(ctypes.CDLL(None).mallopt(M_MMAP_THRESHOLD, LARGE))
    except (AttributeError, OSError, TypeError):
        return False
