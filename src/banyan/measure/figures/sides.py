"""One number of a relation, wherever it comes from: the text under check, or the ledger where the text is silent."""

from collections.abc import Sequence

from msgspec import Struct

from banyan.measure.figures.answer import same
from banyan.measure.figures.claims import Claims
from banyan.measure.figures.weighing import Numbers
from banyan.measure.figures.widths import stands_for
from banyan.measure.figures.writing import plain
from banyan.model.figure import Dimension, Figure, Interval, Unit
from banyan.model.text import Name


class Side(Struct, frozen=True):
    """Exactly one of the two is given."""

    index: int | None = None
    figure: Figure | None = None

    def value(self, number: Numbers) -> Interval:
        if self.index is not None:
            return number(self.index)
        assert self.figure is not None  # noqa: S101  by construction
        return stands_for(self.figure.amount, self.figure.unit)

    def unit(self, claims: Claims) -> Unit:
        if self.index is not None:
            return claims.quantity(self.index).unit
        return self.figure.unit if self.figure is not None else Unit(Dimension.OTHER)

    def words(self, claims: Claims) -> Name:
        """A number of the text in its words, one of the ledger with the id of its row."""
        if self.index is not None:
            return claims.words(self.index)
        return ledger_words(self.figure) if self.figure is not None else same("")


def ledger_words(figure: Figure) -> Name:
    """What the ledger says, so that a reader finds the row: id, value as written, period, source."""
    what = plain(", ".join(filter(None, [figure.amount.text, figure.period.label, figure.source])))
    return Name(f"台账 {figure.id}（{what.zh}）", f"{figure.id} of the ledger ({what.en})")


def in_text(index: int | None) -> Side | None:
    return None if index is None else Side(index=index)


def in_ledger(figures: Sequence[Figure]) -> Side | None:
    """The figure that the ledger has; None where it has none, or several that differ."""
    values = {(f.amount.value, f.amount.comparison, f.unit.dimension) for f in figures}
    return Side(figure=figures[0]) if len(values) == 1 else None


def indices(*sides: Side | None) -> list[int]:
    return [side.index for side in sides if side is not None and side.index is not None]


def against(*sides: Side | None) -> tuple[str, ...]:
    return tuple(side.figure.id for side in sides if side is not None and side.figure is not None)
