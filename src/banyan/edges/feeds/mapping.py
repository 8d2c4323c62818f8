"""Rows to readings, as a feed's mapping says: which Datastream, when, how much, in which unit. Nothing is guessed:
what a row doesn't say plainly is refused with the place and what was expected there.
"""

import io
import math
import re
from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct

from banyan.edges.feeds import documents, tables, workbooks
from banyan.edges.feeds.paths import MISSING, Path, Template, plain, read_path, read_template
from banyan.edges.feeds.times import TimeError, reader
from banyan.edges.feeds.topics import TopicTemplate
from banyan.model.columns import MOST_WHOLE
from banyan.model.feed import Create, Fault, Feed, Format, Mapped, Row, Unfit, ValueAt
from banyan.model.time import instant, iso

SECOND = 1_000_000
LONGEST = 400            # characters of a number in text
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,4})?", re.ASCII)
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", re.ASCII)
_NONE = ("", "-", "--", "null", "none", "n/a", "na")


class Said(Struct, frozen=True):
    """What a feed's rows say: readings, and what can't be one."""

    readings: list[Mapped]
    refused: list[Unfit]


class _Value(Struct, frozen=True):
    at: ValueAt
    path: Path
    stream: Template
    unit: Path | None


class Ready:
    """A feed, made ready. One for all its messages; it holds no state."""

    def __init__(self, feed: Feed) -> None:
        """Raises PathError, ZoneError: what of the feed can't be read."""
        self.feed = feed
        self.topic = TopicTemplate(feed.topic) if feed.topic is not None else None
        self.rows = read_path(feed.rows) if feed.rows else None
        self._time = None if feed.time.path is None else read_path(feed.time.path)
        self._read_time = reader(feed.time)
        self._sequence = read_template(feed.sequence) if feed.sequence is not None else None
        self._values = tuple(_Value(one, read_path(one.path), read_template(one.stream),
                                    None if one.unit_path is None else read_path(one.unit_path)) for one in feed.values)
        create = feed.create
        self._create = None if create is None else (
            create, read_template(create.thing), read_template(create.property), read_template(create.sensor))

    def read(self, rows: Iterable[Row | Unfit], arrived: int, topic: Mapping[str, str], only: str | None = None
             ) -> Said:
        """`arrived` in µs: the time of rows that say none. A wide row is one reading a value; empty ones are none.

        `only`: the path of the one value that is read; None: all of them.
        """
        said = Said([], [])
        for row in rows:
            if isinstance(row, Unfit):
                said.refused.append(row)
            else:
                self._row(row, arrived, topic, said, only)
        return said

    def _row(self, row: Row, arrived: int, topic: Mapping[str, str], said: Said, only: str | None) -> None:
        time = self._at(row, arrived, topic)
        if isinstance(time, Unfit):
            said.refused.append(time)
            return
        sequence = None
        if self._sequence is not None:
            sequence = self._sequence.of(row.values, topic)
            if sequence is None:
                said.refused.append(_refused(row, Fault.MALFORMED, "the sequence", self.feed.sequence or ""))
                return
        before = len(said.readings) + len(said.refused)
        for value in self._values:
            if only is not None and value.at.path != only:
                continue
            found = self._value(row, value, time, sequence, topic)
            if isinstance(found, Mapped):
                said.readings.append(found)
            elif found is not None:
                said.refused.append(found)
        if len(said.readings) + len(said.refused) == before:
            names = ", ".join(value.at.path or "the message" for value in self._values[:5])
            said.refused.append(_refused(row, Fault.MALFORMED, "no value", f"a number at one of {names}"))

    def _at(self, row: Row, arrived: int, topic: Mapping[str, str]) -> int | Unfit:
        if self._time is None:
            return arrived
        found = self._time.of(row.values, topic)
        if found is MISSING or found is None:
            return _refused(row, Fault.TIME, f"{self._time.text}: nothing", "a time")
        try:
            time = self._read_time(found)
        except TimeError as e:
            return _refused(row, Fault.TIME, f"{self._time.text}: {short(found)}", str(e))
        if time - arrived > self.feed.skew_s * SECOND:
            return _refused(row, Fault.FUTURE, f"{self._time.text}: {short(found)}",
                            f"at most {self.feed.skew_s} s after {iso(instant(arrived))}, this source's tolerance")
        return time

    def _value(self, row: Row, at: _Value, time: int, sequence: str | None, topic: Mapping[str, str]
               ) -> Mapped | Unfit | None:
        found = at.path.of(row.values, topic)
        where = at.at.path or "the message"
        if found is MISSING or found is None or (isinstance(found, str) and found.strip().lower() in _NONE):
            return None
        number = _number(found)
        if number is None:
            return _refused(row, Fault.NOT_FINITE, f"{where}: {short(found)}", "a finite number", at.at.path)
        stream = at.stream.of(row.values, topic)
        if stream is None:
            return _refused(row, Fault.UNKNOWN_STREAM, f"{where}, {at.at.stream}: not said", "the stream's name",
                            at.at.path)
        unit = at.at.unit
        if at.unit is not None:
            said = plain(at.unit.of(row.values, topic))
            unit = said or unit
        name = f"{sequence}/{at.at.path}" if sequence is not None and len(self._values) > 1 else sequence
        return Mapped(row, stream, at.at.by, time, at.at.path, number[0], number[1], unit, name, self._made(row, topic))

    def _made(self, row: Row, topic: Mapping[str, str]) -> Create | None:
        if self._create is None:
            return None
        create, *texts = self._create
        thing, measured, sensor = (text.of(row.values, topic) for text in texts)
        if thing is None or measured is None or sensor is None:
            return None
        return Create(thing, measured, create.unit, sensor, create.at)


