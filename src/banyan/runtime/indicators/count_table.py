"""A table of counts: a month's numbers, a row for each group that it distinguishes."""

import re
from zoneinfo import ZoneInfo

from msgspec import Struct

from banyan.edges.tables import Sheet
from banyan.measure.indicators.counts import COUNTS
from banyan.measure.indicators.reckon import Dimension
from banyan.measure.indicators.tally import CountRow
from banyan.measure.indicators.texts import NAMES
from banyan.model.text import Said
from banyan.runtime.indicators.case_table import BadRow
from banyan.runtime.indicators.periods import between, days

_GROUPED = re.compile(r"\d{1,3}(?:[,，]\d{3})+", re.ASCII)
_LONGEST = 15            # digits: more cases than any city has
_PERIODS = ("month", "月份", "月", "date", "日期", "year", "年份")


class CountTable(Struct, frozen=True):
    rows: tuple[CountRow, ...]
    bad: tuple[BadRow, ...]
    columns: frozenset[str]              # the counts that it has


def count_columns(sheet: Sheet) -> dict[str, int]:
    """Where which count is: by its name or title, whatever the case, with spaces or underscores."""
    headers = {_plain(text): place for place, text in reversed(list(enumerate(sheet.header)))}
    found = {}
    for count in COUNTS:
        for header in (count.name, count.title.en, count.title.zh):
            if _plain(header) in headers:
                found[count.name] = headers[_plain(header)]
                break
    return found


def read_counts(sheet: Sheet, zone: ZoneInfo) -> CountTable:
    """Every row of the table; one with a number that can't be read is left out and told."""
    counts, words = count_columns(sheet), _word_columns(sheet)
    rows: list[CountRow] = []
    bad: list[BadRow] = []
    for number, cells in zip(sheet.numbers, sheet.rows, strict=True):
        read = _numbers(cells, counts)
        if isinstance(read, Said):
            bad.append(BadRow(number, read))
            continue
        said = {name: cells[place].strip() for name, place in words.items()}
        span = days(said.get(Dimension.PERIOD, ""))
        period = between(*span, zone) if span else between(None, None, zone)
        rows.append(CountRow(number, read, said, period.begin, period.end))
    return CountTable(tuple(rows), tuple(bad), frozenset(counts))


def _numbers(cells: list[str], counts: dict[str, int]) -> dict[str, int] | Said:
    read = {}
    for name, place in counts.items():
        text = cells[place].strip()
        if not text:
            continue
        plain = text.replace(",", "").replace("，", "") if _GROUPED.fullmatch(text) else text
        if not (plain.isascii() and plain.isdecimal()) or len(plain) > _LONGEST:
            return Said("indicators.bad_number", {"column": name, "text": text[:60]})
        read[name] = int(plain)
    return read


def _word_columns(sheet: Sheet) -> dict[Dimension, int]:
    found = {}
    for name in Dimension:
        headers = (name.value, NAMES[name].zh, NAMES[name].en, *(_PERIODS if name is Dimension.PERIOD else ()))
        places = [place for header in headers if (place := sheet.column(header)) is not None]
        if places:
            found[name] = places[0]
    return found


def _plain(header: str) -> str:
    return " ".join(header.replace("_", " ").lower().split())
