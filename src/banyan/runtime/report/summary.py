"""The first page, for who has one minute: what happened, what was spared, how quick, what it cost, limits kept."""

from statistics import median

from banyan.measure.courses import rain_mm, rain_rates
from banyan.measure.minutes import LEGS
from banyan.measure.spent import crew_hours, moved
from banyan.model.device import Kind
from banyan.model.effect import Run
from banyan.model.time import minutes
from banyan.runtime.report.facts import Facts
from banyan.runtime.report.pages import Block, Cell, Grid, Heading, Items, Tile, Tiles, Words
from banyan.runtime.report.teller import Teller

MOST = 3      # findings on the first page


def summary(facts: Facts, t: Teller) -> list[Block]:
    return [
        Heading(t.say("summary.title")),
        *_unfinished(facts, t),
        Words(Cell(_happened(facts, t), facts.history.ids("forecast")[:1]), "lead"),
        *_spared(facts, t),
        Tiles(tuple(_tiles(facts, t))),
        Heading(t.say("summary.minutes"), 2),
        *_minutes(facts, t),
        Heading(t.say("summary.law"), 2),
        *_law(facts, t),
        Heading(t.say("summary.better"), 2),
        *_first(facts, t),
    ]


def _unfinished(facts: Facts, t: Teller) -> list[Block]:
    if facts.ended:
        return []
    key = "summary.so_far" if facts.declared.run is not None else "summary.served"
    return [Words(Cell(t.say(key, at=t.clock(facts.ends))), "alarm")]


def _happened(facts: Facts, t: Teller) -> str:
    mm = rain_mm(facts.courses, facts.begins, facts.ends)
    rates = [rate for rate, _, _ in rain_rates(facts.courses) if rate is not None]
    hours = t.hours(facts.ends - facts.begins)
    first = t.say("summary.period", city=facts.name.said(t.language), begin=t.clock(facts.begins),
                  end=t.clock(facts.ends), hours=hours)
    if mm is None:
        rain = t.say("summary.no_gauge")
    elif mm < 0.5:
        rain = t.say("summary.dry")
    else:
        rain = t.say("summary.rain", mm=t.number(mm), peak=t.number(max(rates)))
    figures = facts.figures
    return first + rain + t.say("summary.did", alerts=str(figures.alerts.raised), cases=str(figures.cases.opened),
                                proposals=str(figures.proposals.made),
                                orders=str(sum(m.orders for m in moved(facts.history, facts.declared.devices))),
                                trips=str(sum(c.trips for c in crew_hours(facts.history, facts.ends))))


def _spared(facts: Facts, t: Teller) -> list[Block]:
    ours = facts.runs.get("banyan")
    if ours is None:
        key = "summary.unknown.so_far" if facts.declared.run is not None else "summary.unknown.served"
        return [Words(Cell(t.say(key)))]
    others = [facts.runs[name].flooding_m3.total for name in ("passive", "standing") if name in facts.runs]
    if not any(others) and not ours.flooding_m3.total:
        return [Words(Cell(t.say("summary.nothing_ran_out"), ("run/banyan", "run/passive")))]
    return [Words(Cell(_against(facts, ours, name, t), ("run/banyan", f"run/{name}", "effect/flooding/total")))
            for name in ("passive", "standing") if name in facts.runs]


def _against(facts: Facts, ours: Run, name: str, t: Teller) -> str:
    base, mine = facts.runs[name].flooding_m3, ours.flooding_m3
    less = base.total - mine.total
    key = "summary.less" if less >= 0 else "summary.more"
    percent = t.number(100 * abs(less) / base.total) if base.total else t.say("word.unknown")
    return t.say(key, base=t.say(f"against.{name}"), m3=t.big(abs(less)), percent=percent, ours=t.big(mine.total),
                 theirs=t.big(base.total), street=t.big(base.street - mine.street), bank=t.big(base.bank - mine.bank))


