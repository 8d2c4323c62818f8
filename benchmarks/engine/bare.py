"""The bare limit of a door, in a process of its own: a loop over sockets that decodes, stores, judges by the bare
kernel and answers; those that are ready together share a commit. No framework, no acceptance, no places. It stores one
BLOB (SQLite), or a row a reading by one COPY into a table without an index (PostgreSQL).
"""

import multiprocessing
import selectors
import socket
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import psycopg
from benchmarks.kernel.__main__ import _RULE, _bare
from benchmarks.served import ARRAYS, ARROW, COLUMNS, Door, Server

from banyan.edges.sensorthings.scan import scan, write_links

STREAMS = 10_000
_decode = msgspec.json.Decoder(dict[str, list[int | float]]).decode
Decoded = tuple[Any, Any, Any]


def _arrays(body: bytes) -> Decoded:
    rows = scan(body, 0)
    assert rows is not None
    return rows.stream, rows.time, rows.value


def _columns(body: bytes) -> Decoded:
    said = _decode(body)
    return np.array(said["ds"]), np.array(said["t"]), np.array(said["v"], np.float64)


def _arrow(body: bytes) -> Decoded:
    import pyarrow as pa  # half a second to load: only those who need it wait for it

    table = pa.ipc.open_stream(pa.BufferReader(body)).read_all()
    stream, time_, value = (table.column(name) for name in ("ds", "t", "v"))
    return stream.to_numpy(), time_.cast(pa.int64()).to_numpy(), value.to_numpy()


def _links(rows: Decoded) -> bytes:
    return write_links("http://127.0.0.1:8420/v1.1", rows[0] << 32 | np.arange(len(rows[0])))


def _count(rows: Decoded) -> bytes:
    return b'{"accepted":%d,"repeated":0,"rejected":{},"first":[],"again":false}' % len(rows[0])


DECODE: dict[str, tuple[Callable[[bytes], Decoded], Callable[[Decoded], bytes]]] = {
    ARRAYS.path: (_arrays, _links), COLUMNS.path: (_columns, _count), ARROW.path: (_arrow, _count)}


class _Embedded:
    def __init__(self, folder: Path) -> None:
        self._c = sqlite3.connect(folder / "bare.db", isolation_level=None)
        self._c.execute("PRAGMA journal_mode = WAL")
        self._c.execute("PRAGMA synchronous = FULL")
        self._c.execute("CREATE TABLE batch (number INTEGER PRIMARY KEY, columns BLOB)")

    def store(self, stream: Any, time: Any, value: Any) -> None:
        blob = stream.astype("<u4").tobytes() + time.tobytes() + value.tobytes()
        self._c.execute("BEGIN IMMEDIATE")
        self._c.execute("INSERT INTO batch (columns) VALUES (?)", (blob,))
        self._c.execute("COMMIT")


_ROW = np.dtype([("fields", ">i2"), ("of_stream", ">i4"), ("stream", ">i8"), ("of_time", ">i4"), ("time", ">i8"),
                 ("of_value", ">i4"), ("value", ">f8")])       # of COPY's binary form


class _Postgres:
    def __init__(self, url: str) -> None:
        plain, _, schema = url.partition("?schema=")
        self._c = psycopg.connect(plain, autocommit=True)
        self._c.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
        self._c.execute(f"DROP TABLE IF EXISTS {schema}.bare")
        self._c.execute(f"CREATE TABLE {schema}.bare (stream int8, time int8, value float8)")
        self._copy = f"COPY {schema}.bare FROM STDIN (FORMAT BINARY)"

    def store(self, stream: Any, time: Any, value: Any) -> None:
        rows = np.empty(len(stream), _ROW)
        rows["fields"], rows["of_stream"], rows["of_time"], rows["of_value"] = 3, 8, 8, 8
        rows["stream"], rows["time"], rows["value"] = stream, time, value
        with self._c.cursor() as cursor, cursor.copy(self._copy) as copy:
            copy.write(b"PGCOPY\n\xff\r\n\0" + bytes(8) + rows.tobytes() + b"\xff\xff")


class _Loop:
    def __init__(self, folder: Path, door: Door, store: str | None) -> None:
        self._decode, self._say = DECODE[door.path]
        self._kept = _Embedded(folder) if store is None else _Postgres(store)
        self._last, self._rule = np.full(STREAMS, -2**62), np.zeros(3 * STREAMS, _RULE)
        self._waiting = selectors.DefaultSelector()
        self._parts: dict[socket.socket, bytearray] = {}

    def run(self, listening: socket.socket) -> None:
        self._waiting.register(listening, selectors.EVENT_READ)
        while True:
            ready: list[tuple[socket.socket, Decoded]] = []
            for key, _ in self._waiting.select():
                if key.fileobj is listening:
                    connection, _ = listening.accept()
                    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    self._waiting.register(connection, selectors.EVENT_READ)
                    self._parts[connection] = bytearray()
                elif isinstance(key.fileobj, socket.socket) and (body := self._read(key.fileobj)) is not None:
                    ready.append((key.fileobj, self._decode(body)))
            if ready:
                self._store([rows for _, rows in ready])
                for connection, rows in ready:
                    said = self._say(rows)
                    connection.sendall(b"HTTP/1.1 201 Created\r\ncontent-length: %d\r\n\r\n" % len(said) + said)

    def _read(self, connection: socket.socket) -> bytes | None:
        """A body that is whole."""
        data = connection.recv(2**20)
        if not data:
            self._waiting.unregister(connection)
            del self._parts[connection]
            return None
        part = self._parts[connection]
        part += data
        head, found, _ = part.partition(b"\r\n\r\n")
        if not found:
            return None
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
        if len(part) < len(head) + 4 + length:
            return None
        body = bytes(part[len(head) + 4 :])
        part.clear()
        return body

    def _store(self, some: list[Decoded]) -> None:
        stream, time_, value = (np.concatenate([rows[n] for rows in some]) for n in range(3))
        self._kept.store(stream, time_, value)
        _bare(stream, time_, value, self._last, self._rule)


def _serve(folder: Path, door: Door, store: str | None, told: Any) -> None:
    rows = DECODE[door.path][0](door.body([1], 1_785_000_000_000_000))
    DECODE[door.path][1](rows)
    loop = _Loop(folder, door, store)
    loop._store([rows])      # compiled before the first request
    listening = socket.create_server(("127.0.0.1", 0))
    told.put(listening.getsockname()[1])
    loop.run(listening)


@contextmanager
def bare(folder: Path, door: Door, store: str | None = None) -> Iterator[Server]:
    """`store`: the PostgreSQL that keeps the readings, with a schema of their own; None: a file in the folder."""
    told: Any = multiprocessing.Queue()
    process = multiprocessing.Process(target=_serve, args=(folder, door, store, told), daemon=True)
    process.start()
    try:
        yield Server(process.pid or 0, told.get(timeout=120), folder)
    finally:
        process.terminate()
        process.join()
