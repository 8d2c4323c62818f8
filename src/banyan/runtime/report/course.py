"""How the storm went: rain, tide and levels over time, the main events, and each level with and without us."""

from collections.abc import Collection
from datetime import timedelta

from banyan.measure.courses import Course, rain_rates
from banyan.measure.predicted import Expected
from banyan.model.decision import Decision
from banyan.model.device import Kind
from banyan.model.ids import StreamId
from banyan.model.stream import Measures
from banyan.model.time import Instant
from banyan.runtime.report.comparison import Unattended
from banyan.runtime.report.facts import Facts
from banyan.runtime.report.pages import Block, Cell, Chart, Grid, Heading, Limit, Line, Mark, Point, Words
from banyan.runtime.report.teller import Teller
from banyan.twin.swmm.spec import PONDING_M

SHOWN_M = 0.005       # an error that is 0.00 says nothing: streets that stayed dry, as expected
EVENTS = 60           # rows of the time line; all deeds stand in their own section
RULE, HOLD = "rule", "hold"       # ids of the plans that every look ahead tries
LOOK_AT = timedelta(hours=1)      # what is shown of looks ahead: what was expected this long before


def time_line(facts: Facts, t: Teller) -> list[Block]:
    return [
        Heading(t.say("line.title"), fresh=True), *_weather(facts, t),
        Heading(t.say("line.events"), 2), *_events(facts, t),
    ]  # fmt: skip


def curves(facts: Facts, without: Unattended | None, t: Teller) -> list[Block]:
    """Each lake, then each street that saw water with or without us."""
    blocks: list[Block] = [Heading(t.say("curves.title"), fresh=True)]
    if without is None:
        key = "curves.no_plant" if facts.scenario is None else "curves.not_made"
        blocks.append(Words(Cell(t.say(key)), "note"))
    else:
        blocks.append(Words(Cell(t.say("curves.how"), ("run/passive",) if facts.ended else ()), "note"))
        if without.agrees is False:
            blocks.append(Words(Cell(t.say("curves.differs"), ("run/passive",)), "alarm"))
    charts = [*_lakes(facts, without, t), *_streets(facts, without, t)]
    blocks += charts or [Words(Cell(t.say("curves.none")))]
    return blocks


def _weather(facts: Facts, t: Teller) -> list[Block]:
    rain: tuple[Point, ...] = tuple((at, rate) for rate, at, _ in rain_rates(facts.courses))
    begins, ends = facts.begins, facts.ends
    found: list[Block] = []
    if any(rate is not None for _, rate in rain):
        gauges = tuple(f"readings/{c.stream}" for c in facts.courses.values() if c.measures is Measures.RAIN)
        line = Line(t.say("line.rain"), rain, "bars")
        found.append(Chart(t.say("line.rain"), t.say("unit.mm_h"), begins, ends, (line,), records=gauges,
                           from_zero=True, low=True))
    tides = [c for c in facts.courses.values() if c.measures is Measures.TIDE and c.readings]
    levels = [facts.courses[lake.level] for lake in facts.declared.lakes if lake.level in facts.courses]
    looks = ("ours", "without", "expected", "faint")
    lines = [Line(t.say("line.tide", name=t.name(str(c.stream))), _points(c), "faint") for c in tides[:1]]
    lines += [Line(t.name(str(lake.id)), _points(facts.courses[lake.level]), looks[i % len(looks)])
              for i, lake in enumerate(facts.declared.lakes) if lake.level in facts.courses][:3]
    shown = [*tides[:1], *levels[:3]]
    if shown and any(c.readings for c in shown):
        found.append(Chart(t.say("line.levels"), t.say("unit.m"), begins, ends, tuple(lines), marks=_marks(facts, t),
                           marked=t.say("mark.name"),
                           records=tuple(f"readings/{c.stream}" for c in shown)))
    return found or [Words(Cell(t.say("line.no_readings")))]


def _events(facts: Facts, t: Teller) -> list[Block]:
    """Deeds that matter to all, and the first raise and the clearing of grave alerts."""
    rows: list[tuple[Instant, str, tuple[str, ...]]] = []
    for deed in facts.deeds:
        if deed.grave:
            rows.append((deed.at, f"{t.name(deed.by)}: {t.said(deed.said)}", deed.records))
    for alert in facts.alerts:
        if alert.worst.rank >= 2:
            raised = t.say("line.alert", level=str(alert.worst), why=t.said(alert.reason))
            rows.append((alert.raised_at, raised, alert.records[:1]))
            if alert.cleared_at is not None:
                cleared = t.say("line.cleared", level=str(alert.worst), place=t.name(str(alert.place)))
                rows.append((alert.cleared_at, cleared, alert.records[-1:]))
    if not rows:
        return [Words(Cell(t.say("line.quiet")))]
    rows.sort(key=lambda row: row[0])
    grid = Grid((t.say("head.when"), t.say("head.what")),
                tuple((Cell(t.clock(at)), Cell(text, records)) for at, text, records in rows[:EVENTS]),
                widths=(0.16, 0.84))
    if len(rows) <= EVENTS:
        return [grid]
    return [grid, Words(Cell(t.say("line.more", n=str(len(rows) - EVENTS))), "note")]


