"""From a question (which formulas, which rows, which period) to results that lead back to their rows."""

from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from msgspec import Struct

from banyan.edges.tables import LARGEST_SHEET, TableError, read_sheet
from banyan.measure.indicators.formula import Indicator
from banyan.measure.indicators.predicates import Neighbours
from banyan.measure.indicators.reckon import Dimension, Period, Result, reckon
from banyan.measure.indicators.row import CaseRow, Moment
from banyan.measure.indicators.tally import needed, tally
from banyan.measure.indicators.words import columns
from banyan.model.time import Instant
from banyan.runtime.indicators.case_table import CaseTable, find_columns, read_cases
from banyan.runtime.indicators.count_table import CountTable, count_columns, read_counts
from banyan.runtime.scenario import UsageError

_STAND_INS = {Moment.FIRST_DUE.value: Moment.DUE.value, Moment.FIRST_CLOSED.value: Moment.CLOSED.value}
_HAPPENED = tuple(moment for moment in Moment if not moment.owed)
Table = CaseTable | CountTable
Skipped = tuple[str, tuple[str, ...]]       # a formula, and the columns that it lacks


class Answer(Struct, frozen=True, kw_only=True):
    """One formula over one source. `results`: the whole, then the groups. `assumed`: columns that aren't there."""

    indicator: Indicator
    results: tuple[Result, ...]
    valid: bool
    assumed: tuple[str, ...] = ()


class Asked(Struct, frozen=True, kw_only=True):
    """`as_of` None: the rows are counts, which say themselves as of when they are."""

    period: Period
    as_of: Instant | None
    zone: ZoneInfo
    by: tuple[Dimension, ...] = ()


def read_table(data: bytes, file: str, zone: ZoneInfo) -> Table:
    """A table of cases where there is a column id, else one of counts. Raises TableError."""
    sheet = read_sheet(data, file, ())
    if "id" in find_columns(sheet):
        return read_cases(sheet, zone)
    if not count_columns(sheet):
        found = f'the header "{",".join(sheet.header)[:80]}"'
        raise TableError(file, 1, found, "a column id (a table of cases) or counts such as due, closed_in_time "
                         "(banyan indicators explain NAME tells which)")
    return read_counts(sheet, zone)


def newest(rows: Sequence[CaseRow]) -> Instant | None:
    """The last thing that happened to any of them; due times don't count."""
    return max((at for row in rows for moment in _HAPPENED if (at := row.when(moment)) is not None), default=None)


def answers(
    indicators: Sequence[Indicator], table: Table, asked: Asked, file: str
) -> tuple[tuple[Answer, ...], tuple[Skipped, ...]]:
    """What can be reckoned from the table, and what can't. Raises UsageError where nothing can."""
    made: list[Answer] = []
    skipped: list[Skipped] = []
    for indicator in indicators:
        missing, assumed = _lacking(indicator, table)
        if missing:
            skipped.append((indicator.id, missing))
            continue
        made.append(_answer(indicator, table, asked, assumed))
    if not made:
        why = "; ".join(f"{name} needs {', '.join(missing)}" for name, missing in skipped)
        raise UsageError(f"{file} has not every column that is needed: {why}")
    return tuple(made), tuple(skipped)


def over_cases(
    indicator: Indicator, rows: Sequence[CaseRow], asked: Asked, everyone: Neighbours | None = None
) -> Answer:
    """One formula over cases, wherever they come from. Raises UsageError without a day of the reckoning."""
    if asked.as_of is None:
        raise UsageError("no case has happened yet and no period ends: give --as-of, the day to reckon for")
    results = reckon(indicator, rows, asked.period, asked.as_of, asked.zone, asked.by, everyone)
    return Answer(indicator=indicator, results=results, valid=_valid(indicator, asked.period))


def bytes_of(path: Path, expected: str) -> bytes:
    """A table's bytes. Raises TableError."""
    try:
        if not path.is_file():
            raise TableError(str(path), 0, "no such file", expected)
        if path.stat().st_size > LARGEST_SHEET:
            found = f"{path.stat().st_size / 1e6:.0f} MB"
            raise TableError(str(path), 0, found, f"at most {LARGEST_SHEET / 1e6:.0f} MB")
        return path.read_bytes()
    except OSError as error:
        raise TableError(str(path), 0, f"a file that can't be read ({error.strerror})", expected) from None


def _answer(indicator: Indicator, table: Table, asked: Asked, assumed: tuple[str, ...]) -> Answer:
    if isinstance(table, CountTable):
        results = tally(indicator, table.rows, asked.period, asked.by)
        return Answer(indicator=indicator, results=results, valid=_valid(indicator, asked.period))
    answer = over_cases(indicator, table.rows, asked)
    return Answer(indicator=indicator, results=answer.results, valid=answer.valid, assumed=assumed)


def _lacking(indicator: Indicator, table: Table) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(columns without which there is no value, columns that are taken as empty)."""
    if isinstance(table, CountTable):
        wanted = needed(indicator)
        return tuple(name for name in wanted if name not in table.columns) if wanted else ("a table of cases",), ()
    vital = (indicator.base.value, *columns(indicator.met))
    absent = [name for name in dict.fromkeys((*vital, *columns(indicator.counted)))
              if name not in table.columns and _STAND_INS.get(name) not in table.columns]
    moments = [moment.value for moment in Moment]
    missing = tuple(name for name in absent if name in vital or name in moments)
    return missing, tuple(name for name in absent if name not in missing)


def _valid(indicator: Indicator, period: Period) -> bool:
    return indicator.valid_for(period.first, period.last)
