"""Figures as a Markdown table and as JSON."""

from statistics import median
from typing import Any

from benchmarks.control.baselines import Fixed
from msgspec import Struct

from banyan.model.effect import Run

FLOODS_M3 = 50.0     # a storm floods when its best fixed setting lets out more than this
EXCLUDED = {
    "storms that don't flood": f"under {FLOODS_M3:.0f} m³ at the best fixed setting a percentage means nothing: "
                               "shown, not in the medians",
    "energy": "pump energy isn't modelled; starts and gate travel stand for wear",
    "people": "proposals are approved by the standing authority at once; a slow officer costs more",
    "journal and page": "the loop runs without its store here: they steer nothing",
}
COLUMNS = (
    "storm", "seed", "passive", "standing", "best fixed (at)", "rule", "look-ahead", "of it streets", "banks",
    "ponding h, rule → look-ahead", "less than fixed", "less than rule", "h outside band, fixed → rule → look-ahead",
    "gate travel %, rule → look-ahead", "pump starts, fixed → rule → look-ahead",
    "decisions (other than rule), branches", "continuity %",
)  # fmt: skip


class Row(Struct, frozen=True):
    """One storm with one seed. Flooding in m³. `split`: look-ahead control with crews sent nearest-first."""

    storm: str
    seed: int
    passive: Fixed
    standing: Fixed
    best: Fixed
    rule: Run
    look: Run
    split: Run | None
    continuity_error_percent: float
    decisions: int
    branches: int
    other_plans: int

    @property
    def floods(self) -> bool:
        return self.best.run.flooding_m3.total > FLOODS_M3

    @property
    def gain(self) -> float:
        """Share of the best fixed setting's flooding that is spared, in %."""
        return _less(self.look, self.best.run)

    @property
    def gain_on_rule(self) -> float:
        return _less(self.look, self.rule)

    @property
    def worse_than_rule(self) -> bool:
        """By more than a litre in a thousand and a cubic metre: less is the engine's own noise."""
        ours, rule = self.look.flooding_m3.total, self.rule.flooding_m3.total
        return ours > rule + max(1.0, 0.001 * rule)


def _less(ours: Run, theirs: Run) -> float:
    return 100 * (1 - ours.flooding_m3.total / max(theirs.flooding_m3.total, 1e-9))


def summary(rows: list[Row]) -> dict[str, Any]:
    """Over the runs that flood: medians in %, and in how many the look-ahead floods more than the rule."""
    counted = [row for row in rows if row.floods]
    if not counted:
        return {"runs_that_flood": 0}
    return {
        "runs_that_flood": len(counted),
        "median_less_than_best_fixed_percent": median(row.gain for row in counted),
        "median_less_than_rule_percent": median(row.gain_on_rule for row in counted),
        "worse_than_rule": sum(row.worse_than_rule for row in counted),
        "largest_loss_to_best_fixed_m3": max(row.look.flooding_m3.total - row.best.run.flooding_m3.total
                                             for row in counted),
        "largest_loss_to_passive_m3": max(row.look.flooding_m3.total - row.passive.run.flooding_m3.total
                                          for row in counted),
    }


def markdown(rows: list[Row]) -> str:
    lines = [f"| {' | '.join(COLUMNS)} |", "|---" * len(COLUMNS) + "|", *(_line(row) for row in rows), ""]
    told = summary(rows)
    if told["runs_that_flood"]:
        lines += [f"Over the {told['runs_that_flood']} runs that flood, the look-ahead floods "
                  f"**{told['median_less_than_best_fixed_percent']:.0f} %** less than the best fixed setting and "
                  f"**{told['median_less_than_rule_percent']:.1f} %** less than the rule on the median; more than the "
                  f"rule in {told['worse_than_rule']}. Its largest loss to the best fixed setting is "
                  f"{told['largest_loss_to_best_fixed_m3']:+,.0f} m³, to nobody acting "
                  f"{told['largest_loss_to_passive_m3']:+,.0f} m³ (below 0: none)."]
    else:
        lines += ["None of these floods."]
    errors = [abs(e) for r in rows for e in (r.continuity_error_percent, r.best.continuity_error_percent)]
    worst = max(errors, default=0.0)
    lines += [f"Largest continuity error: {worst:.2f} %.", "", "Left out:", ""]
    return "\n".join([*lines, *(f"- {what}: {why}" for what, why in EXCLUDED.items()), ""])


def _line(row: Row) -> str:
    flood, at = row.look.flooding_m3, "/".join(f"{s:.0f}" for s in row.best.settings.values())
    split = f" ({_total(row.split)} with crews nearest-first)" if row.split is not None else ""
    runs = (row.best.run, row.rule, row.look)
    cells = [
        row.storm, str(row.seed), _total(row.passive.run), _total(row.standing.run),
        f"{_total(row.best.run)} ({at})", _total(row.rule), _total(row.look) + split, f"{flood.street:,.0f}",
        f"{flood.bank:,.0f}", f"{_ponding(row.rule)} → {_ponding(row.look)}",
        f"{row.gain:+.0f} %" if row.floods else "–", f"{row.gain_on_rule:+.1f} %" if row.floods else "–",
        " → ".join(f"{sum(r.band_hours_outside.values()):.1f}" for r in runs),
        " → ".join("/".join(f"{t:.0f}" for t in r.gate_travel.values()) for r in (row.rule, row.look)),
        " → ".join(str(sum(r.pump_starts.values())) for r in runs),
        f"{row.decisions} ({row.other_plans}), {row.branches}", f"{row.continuity_error_percent:.2f}",
    ]  # fmt: skip
    return f"| {' | '.join(cells)} |"


def _ponding(run: Run) -> str:
    return f"{sum(run.ponding_hours.values()):.1f}"


def _total(run: Run) -> str:
    return f"{run.flooding_m3.total:,.0f}"
