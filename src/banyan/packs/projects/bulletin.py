"""The figures of a bulletin: what one edition signed, in tables, each number with the projects behind it.

A project counts once, at its first signing; an increase of capital adds its increment to the amount of the edition it
was signed in, and nothing to counts or size bands (`measure.contribution`). Every table's labels are field values.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from msgspec import Struct

from banyan.model.ids import ProjectId
from banyan.model.project import Project, Stage
from banyan.packs.projects.bulletin_bands import BANDS, Band
from banyan.packs.projects.bulletin_change import ChangeRow, change, edition_before
from banyan.packs.projects.bulletin_cohorts import STEPS, CohortRow, cohorts
from banyan.packs.projects.bulletin_tables import BREAKDOWNS, Row, Table, parts_of, tables

KEY_PROJECTS = 10
NAMES = ("total", *BREAKDOWNS, "change", "cohort")


class Ask(Struct, frozen=True):
    """`as_of`: the last day that counts. `previous`: the edition to compare with; None: the last one before it.

    `stages`: the city's list; `steps`: the stages that a cohort is followed through, from its signing on.
    """

    edition: str
    as_of: date
    previous: str | None = None
    bands: tuple[Band, ...] = BANDS
    stages: tuple[Stage, ...] = ()
    steps: tuple[str, ...] = STEPS
    key_projects: int = KEY_PROJECTS


class KeyProject(Struct, frozen=True):
    """One of the largest by what was signed. `amount` in CNY, without increments."""

    project: ProjectId
    amount: Decimal


class Bulletin(Struct, frozen=True):
    """`projects`: all that stand behind any number here, in the order of their ids. `editions`: those the data has."""

    edition: str
    as_of: date
    previous: str | None
    tables: tuple[Table, ...]
    change: tuple[ChangeRow, ...]
    cohorts: tuple[CohortRow, ...]
    key_projects: tuple[KeyProject, ...]
    projects: tuple[Project, ...]
    editions: tuple[str, ...]

    def table(self, name: str) -> Table:
        return next(table for table in self.tables if table.name == name)

    @property
    def total(self) -> Row:
        return self.table("total").rows[0]


def bulletin(projects: Sequence[Project], ask: Ask) -> Bulletin:
    """The tables of one edition as they were true on a day, from projects as they were known on another."""
    parts = parts_of(projects, ask.edition, ask.as_of)
    now = tables(parts, ask.bands)
    previous = ask.previous or edition_before(projects, ask.edition, ask.as_of)
    before = tables(parts_of(projects, previous, ask.as_of), ask.bands) if previous is not None else ()
    followed = cohorts(projects, ask.edition, ask.as_of, ask.stages, ask.steps)
    largest = sorted((p for p in parts if p.signed is not None), key=lambda p: (-(p.signed or 0), p.project.id))
    changed = change(now, before) if before and before[0].rows[0].projects else ()
    behind = {pid for table in now for row in table.rows for pid in row.projects}
    behind |= {pid for row in followed for pid in row.projects} | {pid for row in changed for pid in row.projects}
    return Bulletin(
        edition=ask.edition, as_of=ask.as_of, previous=previous if changed else None, tables=now, change=changed,
        cohorts=followed,
        key_projects=tuple(KeyProject(p.project.id, p.signed or Decimal(0)) for p in largest[: ask.key_projects]),
        projects=tuple(sorted((p for p in projects if p.id in behind), key=lambda p: p.id)),
        editions=tuple(sorted({i.edition for p in projects for i in p.investments} | {p.edition for p in projects})),
    )  # fmt: skip
