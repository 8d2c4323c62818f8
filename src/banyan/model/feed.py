"""A feed: how one source says its readings, and which Datastreams they belong to. Declared, never guessed."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from msgspec import Struct

from banyan.model.stream import Duplicates

DEFAULT_SKEW_S = 60


class Format(StrEnum):
    """What a source's messages and files are made of."""

    JSON = "json"            # one document; its rows lie at `Feed.rows`
    NDJSON = "ndjson"        # one document a line
    CSV = "csv"              # a header, then rows
    COLUMNS = "columns"      # one JSON object of lists of equal length: {"ds": [...], "t": [...], "v": [...]}
    ARROW = "arrow"          # an Arrow IPC stream
    PARQUET = "parquet"
    XLSX = "xlsx"            # a workbook's first sheet that holds a header and rows
    NUMBER = "number"        # a plain number in text, as many devices publish it by MQTT


class By(StrEnum):
    """How a source names a Datastream."""

    ID = "id"                # its @iot.id
    KEY = "key"              # its properties.key
    STREAM = "stream"        # a stream that the city's folder declares


class TimeAt(Struct, frozen=True):
    """Where phenomenonTime stands, and how it is written. No path: it is the moment of arrival.

    `format`: iso, unix (s), unix-ms, unix-us, or a pattern of strptime; `zone` (IANA) is that of times which say none.
    """

    path: str | None = None
    format: str = "iso"
    zone: str | None = None


class ValueAt(Struct, frozen=True):
    """One value of a row. `stream` names its Datastream: a text with {path} for what the row or the topic says.

    `unit` is what the source means, `unit_path` where it says so itself; neither: the Datastream's own.
    """

    path: str
    stream: str
    by: By = By.KEY
    unit: str | None = None
    unit_path: str | None = None


class Create(Struct, frozen=True):
    """What a Datastream that isn't there yet is made of; texts with {path}, as ValueAt.stream. `at`: lon, lat."""

    thing: str
    property: str
    unit: str
    sensor: str = "unknown"
    at: tuple[float, float] | None = None


class Feed(Struct, frozen=True):
    """One source. `sequence` is a text with {path} that names each row among all rows of the source: the same again is
    a repetition. `skew_s`: how far its clock may be ahead of ours. `late_s`: how old a reading may be; None: any age.
    `per_minute`: rows taken at most in a minute; None: as many as come. `topic` is an MQTT filter whose levels may be
    {name}: said in templates as {topic.name}.
    """

    name: str
    values: tuple[ValueAt, ...]
    format: Format = Format.JSON
    time: TimeAt = TimeAt()
    rows: str | None = None
    sequence: str | None = None
    skew_s: int = DEFAULT_SKEW_S
    late_s: int | None = None
    duplicates: Duplicates = Duplicates.KEEP
    per_minute: int | None = None
    topic: str | None = None
    create: Create | None = None


class Fault(StrEnum):
    """Why a reading was not taken. The words are those of observation.Reason where both know the reason."""

    MALFORMED = "malformed"
    TIME = "time"
    UNKNOWN_STREAM = "unknown-stream"
    UNIT = "unit"
    NOT_FINITE = "not-finite"
    RANGE = "range"
    FUTURE = "future"
    TOO_LATE = "too-late"
    DUPLICATE_DELIVERY = "duplicate-delivery"
    DUPLICATE_CONTENT = "duplicate-content"
    NOT_STORED = "not-stored"


class Row(Struct, frozen=True):
    """One row as its source wrote it: `n` counts from 1 within its message or file, `values` are by column or by path,
    `raw` are the bytes that `values` can be made of again.
    """

    n: int
    values: Any
    raw: bytes


class Unfit(Struct, frozen=True):
    """A row, or one value of it, that can't be taken. `row`: whether `raw` is a row's JSON, to be mapped again;
    `value`: the path of the value that it is about, None: the whole row.
    """

    n: int
    raw: bytes
    fault: Fault
    where: str
    expected: str
    row: bool = True
    value: str | None = None


class Mapped(Struct, frozen=True):
    """A value with everything that its row says of it: `stream` is what the source calls the Datastream, `time` µs
    since 1970, `path` where the value stands, `whole` whether the source wrote a whole number, `sequence` None where
    the source doesn't count.
    """

    row: Row
    stream: str
    by: By
    time: int
    path: str
    value: float
    whole: bool
    unit: str | None = None
    sequence: str | None = None
    create: Create | None = None


class Reject(Struct, frozen=True):
    """What a feed's door didn't take, as it is kept. `at`: µs since 1970; `context`: what the message said beside the
    row, as {"topic": {...}}; `state`: waiting | replayed.
    """

    id: int
    source: str
    at: int
    fault: str
    where: str
    expected: str
    raw: bytes
    row: bool
    context: Mapping[str, Any]
    value: str | None = None
    state: str = "waiting"
