"""Whatever stands in the cells of a table: each row has a due time or a reason, and keeps what it had."""

import csv
import io
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banyan.edges.tables import read_sheet, write_sheet
from banyan.runtime.clock import BadStart, fill, started
from banyan.runtime.clock.table import REQUIRED
from banyan.runtime.folder import find_city, load_calendars

CITY = load_calendars(find_city("banyan-bay"))
SHANGHAI = ZoneInfo("Asia/Shanghai")
starts = st.sampled_from(("2026-09-30 17:50", "2026/9/30 7:05", "9999-12-31 23:59", "0001-01-01 00:00", "2026-09-30"))
limits = st.sampled_from(("5 working days", "999999 working days", "0 minutes", "8 urgent hours", "5 Working days"))
ids = st.sampled_from(("", "hotline", "cn-mainland", "none"))
anything = st.text(st.characters(codec="utf-8"), max_size=12)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(starts | anything, limits | anything, ids | anything, anything), max_size=6))
def test_each_row_has_a_due_time_or_a_reason_and_keeps_its_cells(cells: list[tuple[str, str, str, str]]) -> None:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([("start", "limit", "calendar", "note"), *cells])
    sheet = read_sheet(out.getvalue().encode(), "t", REQUIRED)
    filled = fill(sheet, CITY, None, "zh")
    made = list(csv.DictReader(io.StringIO(write_sheet(filled.sheet).decode().removeprefix("\ufeff"), newline="")))
    assert len(made) == len(sheet.rows)
    for row, given_ in zip(made, sheet.rows, strict=True):
        assert [row[name] for name in ("start", "limit", "calendar", "note")] == given_
        assert bool(row["due"]) is not bool(row.get("error"))
        assert row["provisional"] in (("true", "false") if row["due"] else ("",))
    assert len(filled.bad) == sum(not row["due"] for row in made)


@settings(max_examples=200)
@given(st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1)), st.integers(-12 * 60, 14 * 60))  # noqa: DTZ001  a zone is drawn beside it
def test_a_moment_is_read_back_however_it_is_written(at: datetime, away: int) -> None:
    offset = f"{'-' if away < 0 else '+'}{abs(away) // 60:02}:{abs(away) % 60:02}"
    moment = at.replace(tzinfo=UTC) - timedelta(minutes=away)
    assert started(f"{at.isoformat()}{offset}", SHANGHAI) == moment
    assert started(f"{at.isoformat(' ')} {offset}", SHANGHAI) == moment
    whole = at.replace(second=0, microsecond=0)
    texts = (f"{whole:%Y-%m-%d %H:%M}", f"{whole:%Y-%m-%dT%H:%M:%S}", f"{whole:%Y/%m/%d %H:%M}",
             f"{whole.year}/{whole.month}/{whole.day} {whole.hour}:{whole.minute:02}")
    try:
        read = {started(text, SHANGHAI) for text in texts}
    except BadStart:     # Shanghai kept summer time from 1986 to 1991: an hour of each spring was left out
        assert 1986 <= whole.year <= 1991
    else:
        assert read == {whole.replace(tzinfo=SHANGHAI).astimezone(UTC)}


@settings(max_examples=200)
@given(st.text(max_size=30))
def test_what_is_no_moment_is_refused_and_nothing_else_happens(text: str) -> None:
    with suppress(BadStart):
        assert started(text, SHANGHAI).tzinfo is UTC


@pytest.mark.parametrize(
    "text",
    ["2026-W40-3T10:00", "20260930T1750", "2026-09-30T24:00", "2026-09/30 10:00", "２026-09-30 10:00", "10:00",
     "2026-09-30 10:00+25:00", "2026-09-30 10", "1899-12-31 10:00", "2026-9-30  ", "", "0000-01-01 00:00"],
)  # fmt: skip
def test_forms_that_are_not_taken(text: str) -> None:
    with pytest.raises(BadStart):
        started(text, SHANGHAI)
