"""The numbers in brackets: which row of the appendix says where a figure comes from."""

from collections.abc import Iterable

READINGS = "readings/"       # followed by a stream: its accepted readings, which are no records
TOGETHER = 6     # more records than this behind one figure get one row for all of them


class Sources:
    """Numbers are given in the order of reading, the same in every format."""

    def __init__(self, uses: Iterable[tuple[str, ...]]) -> None:
        self._numbers: dict[tuple[str, ...], int] = {}
        for records in uses:
            for key in _keys(records):
                self._numbers.setdefault(key, len(self._numbers) + 1)

    def entries(self) -> list[tuple[int, tuple[str, ...]]]:
        """(number, record ids) in order."""
        return [(number, key) for key, number in self._numbers.items()]

    def numbers(self, records: tuple[str, ...]) -> list[int]:
        return sorted(self._numbers[key] for key in _keys(records))


def _keys(records: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Readings of one gauge are one row already; of the others, many are named together."""
    unique = tuple(dict.fromkeys(records))
    measured = [(record,) for record in unique if record.startswith(READINGS)]
    others = tuple(record for record in unique if not record.startswith(READINGS))
    return measured + ([others] if len(others) > TOGETHER else [(record,) for record in others])


def spans(numbers: list[int]) -> list[tuple[int, int]]:
    """Neighbours together: [1, 2, 3, 7] → [(1, 3), (7, 7)]."""
    found: list[tuple[int, int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found
