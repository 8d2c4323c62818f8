from datetime import UTC, datetime, time

import pytest
from msgspec.structs import replace

from banyan.allocate.shifts import left_min
from tests.allocate.small_town import crew

DAY, NIGHT = (time(8), time(20)), (time(20), time(8))
ZONE = "Asia/Shanghai"        # UTC+8, no summer time


def local(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 7, 24, hour - 8 if hour >= 8 else hour + 16, minute, tzinfo=UTC).replace(
        day=24 if hour >= 8 else 23
    )


@pytest.mark.parametrize(
    ("shift", "hour", "left"),
    [((DAY,), 8, 720), ((DAY,), 19, 60), ((DAY,), 20, 0), ((DAY,), 7, 0), ((NIGHT,), 20, 720), ((NIGHT,), 7, 60),
     ((NIGHT,), 12, 0), (((time(8), time(12)), (time(14), time(18))), 13, 0),
     (((time(8), time(12)), (time(12), time(18))), 9, 9 * 60)],
)  # fmt: skip
def test_minutes_that_are_left_of_a_shift(shift: tuple[tuple[time, time], ...], hour: int, left: float) -> None:
    assert left_min(replace(crew("c", 0), shift=shift), local(hour), ZONE) == left


def test_without_a_shift_there_is_no_end() -> None:
    assert left_min(crew("c", 0), local(3), ZONE) is None
    assert left_min(replace(crew("c", 0), shift=(DAY, NIGHT)), local(3), ZONE) is None
