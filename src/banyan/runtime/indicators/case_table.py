"""A table of cases, one a row: every fact that can't be read is told with its row and column."""

from collections.abc import Callable
from enum import StrEnum
from zoneinfo import ZoneInfo

from msgspec import Struct

from banyan.edges.tables import Sheet
from banyan.measure.indicators.row import CaseRow, Moment, Number, Word
from banyan.measure.indicators.texts import NAMES
from banyan.model.text import Said
from banyan.runtime.clock import BadStart, started

YES, NO = ("true", "yes", "是", "有"), ("false", "no", "否", "无")
MOST = 1_000_000_000     # returns of one case: more is a number of another column


class BadRow(Struct, frozen=True):
    """`row` as a spreadsheet numbers it: the header is row 1."""

    row: int
    why: Said


class CaseTable(Struct, frozen=True):
    """`columns`: the fields that the table has a column for."""

    rows: tuple[CaseRow, ...]
    bad: tuple[BadRow, ...]
    columns: frozenset[str]


def find_columns(sheet: Sheet) -> dict[str, int]:
    """Where the fields of a case are: by their name, or by what they are called in Chinese or English."""
    found = {}
    for name in ("id", *Moment, *Word, *Number):
        known = NAMES.get(name)
        for header in (str(name), *((known.zh, known.en) if known else ())):
            place = sheet.column(header)
            if place is not None:
                found[str(name)] = place
                break
    return found


def read_cases(sheet: Sheet, zone: ZoneInfo) -> CaseTable:
    """Local time of `zone` where a time has no offset. A row with a mistake is left out and told."""
    columns = find_columns(sheet)
    rows: list[CaseRow] = []
    bad: list[BadRow] = []
    seen: dict[str, int] = {}
    for number, cells in zip(sheet.numbers, sheet.rows, strict=True):
        made = _row(cells, columns, zone)
        if isinstance(made, Said):
            bad.append(BadRow(number, made))
        elif made.id in seen:
            bad.append(BadRow(number, Said("indicators.twice", {"id": made.id, "row": str(seen[made.id])})))
        else:
            seen[made.id] = number
            rows.append(made)
    return CaseTable(tuple(rows), tuple(bad), frozenset(columns))


def _row(cells: list[str], columns: dict[str, int], zone: ZoneInfo) -> CaseRow | Said:
    text = {name: cells[place].strip() for name, place in columns.items()}
    if not text["id"]:
        return Said("indicators.no_id")
    facts: dict[str, object] = {"id": text["id"]}
    readers: tuple[tuple[type[StrEnum], Callable[[str], object]], ...] = (
        (Moment, lambda said: started(said, zone)), (Word, str), (Number, _number),
    )  # fmt: skip
    for kind, read in readers:
        for name in kind:
            said = text.get(name.value, "")
            if not said:
                continue
            try:
                facts["class_" if name is Word.CLASS else name.value] = read(said)
            except BadStart:
                return Said("indicators.bad_time", {"column": name.value, "text": said[:60]})
            except ValueError:
                return Said("indicators.bad_number", {"column": name.value, "text": said[:60]})
    return CaseRow(**facts)  # type: ignore[arg-type]  # each was read as its field's kind


def _number(text: str) -> int:
    """A whole number, or yes and no. Raises ValueError."""
    if text.lower() in (*YES, *NO):
        return int(text.lower() in YES)
    if not (text.isascii() and text.isdecimal()) or int(text[:12]) > MOST:
        raise ValueError(text)
    return int(text)
