"""What one project adds to an edition's totals on a day: the one rule that every table of projects is made with."""

from datetime import date
from decimal import Decimal

from msgspec import Struct

from banyan.model.project import Investment, InvestmentKind, Project, Stage, Standing

NOTHING = Decimal(0)


class Contribution(Struct, frozen=True):
    """`count` 1 or 0. `amount` in CNY: what was signed, and increments. `signed`: what decides the size band, without
    increments; None where nothing was signed in this edition.
    """

    count: int
    amount: Decimal
    signed: Decimal | None


def contribution(project: Project, edition: str | None, as_of: date | None = None) -> Contribution:
    """Of one project to one edition (None: to all of them), as it was on the day `as_of`, that day included.

    An increase of capital adds its increment to the edition it was signed in, and nothing to count or size band. What
    carries no date is taken to hold on every day: whether it was known by then is asked with --known-at.
    """
    if project.standing is not Standing.CURRENT:
        return Contribution(0, NOTHING, None)
    held = [i for i in project.investments if (edition is None or i.edition == edition) and _holds(project, i, as_of)]
    increments = sum((i.amount.value for i in held if i.kind is InvestmentKind.INCREMENT), NOTHING)
    signings = [i for i in held if i.kind is not InvestmentKind.INCREMENT]
    counts = project.increases is None and _signed(project, edition, as_of)
    if not counts:
        return Contribution(0, increments, None)
    signed = signings[-1].amount.value if signings else None
    return Contribution(1, (signed or NOTHING) + increments, signed)


def stages_until(project: Project, as_of: date | None) -> tuple[str, ...]:
    """The stages a project has been in by the end of the day `as_of`, in their order."""
    return tuple(s.stage for s in project.stages if as_of is None or s.on is None or s.on <= as_of)


def reached(project: Project, stage: Stage, stages: tuple[Stage, ...], as_of: date | None = None) -> bool:
    """Whether it has come as far as `stage`; one that stopped later has been there all the same."""
    ranks = {s.id: s.rank for s in stages}
    been = [rank for s in stages_until(project, as_of) if (rank := ranks.get(s)) is not None]
    return stage.rank is not None and bool(been) and max(been) >= stage.rank


def _signed(project: Project, edition: str | None, as_of: date | None) -> bool:
    if edition is not None and project.edition != edition:
        return False
    return as_of is None or project.signed_on is None or project.signed_on <= as_of


def _holds(project: Project, investment: Investment, as_of: date | None) -> bool:
    first = investment.kind is InvestmentKind.SIGNED
    on = investment.on or (project.signed_on if first else None)
    return as_of is None or on is None or on <= as_of
