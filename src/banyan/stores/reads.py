"""What every store reads alike of the journal's tables (stores/tables.py)."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection, Row, Select, func, select

from banyan.model.observation import unpack
from banyan.model.ports import Notice, Stored, StoreError
from banyan.model.record import Record
from banyan.model.time import Instant, instant, micros
from banyan.stores import tables as t

PAGE = 500                      # rows to one read transaction: a slow reader must not hold up the writer's housekeeping
MANY = 500                      # ids asked for in one query; SQLite's oldest limit on variables is 999
T = TypeVar("T")


class Reads(ABC):
    """What `model.ports.Store` tells. A store of a kind says how to connect and what errors mean."""

    where: str                  # the place as an operator names it

    @abstractmethod
    def looking(self) -> AbstractContextManager[Connection]:
        """A reader's connection, one transaction long. What the database raises is not put into words."""

    @abstractmethod
    def _meaning(self, e: Exception) -> Exception | None:
        """What the database raised, as an operator says it; None for what isn't its own."""

    @abstractmethod
    def sequence(self) -> int: ...

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
        end = self.sequence() + 1 if before is None else before
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
            low, high = 0, self.sequence()
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

    def snapshot(self) -> tuple[int, bytes] | None:
        query = select(t.snapshot.c.position, t.snapshot.c.memory).order_by(t.snapshot.c.position.desc()).limit(1)
        with self._reading() as c:
            row = c.execute(query).first()
        return (row.position, row.memory) if row else None

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


def _stored(row: Row[Any]) -> Stored:
    return Stored(row.position, instant(row.first_tick), instant(row.last_tick), unpack(row.batch),
                  tuple(msgspec.msgpack.decode(row.inbox, type=list[bytes])))


def _decode(line: bytes, meta: bytes | None) -> Record:
    found = msgspec.json.decode(line, type=_Line)
    return Record(found.id, found.kind, found.schema, found.at, found.by, found.causes, found.body,
                  msgspec.json.decode(meta) if meta else {})


class _Line(Record, frozen=True):
    """A canonical line, which has no meta."""
