"""The embedded store: one SQLite file (WAL, FULL), one writer, readers on connections of their own."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Engine, create_engine, delete, event, func, insert, inspect, select
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import NullPool, StaticPool

from banyan.model.observation import pack, unpack
from banyan.model.ports import Notice, Stored, StoreError, StoreFull, Unit
from banyan.model.record import Record, canonical
from banyan.model.time import Instant, instant, iso, micros
from banyan.stores import tables as t

FILE = "banyan.db"
KEPT_SNAPSHOTS = 2
_encode = msgspec.json.Encoder(order="deterministic").encode


class NoJournal(StoreError):  # noqa: N818  a state of the folder, said as operators say it
    """The file is there, but nothing was ever stored in it: whoever began it was stopped at once."""


class EmbeddedStore:
    """`model.ports.Store` over one SQLite file. The caller holds the data folder's lock (stores/lock.py)."""

    def __init__(self, folder: Path, city: str | None) -> None:
        """Open or create; `city` None opens whatever city is there, and writes nothing by opening.

        Raises StoreError for another city's folder, a newer schema, or a file that isn't ours; NoJournal.
        """
        self._path = folder / FILE
        self._writer = _engine(self._path, writer=True)
        self._readers = _engine(self._path, writer=False)
        try:
            begun = self._path.exists() and self._begun(city)
            if not begun and city is None:
                raise NoJournal(f"{self._path.parent} holds no journal yet: whoever began it was stopped before it "
                                "stored anything; start it again")
            with (self._readers if city is None else self._writer).begin() as c:
                if not begun:
                    t.metadata.create_all(c)
                    ours = {"city": city, "schema": str(t.SCHEMA_VERSION)}
                    c.execute(insert(t.fact), [{"key": key, "value": value} for key, value in ours.items()])
                self._position = c.scalar(select(func.max(t.unit.c.position))) or 0
                self._sequence = c.scalar(select(func.max(t.record.c.seq))) or 0
                self._outbox = c.scalar(select(func.max(t.outbox.c.n))) or 0
        except DatabaseError as e:
            self.close()
            raise _meaning(e, self._path) from e
        except StoreError:
            self.close()
            raise

    def _begun(self, city: str | None) -> bool:
        """Whether our tables are there; looks without writing, so that a file that isn't ours stays as it is."""
        with self._readers.begin() as c:
            return self._claimed(c, city)

    def _claimed(self, c: Connection, city: str | None) -> bool:
        tables = inspect(c).get_table_names()
        if not tables:
            return False
        known = {row.key: row.value for row in c.execute(select(t.fact))} if t.fact.name in tables else {}
        schema = str(known.get("schema", ""))
        if schema.isdecimal() and int(schema) > t.SCHEMA_VERSION:
            raise StoreError(f"{self._path.parent} was written by a newer Banyan (schema {schema}, "
                             f"this one knows {t.SCHEMA_VERSION}): update Banyan, nothing was changed")
        missing = sorted(t.metadata.tables.keys() - set(tables))
        if missing or not schema.isdecimal():
            raise _foreign(self._path, f"no table {missing[0]}" if missing else "no schema")
        if city is not None and known.get("city") != city:
            raise StoreError(f"{self._path.parent} holds the city {known.get('city')!r}, not {city!r}: "
                             "choose another --data folder, or the city it belongs to")
        return True

    def append(self, *units: Unit) -> int:
        position, sequence, sent = self._position, self._sequence, self._outbox
        with self._writing() as c:
            for u in units:
                position += 1
                self._insert(c, u, position, sequence, sent)
                sequence += len(u.records)
                sent += len(u.notices)
            if any(u.snapshot is not None for u in units):
                kept = select(t.snapshot.c.position).order_by(t.snapshot.c.position.desc()).limit(KEPT_SNAPSHOTS)
                c.execute(delete(t.snapshot).where(t.snapshot.c.position.not_in(kept)))
        self._position, self._sequence, self._outbox = position, sequence, sent
        return position

    def _insert(self, c: Connection, u: Unit, position: int, sequence: int, sent: int) -> None:
        c.execute(insert(t.unit), {
            "position": position, "first_tick": micros(u.first_tick), "last_tick": micros(u.last_tick),
            "readings": len(u.batch), "batch": pack(u.batch), "inbox": msgspec.msgpack.encode(u.inbox),
        })
        if u.records:
            _insert_records(c, u.records, position, sequence)
        if u.notices:
            rows = [{"n": n, "id": notice.id, "position": position, "receiver": notice.to,
                     "body": _encode(notice.body), "sent": 0} for n, notice in enumerate(u.notices, sent + 1)]
            c.execute(insert(t.outbox), rows)
        if u.snapshot is not None:
            c.execute(insert(t.snapshot), {"position": position, "memory": u.snapshot})

    def units(self, after: int = 0) -> Iterator[Stored]:
        return self._units(t.unit.c.position > after)

    def units_between(self, begin: Instant, end: Instant) -> Iterator[Stored]:
        return self._units(t.unit.c.last_tick.between(micros(begin), micros(end)))

    def _units(self, which: ColumnElement[bool]) -> Iterator[Stored]:
        query = select(t.unit).where(which).order_by(t.unit.c.position)
        with self._reading() as c:
            for row in c.execution_options(stream_results=True, yield_per=500).execute(query):
                yield Stored(row.position, instant(row.first_tick), instant(row.last_tick), unpack(row.batch),
                             tuple(msgspec.msgpack.decode(row.inbox, type=list[bytes])))

    def records(self, after: int = 0, kind: str | None = None) -> Iterator[tuple[int, Record]]:
        query = select(t.record.c.seq, t.record.c.line, t.record.c.meta).where(t.record.c.seq > after)
        if kind is not None:
            query = query.where(t.record.c.kind == kind)
        with self._reading() as c:
            rows = c.execution_options(stream_results=True, yield_per=500).execute(query.order_by(t.record.c.seq))
            for seq, line, meta in rows:
                yield seq, _decode(line, meta)

    def records_of_units(self, after: int) -> Iterator[tuple[int, Record]]:
        query = select(t.record.c.position, t.record.c.line, t.record.c.meta).where(t.record.c.position > after)
        with self._reading() as c:
            rows = c.execution_options(stream_results=True, yield_per=500).execute(query.order_by(t.record.c.seq))
            for position, line, meta in rows:
                yield position, _decode(line, meta)

    def record(self, rid: str) -> Record | None:
        found = self._some(select(t.record.c.line, t.record.c.meta).where(t.record.c.id == rid))
        return found[0] if found else None

    def of_entity(self, eid: str) -> list[Record]:
        query = select(t.record.c.line, t.record.c.meta).where(t.record.c.entity == eid).order_by(t.record.c.seq)
        return self._some(query)

    def caused_by(self, rid: str) -> list[Record]:
        effects = select(t.cause.c.seq).where(t.cause.c.of == rid)
        query = select(t.record.c.line, t.record.c.meta).where(t.record.c.seq.in_(effects)).order_by(t.record.c.seq)
        return self._some(query)

    def _some(self, query: Any) -> list[Record]:
        with self._reading() as c:
            return [_decode(line, meta) for line, meta in c.execute(query)]

    def current(self, kind: str) -> dict[str, dict[str, Any]]:
        query = select(t.current.c.id, t.current.c.body).where(t.current.c.kind == kind).order_by(t.current.c.seq)
        with self._reading() as c:
            return {eid: msgspec.json.decode(body) for eid, body in c.execute(query)}

    def notices(self, to: str) -> Iterator[tuple[Instant, Notice]]:
        o, u = t.outbox, t.unit
        query = select(u.c.last_tick, o.c.id, o.c.body).join(u, u.c.position == o.c.position)
        with self._reading() as c:
            for tick, nid, body in c.execute(query.where(o.c.receiver == to).order_by(o.c.n)):
                yield instant(tick), Notice(nid, to, msgspec.json.decode(body))

    def pending(self) -> Sequence[Notice]:
        o = t.outbox
        with self._reading() as c:
            rows = c.execute(select(o.c.id, o.c.receiver, o.c.body).where(o.c.sent == 0).order_by(o.c.n))
            return [Notice(nid, to, msgspec.json.decode(body)) for nid, to, body in rows]

    def sent(self, ids: Iterable[str]) -> None:
        wanted = list(ids)
        if not wanted:
            return
        with self._writing() as c:
            c.execute(t.outbox.update().where(t.outbox.c.id.in_(wanted)).values(sent=1))

    def snapshot(self) -> tuple[int, bytes] | None:
        query = select(t.snapshot.c.position, t.snapshot.c.memory).order_by(t.snapshot.c.position.desc()).limit(1)
        with self._reading() as c:
            row = c.execute(query).first()
        return (row.position, row.memory) if row else None

    def position(self) -> int:
        return self._position

    def sequence(self) -> int:
        return self._sequence

    def rebuild(self) -> int:
        fresh: dict[tuple[str, str], dict[str, Any]] = {}
        for seq, r in self.records():
            entity = str(r.body.get("id", r.id))
            fresh[r.kind, entity] = {"kind": r.kind, "id": entity, "seq": seq, "body": _encode(r.body)}
        with self._writing() as c:
            old = {(row.kind, row.id): (row.seq, row.body) for row in c.execute(select(t.current))}
            new = {key: (row["seq"], row["body"]) for key, row in fresh.items()}
            c.execute(delete(t.current))
            _project(c, list(fresh.values()))
        return sum(old.get(key) != new.get(key) for key in old.keys() | new.keys())

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        try:
            with self._readers.connect() as c:
                yield c
        except DatabaseError as e:
            raise _meaning(e, self._path) from e
        except (msgspec.MsgspecError, ValueError) as e:
            raise StoreError(f"{self._path} holds something that isn't a journal's ({e}): it was damaged or changed by "
                             "other hands; take the last copy you trust") from e

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """One transaction: all of it or nothing."""
        try:
            with self._writer.begin() as c:
                yield c
        except DatabaseError as e:
            raise _meaning(e, self._path) from e

    def close(self) -> None:
        self._writer.dispose()
        self._readers.dispose()


