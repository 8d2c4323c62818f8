"""Readings as a file: record batches in, pieces of bytes out, as they come (CSV by RFC 4180, Parquet, Arrow stream)."""

import io
from collections.abc import Iterable, Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

FORMATS = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet",
           "arrow": "application/vnd.apache.arrow.stream"}
SCHEMA = pa.schema([("id", pa.int64()), ("datastream", pa.int64()), ("time", pa.timestamp("us", "UTC")),
                    ("value", pa.float64()), ("result_time", pa.timestamp("us", "UTC")), ("quality", pa.string())])
FLAGS = ((1, "late"), (2, "jump"), (4, "stuck"))       # observation.Quality, by the names that SensorThings has


def written(form: str, batches: Iterable[Any]) -> Iterator[bytes]:
    """`batches` with at least the columns id, stream, time, value, result_time and quality (Quality flags). A file
    without a reading still has its header. Raises KeyError for a form that isn't among FORMATS.
    """
    return {"csv": _csv, "parquet": _parquet, "arrow": _arrow}[form](batches)


def _table(batch: Any) -> Any:
    flags = [" ".join(name for bit, name in FLAGS if bits & bit) for bits in range(8)]
    quality = pc.take(pa.array(flags), pc.bit_wise_and(batch.column("quality"), pa.scalar(7, pa.uint8())))
    return pa.record_batch([batch.column("id"), batch.column("stream").cast(pa.int64()), batch.column("time"),
                            batch.column("value"), batch.column("result_time"), quality], schema=SCHEMA)


def _csv(batches: Iterable[Any]) -> Iterator[bytes]:
    yield (",".join(SCHEMA.names) + "\r\n").encode()
    for batch in batches:
        table = _table(batch)
        columns = [_texts(table.column(name)) for name in SCHEMA.names]
        yield "".join(",".join(row) + "\r\n" for row in zip(*columns, strict=True)).encode()


def _texts(column: Any) -> list[str]:
    if pa.types.is_timestamp(column.type):
        said = pc.strftime(column, format="%Y-%m-%dT%H:%M:%SZ")
        return ["" if text is None else text.replace(".000000Z", "Z") for text in said.to_pylist()]
    if pa.types.is_floating(column.type):
        return [repr(value) for value in column.to_pylist()]
    return [str(value) for value in column.to_pylist()]


def _arrow(batches: Iterable[Any]) -> Iterator[bytes]:
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, SCHEMA) as writer:
        yield _taken(sink)
        for batch in batches:
            writer.write_batch(_table(batch))
            yield _taken(sink)
    yield _taken(sink)


class _Sink(io.RawIOBase):
    """Takes what is written to be fetched piece by piece; says the position that the whole would have."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._at = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._parts.append(bytes(data))
        self._at += len(self._parts[-1])
        return len(self._parts[-1])

    def tell(self) -> int:
        return self._at

    def taken(self) -> bytes:
        parts, self._parts = self._parts, []
        return b"".join(parts)


def _parquet(batches: Iterable[Any]) -> Iterator[bytes]:
    sink = _Sink()
    with pq.ParquetWriter(sink, SCHEMA, compression="zstd") as writer:
        for batch in batches:
            writer.write_batch(_table(batch))
            yield sink.taken()
    yield sink.taken()


def _taken(sink: io.BytesIO) -> bytes:
    found = sink.getvalue()
    sink.seek(0)
    sink.truncate()
    return found
