"""Group commits: what waits together is stored in one transaction, each request in a savepoint of its own."""

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager, ExitStack
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, insert, inspect, select, update
from sqlalchemy.exc import DatabaseError, StatementError

from banyan.model.columns import Appended, Columns, Judge
from banyan.model.ports import StoreError, StoreFull
from banyan.model.thing_ports import Beside, Changing, Looking
from banyan.model.things import Draft
from banyan.stores.journal import Journal
from banyan.stores.things import tables as t
from banyan.stores.things.appending import Appending
from banyan.stores.things.browsed import Browsed, browsed, concerned, ends
from banyan.stores.things.kept import Kept, together
from banyan.stores.things.queue import Append, Change, Waiting
from banyan.stores.things.told import Tell
from banyan.stores.things.writing import Writer

T = TypeVar("T")
GIVE_WAY_S = 0.01        # that readings wait for an alert to be stored: a commit of theirs takes that long, or longer
GIVE_WAY_EVERY = 8       # ... once in so many of their commits at most


class Commits(ABC):
    """`model.thing_ports.Things` beside a journal, in its database. A store of a kind says what a question and a change
    go through, and what the database's errors mean. `begin` it when everything is there.
    """

    def __init__(self, store: Journal) -> None:
        self._store = store
        self._waiting = Waiting()
        self._thread = threading.Thread(target=self._write, name="banyan-things", daemon=True)

    def begin(self) -> None:
        self._store.ended.append(self.ended)
        self._thread.start()

    @property
    @abstractmethod
    def appending(self) -> Appending: ...

    @abstractmethod
    def look(self, now: int) -> AbstractContextManager[Looking]: ...

    @abstractmethod
    def _writer(self, c: Connection, now: int) -> Writer: ...

    @abstractmethod
    def _fatal(self, e: StatementError) -> bool:
        """The transaction itself is lost."""

    @abstractmethod
    def _meaning(self, e: Exception) -> Exception:
        """What the database raised, as a client is told."""

    @property
    @abstractmethod
    def _browsing(self) -> Engine:
        """Connections for whoever looks through all Datastreams."""

    def browsed(self, only: Sequence[int] | None = None) -> Iterator[Browsed]:
        """All Datastreams, those of the city's folder among them, or those of `only` that are there."""
        return browsed(self._browsing, only)

    def touched(self, position: int, own: bool = False) -> tuple[int, list[int] | None]:
        after, found = self.appending.touched.since(position)
        if found is None:
            return after, None
        return after, sorted(found.get("Datastream", ())) if own else concerned(self._browsing, found)

    def ends(self, numbers: Sequence[int]) -> dict[int, int]:
        """Last phenomenonTimes in µs, also of results that are no numbers (browsed.ends)."""
        return ends(self._browsing, numbers)

    def ended(self, durable: bool) -> None:
        """A transaction is over."""
        self.appending.ended(durable)

    def change(self, work: Callable[[Changing], T], now: int, judge: Judge | None = None) -> "Future[T]":
        answer: Future[T] = Future()
        self._waiting.add(Change(work, now, answer, judge))
        return answer

    def append(
        self, rows: Columns, now: int, judge: Judge | None = None, beside: Beside | None = None, past: bool = False,
        refused: Beside | None = None,
    ) -> "Future[Appended]":  # fmt: skip
        answer: Future[Appended] = Future()
        self._waiting.add(Append(rows, now, judge, answer, beside, past, refused))
        return answer

    def listen(self, tell: Tell | None) -> None:
        """Who is told what each transaction has changed, behind its commit and in that order; None: nobody."""
        with self._store.turn:
            self.appending.telling.tell = tell

    def waiting(self) -> tuple[int, int]:
        """Requests and readings that wait to be stored."""
        return self._waiting.requests, self._waiting.readings

    def close(self) -> None:
        """What waits is stored; then nothing is taken any more."""
        self._waiting.close()
        self._thread.join()
        if self.ended in self._store.ended:
            self._store.ended.remove(self.ended)

    def _write(self) -> None:
        since = GIVE_WAY_EVERY
        while True:
            since = 0 if since >= GIVE_WAY_EVERY and self._store.give_way(GIVE_WAY_S) else since + 1
            changes, appends = self._waiting.next()
            if not changes and not appends:
                return
            self._commit([one for one in changes if one.answer.set_running_or_notify_cancel()],
                         [one for one in appends if one.answer.set_running_or_notify_cancel()])

    def _commit(self, changes: Sequence[Change], appends: Sequence[Append]) -> None:
        """The changes one by one, the appends in one batch; answers go out behind the commit."""
        results: list[tuple[bool, Any]] = []

        def all_of_them(c: Connection) -> None:
            results.clear()
            results.extend(self._changed(self._writer(c, change.now), change) for change in changes)
            parts = []
            for some in _together(appends):
                kept, answers = self._appended(c, some)
                results.extend(answers)
                parts += kept
            self.appending.store(c, together(parts), max((one.now for one in appends), default=None))

        asked: list[Change | Append] = [*changes, *appends]
        try:
            self._store.beside(all_of_them)
        except Exception as e:  # noqa: BLE001  whatever the commit failed of, each request is told
            results = [(False, e)] * len(asked)
        for one, (good, result) in zip(asked, results, strict=True):
            if good:
                one.answer.set_result(result)
            else:
                one.answer.set_exception(result)

    def _changed(self, w: Writer, change: Change) -> tuple[bool, Any]:
        try:
            w.judge = change.judge
            with self.appending.savepoint(), w.c.begin_nested():
                return True, change.work(w)
        except StoreFull:
            raise
        except (DatabaseError, StatementError) as e:
            if self._fatal(e):
                raise
            return False, self._meaning(e)
        except Exception as e:  # noqa: BLE001  one request's defect is its own answer; the others go on
            return False, e

    def _appended(self, c: Connection, several: Sequence[Append]) -> tuple[list[Kept], list[tuple[bool, Any]]]:
        """The rows to store, and the answer to each. Where something fails it is tried one by one, so that the others
        go on.
        """
        point, writer = _Point(c), self._writer(c, several[0].now)

        def create(draft: Draft) -> int:
            point.make()
            return writer.create(draft)

        try:
            with self.appending.savepoint(), point:
                if several[0].beside is not None:
                    point.make()
                kept, answers = self.appending.append(c, [(one.rows, one.judge) for one in several],
                                                      create)
                for one, answer in zip(several, answers, strict=True):
                    if (beside := _to_do(one, answer)) is not None:
                        point.make()
                        beside(self._writer(c, one.now), answer)
        except StoreFull:
            raise
        except (DatabaseError, StatementError) as e:
            if not point.made or self._fatal(e):        # nothing stands before it to go back to
                raise
            failed = self._meaning(e)
        except Exception as e:  # noqa: BLE001  a judge's defect is the answer to what it should have judged
            failed = e
        else:
            self.appending.go_on(c, kept)
            if not several[0].past:
                self.appending.telling.observed(kept)
            return [kept], [(True, answer) for answer in answers]
        if len(several) == 1:
            return [], [(False, failed)]
        found = [self._appended(c, [one]) for one in several]
        return [kept for some, _ in found for kept in some], [answer for _, some in found for answer in some]


