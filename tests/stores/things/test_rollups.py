"""Rollups made of rows that come in parts: the same as of all of them, whatever the parts are."""

from typing import Any

import numpy as np
import pytest

from banyan.stores.things.kept import Kept
from banyan.stores.things.rollups import MINUTE, WIDTHS, Rolling, Rollup, added_up, rolled

DTYPES = Rollup.__struct_fields__


def readings(counts: dict[int, int], every: int) -> Kept:
    """So many of each stream, one after the other, in order."""
    stream = np.repeat(np.array(list(counts), np.uint32), list(counts.values()))
    time = np.concatenate([np.arange(count) * every for count in counts.values()])
    count = len(stream)
    return Kept(stream, np.arange(count, dtype=np.uint32), time, np.sin(np.arange(count)), np.zeros(count, np.bool_),
                time, np.ones(count, np.uint32), np.zeros(count, np.uint8))


def of(rows: Kept, step: int, at_once: int) -> list[tuple[int, Rollup]]:
    rolling = Rolling(at_once)
    found: list[tuple[int, Rollup]] = []
    for begin in range(0, len(rows), step):
        found += rolling.add(rows.some(slice(begin, begin + step)))
    return [*found, *rolling.ended()]


def lines(rollup: Rollup) -> list[Any]:
    return [getattr(rollup, name).tolist() for name in DTYPES if name != "sum"]


@pytest.mark.parametrize("step", [1, 7, 100, 10_000])
def test_parts_add_up_to_the_whole(step: int) -> None:
    rows = readings({1: 300, 2: 3, 5: 900, 6: 40, 9: 400}, MINUTE // 6)
    found = of(rows, step, 10_000)
    for n in (0, 1):
        parts = [rollup for width, rollup in found if width == n]
        whole, expected = added_up(parts, WIDTHS[n]), rolled(rows, WIDTHS[n])
        assert lines(whole) == lines(expected)
        assert whole.sum.tolist() == pytest.approx(expected.sum.tolist())


@pytest.mark.parametrize("step", [1, 7, 100])
def test_a_run_is_of_whole_streams(step: int) -> None:
    rows = readings({1: 300, 2: 300, 5: 900, 6: 300, 9: 300}, MINUTE // 6)
    runs = [set(rollup.stream.tolist()) for n, rollup in of(rows, step, 250) if n == 1]
    assert len(runs) > 1
    assert sorted(one for run in runs for one in run) == [1, 2, 5, 6, 9]


def test_widths_that_do_not_pay_are_not_kept_and_not_held() -> None:
    rows, rolling = readings({1: 5_000}, MINUTE), Rolling(100)
    for begin in range(0, 5_000, 100):
        assert list(rolling.add(rows.some(slice(begin, begin + 100)))) == []
    assert [n for n, _ in rolling.ended()] == [1, 2]
    assert list(rolling.ended()) == []
