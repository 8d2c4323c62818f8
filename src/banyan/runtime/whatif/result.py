"""What a what-if tells: the promised shape of `runs`, curves, differences and events, and what was assumed."""

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct, field

from banyan.model.effect import Run
from banyan.model.record import Record
from banyan.model.text import Said
from banyan.model.time import Instant
from banyan.runtime.whatif.planfile import Row

SCHEMA = "banyan.whatif/1"
RUNS = ("passive", "standing", "banyan", "plan")
MOST_EVENTS = 1_000       # of a run: a storm of a day has some hundreds


class Asked(Struct, frozen=True, kw_only=True):
    """What was asked, as far as a person wants to read it again. `tables` names the tables that were given."""

    storm: str | None = None
    storm_at: float = 0.0
    tables: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    plan: list[Row] = field(default_factory=list)
    approve: bool = False
    look_ahead: bool = False


class Difference(Struct, frozen=True, kw_only=True):
    """One run against another, in all places together: this one minus that one, so less than 0 is better."""

    run: str
    against: str
    flooding_m3: float
    street_m3: float
    bank_m3: float
    ponding_hours: float
    band_hours_outside: float
    gate_travel: float
    pump_starts: int


class Event(Struct, frozen=True):
    """Something the city did in a run: the body of the record that it would have written, by kind."""

    run: str
    at: Instant
    kind: str
    id: str
    body: dict[str, Any]


class Denied(Struct, frozen=True):
    """A set-point that an interlock refused in a run, when first, and why."""

    run: str
    at: Instant
    device: str
    setting: float
    interlock: str
    why: str


class Result(Struct, frozen=True, kw_only=True):
    """`banyan.whatif/1` (docs/schemas/whatif.schema.json). `id`: the question's digest.

    `curves` are true levels (m), depths (m) and gate openings (%) of each run's world by stream, at `times`; `measured`
    are the last readings before `at`, for the same streams.
    """

    schema: str = SCHEMA
    id: str
    city: str
    moment: str = field(name="from")
    at: Instant
    hours: float
    asked: Asked
    runs: dict[str, Run]
    times: list[Instant]
    curves: dict[str, dict[str, list[float]]]
    measured: dict[str, float]
    differences: list[Difference]
    events: list[Event]
    refusals: list[Denied]
    notes: list[Said]
    version: str


def differences(runs: Mapping[str, Run]) -> list[Difference]:
    """Every run against passive, and the plan against the brain."""
    pairs = [(name, "passive") for name in runs if name != "passive"]
    pairs += [("plan", "banyan")] if "plan" in runs and "banyan" in runs else []
    return [_difference(name, against, runs[name], runs[against]) for name, against in pairs if against in runs]


def _difference(name: str, against: str, run: Run, other: Run) -> Difference:
    def less(a: Mapping[str, float], b: Mapping[str, float]) -> float:
        return round(sum(a.values()) - sum(b.values()), 6)

    ours, theirs = run.flooding_m3, other.flooding_m3
    return Difference(
        run=name, against=against, flooding_m3=round(ours.total - theirs.total, 6),
        street_m3=round(ours.street - theirs.street, 6), bank_m3=round(ours.bank - theirs.bank, 6),
        ponding_hours=less(run.ponding_hours, other.ponding_hours),
        band_hours_outside=less(run.band_hours_outside, other.band_hours_outside),
        gate_travel=less(run.gate_travel, other.gate_travel),
        pump_starts=sum(run.pump_starts.values()) - sum(other.pump_starts.values()),
    )  # fmt: skip


class Comparison(Struct, frozen=True, kw_only=True):
    """Two what-ifs, run by run: `a` minus `b`. `against` and `run` of a difference are the same run of the two."""

    schema: str = "banyan.whatif-compare/1"
    a: str
    b: str
    a_id: str
    b_id: str
    differences: list[Difference]


def compared(a: str, one: Result, b: str, other: Result) -> Comparison:
    """The runs that both have."""
    common = [name for name in RUNS if name in one.runs and name in other.runs]
    found = [_difference(name, name, one.runs[name], other.runs[name]) for name in common]
    return Comparison(a=a, b=b, a_id=one.id, b_id=other.id, differences=found)


TOLD = ("alert", "incident", "case", "task", "proposal", "approval", "confirmation", "escalation", "rule-status")


def events(run: str, records: Iterable[Record]) -> list[Event]:
    """What is told of a run's records: decisions and deeds, the first MOST_EVENTS of them.

    Of set-points only the refused: the ones that left are the curves of the gates.
    """
    found = [
        Event(run, rec.at, rec.kind, str(rec.body.get("id", rec.id)), rec.body)
        for rec in records
        if rec.kind in TOLD or (rec.kind == "actuation" and rec.body["outcome"] == "refuse")
    ]
    return found[:MOST_EVENTS]


def denied(run: str, records: Iterable[Record]) -> list[Denied]:
    """The set-points that interlocks refused."""
    return [
        Denied(run, rec.at, rec.body["device"], rec.body["setting"], rec.body["interlock"] or "", rec.body["why"] or "")
        for rec in records
        if rec.kind == "actuation" and rec.body["outcome"] == "refuse"
    ]
