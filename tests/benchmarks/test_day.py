"""The benchmark of a city's day, small: what it says of memory and of alarms is so."""

from pathlib import Path

import pytest
from benchmarks.day.__main__ import day, prepared
from benchmarks.day.looking import Sample, slope
from benchmarks.day.picture import drawn

MOST_MB = 30.0      # over two hours of 500 streams; the caches of a Python that has just begun are among it


def test_the_slope_is_that_of_the_last_two_thirds() -> None:
    """Nine samples a quarter of an hour apart: in the last six 10 MB each quarter, 40 MB an hour on 150 in the mean."""
    names = [name for name in Sample.__struct_fields__ if name not in ("hour", "own_mb")]
    own = [900.0, 500.0, 0.0, 125.0, 135.0, 145.0, 155.0, 165.0, 175.0]
    samples = [Sample(hour=n / 4, own_mb=mb, **dict.fromkeys(names, 0)) for n, mb in enumerate(own)]
    found = slope(samples)
    assert (found.percent, found.mb, found.in_all) == pytest.approx((100 * 40 / 150, 40.0, 50.0))
    assert drawn(samples).count("<polyline") == 20


@pytest.mark.long(minutes=6)
def test_three_hours_of_a_small_town_leave_memory_level_and_raise_what_they_should(tmp_path: Path) -> None:
    """Of 500 streams the 211th is too high from 1:10 to 1:30 and the 422nd from 2:10 to 2:30 (feeding.HIGH_OF), and the
    397th says nothing from 1:00 to 2:30, which is too long from 1:59 on (QUIET_OF).
    """
    prepared(tmp_path, 500)
    samples = list(day(tmp_path, 180, 0))
    assert [one.hour for one in samples] == [n / 4 for n in range(1, 13)]
    assert {one.hour: one.alerts for one in samples if one.hour in (1.0, 1.25, 2.0, 2.25, 3.0)} == {
        1.0: 0, 1.25: 1, 2.0: 1, 2.25: 2, 3.0: 0}
    assert samples[-1].watch_mb > 0
    assert samples[-1].segments < samples[0].segments
    assert slope(samples).in_all < MOST_MB