def _tiles(facts: Facts, t: Teller) -> list[Tile]:
    ours, unit = facts.runs.get("banyan"), t.say("unit.m3")
    found = []
    if ours is not None:
        found.append(Tile(t.say("tile.flooded"), f"{t.big(ours.flooding_m3.total)} {unit}",
                          t.say("tile.flooded.parts", street=t.big(ours.flooding_m3.street),
                                bank=t.big(ours.flooding_m3.bank)), ("run/banyan",)))
        for name in ("passive", "standing"):
            if name in facts.runs:
                total = facts.runs[name].flooding_m3.total
                found.append(Tile(t.say(f"tile.{name}"), f"{t.big(total)} {unit}", "", (f"run/{name}",)))
        found.append(Tile(t.say("tile.band"), f"{t.number(sum(ours.band_hours_outside.values()), 1)} {t.say('unit.h')}",
                          t.say("tile.band.note"), ("run/banyan",)))
    machines = moved(facts.history, facts.declared.devices)
    gates = [m for m in machines if m.kind is Kind.GATE]
    pumps = sum(ours.pump_starts.values()) if ours else sum(m.starts for m in machines)
    travel = sum(ours.gate_travel.values()) if ours else sum(m.travel for m in gates)
    source = ("run/banyan",) if ours else tuple(r for m in machines for r in m.records)
    found.append(Tile(t.say("tile.travel"), f"{t.number(travel)} %", t.say("tile.travel.note"), source))
    started = t.say("tile.starts.note" if ours else "tile.starts.ordered")
    found.append(Tile(t.say("tile.starts"), t.number(pumps), started, source))
    crews = crew_hours(facts.history, facts.ends)
    away = sum(c.away.total_seconds() for c in crews) / 3600
    found.append(Tile(t.say("tile.crews"), f"{t.number(away, 1)} {t.say('unit.h')}",
                      t.say("tile.crews.note", n=str(len(crews))), tuple(r for c in crews for r in c.records)))
    return found


def _minutes(facts: Facts, t: Teller) -> list[Block]:
    spreads = [(leg, facts.figures.cases.minutes[leg]) for leg in LEGS if leg in facts.figures.cases.minutes]
    if not any(spread.median is not None for _, spread in spreads):
        return [Words(Cell(t.say("summary.no_minutes")))]
    sources = {"alert": "alert", "case": "case", "on_site": "task", "cleared": "alert"}
    rows = tuple(
        (Cell(t.say(f"measure.minutes.{leg}"), facts.history.ids(sources[leg])), Cell(t.number(s.median, 1)),
         Cell(t.number(s.worst, 1)))
        for leg, s in spreads
    )  # fmt: skip
    head = (t.say("measure.title.minutes"), t.say("measure.head.median"), t.say("measure.head.worst"))
    taken = [(a.acknowledged_at - a.raised_at) / minutes(1) for a in facts.alerts if a.acknowledged_at is not None]
    grid = Grid(head, rows, numeric=(1, 2), widths=(0.6, 0.2, 0.2))
    if not taken:
        return [grid]
    said = t.say("summary.acknowledged", n=str(len(taken)), minutes=t.number(median(taken), 1))
    return [grid, Words(Cell(said), "note")]


def _law(facts: Facts, t: Teller) -> list[Block]:
    found = facts.checked
    if not found.violations:
        n, refused = t.number(found.records), sum(facts.figures.interlocks.refusals.values())
        return [Words(Cell(t.say("summary.kept", records=n, orders=str(found.actuations), refused=str(refused)),
                           facts.history.ids("actuation")))]
    said = [Cell(t.say("summary.violation", text=f"{v.rule}: {v.text}"), (v.record,)) for v in found.violations]
    return [Words(Cell(t.say("summary.violations", n=str(len(said)))), "alarm"), Items(tuple(said))]


def _first(facts: Facts, t: Teller) -> list[Block]:
    if not facts.findings:
        return [Words(Cell(t.say("better.none")))]
    chosen = facts.findings[:MOST]
    items = Items(tuple(Cell(t.said(f.said), f.records) for f in chosen))
    if len(facts.findings) <= MOST:
        return [items]
    return [items, Words(Cell(t.say("better.more", n=str(len(facts.findings) - MOST))), "note")]
