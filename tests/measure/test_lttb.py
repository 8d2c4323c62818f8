"""Fewer points of a line, chosen as by the paper's own words."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banyan.measure.lttb import chosen


def slowly(time: list[int], value: list[float], points: int) -> list[int]:
    """One triangle after another."""
    count, found = len(time), [0]
    if count <= points:
        return list(range(count))
    edges = [int(1 + n * (count - 2) / (points - 2)) for n in range(points - 1)]
    for n in range(points - 2):
        behind = range(edges[n + 1], edges[n + 2]) if n + 2 < len(edges) else [count - 1]
        cx = sum(float(time[i] - time[0]) for i in behind) / len(behind)
        cy = sum(value[i] for i in behind) / len(behind)
        ax, ay = float(time[found[-1]] - time[0]), value[found[-1]]
        areas = [abs((cx - ax) * (value[i] - ay) - (time[i] - time[0] - ax) * (cy - ay))
                 for i in range(edges[n], edges[n + 1])]
        found.append(edges[n] + areas.index(max(areas)))
    return [*found, count - 1]


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(1, 1000), st.integers(-50, 50)), min_size=1, max_size=120), st.integers(3, 40))
def test_the_points_are_those_of_the_slow_way(steps: list[tuple[int, int]], points: int) -> None:
    """Whole numbers and small, so that no sum depends on its order, and equal triangles are equal to the last bit."""
    time = np.cumsum([step for step, _ in steps])
    value = np.array([float(one) for _, one in steps])
    found = chosen(time, value, points).tolist()
    expected = slowly(time.tolist(), value.tolist(), points)
    assert found == expected
    assert len(found) == min(points, len(steps))


def test_a_peak_of_one_reading_stays() -> None:
    time, value = np.arange(10_000) * 60_000_000 + 1_785_000_000_000_000, np.zeros(10_000)
    value[4_321] = 7.0
    assert 4_321 in chosen(time, value, 100).tolist()


def test_a_line_needs_three_points() -> None:
    with pytest.raises(ValueError, match="2 points show no line: 3 at least"):
        chosen(np.arange(5), np.arange(5), 2)
