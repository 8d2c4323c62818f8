"""The formulas over the daily cases of a city that runs: what the boards of its case screens show."""

from collections.abc import Sequence
from typing import Any

from banyan.command.worktime import zone_of
from banyan.measure.indicators.catalogue import CATALOGUE
from banyan.measure.indicators.predicates import Neighbours
from banyan.measure.indicators.reckon import Dimension
from banyan.runtime.casework.looking import CaseDesk
from banyan.runtime.indicators.asking import Asked, over_cases
from banyan.runtime.indicators.casework import KIND, of_casework
from banyan.runtime.indicators.periods import spanning
from banyan.runtime.indicators.result import result


def of_desk(desk: CaseDesk, first: str | None, last: str | None, by: Sequence[Dimension]) -> dict[str, Any]:
    """Every ready formula as of now; a storm's cases have clocks of their own and aren't among the rows.

    Raises UsageError for a period that can't be read.
    """
    now, book = desk.office.now(), desk.office.book
    zone = zone_of(book.timezone)
    period = spanning(first, last, zone, ("from", "to"))
    rows = of_casework(desk.store.current(KIND).values(), book.calendar, book.timezone, now)
    asked = Asked(period=period, as_of=now, zone=zone, by=tuple(dict.fromkeys(by)))
    everyone = Neighbours(rows)
    answers = [over_cases(indicator, rows, asked, everyone) for indicator in CATALOGUE.indicators]
    source: dict[str, object] = {"kind": "journal", "name": "daily", "rows": len(rows)}
    return result(answers, asked, source, ())