def _lakes(facts: Facts, without: Unattended | None, t: Teller) -> list[Chart]:
    charts = []
    for lake in facts.declared.lakes:
        course = facts.courses.get(lake.level)
        if course is None or not course.readings:
            continue
        limits = (Limit(t.say("limit.bank"), lake.bank), Limit(t.say("limit.warning"), lake.warning_level),
                  Limit(t.say("limit.band_top"), lake.band[1]), Limit(t.say("limit.band_foot"), lake.band[0]))
        mine = {str(d.id) for d in facts.declared.devices if str(d.thing) == str(lake.id) or d.level == lake.level}
        charts.append(_chart(facts, without, t, t.name(str(lake.id)), course, limits, _marks(facts, t, mine)))
    return charts


def _streets(facts: Facts, without: Unattended | None, t: Teller) -> list[Chart]:
    charts = []
    for place in facts.declared.places:
        course = facts.courses.get(place.stream) if place.stream is not None else None
        if place.kind != "ponding-point" or course is None or not course.readings:
            continue
        alone = max(without.levels.get(str(course.stream), []), default=0.0) if without else 0.0
        if max(course.peak or 0.0, alone) <= PONDING_M:
            continue
        limits = (Limit(t.say("limit.ponding"), PONDING_M),)
        charts.append(_chart(facts, without, t, t.name(str(place.id)), course, limits, (), street=True))
    return charts


def _chart(
    facts: Facts, without: Unattended | None, t: Teller, title: str, course: Course, limits: tuple[Limit, ...],
    marks: tuple[Mark, ...], street: bool = False,
) -> Chart:  # fmt: skip
    lines = [Line(t.say("curves.ours"), _points(course, high=street), "ours")]
    records = [f"readings/{course.stream}"]
    if without is not None and str(course.stream) in without.levels:
        alone = without.levels[str(course.stream)]
        lines.append(Line(t.say("curves.without"), tuple(zip(without.times, alone, strict=True)), "without"))
    looks = [look for look in facts.looks if look.stream == course.stream]
    if looks:
        lines.append(Line(t.say("curves.expected"), _expected(looks), "expected"))
        records += [look.record for look in looks]
    peaks = t.say("curves.peak", ours=t.number(course.peak, 2), at=t.clock(course.peak_at))
    if len(lines) > 1 and lines[1].look == "without":
        at, high = max(((at, v) for at, v in lines[1].points if v is not None), key=lambda p: p[1])
        peaks += t.say("curves.peak_without", m=t.number(high, 2), at=t.clock(at))
    return Chart(title, t.say("unit.m"), facts.begins, facts.ends, tuple(lines), limits, marks, t.say("mark.name"),
                 tuple(records), peaks, from_zero=street)


def _expected(looks: list[Expected]) -> tuple[Point, ...]:
    """What was expected LOOK_AT ahead: one point of each look."""
    found = []
    for look in looks:
        index = next((i for i, at in enumerate(look.times) if at >= look.asked_at + LOOK_AT), None)
        if index is not None:
            found.append((look.times[index], look.middle[index]))
    return tuple(sorted(found))


def _points(course: Course, high: bool = False) -> tuple[Point, ...]:
    return tuple(zip(course.times(), course.high if high else course.mean, strict=True))


def _marks(facts: Facts, t: Teller, devices: Collection[str] | None = None) -> tuple[Mark, ...]:
    every = [str(d.id) for d in facts.declared.devices if d.kind is Kind.GATE]
    gates = [gate for gate in every if devices is None or gate in devices]
    return tuple(
        Mark(deed.at, t.say("mark.gate", name=t.name(deed.said.args["device"]), to=deed.said.args["to"]))
        for deed in facts.deeds
        if deed.said.key in ("deed.ordered", "deed.safe_state") and deed.said.args["device"] in gates
    )