def _insert_records(c: Connection, records: Sequence[Record], position: int, sequence: int) -> None:
    rows, causes, bodies = [], [], {}
    for seq, r in enumerate(records, sequence + 1):
        entity = str(r.body.get("id", r.id))
        rows.append({"seq": seq, "id": r.id, "kind": r.kind, "entity": entity, "at": iso(r.at),
                     "position": position, "line": canonical(r), "meta": _encode(r.meta) if r.meta else None})
        causes += [{"seq": seq, "n": n, "of": cause.id} for n, cause in enumerate(r.causes)]
        bodies[r.kind, entity] = {"kind": r.kind, "id": entity, "seq": seq, "body": _encode(r.body)}
    c.execute(insert(t.record), rows)
    if causes:
        c.execute(insert(t.cause), causes)
    _project(c, list(bodies.values()))


def _project(c: Connection, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    statement = upsert(t.current)
    set_ = {"seq": statement.excluded.seq, "body": statement.excluded.body}
    c.execute(statement.on_conflict_do_update(index_elements=["kind", "id"], set_=set_), rows)


def _decode(line: bytes, meta: bytes | None) -> Record:
    found = msgspec.json.decode(line, type=_Line)
    return Record(found.id, found.kind, found.schema, found.at, found.by, found.causes, found.body,
                  msgspec.json.decode(meta) if meta else {})


class _Line(Record, frozen=True):
    """A canonical line, which has no meta."""


def _engine(path: Path, writer: bool) -> Engine:
    # The writer keeps one connection for its life; a reader's connection lives as long as its query.
    pool = StaticPool if writer else NullPool
    options = {"check_same_thread": False, "timeout": 10}
    engine = create_engine(f"sqlite:///{path}", poolclass=pool, connect_args=options)

    @event.listens_for(engine, "connect")
    def _connect(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None    # transactions are ours to begin, or FULL would not mean what it says
        if writer:
            connection.execute("PRAGMA auto_vacuum = INCREMENTAL")   # only takes effect before the first table
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
        else:
            connection.execute("PRAGMA query_only = ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writer else "BEGIN")

    return engine


def _meaning(e: DatabaseError, path: Path) -> Exception:
    name = getattr(e.orig, "sqlite_errorname", "")
    if name.startswith(("SQLITE_FULL", "SQLITE_IOERR")):
        return StoreFull(f"the disk under {path.parent} takes no more ({e.orig}): what was committed is safe, "
                         "the last step was not stored; free some space and go on with --resume")
    if name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT", "SQLITE_ERROR")):
        return _foreign(path, str(e.orig))
    return StoreError(f"{path} can't be used ({e.orig}): check that the folder is yours to write")


def _foreign(path: Path, why: str) -> StoreError:
    return StoreError(f"{path} is not a Banyan journal ({why}): choose another --data folder")
