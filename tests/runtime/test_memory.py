"""Large arrays are given back to the system as soon as they are freed, holes between smaller ones when it is asked."""

import platform
import subprocess
import sys

import pytest

PROGRAM = """
import numpy as np
from banyan.runtime.memory import give_back_arrays
assert give_back_arrays()

def resident():
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * 4096

np.ones(30_000_000, np.uint8)          # the first free of so many is what raises glibc's own bound
before = resident()
large, small = [], []
for _ in range(20):                    # something small that stays above each of the large ones
    large.append(np.ones(8_000_000, np.uint8))
    small.append(bytes(100_000))
del large
assert resident() - before < 20_000_000, resident() - before
"""

HOLES = """
import os
import numpy as np
from banyan.runtime.memory import give_back_arrays, give_back_holes
give_back_arrays()

def resident():
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

some = [np.ones(100_000, np.uint8) for _ in range(1000)]
for n in range(len(some)):
    if n % 20:
        some[n] = None
held = resident()
give_back_holes()
assert held - resident() > 50_000_000, held - resident()
assert all(one.all() for one in some if one is not None)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library has its own way")
def test_what_large_arrays_took_goes_back_though_small_things_stay_between_them() -> None:
    subprocess.run([sys.executable, "-c", PROGRAM], check=True, timeout=60)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library has its own way")
def test_holes_between_what_stays_go_back() -> None:
    subprocess.run([sys.executable, "-c", HOLES], check=True, timeout=60)
