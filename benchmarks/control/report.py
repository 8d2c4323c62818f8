"""Figures as a Markdown table and as JSON."""

from statistics import median

from benchmarks.control.baselines import Fixed
from msgspec import Struct

from banyan.model.effect import Run

FLOODS_M3 = 50.0     # a storm floods when its best fixed setting lets out more than this
EXCLUDED = {
    "storms that don't flood": f"under {FLOODS_M3:.0f} m³ at the best fixed setting a percentage means nothing: "
                               "shown, not in the median",
    "look-ahead control": "the rule is the only controller measured here",
    "energy": "pump energy isn't modelled; starts and gate travel stand for wear",
    "people": "proposals are approved by the standing authority at once; a slow officer costs more",
    "journal and page": "the loop runs without its store here: they steer nothing",
}
COLUMNS = (
    "storm", "seed", "passive", "standing", "best fixed (at)", "rule", "streets", "banks", "gain",
    "h outside band, fixed", "h outside band, rule", "gate travel %", "pump starts, fixed → rule", "continuity %",
)  # fmt: skip


class Row(Struct, frozen=True):
    """One storm with one seed. Flooding in m³."""

    storm: str
    seed: int
    passive: Fixed
    standing: Fixed
    best: Fixed
    rule: Run
    continuity_error_percent: float

    @property
    def floods(self) -> bool:
        return self.best.run.flooding_m3.total > FLOODS_M3

    @property
    def gain(self) -> float:
        """Share of the best fixed setting's flooding that the rule spares, in %."""
        return 100 * (1 - self.rule.flooding_m3.total / max(self.best.run.flooding_m3.total, 1e-9))


def median_gain(rows: list[Row]) -> float | None:
    gains = [row.gain for row in rows if row.floods]
    return median(gains) if gains else None


def markdown(rows: list[Row]) -> str:
    lines = [f"| {' | '.join(COLUMNS)} |", "|---" * len(COLUMNS) + "|", *(_line(row) for row in rows)]
    middle = median_gain(rows)
    counted = sum(row.floods for row in rows)
    told = "none of these floods" if middle is None else f"{middle:.0f} %"
    worst = max(abs(e) for r in rows for e in (r.continuity_error_percent, r.best.continuity_error_percent))
    lines += ["", f"Median gain over the {counted} runs that flood: **{told}**. "
                  f"Largest continuity error: {worst:.2f} %.", "", "Left out:", ""]
    return "\n".join([*lines, *(f"- {what}: {why}" for what, why in EXCLUDED.items()), ""])


def _line(row: Row) -> str:
    flood, at = row.rule.flooding_m3, "/".join(f"{s:.0f}" for s in row.best.settings.values())
    gain = f"{row.gain:+.0f} %" if row.floods else "–"
    cells = [
        row.storm, str(row.seed), _total(row.passive.run), _total(row.standing.run),
        f"{_total(row.best.run)} ({at}; banks {row.best.run.flooding_m3.bank:,.0f})", f"{flood.total:,.0f}",
        f"{flood.street:,.0f}", f"{flood.bank:,.0f}", gain, _hours(row.best.run), _hours(row.rule),
        "/".join(f"{t:.0f}" for t in row.rule.gate_travel.values()),
        f"{sum(row.best.run.pump_starts.values())} → {sum(row.rule.pump_starts.values())}",
        f"{row.continuity_error_percent:.2f}",
    ]  # fmt: skip
    return f"| {' | '.join(cells)} |"


def _total(run: Run) -> str:
    return f"{run.flooding_m3.total:,.0f}"


def _hours(run: Run) -> str:
    return "/".join(f"{h:.1f}" for h in run.band_hours_outside.values())
