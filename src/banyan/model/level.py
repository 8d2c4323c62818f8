"""The four response levels of Chinese emergency plans: IV blue, III yellow, II orange, I red (as CAP colours)."""

from enum import StrEnum


class Level(StrEnum):
    IV = "IV"
    III = "III"
    II = "II"
    I = "I"  # noqa: E741  the standard's own name for the highest level

    @property
    def rank(self) -> int:
        """1 for IV up to 4 for I: a higher rank is a graver level."""
        return _RANKS[self]


_RANKS = {Level.IV: 1, Level.III: 2, Level.II: 3, Level.I: 4}


def worst(levels: "list[Level] | tuple[Level, ...]") -> Level:
    """The gravest of at least one level."""
    return max(levels, key=lambda level: level.rank)