def of_message(mapping: Ready, data: bytes, format_: Format | None = None) -> Iterable[Row | Unfit]:
    """A message's rows. Raises FormatError, partly as they are read."""
    return documents.within(_of_message(mapping, data, format_))


def _of_message(mapping: Ready, data: bytes, format_: Format | None) -> documents.Rows:
    match format_ or mapping.feed.format:
        case Format.NDJSON:
            return documents.ndjson_rows(data)
        case Format.CSV:
            return tables.csv_rows(data)
        case Format.COLUMNS:
            return documents.column_rows(data)
        case Format.ARROW:
            return tables.arrow_rows(data)
        case Format.XLSX:
            return workbooks.xlsx_rows(data, documents.MOST_ROWS)
        case Format.NUMBER:
            return documents.number_rows(data)
        case Format.PARQUET:
            return tables.parquet_rows(io.BytesIO(data), documents.MOST_ROWS)
        case _:
            return documents.json_rows(data, mapping.rows)


def _number(found: Any) -> tuple[float, bool] | None:
    """The number, and whether it was written as a whole one. None: it is none, or beyond what a float64 holds."""
    if isinstance(found, bool):
        return None
    if isinstance(found, str):
        text = found.strip()
        if len(text) > LONGEST:
            return None
        if _GROUPED.fullmatch(text):
            text = text.replace(",", "")
        if not _NUMBER.fullmatch(text):
            return None
        found = float(text) if any(sign in text for sign in ".eE") else int(text)
    try:
        value = float(found) if isinstance(found, int | float) else math.nan
    except OverflowError:
        return None
    if not math.isfinite(value):
        return None
    return value + 0.0, isinstance(found, int) and abs(found) <= MOST_WHOLE


def _refused(row: Row, fault: Fault, where: str, expected: str, value: str | None = None) -> Unfit:
    return Unfit(row.n, row.raw, fault, f"row {row.n}, {where}", expected, value=value)


def short(value: Any) -> str:
    """A value for a sentence."""
    text = "".join(c if c.isprintable() else "�" for c in str(value)[:60])
    return text if len(str(value)) <= 60 else f"{text}…"
