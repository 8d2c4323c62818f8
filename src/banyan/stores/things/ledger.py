"""model.ledger over a connection of a store: deliveries, sequences and rejects in the journal's own database."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    delete,
    func,
    insert,
    select,
    tuple_,
    update,
)

from banyan.model.feed import Reject, Unfit
from banyan.model.ledger import FILE, Asked, Counted
from banyan.stores.columns import WHOLE, WORD

MANY = 500            # keys in one statement; SQLite's oldest limit on variables is 999
metadata = MetaData()

delivery = Table(
    "readings_delivery", metadata,
    Column("source", WORD, primary_key=True),
    Column("key", WORD, primary_key=True),
    Column("answer", LargeBinary, nullable=False),
    Column("at", BigInteger, nullable=False, index=True),        # µs since 1970
)  # fmt: skip

# Rows that their source counts: one row here for each, so only for sources that count.
sequence = Table(
    "readings_sequence", metadata,
    Column("source", WORD, primary_key=True),
    Column("name", WORD, primary_key=True),
    Column("at", BigInteger, nullable=False, index=True),
    sqlite_with_rowid=False,
)  # fmt: skip

reject = Table(
    "readings_reject", metadata,
    Column("id", WHOLE, primary_key=True),
    Column("source", WORD, nullable=False),
    Column("at", BigInteger, nullable=False, index=True),
    Column("fault", WORD, nullable=False),
    Column("place", LargeBinary, nullable=False),       # strangers' texts: any character at all
    Column("expected", LargeBinary, nullable=False),
    Column("raw", LargeBinary, nullable=False),
    Column("row", Integer, nullable=False),
    Column("context", LargeBinary, nullable=False),
    Column("value", LargeBinary),
    Column("state", WORD, nullable=False),
    Index("readings_reject_which", "source", "fault", "state", "id"),
    sqlite_autoincrement=True,
)  # fmt: skip


def made(c: Connection) -> None:
    """The tables, where they are missing."""
    metadata.create_all(c)


class LedgerTables:
    """model.ledger.Ledger."""

    def __init__(self, c: Connection) -> None:
        self._c = c

    def answer(self, source: str, key: str) -> bytes | None:
        query = select(delivery.c.answer).where(delivery.c.source == source, delivery.c.key == key)
        found: bytes | None = self._c.execute(query).scalar()
        return found

    def came(self, source: str, sequences: Iterable[str]) -> set[str]:
        wanted, found = list(sequences), set[str]()
        for first in range(0, len(wanted), MANY):
            some = wanted[first : first + MANY]
            query = select(sequence.c.name).where(sequence.c.source == source, sequence.c.name.in_(some))
            found.update(self._c.execute(query).scalars())
        return found

    def rejects(self, asked: Asked) -> list[Reject]:
        query = select(reject).where(reject.c.id > asked.after, *_which(asked)).order_by(reject.c.id).limit(asked.most)
        return [_reject(row) for row in self._c.execute(query).mappings()]

    def reject(self, rid: int) -> Reject | None:
        row = self._c.execute(select(reject).where(reject.c.id == rid)).mappings().first()
        return None if row is None else _reject(row)

    def counts(self, asked: Asked) -> list[Counted]:
        state, n = reject.c.state, func.count()
        query = select(reject.c.source, reject.c.fault, state, n, func.max(reject.c.at)).where(*_which(asked))
        query = query.group_by(reject.c.source, reject.c.fault, state).order_by(reject.c.source, reject.c.fault)
        found: dict[tuple[str, str], Counted] = {}
        for source, fault, said, count, last in self._c.execute(query):
            one = found.get((source, fault)) or Counted(source, fault, 0, 0, 0)
            waiting = count if said == "waiting" else 0
            found[source, fault] = Counted(source, fault, one.waiting + waiting, one.replayed + count - waiting,
                                           max(one.last_at, last))
        return list(found.values())

    def deliver(self, source: str, answers: Mapping[str, bytes], at: int) -> None:
        if answers:
            self.undeliver(source, answers)
            rows = [{"source": source, "key": key, "answer": answer, "at": at} for key, answer in answers.items()]
            self._c.execute(insert(delivery), rows)

    def undeliver(self, source: str, keys: Iterable[str]) -> None:
        every = list(keys)
        for first in range(0, len(every), MANY):
            some = delivery.c.key.in_(every[first : first + MANY])
            self._c.execute(delete(delivery).where(delivery.c.source == source, some))

    def count(self, source: str, sequences: Iterable[str], at: int) -> None:
        rows = [{"source": source, "name": name, "at": at} for name in sequences]
        if rows:
            self._c.execute(insert(sequence), rows)

    def refuse(self, source: str, unfit: Sequence[Unfit], context: bytes, at: int) -> None:
        rows = [{"source": source, "at": at, "fault": str(one.fault), "place": _bytes(one.where),
                 "expected": _bytes(one.expected), "raw": one.raw, "row": int(one.row), "context": context,
                 "value": None if one.value is None else _bytes(one.value), "state": "waiting"}
                for one in unfit]
        if rows:
            self._c.execute(insert(reject), rows)

    def replayed(self, rid: int) -> bool:
        waits = (reject.c.id == rid, reject.c.state == "waiting")
        return bool(self._c.execute(update(reject).where(*waits).values(state="replayed")).rowcount)

    def refuse_again(self, rid: int, unfit: Unfit) -> None:
        self._c.execute(update(reject).where(reject.c.id == rid, reject.c.state == "waiting").values(
            fault=str(unfit.fault), place=_bytes(unfit.where), expected=_bytes(unfit.expected)))

    def forget(self, before: int, most: int) -> int:
        ours = delivery.c.key.startswith(FILE, autoescape=True)
        return self._gone(delivery, delivery.c.at < before, ~ours, most=most) + self._gone(
            sequence, sequence.c.at < before, most=most)

    def drop(self, before: int, most: int) -> int:
        return self._gone(reject, reject.c.at < before, most=most)

    def _gone(self, table: Table, *which: Any, most: int) -> int:
        """The oldest first."""
        names = list(table.primary_key.columns)
        old = select(*names).where(*which).order_by(table.c.at).limit(most)
        return int(self._c.execute(delete(table).where(tuple_(*names).in_(old))).rowcount)


def _which(asked: Asked) -> list[Any]:
    tests = [("source", asked.source), ("fault", asked.fault), ("state", asked.state)]
    found: list[Any] = [reject.c[name] == value for name, value in tests if value is not None]
    found += [reject.c.at >= asked.begin] if asked.begin is not None else []
    return found + ([reject.c.at < asked.end] if asked.end is not None else [])


def _reject(row: Any) -> Reject:
    value = row["value"]
    return Reject(row["id"], row["source"], row["at"], row["fault"], _text(row["place"]), _text(row["expected"]),
                  row["raw"], bool(row["row"]), msgspec.json.decode(row["context"]),
                  None if value is None else _text(value), row["state"])


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _text(kept: bytes) -> str:
    return kept.decode("utf-8", "surrogatepass")
