"""What is asked of a what-if, checked before anything is simulated."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct, field

from banyan.edges.tables import Column, TableError, read_file
from banyan.model.city import City
from banyan.runtime.scenario import UsageError
from banyan.runtime.whatif.planfile import Row
from banyan.twin.swmm.faults import FaultError, parse_fault, resolve
from banyan.twin.swmm.spec import Fault
from banyan.twin.swmm.tables import Table, checked

LIVE = "live"
MOST_HOURS = 72.0
LEAST_HOURS = 1 / 6
LATEST_STORM_MIN = 24 * 60.0
MOST_ROWS = 2_000         # of a table or a plan that comes by the API


class Question(Struct, frozen=True, kw_only=True):
    """From where, and what comes then. All minutes count from the moment it goes on from.

    Tables: `rain` and `forecast` in mm/h steps, `tide` in m and `inflow` in m³/s, linear. Each replaces only its part.
    `approve`: whatever the brain proposes is taken for approved and obeyed, also where nobody would. `look_ahead`: the
    brain looks ahead in that world as it does in its own, which takes minutes; else it decides by its rule alone.
    """

    moment: str = field(default=LIVE, name="from")     # "live", or a record's id
    hours: float | None = None
    storm: str | None = None
    storm_at: float = 0.0
    rain: Table | None = None
    tide: Table | None = None
    inflow: Table | None = None
    forecast: Table | None = None
    faults: tuple[str, ...] = ()
    plan: tuple[Row, ...] = ()
    approve: bool = False
    look_ahead: bool = False


class Files(Struct, frozen=True, kw_only=True):
    """The tables' files, as the command line names them."""

    rain: Path | None = None
    tide: Path | None = None
    inflow: Path | None = None
    forecast: Path | None = None


def with_files(question: Question, files: Files) -> Question:
    """Raises TableError with file and line."""
    columns = (("rain", Column.RAIN), ("tide", Column.TIDE), ("inflow", Column.INFLOW), ("forecast", Column.RAIN))
    given = [(name, column, getattr(files, name)) for name, column in columns]
    tables = {name: read_file(file, column) for name, column, file in given if file is not None}
    return msgspec.structs.replace(question, **tables)


def sane(question: Question) -> Question:
    """The same question, as far as it can be judged without a city. Raises UsageError."""
    hours, at = question.hours, question.storm_at
    if hours is not None and not (math.isfinite(hours) and LEAST_HOURS <= hours <= MOST_HOURS):
        raise UsageError(f"--hours {hours:g}: 10 minutes (0.17) to {MOST_HOURS:g} hours were expected")
    if not (math.isfinite(at) and 0 <= at <= LATEST_STORM_MIN):
        raise UsageError(f"--storm-at {at:g}: 0 to {LATEST_STORM_MIN:g} minutes from the moment were expected")
    if at and question.storm is None:
        raise UsageError("--storm-at says when a storm begins, but no --storm is given")
    if not question.moment:
        raise UsageError("--from: live, or the id of a record, was expected")
    lows = {"rain": 0.0, "forecast": 0.0, "inflow": 0.0}
    for name in ("rain", "tide", "inflow", "forecast"):
        table: Sequence[Any] | None = getattr(question, name)
        if table is not None:
            if len(table) > MOST_ROWS * 10:
                raise UsageError(f"{name}: {len(table)} rows, at most {MOST_ROWS * 10} were expected")
            try:
                checked(table, name, lows.get(name, -math.inf))
            except ValueError as e:
                raise UsageError(str(e)) from None
    return question


def faults_of(question: Question, city: City) -> tuple[Fault, ...]:
    """Raises FaultError with the kinds or targets there are."""
    return resolve([parse_fault(text) for text in question.faults], city)


__all__ = ["LIVE", "FaultError", "Files", "Question", "Row", "TableError", "faults_of", "sane", "with_files"]
