"""The chance of a simulated world: every draw comes from the run's seed and the name of what is drawn."""

import zlib

import numpy as np


def generator(seed: int, what: str) -> np.random.Generator:  # noqa: TID251  only a type
    """Independent draws for each name; the same on every machine (PCG64)."""
    state = np.random.PCG64([seed & 0xFFFFFFFF, zlib.crc32(what.encode())])  # noqa: TID251  seeded: a draw is an input
    return np.random.Generator(state)  # noqa: TID251  as above, from the seed alone
