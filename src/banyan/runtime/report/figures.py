"""The report's figures for programs: banyan.report/1 (docs/schemas/report.schema.json)."""

from collections.abc import Mapping
from typing import Any

import msgspec

from banyan.measure.spent import crew_hours, moved
from banyan.measure.split import Cell, split
from banyan.model.effect import Run
from banyan.model.record import plain
from banyan.runtime.report.comparison import Unattended
from banyan.runtime.report.facts import Facts

SCHEMA = "banyan.report/1"


def figures(facts: Facts, without: Unattended | None, effects: Mapping[Cell, Run] | None) -> dict[str, Any]:
    """Times in UTC, m³, m, mm, minutes and hours as the schema says; null where nothing is known."""
    found: dict[str, Any] = {
        "schema": SCHEMA,
        "city": facts.declared.city,
        "storm": facts.scenario.storm if facts.scenario else None,
        "seed": facts.scenario.spec.seed if facts.scenario else None,
        "begins": facts.begins,
        "ends": facts.ends,
        "ended": facts.ended,
        "journal": {"records": facts.records, "sha256": facts.sha256},
        "runs": facts.runs,
        "unattended": None if without is None else {"run": without.run, "agrees": without.agrees},
        "violations": [{"record": v.record, "rule": v.rule, "text": v.text} for v in facts.checked.violations],
        "findings": [
            {"kind": f.kind, "key": f.said.key, "args": f.said.args, "records": f.records, "grave": f.grave}
            for f in facts.findings
        ],
        "alerts": [
            {"id": a.id, "place": a.place, "worst": a.worst, "raised_at": a.raised_at, "over_at": a.over_at,
             "acknowledged_at": a.acknowledged_at, "cleared_at": a.cleared_at, "records": a.records}
            for a in facts.alerts
        ],
        "missed": [{"place": m.place, "over_at": m.over_at, "peak": m.peak} for m in facts.missed],
        "false": [{"alert": f.alert, "place": f.place, "at": f.at} for f in facts.false],
        "rain": facts.rain,
        "levels": [
            {"stream": e.stream, "points": e.points, "bias": e.bias, "inside": e.inside, "worst": e.worst,
             "mean_abs": {str(lead): value for lead, value in e.mean_abs.items()}}
            for e in facts.levels
        ],
        "costs": {
            "crews": [{"crew": c.crew, "trips": c.trips, "away_h": c.away.total_seconds() / 3600,
                       "on_site_h": c.on_site.total_seconds() / 3600}
                      for c in crew_hours(facts.history, facts.ends)],
            "devices": [{"device": m.device, "orders": m.orders, "travel": m.travel, "starts": m.starts}
                        for m in moved(facts.history, facts.declared.devices)],
        },
        "effects": None if effects is None else {
            "runs": {f"{control}/{crews}": run for (control, crews), run in effects.items()},
            "parts": split(effects),
        },
    }  # fmt: skip
    told: dict[str, Any] = plain(msgspec.to_builtins(found, order="deterministic"))
    return told
