"""An edition against the one before it, row by row."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from msgspec import Struct

from banyan.model.ids import ProjectId
from banyan.model.project import Project
from banyan.packs.projects.bulletin_tables import Row, Table, parts_of

COMPARED = ("total", "size_band", "channel", "sector", "investor_kind")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


class ChangeRow(Struct, frozen=True):
    """`of` and `label`: which row of which table. `count`, `amount`: the difference; `share`: of the amount before it.

    `share` None: nothing was there before. `projects`: those behind both editions' numbers.
    """

    of: str
    label: str
    count: int
    amount: Decimal
    share: Decimal | None
    count_now: int
    count_before: int
    amount_now: Decimal
    amount_before: Decimal
    projects: tuple[ProjectId, ...]


def change(now: Sequence[Table], before: Sequence[Table]) -> tuple[ChangeRow, ...]:
    """Every row that either edition has."""
    found = []
    earlier = {table.name: {row.label: row for row in table.rows} for table in before}
    for table in now:
        if table.name not in COMPARED:
            continue
        rows = {row.label: row for row in table.rows}
        then = earlier.get(table.name, {})
        for label in dict.fromkeys([*rows, *then]):
            found.append(_row(table.name, label, rows.get(label), then.get(label)))
    return tuple(sorted(found, key=lambda row: COMPARED.index(row.of)))


def edition_before(projects: Iterable[Project], edition: str, as_of: date) -> str | None:
    """The last edition before this one: the same name with an earlier year, else the one that was signed last before.

    None: the data holds none, or doesn't tell which of several it is.
    """
    several = list(projects)
    others = sorted({p.edition for p in several} - {edition, ""})
    named = [(year, other) for other in others if (year := _earlier(other, edition)) is not None]
    if named:
        return max(named)[1]
    first = _first_day(several, edition, as_of)
    dated = [(day, o) for o in others if (day := _first_day(several, o, as_of)) is not None and first and day < first]
    return max(dated)[1] if dated else None


def _earlier(other: str, edition: str) -> int | None:
    """The year of `other`, where only an earlier year tells it from `edition`."""
    years, mine = _YEAR.findall(other), _YEAR.findall(edition)
    if len(years) != 1 or len(mine) != 1 or _YEAR.sub("", other) != _YEAR.sub("", edition):
        return None
    return int(years[0]) if int(years[0]) < int(mine[0]) else None


def _first_day(projects: Sequence[Project], edition: str, as_of: date) -> date | None:
    days = [p.project.signed_on for p in parts_of(projects, edition, as_of) if p.count]
    return min((day for day in days if day is not None), default=None)


def _row(of: str, label: str, now: Row | None, before: Row | None) -> ChangeRow:
    counts = (now.count if now else 0, before.count if before else 0)
    amounts = (now.amount if now else Decimal(0), before.amount if before else Decimal(0))
    return ChangeRow(
        of, label, counts[0] - counts[1], amounts[0] - amounts[1],
        (amounts[0] - amounts[1]) / amounts[1] if amounts[1] else None, *counts, *amounts,
        tuple(sorted({*(now.projects if now else ()), *(before.projects if before else ())})),
    )  # fmt: skip
