"""The after-action report as plain tables: keys and numbers, so that terminal and page say the same."""

from msgspec import Struct

from banyan.measure.effect import Effect
from banyan.measure.minutes import LEGS, AfterAction
from banyan.model.text import Said

Number = float | int | None


class Row(Struct, frozen=True):
    """`values` has one entry a column after the label's; None is shown as a dash."""

    label: Said
    values: tuple[Number, ...]


class Table(Struct, frozen=True):
    """`head` names the columns; `decimals` says how its numbers are shown."""

    title: Said
    head: tuple[Said, ...]
    rows: tuple[Row, ...]
    decimals: int = 0


def tables(found: tuple[Effect, ...], figures: AfterAction) -> tuple[Table, ...]:
    """Effect, then response times, then counts."""
    return (effect_table(found), minutes_table(figures), counts_table(figures))


def effect_table(found: tuple[Effect, ...]) -> Table:
    """Passive, standing, banyan, and how many percent less than each; rows that are zero everywhere are left out."""
    rows = [
        Row(
            _effect_label(effect),
            (
                effect.passive,
                effect.standing,
                effect.banyan,
                effect.percent_less_than_passive,
                effect.percent_less_than_standing,
            ),
        )
        for effect in found
        if effect.subject == "total" or effect.passive or effect.standing or effect.banyan
    ]
    head = ("passive", "standing", "banyan", "less_than_passive", "less_than_standing")
    return _table("effect", head, rows, decimals=1)


def minutes_table(figures: AfterAction) -> Table:
    """Median and worst minutes from the first reading over the limit."""
    spreads = [(leg, figures.cases.minutes[leg]) for leg in LEGS if leg in figures.cases.minutes]
    rows = [Row(Said(f"measure.minutes.{leg}"), (spread.median, spread.worst)) for leg, spread in spreads]
    return _table("minutes", ("median", "worst"), rows, decimals=1)


def counts_table(figures: AfterAction) -> Table:
    """Alerts, cases, proposals, interlocks and readings: how many."""
    alerts, cases, proposals = figures.alerts, figures.cases, figures.proposals
    counts: list[tuple[str, int]] = [
        ("alerts.raised", alerts.raised),
        ("alerts.cleared", alerts.cleared),
        ("alerts.standing", alerts.standing),
        ("cases.opened", cases.opened),
        ("cases.closed", cases.closed),
        ("cases.late", cases.late),
        ("proposals.made", proposals.made),
        ("proposals.approved", proposals.approved),
        ("proposals.refused", proposals.refused),
        ("proposals.expired", proposals.expired),
        ("interlocks.refusals", sum(figures.interlocks.refusals.values())),
        ("interlocks.violations", figures.interlocks.violations),
        ("readings.received", figures.readings.received),
        ("readings.accepted", figures.readings.accepted),
        ("readings.rejected", sum(figures.readings.rejected.values())),
    ]
    return _table("counts", ("count",), [Row(Said(f"measure.{key}"), (count,)) for key, count in counts])


def _effect_label(effect: Effect) -> Said:
    if effect.subject in ("total", "street", "bank"):
        return Said(f"measure.flooding.{effect.subject}")
    return Said(f"measure.{effect.measure}", {"subject": effect.subject})


def _table(name: str, head: tuple[str, ...], rows: list[Row], decimals: int = 0) -> Table:
    return Table(Said(f"measure.title.{name}"), tuple(Said(f"measure.head.{h}") for h in head), tuple(rows), decimals)