def errors(facts: Facts, t: Teller) -> list[Block]:
    """Looks ahead, forecasts and the model against what came."""
    blocks: list[Block] = [Heading(t.say("errors.title")), *_decisions(facts, t)]
    if len(blocks) == 1 and not facts.levels and not facts.rain and not facts.models:
        return [*blocks, Words(Cell(t.say("errors.none")))]
    if facts.rain:
        rows = tuple(
            (Cell(t.clock(r.issued_at), (r.record,)), Cell(t.number(r.expected)), Cell(t.number(r.fell)),
             Cell(_percent(r.expected, r.fell, t)))
            for r in facts.rain
        )  # fmt: skip
        head = (t.say("errors.issued"), t.say("errors.mm_expected"), t.say("errors.mm_fell"), t.say("errors.off"))
        grid = Grid(head, rows, numeric=(1, 2, 3), widths=(0.3, 0.25, 0.25, 0.2))
        blocks += [Heading(t.say("errors.rain"), 2), grid]
    if facts.levels:
        blocks += [Heading(t.say("errors.levels"), 2), Words(Cell(t.say("errors.levels.how")), "note"),
                   _level_grid(facts, t)]
    if facts.models:
        blocks += [Heading(t.say("errors.model"), 2), _model_grid(facts, t)]
    return blocks


def _model_grid(facts: Facts, t: Teller) -> Grid:
    rows = tuple((Cell(_gauge(facts, m.stream, t), m.records), Cell(_signed(m.median, t)), Cell(_signed(m.worst, t)))
                 for m in facts.models)
    head = (t.say("head.gauge"), t.say("errors.median"), t.say("errors.worst"))
    return Grid(head, rows, numeric=(1, 2), widths=(0.5, 0.25, 0.25))


def _decisions(facts: Facts, t: Teller) -> list[Block]:
    """Looks ahead that steered: what was chosen, and how it scored against the rule and against doing nothing."""
    rows = []
    for rec, d in facts.history.read("decision", Decision):
        scores = {tried.id: tried.score for tried in d.tried}
        doubts = t.say("word.semicolon").join(t.said(said) for said in d.would_change)
        chosen = t.say("decisions.chosen", plan=t.plan(d.chosen), n=str(d.branches)) if d.error is None else d.error
        runner = t.say("decisions.runner", plan=t.plan(d.runner_up)) if d.runner_up else ""
        rows.append((Cell(t.clock(d.asked_at)), Cell(f"{chosen}{runner}{doubts}", (str(rec.id),)),
                     *(Cell(t.number(scores.get(name))) for name in (d.chosen, RULE, HOLD))))
    if not rows:
        return []
    head = (t.say("head.when"), t.say("decisions.what"), t.say("decisions.score"), t.say("decisions.rule"),
            t.say("decisions.hold"))
    return [Heading(t.say("decisions.title"), 2), Words(Cell(t.say("decisions.how")), "note"),
            Grid(head, tuple(rows), numeric=(2, 3, 4), widths=(0.15, 0.46, 0.13, 0.13, 0.13))]


def _level_grid(facts: Facts, t: Teller) -> Grid:
    head = (t.say("head.gauge"), t.say("errors.lead", h="1"), t.say("errors.lead", h="3"), t.say("errors.lead", h="6"),
            t.say("errors.bias"), t.say("errors.inside"), t.say("errors.worst"))
    rows = []
    wrong = [e for e in facts.levels if abs(e.worst) >= SHOWN_M]
    for e in sorted(wrong, key=lambda e: -max(e.mean_abs.values())):
        leads = tuple(Cell(t.number(e.mean_abs.get(lead), 2)) for lead in (60, 180, 360))
        worst = f"{_signed(e.worst, t)} ({t.clock(e.worst_at)})"
        rows.append((Cell(_gauge(facts, e.stream, t)), *leads, Cell(_signed(e.bias, t)),
                     Cell(f"{100 * e.inside:.0f} %"), Cell(worst, e.records)))
    return Grid(head, tuple(rows), numeric=(1, 2, 3, 4, 5, 6), widths=(0.28, 0.09, 0.09, 0.09, 0.11, 0.11, 0.23))


def _gauge(facts: Facts, stream: StreamId, t: Teller) -> str:
    measures = facts.courses[stream].measures if stream in facts.courses else None
    return f"{t.name(str(stream))} ({t.say(f'measures.{measures}')})" if measures else t.name(str(stream))


def _percent(expected: float, fell: float, t: Teller) -> str:
    return f"{_signed(100 * (expected / fell - 1), t, 0)} %" if fell >= 1 else t.say("word.none")


def _signed(value: float, t: Teller, decimals: int = 2) -> str:
    text = t.number(value, decimals)
    return f"+{text}" if round(value, decimals) > 0 else text
