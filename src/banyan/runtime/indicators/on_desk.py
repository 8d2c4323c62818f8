"""The formulas over the cases of a city that runs: what the boards of its case screens show."""

import threading
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from banyan.command.worktime import zone_of
from banyan.measure.indicators.catalogue import CATALOGUE
from banyan.measure.indicators.formula import Indicator
from banyan.measure.indicators.predicates import Neighbours
from banyan.measure.indicators.reckon import Dimension
from banyan.measure.indicators.row import CaseRow
from banyan.model.ports import Store
from banyan.model.time import Instant
from banyan.runtime.casework.office import CaseOffice
from banyan.runtime.indicators.asking import Asked, over_cases
from banyan.runtime.indicators.kept import KeptRows
from banyan.runtime.indicators.periods import spanning
from banyan.runtime.indicators.result import result

FRESH = timedelta(seconds=5)      # as of: no case has changed since, and time alone moves little in so long
MOST = 16                         # questions whose answers are kept
Question = tuple[str | None, str | None, tuple[Dimension, ...]]


class _Kept:
    """One question: its last answer, with how the cases stood and when."""

    def __init__(self) -> None:
        self.turn = threading.Lock()
        self.answer: tuple[int, Instant, dict[str, Any]] | None = None


class DeskIndicators:
    """Thread-safe. A board asks every few seconds on many screens, so what was reckoned a moment ago is given again."""

    def __init__(self, office: CaseOffice, store: Store) -> None:
        self._office = office
        self._kept = KeptRows(store, office.book.calendar, office.book.timezone)
        self._turn = threading.Lock()
        self._asked: dict[Question, _Kept] = {}

    def every(self, first: str | None, last: str | None, by: Sequence[Dimension]) -> dict[str, Any]:
        """Every ready formula, with how many cases are behind it. Raises UsageError for a period that can't be read."""
        question: Question = (first, last, tuple(dict.fromkeys(by)))
        with self._turn:
            kept = self._asked.pop(question, None) or _Kept()
            self._asked[question] = kept
            if len(self._asked) > MOST:
                del self._asked[next(iter(self._asked))]
        with kept.turn:      # who asks the same at the same time waits and has the same answer; nobody else waits
            now = self._office.now()
            changes, rows = self._kept.rows(now)
            known = kept.answer
            if known is not None and known[0] == changes and timedelta(0) <= now - known[1] <= FRESH:
                return known[2]
            told = self._reckoned(CATALOGUE.indicators, question, rows, now, which=False)
            kept.answer = (changes, now, told)
            return told

    def one(self, indicator: Indicator, first: str | None, last: str | None, by: Sequence[Dimension]) -> dict[str, Any]:
        """One formula, with the ids of the cases behind it. Raises UsageError as `every` does."""
        now = self._office.now()
        _, rows = self._kept.rows(now)
        return self._reckoned((indicator,), (first, last, tuple(dict.fromkeys(by))), rows, now, which=True)

    def _reckoned(
        self, indicators: Sequence[Indicator], question: Question, rows: Sequence[CaseRow], now: Instant, *, which: bool
    ) -> dict[str, Any]:
        zone = zone_of(self._office.book.timezone)
        first, last, by = question
        asked = Asked(period=spanning(first, last, zone, ("from", "to")), as_of=now, zone=zone, by=by)
        everyone = Neighbours(rows)
        answers = [over_cases(indicator, rows, asked, everyone) for indicator in indicators]
        source: dict[str, object] = {"kind": "journal", "name": "cases", "rows": len(rows)}
        return result(answers, asked, source, (), rows=which)