class _Point:
    """The database's savepoint, made before the first thing that is written: most appends write nothing but their rows,
    and to make one costs as much as a hundred of them.
    """

    def __init__(self, c: Connection) -> None:
        self._c, self._stack = c, ExitStack()
        self.made = False

    def __enter__(self) -> None:
        self._stack.__enter__()

    def __exit__(self, *raised: Any) -> bool | None:
        return self._stack.__exit__(*raised)

    def make(self) -> None:
        if not self.made:
            self._stack.enter_context(self._c.begin_nested())
            self.made = True


def _to_do(one: Append, answer: Appended) -> Beside | None:
    return one.refused if one.refused is not None and answer.reasons.any() else one.beside


def _together(appends: Sequence[Append]) -> list[list[Append]]:
    """In their order: those that bring nothing with them, one behind the other; each other one by itself. The past,
    which isn't told, is never together with what is.
    """
    found: list[list[Append]] = []
    for one in appends:
        if found and one.beside is None and found[-1][0].beside is None and one.past == found[-1][0].past:
            found[-1].append(one)
        else:
            found.append([one])
    return found


def made(c: Connection, make: Callable[[Connection], None], version: int = t.SCHEMA_VERSION) -> None:
    """`make` the tables where they, or some of them, are missing. Raises StoreError for a newer schema than `version`.
    """
    if t.fact.name not in inspect(c).get_table_names():
        make(c)
        ours = {"schema": str(version), "position": "0"}
        c.execute(insert(t.fact), [{"key": key, "value": value} for key, value in ours.items()])
        return
    schema = int(c.execute(select(t.fact.c.value).where(t.fact.c.key == "schema")).scalar() or 0)
    if schema > version:
        raise StoreError(f"its SensorThings entities were written by a newer Banyan (schema {schema}, this one "
                         f"knows {version}): update Banyan, nothing was changed")
    if schema < version:
        make(c)
        c.execute(update(t.fact).where(t.fact.c.key == "schema").values(value=str(version)))
