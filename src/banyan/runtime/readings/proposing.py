"""A mapping for a file that nobody has mapped yet, proposed with a reason for each part of it. People decide."""

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from msgspec import Struct

from banyan.edges.feeds import units
from banyan.edges.feeds.mapping import Ready
from banyan.edges.feeds.times import TimeError, reader
from banyan.model.feed import By, Feed, Format, Row, TimeAt, ValueAt
from banyan.model.stream import Duplicates

SAMPLE = 200                # rows that are looked at
ENOUGH = 0.9                # share of them that has to be readable
Known = Callable[[By, Sequence[str]], int]      # how many of some names are there
_TIME = re.compile(r"time|date|^ts?$|stamp|时间|时刻|日期|采集", re.IGNORECASE)
_STREAM = re.compile(r"^ds$|stream|station|sensor|device|gauge|^id$|^key$|站|测点|设备|编号|编码", re.IGNORECASE)
_UNIT_COLUMN = re.compile(r"^unit|uom$|单位", re.IGNORECASE)
_SEQUENCE = re.compile(r"^(n|no|seq|sequence|row|index|序号)$", re.IGNORECASE)
_UNIT = re.compile(r"[(（\[]\s*([^()（）\[\]]{1,20})\s*[)）\]]\s*$")
_PATTERNS = (
    "iso", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y-%m-%d", "%Y/%m/%d", "%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M",
    "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M", "%Y年%m月%d日 %H:%M:%S", "%Y年%m月%d日 %H:%M", "%Y年%m月%d日 %H时",
    "%Y%m%d%H%M%S", "%Y%m%d%H%M",
)  # fmt: skip


class Because(Struct, frozen=True):
    """`part` of the mapping, what it is proposed to be, and why."""

    part: str
    said: str
    reason: str


class Proposal(Struct, frozen=True):
    feed: Feed | None           # None: no mapping can be proposed; the reasons say what is missing
    reasons: list[Because]


def propose(name: str, format_: Format, rows: Sequence[Row], zone: str, known: Known) -> Proposal:
    """`zone` is the city's, for times that say none; `known` tells which Datastreams are there."""
    rows = [row for row in rows if isinstance(row.values, dict)][:SAMPLE]
    columns = list(dict.fromkeys(column for row in rows for column in row.values))
    cells = {column: [row.values.get(column) for row in rows] for column in columns}
    reasons: list[Because] = []
    time = _time(cells, zone, reasons)
    if time is None:
        reasons.append(Because("time", "", f"no column of {', '.join(columns[:10]) or 'none'} is a time in most rows"))
        return Proposal(None, reasons)
    rest = {column: some for column, some in cells.items() if column != time.path}
    stream, by = _stream(rest, known, reasons)
    unit_path = next((column for column in rest if _UNIT_COLUMN.search(column)), None)
    values = [column for column in rest if column not in (stream, unit_path) and not _SEQUENCE.match(column)
              and _share(rest[column], _is_number) >= ENOUGH]
    if not values:
        reasons.append(Because("values", "", "no further column is a number in most rows"))
        return Proposal(None, reasons)
    feed = Feed(name, tuple(_value(column, stream, by, unit_path, len(values), known, reasons) for column in values),
                format_, time, duplicates=Duplicates.KEEP)
    Ready(feed)
    return Proposal(feed, reasons)


def _time(cells: dict[str, list[Any]], zone: str, reasons: list[Because]) -> TimeAt | None:
    for column in sorted(cells, key=lambda one: not _TIME.search(one)):
        some = [cell for cell in cells[column] if cell not in (None, "")]
        if not some:
            continue
        for at in _ways(column, some, zone):
            share = _share(some, partial(_reads, reader(at)))
            if share >= ENOUGH:
                named = "its header says so, and " if _TIME.search(column) else ""
                where = f", in {zone}, since they say no zone" if at.zone is not None else ""
                reasons.append(Because("time", f"{column} as {at.format}", f"{named}{share:.0%} of its cells are such "
                                                                           f"times{where}"))
                return at
    return None


def _ways(column: str, some: list[Any], zone: str) -> list[TimeAt]:
    if _TIME.search(column) and _share(some, _is_number) >= ENOUGH:
        first = abs(float(str(some[0]).strip() or 0))
        unit = "unix" if first < 1e11 else "unix-ms" if first < 1e14 else "unix-us"
        if first < 1e17 and len(str(some[0]).strip()) not in (12, 14):
            return [TimeAt(column, unit)]
    ways = [TimeAt(column)]
    return ways + [TimeAt(column, pattern, zone) for pattern in _PATTERNS]


def _stream(cells: dict[str, list[Any]], known: Known, reasons: list[Because]) -> tuple[str | None, By]:
    """The column that names the Datastream, or a part of its name."""
    names = {column: list(dict.fromkeys(str(cell).strip() for cell in some if cell not in (None, "")))
             for column, some in cells.items()}
    for by in (By.STREAM, By.KEY, By.ID):
        for column, said in names.items():
            if said and known(by, said) == len(said) and (by is not By.ID or _STREAM.search(column)):
                what = {By.STREAM: "streams of the city's folder", By.KEY: "keys of Datastreams",
                        By.ID: "ids of Datastreams"}[by]
                reasons.append(Because("stream", column, f"all its {len(said)} names are {what}"))
                return column, by
    for column, said in names.items():
        if said and _STREAM.search(column):
            reasons.append(Because("stream", column, "its header says so; none of its names is known yet, so they are "
                                                     "taken for parts of keys"))
            return column, By.KEY
    return None, By.KEY


def _value(column: str, stream: str | None, by: By, unit_path: str | None, count: int, known: Known,
           reasons: list[Because]) -> ValueAt:
    said = _UNIT.search(column)
    unit = said[1].strip() if said and units.known(said[1].strip()) else None
    bare = (column[: said.start()] if said and unit else column).strip() or column
    if stream is None:
        named = By.STREAM if known(By.STREAM, [bare]) else By.KEY
        template, why = _plain(bare), "the rows name no Datastream, so the column's name is taken for it"
        by = named
    elif count == 1:
        template, why = f"{{{stream}}}", f"{stream} names the Datastream, and this is the only number"
    else:
        template, why = f"{{{stream}}}.{_plain(bare)}", f"{stream} and the column's name make the Datastream's key"
        by = By.KEY
    if unit is not None:
        why += f"; its header says the unit {unit}"
    elif unit_path is not None:
        why += f"; {unit_path} says the unit"
    reasons.append(Because("value", f"{column} to {template}", why))
    return ValueAt(column, template, by, unit, unit_path if unit is None else None)


def _plain(text: str) -> str:
    return re.sub(r"[{}]", "", text)


def _share(cells: Sequence[Any], good: Callable[[Any], bool]) -> float:
    some = [cell for cell in cells if cell not in (None, "")]
    return sum(map(good, some)) / len(some) if some else 0.0


def _is_number(cell: Any) -> bool:
    if isinstance(cell, bool):
        return False
    if isinstance(cell, int | float):
        return True
    return isinstance(cell, str) and re.fullmatch(r"[+-]?(\d{1,3}(,\d{3})+|\d*)(\.\d+)?([eE][+-]?\d+)?", cell.strip()
                                                  ) is not None and any(c.isdigit() for c in cell)


def _reads(read: Callable[[Any], int], cell: Any) -> bool:
    try:
        read(cell)
    except TimeError:
        return False
    return True
