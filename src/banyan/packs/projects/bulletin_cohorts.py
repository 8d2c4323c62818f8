"""What became of what was signed: each cohort's way from signed to started to in production."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from msgspec import Struct

from banyan.measure.contribution import contribution, reached, stages_until
from banyan.model.ids import ProjectId
from banyan.model.project import Project, Stage
from banyan.packs.projects.bulletin_tables import Part

STEPS = ("signed", "started", "in-production")


class CohortRow(Struct, frozen=True):
    """Of the `denominator` projects that a cohort signed by `on`, `numerator` have come as far as the stage `label`.

    `share` is numerator by denominator; `amount` is what those came with, in CNY. `untold`: projects of the cohort
    whose stage no workbook tells: they count in the denominator, so the rate is a lower bound while there are any.
    """

    cohort: str
    label: str
    count: int
    amount: Decimal
    share: Decimal | None
    numerator: int
    denominator: int
    on: date
    untold: tuple[ProjectId, ...]
    projects: tuple[ProjectId, ...]


def cohorts(
    projects: Iterable[Project], edition: str, as_of: date, stages: tuple[Stage, ...], steps: Sequence[str],
) -> tuple[CohortRow, ...]:  # fmt: skip
    """The edition's own cohort first, then the others from the latest signing to the earliest."""
    by_cohort: dict[str, list[Part]] = {}
    for project in sorted(projects, key=lambda p: p.id):
        adds = contribution(project, None, as_of)
        if adds.count:
            group = by_cohort.setdefault(project.cohort or project.edition, [])
            group.append(Part(project, adds.count, adds.amount, adds.signed))
    known = {stage.id: stage for stage in stages}
    found: list[CohortRow] = []
    for cohort in sorted(by_cohort, key=lambda c: _place(c, by_cohort[c], edition)):
        found += [_row(cohort, by_cohort[cohort], known[step], as_of, stages, i == 0)
                  for i, step in enumerate(steps) if step in known]
    return tuple(found)


def _place(cohort: str, group: Sequence[Part], edition: str) -> tuple[bool, int, str]:
    latest = max((p.project.signed_on for p in group if p.project.signed_on is not None), default=date.min)
    return not any(p.project.edition == edition for p in group), -latest.toordinal(), cohort


def _row(
    cohort: str, group: Sequence[Part], step: Stage, as_of: date, stages: tuple[Stage, ...], first: bool,
) -> CohortRow:  # fmt: skip
    """The first step is the signing itself: whoever is in the cohort has done it."""
    there = [p for p in group if first or reached(p.project, step, stages, as_of)]
    ranks = {stage.id for stage in stages}
    untold = tuple(p.project.id for p in group if not any(s in ranks for s in stages_until(p.project, as_of)))
    return CohortRow(
        cohort, step.id, len(there), sum((p.amount for p in there), Decimal(0)),
        Decimal(len(there)) / len(group) if group else None, len(there), len(group), as_of, () if first else untold,
        tuple(p.project.id for p in there),
    )  # fmt: skip
