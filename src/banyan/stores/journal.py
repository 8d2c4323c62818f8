"""What every store writes alike to the journal's tables (stores/tables.py), beside what it reads of them (reads.py)."""

import logging
import threading
from abc import abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection, Table, delete, func, insert, inspect, select

from banyan.model.observation import Batch, pack
from banyan.model.ports import StoreError, Unit
from banyan.model.record import Record, canonical
from banyan.model.time import iso, micros
from banyan.stores import tables as t
from banyan.stores.reads import Reads

KEPT_SNAPSHOTS = 2
PIECE = 100                     # records written by one statement: gone before Python's collector looks at them
T = TypeVar("T")
_log = logging.getLogger("banyan.store")
Follower = Callable[[Connection, int, Batch], None]     # is given each unit's position and readings, in its transaction
_encode = msgspec.json.Encoder(order="deterministic").encode


class NoJournal(StoreError):  # noqa: N818  a state of the place, said as operators say it
    """The place is there, but nothing was ever stored in it: whoever began it was stopped at once."""


class Journal(Reads):
    """`model.ports.Store` over a database. A store of a kind says how to connect, commit and what errors mean."""

    elsewhere: str              # what to do about a place that is somebody else's

    def __init__(self) -> None:
        self._turn = threading.RLock()      # those who write take turns: the loop, the programme office, the entities
        self._awaited = threading.Event()       # set: nobody is let go first
        self._awaited.set()
        self.followers: list[Follower] = []
        self.ended: list[Callable[[bool], None]] = []       # told at the end of a transaction whether it is durable
        self._position = self._sequence = self._outbox = 0

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
    def close(self) -> None: ...

    @abstractmethod
    def _put(self, c: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert rows, each with all of the table's columns."""

    @abstractmethod
    def _project(self, c: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Rows of `current`, each instead of the one that its entity had."""

    def _tidy(self, c: Connection) -> None:
        """After old snapshots were dropped; not every database has something to do."""

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

    def sent(self, ids: Iterable[str]) -> None:
        wanted = list(ids)
        if not wanted:
            return
        with self._turn:
            self._done(lambda c: c.execute(t.outbox.update().where(t.outbox.c.id.in_(wanted)).values(sent=1)))

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

def projecting(insert_: Callable[[Table], Any]) -> Any:
    """What `_project` says, in the dialect whose `insert` this is."""
    upsert = insert_(t.current)
    set_ = {"seq": upsert.excluded.seq, "body": upsert.excluded.body}
    return upsert.on_conflict_do_update(index_elements=["kind", "id"], set_=set_)
