"""What every store does alike: the journal's reads and writes over the tables of stores/tables.py."""

import logging
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from itertools import islice
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection, Row, Select, Table, delete, func, insert, inspect, select

from banyan.model.observation import Batch, pack, unpack
from banyan.model.ports import Notice, Stored, StoreError, Unit
from banyan.model.record import Record, canonical
from banyan.model.time import Instant, instant, iso, micros
from banyan.stores import tables as t

KEPT_SNAPSHOTS = 2
PAGE = 500                      # rows to one read transaction: a slow reader must not hold up the writer's housekeeping
MANY = 500                      # ids asked for in one query; SQLite's oldest limit on variables is 999
PIECE = 100                     # records written by one statement: gone before Python's collector looks at them
T = TypeVar("T")
_log = logging.getLogger("banyan.store")
Follower = Callable[[Connection, int, Batch], None]     # is given each unit's position and readings, in its transaction
_encode = msgspec.json.Encoder(order="deterministic").encode


class NoJournal(StoreError):  # noqa: N818  a state of the place, said as operators say it
    """The place is there, but nothing was ever stored in it: whoever began it was stopped at once."""


class Journal(ABC):
    """`model.ports.Store` over a database. A store of a kind says how to connect, commit and what errors mean."""

    where: str                  # the place as an operator names it
    elsewhere: str              # what to do about a place that is somebody else's

    def __init__(self) -> None:
        self._turn = threading.RLock()      # those who write take turns: the loop, the programme office, the entities
        self._awaited = threading.Event()       # set: nobody is let go first
        self._awaited.set()
        self.followers: list[Follower] = []
        self.ended: list[Callable[[bool], None]] = []       # told at the end of a transaction whether it is durable
        self._position = self._sequence = self._outbox = 0

    @abstractmethod
    def looking(self) -> AbstractContextManager[Connection]:
        """A reader's connection, one transaction long. What the database raises is not put into words."""

    @abstractmethod
    def _commit(self, work: Callable[[Connection], T]) -> T:
        """One transaction of the writer's: all of it or nothing, durable on return. Raises StoreFull, StoreError."""

    def _done(self, work: Callable[[Connection], T]) -> T:
        """`_commit`, and whoever keeps something in memory beside the tables is told how it ended."""
        durable = False
        try:
            result = self._commit(work)
            durable = True
            return result
        finally:
            self._tell(durable)

    def _tell(self, durable: bool) -> None:
        for tell in self.ended:
            try:
                tell(durable)
            except Exception:  # noqa: BLE001  what is stored is stored: a defect of one who is told mustn't say otherwise
                _log.exception("%s: somebody who was told that a transaction is %s failed", self.where,
                               "durable" if durable else "taken back")

    @property
    def turn(self) -> threading.RLock:
        """Held by whoever writes. What is kept in memory beside the tables changes under it."""
        return self._turn

    @abstractmethod
    def _meaning(self, e: Exception) -> Exception | None:
        """What the database raised, as an operator says it; None for what isn't its own."""

    @abstractmethod
    def close(self) -> None: ...

    @abstractmethod
    def _put(self, c: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert rows, each with all of the table's columns."""

    @abstractmethod
    def _project(self, c: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Rows of `current`, each instead of the one that its entity had."""

    def _tidy(self, c: Connection) -> None:  # noqa: B027  not every database has something to do
        """After old snapshots were dropped."""

    def _open(self, city: str | None) -> None:
        """Look whose journal it is, make the tables where nothing is yet, and find where it ends.

        `city` None opens whatever city is there and writes nothing. Raises StoreError for another city's journal, a
        newer schema, or a place that isn't ours; NoJournal.
        """
        with self._reading() as c:
            begun = self._claimed(c, city)
        if not begun:
            if city is None:
                raise NoJournal(f"{self.where} holds no journal yet: whoever began it was stopped before it "
                                "stored anything; start it again")
            self._commit(lambda c: self._make(c, city))
        with self._reading() as c:
            self._position = c.scalar(select(func.max(t.unit.c.position))) or 0
            self._sequence = c.scalar(select(func.max(t.record.c.seq))) or 0
            self._outbox = c.scalar(select(func.max(t.outbox.c.n))) or 0

    def _make(self, c: Connection, city: str) -> None:
        t.metadata.create_all(c)
        ours = {"city": city, "schema": str(t.SCHEMA_VERSION)}
        c.execute(insert(t.fact), [{"key": key, "value": value} for key, value in ours.items()])

    def _claimed(self, c: Connection, city: str | None) -> bool:
        """Whether our tables are there; looks without writing, so that a place that isn't ours stays as it is."""
        tables = self._tables(c)
        if not tables:
            return False
        known = {row.key: row.value for row in c.execute(select(t.fact))} if t.fact.name in tables else {}
        schema = str(known.get("schema", ""))
        if schema.isdecimal() and int(schema) > t.SCHEMA_VERSION:
            raise StoreError(f"{self.where} was written by a newer Banyan (schema {schema}, "
                             f"this one knows {t.SCHEMA_VERSION}): update Banyan, nothing was changed")
        missing = sorted(t.metadata.tables.keys() - set(tables))
        if missing or not schema.isdecimal():
            raise self._foreign(f"no table {missing[0]}" if missing else "no schema")
        if city is not None and known.get("city") != city:
            raise StoreError(f"{self.where} holds the city {known.get('city')!r}, not {city!r}: "
                             f"{self.elsewhere}, or the city it belongs to")
        return True

    def _tables(self, c: Connection) -> list[str]:
        return inspect(c).get_table_names()

    def _foreign(self, why: str) -> StoreError:
        return StoreError(f"{self.where} is not a Banyan journal ({why}): {self.elsewhere}")

    def expect(self) -> None:
        """The loop is about to write something for which people wait: `give_way` lets it go first."""
        self._awaited.clear()

    def give_way(self, most_s: float) -> bool:
        """Whether the loop was let go first, or waited for in vain. By one who isn't in turn."""
        waits = not self._awaited.is_set()
        if waits:
            self._awaited.wait(most_s)
            self._awaited.set()
        return waits

    def append(self, *units: Unit) -> int:
        with self._turn:
            self._awaited.set()
            self._position, self._sequence, self._outbox = self._done(lambda c: self._append(c, units))
            return self._position

    def _append(self, c: Connection, units: Sequence[Unit]) -> tuple[int, int, int]:
        position, sequence, sent = self._position, self._sequence, self._outbox
        for u in units:
            position += 1
            self._insert(c, u, position, sequence, sent)
            sequence += len(u.records)
            sent += len(u.notices)
        if any(u.snapshot is not None for u in units):
            kept = select(t.snapshot.c.position).order_by(t.snapshot.c.position.desc()).limit(KEPT_SNAPSHOTS)
            c.execute(delete(t.snapshot).where(t.snapshot.c.position.not_in(kept)))
            self._tidy(c)
        return position, sequence, sent

    def _insert(self, c: Connection, u: Unit, position: int, sequence: int, sent: int) -> None:
        self._put(c, t.unit, [{
            "position": position, "first_tick": micros(u.first_tick), "last_tick": micros(u.last_tick),
            "readings": len(u.batch), "batch": pack(u.batch), "inbox": msgspec.msgpack.encode(u.inbox),
        }])
        if u.records:
            self._insert_records(c, u.records, position, sequence)
        if u.notices:
            rows = [{"n": n, "id": notice.id, "position": position, "receiver": notice.to,
                     "body": _encode(notice.body), "sent": 0} for n, notice in enumerate(u.notices, sent + 1)]
            self._put(c, t.outbox, rows)
        if u.snapshot is not None:
            c.execute(insert(t.snapshot), {"position": position, "memory": u.snapshot})
        for follow in self.followers:
            follow(c, position, u.batch)

    def _insert_records(self, c: Connection, records: Iterable[Record], position: int, sequence: int) -> None:
        """In pieces, so that a hundred thousand records that are made one by one never stand in memory together."""
        numbered = enumerate(records, sequence + 1)
        while piece := list(islice(numbered, PIECE)):
            rows, causes, bodies = [], [], {}
            for seq, r in piece:
                entity, body = str(r.body.get("id", r.id)), _encode(r.body)
                meta = _encode(r.meta) if r.meta else None
                rows.append({"seq": seq, "id": r.id, "kind": r.kind, "entity": entity, "at": iso(r.at),
                             "position": position, "line": canonical(r, body), "meta": meta})
                causes += [{"seq": seq, "n": n, "of": cause.id} for n, cause in enumerate(r.causes)]
                bodies[r.kind, entity] = {"kind": r.kind, "id": entity, "seq": seq, "body": body}
            self._put(c, t.record, rows)
            if causes:
                self._put(c, t.cause, causes)
            self._project(c, list(bodies.values()))

    def units(self, after: int = 0) -> Iterator[Stored]:
        position = t.unit.c.position
        query = select(t.unit).order_by(position)
        return self._paged(lambda last: query.where(position > (last.position if last else after)), _stored)

    def units_between(self, begin: Instant, end: Instant) -> Iterator[Stored]:
        # Ticks never go back, so this order is that of the positions, and an index has it.
        tick, position = t.unit.c.last_tick, t.unit.c.position
        query = select(t.unit).where(tick <= micros(end)).order_by(tick, position)

        def following(last: Row[Any] | None) -> Select[Any]:
            if last is None:
                return query.where(tick >= micros(begin))
            return query.where(tick >= last.last_tick, position > last.position)

        return self._paged(following, _stored)

    def records(self, after: int = 0, kind: str | None = None) -> Iterator[tuple[int, Record]]:
        r = t.record.c
        query = select(r.seq, r.line, r.meta).order_by(r.seq)
        if kind is not None:
            query = query.where(r.kind == kind)
        return self._paged(lambda last: query.where(r.seq > (last.seq if last else after)),
                           lambda row: (row.seq, _decode(row.line, row.meta)))

    def newest(self, before: int | None, kinds: Iterable[str]) -> Iterator[tuple[int, Record]]:
        r = t.record.c
        query = select(r.seq, r.line, r.meta).where(r.kind.in_(list(kinds))).order_by(r.seq.desc())
        end = self._sequence + 1 if before is None else before
        return self._paged(lambda last: query.where(r.seq < (last.seq if last else end)),
                           lambda row: (row.seq, _decode(row.line, row.meta)))

    def records_of_units(self, after: int) -> Iterator[tuple[int, Record]]:
        r = t.record.c
        query = select(r.seq, r.position, r.line, r.meta).order_by(r.seq)
        return self._paged(lambda last: query.where(r.seq > last.seq if last else r.position > after),
                           lambda row: (row.position, _decode(row.line, row.meta)))

    def _paged(
        self, following: Callable[[Row[Any] | None], Select[Any]], made: Callable[[Row[Any]], T]
    ) -> Iterator[T]:
        """What is made of the rows, page by page, each in a transaction of its own that has ended when the caller sees
        the first of them. `following` gives the query for the rows after one; None: from the beginning.
        """
        last: Row[Any] | None = None
        while True:
            with self._reading() as c:
                rows = c.execute(following(last).limit(PAGE)).all()
                page = [made(row) for row in rows]
            yield from page
            if len(rows) < PAGE:
                return
            last = rows[-1]

    def record(self, rid: str) -> Record | None:
        found = self._some(select(t.record.c.line, t.record.c.meta).where(t.record.c.id == rid))
        return found[0] if found else None

    def several(self, ids: Iterable[str]) -> dict[str, Record]:
        r, wanted = t.record.c, list(ids)
        query = select(r.line, r.meta)
        found = [rec for first in range(0, len(wanted), MANY)
                 for rec in self._some(query.where(r.id.in_(wanted[first : first + MANY])))]
        return {str(rec.id): rec for rec in found}

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

    def current(self, kind: str, last: int | None = None) -> dict[str, dict[str, Any]]:
        n = t.current.c
        query = select(n.id, n.body).where(n.kind == kind).order_by(n.seq.desc()).limit(last)
        with self._reading() as c:
            return {eid: msgspec.json.decode(body) for eid, body in reversed(c.execute(query).all())}

    def current_as(self, kind: str, shape: type[T]) -> Iterator[tuple[str, T]]:
        n, made = t.current.c, msgspec.json.Decoder(shape).decode
        query = select(n.seq, n.id, n.body).where(n.kind == kind).order_by(n.seq)
        return self._paged(lambda last: query.where(n.seq > (last.seq if last else 0)),
                           lambda row: (row.id, made(row.body)))

    def bodies(self, kind: str, ids: Iterable[str]) -> dict[str, dict[str, Any]]:
        n, wanted = t.current.c, list(ids)
        query = select(n.seq, n.id, n.body).where(n.kind == kind)
        found: list[tuple[int, str, bytes]] = []
        with self._reading() as c:
            for first in range(0, len(wanted), MANY):
                some = c.execute(query.where(n.id.in_(wanted[first : first + MANY])))
                found += ((seq, eid, body) for seq, eid, body in some)
            return {eid: msgspec.json.decode(body) for _, eid, body in sorted(found)}

    def sequence_at(self, time: Instant) -> int:
        u, r = t.unit.c, t.record.c
        with self._reading() as c:
            position = c.scalar(select(func.max(u.position)).where(u.last_tick <= micros(time))) or 0
            # Positions grow with sequence numbers, so halving finds the place without an index of its own.
            low, high = 0, self._sequence
            while low < high:
                middle = (low + high + 1) // 2
                behind = c.scalar(select(r.position).where(r.seq == middle))
                low, high = (middle, high) if behind is not None and behind <= position else (low, middle - 1)
        return low

    def current_at(self, kind: str, upto: int, after: int = 0) -> dict[str, dict[str, Any]]:
        r = t.record.c
        last = select(func.max(r.seq)).where(r.kind == kind, r.seq > after, r.seq <= upto).group_by(r.entity)
        query = select(r.entity, r.line, r.meta).where(r.seq.in_(last)).order_by(r.seq)
        with self._reading() as c:
            return {row.entity: _decode(row.line, row.meta).body for row in c.execute(query)}

    def latest(self, kind: str, upto: int, eid: str | None = None) -> Record | None:
        r = t.record.c
        query = select(r.line, r.meta).where(r.kind == kind, r.seq <= upto).order_by(r.seq.desc()).limit(1)
        found = self._some(query if eid is None else query.where(r.entity == eid))
        return found[0] if found else None

    def notices(self, to: str) -> Iterator[tuple[Instant, Notice]]:
        o, u = t.outbox, t.unit
        query = select(o.c.n, u.c.last_tick, o.c.id, o.c.body).join(u, u.c.position == o.c.position)
        query = query.where(o.c.receiver == to).order_by(o.c.n)
        return self._paged(lambda last: query.where(o.c.n > (last.n if last else 0)),
                           lambda row: (instant(row.last_tick), Notice(row.id, to, msgspec.json.decode(row.body))))

    def pending(self) -> Sequence[Notice]:
        o = t.outbox
        with self._reading() as c:
            query = select(o.c.id, o.c.receiver, o.c.body).where(o.c.sent == 0).order_by(o.c.n)
            return [Notice(nid, to, msgspec.json.decode(body)) for nid, to, body in c.execute(query)]

    def unsent(self) -> dict[str, int]:
        o = t.outbox.c
        query = select(o.receiver, func.count().label("n")).where(o.sent == 0).group_by(o.receiver).order_by(o.receiver)
        with self._reading() as c:
            return {row.receiver: row.n for row in c.execute(query)}

    def sent(self, ids: Iterable[str]) -> None:
        wanted = list(ids)
        if not wanted:
            return
        with self._turn:
            self._done(lambda c: c.execute(t.outbox.update().where(t.outbox.c.id.in_(wanted)).values(sent=1)))

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
        with self._turn:
            return self._done(lambda c: self._replace(c, fresh))

    def _replace(self, c: Connection, fresh: dict[tuple[str, str], dict[str, Any]]) -> int:
        """The projections by `fresh`; returns how many rows differed."""
        old = {(row.kind, row.id): (row.seq, row.body) for row in c.execute(select(t.current))}
        new = {key: (row["seq"], row["body"]) for key, row in fresh.items()}
        c.execute(delete(t.current))
        if fresh:
            self._project(c, list(fresh.values()))
        return sum(old.get(key) != new.get(key) for key in old.keys() | new.keys())

    def beside(self, work: Callable[[Connection], T]) -> T:
        """One transaction of the writer's, for tables beside the journal's; durable on return. Where the database was
        lost before it took the transaction, `work` may be done a second time.
        """
        with self._turn:
            return self._done(work)

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        try:
            with self.looking() as c:
                yield c
        except StoreError:
            raise
        except (msgspec.MsgspecError, ValueError) as e:
            raise StoreError(f"{self.where} holds something that isn't a journal's ({e}): it was damaged or changed by "
                             "other hands; take the last copy you trust") from e
        except Exception as e:
            meaning = self._meaning(e)
            if meaning is None:
                raise
            raise meaning from e


def projecting(insert_: Callable[[Table], Any]) -> Any:
    """What `_project` says, in the dialect whose `insert` this is."""
    upsert = insert_(t.current)
    set_ = {"seq": upsert.excluded.seq, "body": upsert.excluded.body}
    return upsert.on_conflict_do_update(index_elements=["kind", "id"], set_=set_)


def _stored(row: Row[Any]) -> Stored:
    return Stored(row.position, instant(row.first_tick), instant(row.last_tick), unpack(row.batch),
                  tuple(msgspec.msgpack.decode(row.inbox, type=list[bytes])))


def _decode(line: bytes, meta: bytes | None) -> Record:
    found = msgspec.json.decode(line, type=_Line)
    return Record(found.id, found.kind, found.schema, found.at, found.by, found.causes, found.body,
                  msgspec.json.decode(meta) if meta else {})


class _Line(Record, frozen=True):
    """A canonical line, which has no meta."""
