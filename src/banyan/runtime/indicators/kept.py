"""The rows of the cases, kept from one question to the next: only cases that have changed are read again."""

import threading
from typing import Any

import msgspec

from banyan.measure.indicators.row import CaseRow
from banyan.model.ports import Store
from banyan.model.time import Instant
from banyan.runtime.indicators.casework import KIND, Facts, NamedCalendar, row, settled


class KeptRows:
    """Thread-safe. Some 1 kB a case, open and closed."""

    def __init__(self, store: Store, calendar: NamedCalendar, timezone: str) -> None:
        self._store, self._calendar, self._timezone = store, calendar, timezone
        self._turn = threading.Lock()
        self._read: int | None = None                 # the journal has been read up to this record
        self._changes = 0                             # how often a case was found that had changed
        self._rows: dict[str, CaseRow] = {}           # of cases whose row time alone doesn't change
        self._moving: dict[str, Facts] = {}           # of the others

    def rows(self, now: Instant) -> tuple[int, tuple[CaseRow, ...]]:
        """A number that grows when any case has changed, whatever else was written; and one row for each case, in the
        order of their ids.
        """
        with self._turn:
            upto = self._store.sequence()
            found = self._changed(upto)
            for body in found:
                self._take(body)
            self._read, self._changes = upto, self._changes + bool(found)
            every = self._rows | {cid: self._row(facts, now) for cid, facts in self._moving.items()}
            return self._changes, tuple(every[cid] for cid in sorted(every))

    def _changed(self, upto: int) -> list[dict[str, Any]]:
        if self._read is None:
            return list(self._store.current(KIND).values())
        if self._read == upto:
            return []
        return list({str(rec.body["id"]): rec.body for _, rec in self._store.records(self._read, KIND)}.values())

    def _take(self, body: dict[str, Any]) -> None:
        facts = msgspec.convert(body, Facts)
        self._rows.pop(facts.id, None)
        self._moving.pop(facts.id, None)
        if body.get("undone"):      # its import was taken back
            return
        if settled(facts):
            self._rows[facts.id] = self._row(facts, facts.line.stints[-1].begin)
        else:
            self._moving[facts.id] = facts

    def _row(self, facts: Facts, now: Instant) -> CaseRow:
        return row(facts, self._calendar, self._timezone, now)
