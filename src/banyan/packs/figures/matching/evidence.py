"""The ledger as the checks ask it: what it says about the same thing, about a level, about a rate of exchange."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from banyan.measure.figures.claims import Match, same_period
from banyan.model.figure import Dimension, Figure, Period, Quantity, Reading, Role, Unit
from banyan.packs.figures.matching import names, units
from banyan.packs.figures.matching.doubled import doubled
from banyan.packs.figures.matching.elsewhere import is_another
from banyan.packs.figures.matching.exchanges import with_rates
from banyan.packs.figures.matching.likeness import SYMBOLS, Likeness, likeness
from banyan.packs.figures.matching.misplaced import misplaced
from banyan.packs.figures.matching.roles import role_of
from banyan.packs.figures.matching.sources import comes_from
from banyan.packs.figures.matching.swapped import swapped
from banyan.packs.figures.matching.synonyms import WHOLE
from banyan.packs.figures.matching.told import told
from banyan.packs.figures.matching.when import of_period
from banyan.packs.figures.matching.window import around, levels

_ENOUGH = 5             # figures that tell the time of a ledger
_LEVELS = (Dimension.MONEY, Dimension.COUNT, Dimension.MEASURE, Dimension.PERCENT)


class LedgerEvidence:
    """The figures known at `day` that don't come from the text `name`. Implements measure's Evidence."""

    def __init__(self, figures: Sequence[Figure], name: str, day: date | None = None) -> None:
        known = [units.named(f) for f in with_rates(figures) if not comes_from(f, name) and _known(f, day)]
        replaced = {f.supersedes for f in known if f.supersedes}
        self._figures = tuple(f for f in known if f.id not in replaced)
        self._read: Reading | None = None
        self._levels: dict[int, int] = {}
        self._found: dict[int, Sequence[Match]] = {}
        self._told: dict[int, tuple[Match, ...]] = {}
        self._of_unit: dict[tuple[Dimension, str], list[Figure]] = {}
        for figure in self._figures:
            self._of_unit.setdefault((figure.unit.dimension, _symbol(figure.unit)), []).append(figure)
        self._periods = Counter(thing for thing, _ in {(_thing(f), f.period.label) for f in self._figures})

    def same(self, reading: Reading, index: int) -> Sequence[Match]:
        if self._read is not reading:
            self._read, self._levels, self._found = reading, levels(reading), {}
            self._told = self._tell(reading) if self._figures else {}
        if index not in self._found:
            found = _both(self._same(reading, index), self._told.get(index, ()))
            self._found[index] = tuple(Match(m.figure, False) if m.sure and not m.copied
                                       and is_another(reading, index, m.figure, self._figures) else m for m in found)
        return self._found[index]

    def _tell(self, reading: Reading) -> dict[int, tuple[Match, ...]]:
        """What each number tells; a figure whose place another number has taken is told by no third."""
        taken = misplaced(reading, self._figures, self._levels) | swapped(reading, self._figures) | doubled(
            reading, self._figures)
        ids = {match.figure.id for match in taken.values()}
        found = {index: tuple(m for m in matches if m.figure.id not in ids)
                 for index, matches in told(reading, self._figures, self._levels).items()}
        return found | {index: (match,) for index, match in taken.items()}

    def _same(self, reading: Reading, index: int) -> Sequence[Match]:
        said = around(reading, index, self._levels.get(index))
        unit = reading.quantities[index].unit
        found = [(likeness(reading, index, said, f, self._periods[_thing(f)] == 1), f)
                 for f in self._of_unit.get((unit.dimension, _symbol(unit)), ())]
        alike = [(how, figure) for how, figure in found if how is not Likeness.OTHER]
        sure = [figure for how, figure in alike if how is Likeness.SAME]
        certain = len({(f.amount.value, f.amount.comparison) for f in sure}) == 1
        ordered = sorted(alike, key=lambda pair: pair[0] is not Likeness.SAME)
        return tuple(Match(figure, certain and how is Likeness.SAME) for how, figure in ordered)

    def levels(self, quantity: Quantity, indicator: str, period: Period | None) -> Sequence[Figure]:
        wanted = indicator or quantity.indicator
        return tuple(
            f for f in self._figures
            if f.unit.dimension in _LEVELS and role_of(f) in (Role.LEVEL, Role.SHARE) and self.akin(f.indicator, wanted)
            and same_period(f.period, period) and f.breakdown.casefold() in WHOLE and _whose(f, quantity)
            and (indicator or f.unit.dimension is not Dimension.PERCENT or quantity.role is not Role.GROWTH)
        )  # fmt: skip

    def exchange(self, symbol: str, day: date | None) -> Sequence[Figure]:
        known = [f for f in self._figures if f.unit.dimension is Dimension.EXCHANGE and f.unit.symbol == symbol]
        undated = len(known) == 1 and known[0].period.start is None and _may_be_of(known[0].period, day)
        found = known if undated else [f for f in known if _covers(f.period, day)]
        shortest = min((_length(f.period) for f in found), default=0)
        return tuple(f for f in found if _length(f.period) == shortest)

    def is_of_now(self, figure: Figure) -> bool:
        dated = [max(years) for f in self._figures if (years := of_period(f.period))]
        own, ranked = of_period(figure.period), Counter(dated).most_common(2)
        if not own or len(dated) < _ENOUGH or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
            return False
        return ranked[0][0] == max(own)

    def akin(self, a: str, b: str) -> bool:
        return names.same(a, b)


def _both(named: Sequence[Match], told_: Sequence[Match]) -> Sequence[Match]:
    """What the names say, then what unit, place, time and value say; each figure once, as sure as either is.

    A number that is copied from its neighbour fits the neighbour's figure, which proves nothing.
    """
    copied = tuple(match for match in told_ if match.copied and match.sure)
    if copied:
        return copied
    sure = {match.figure.id for match in (*named, *told_) if match.sure}
    found: dict[str, Match] = {}
    for match in (*named, *told_):
        found.setdefault(match.figure.id, Match(match.figure, match.figure.id in sure))
    return tuple(found.values())


def _symbol(unit: Unit) -> str:
    return unit.symbol if unit.dimension in SYMBOLS else ""


def _thing(figure: Figure) -> tuple[str, str, str]:
    return figure.subject, figure.indicator, figure.breakdown


def _whose(figure: Figure, quantity: Quantity) -> bool:
    """The figure is the quantity's subject's or its place's."""
    asked = [name for name in (quantity.geography, quantity.subject) if name]
    told = [name for name in (figure.subject, figure.geography, *figure.aliases) if name]
    return any(names.same(a, b) for a in asked for b in told)


def _known(figure: Figure, day: date | None) -> bool:
    """A vintage that can't be read as a day is taken as known."""
    if day is None or not figure.vintage:
        return True
    try:
        return date.fromisoformat(figure.vintage) <= day
    except ValueError:
        return True


def _covers(period: Period, day: date | None) -> bool:
    if day is None:
        return True
    return period.start is not None and period.end is not None and period.start <= day <= period.end


def _may_be_of(period: Period, day: date | None) -> bool:
    """Of a period that is only a label: no year of it speaks against the day."""
    years = of_period(period)
    return day is None or not years or day.year in years


def _length(period: Period) -> int:
    return (period.end - period.start).days if period.start is not None and period.end is not None else 0
