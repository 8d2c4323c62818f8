"""What it changed place by place, what it cost, and how much of it was control and how much the crews."""

from collections.abc import Mapping

from banyan.measure.spent import crew_hours, moved
from banyan.measure.split import CONTROL, CREWS, Part, split
from banyan.measure.split import Cell as Of
from banyan.model.device import Kind
from banyan.model.effect import Run
from banyan.runtime.report.comparison import same
from banyan.runtime.report.facts import Facts
from banyan.runtime.report.pages import Block, Cell, Grid, Heading, Items, Words
from banyan.runtime.report.teller import Teller

QUARTERS = (0.4, 0.2, 0.2, 0.2)
NAMES = ("passive", "standing", "banyan")


def places(facts: Facts, t: Teller) -> list[Block]:
    """Flooding and ponding by place in the runs that there are."""
    names = [name for name in NAMES if name in facts.runs]
    if not names:
        key = "summary.unknown.so_far" if facts.declared.run is not None else "summary.unknown.served"
        return [Heading(t.say("places.title"), 2), Words(Cell(t.say(key)))]
    head = (t.say("head.place"), *(f"{t.say(f'run.{n}')} ({t.say('unit.m3')})" for n in names),
            *(f"{t.say(f'run.{n}')} ({t.say('unit.h')})" for n in names))
    rows = []
    volumes = {name: facts.runs[name].flooding_m3.by_place for name in names}
    hours = {name: facts.runs[name].ponding_hours for name in names}
    for place in dict.fromkeys(p for name in names for p in volumes[name]):
        if not any(volumes[n].get(place) or hours[n].get(place) for n in names):
            continue
        rows.append((Cell(t.name(place)),
                     *(Cell(t.number(volumes[n].get(place, 0.0))) for n in names),
                     *(Cell(t.number(hours[n][place], 1) if place in hours[n] else "–") for n in names)))
    blocks: list[Block] = [Heading(t.say("places.title"), 2)]
    if not rows:
        return [*blocks, Words(Cell(t.say("places.dry"), tuple(f"run/{n}" for n in names)))]
    widths = (0.22, *(0.78 / (len(head) - 1) for _ in head[1:]))
    grid = Grid(head, tuple(rows), numeric=tuple(range(1, len(head))), widths=widths)
    return [*blocks, grid, Words(Cell(t.say("places.how"), tuple(f"run/{n}" for n in names)), "note")]


def costs(facts: Facts, t: Teller) -> list[Block]:
    blocks: list[Block] = [Heading(t.say("costs.title"))]
    machines = moved(facts.history, facts.declared.devices)
    names = [name for name in NAMES if name in facts.runs]
    if names:
        blocks += _bands(facts, names, t)
    rows = []
    for m in machines:
        run = facts.runs.get("banyan")
        travel = run.gate_travel.get(str(m.device), m.travel) if run else m.travel
        starts = run.pump_starts.get(str(m.device), m.starts) if run else m.starts
        rows.append((Cell(t.name(str(m.device)), m.records), Cell(str(m.orders)),
                     Cell(t.number(travel) if m.kind is Kind.GATE else "–"),
                     Cell(t.number(starts) if m.kind is Kind.PUMP else "–")))
    if rows:
        head = (t.say("head.device"), t.say("costs.orders"), t.say("costs.travel"), t.say("costs.starts"))
        blocks += [Heading(t.say("costs.machines"), 2), Grid(head, tuple(rows), numeric=(1, 2, 3), widths=QUARTERS),
                   Words(Cell(t.say("costs.floats" if "banyan" in facts.runs else "costs.ordered_only")), "note")]
    return [*blocks, Heading(t.say("costs.crews"), 2), *_crews(facts, t)]


def _bands(facts: Facts, names: list[str], t: Teller) -> list[Block]:
    lakes = dict.fromkeys(lake for name in names for lake in facts.runs[name].band_hours_outside)
    if not lakes:
        return []
    head = (t.say("costs.lake"), *(t.say(f"run.{name}") for name in names))
    rows = tuple(
        (Cell(t.name(lake), tuple(f"run/{n}" for n in names)),
         *(Cell(t.number(facts.runs[n].band_hours_outside.get(lake, 0.0), 1)) for n in names))
        for lake in lakes
    )  # fmt: skip
    return [Heading(t.say("costs.bands"), 2), Grid(head, rows, numeric=tuple(range(1, len(head))))]


def _crews(facts: Facts, t: Teller) -> list[Block]:
    if not facts.declared.crews:
        return [Words(Cell(t.say("costs.no_crews")))]
    crews = crew_hours(facts.history, facts.ends)
    if not crews:
        return [Words(Cell(t.say("costs.crews_home", n=str(len(facts.declared.crews)))))]
    rows = tuple(
        (Cell(t.name(str(c.crew)), c.records), Cell(str(c.trips)), Cell(t.hours(c.away)), Cell(t.hours(c.on_site)))
        for c in crews
    )  # fmt: skip
    head = (t.say("head.crew"), t.say("costs.trips"), t.say("costs.away"), t.say("costs.on_site"))
    return [Grid(head, rows, numeric=(1, 2, 3), widths=QUARTERS)]


def shares(facts: Facts, runs: Mapping[Of, Run] | None, t: Teller) -> list[Block]:
    """The 2 × 2 with main effects and interaction, a sentence each."""
    blocks: list[Block] = [Heading(t.say("split.title"))]
    if facts.scenario is None:
        return [*blocks, Words(Cell(t.say("split.no_plant")))]
    if runs is None:
        return [*blocks, Words(Cell(t.say("split.not_made")))]
    parts = split(runs)
    crews = [c for c in CREWS if any(key[1] == c for key in runs)]
    one = len(crews) == 1
    head = (t.say("split.control"), *(t.say("split.flooded" if one else f"split.{c}") for c in crews))
    total = parts[0].values
    rows = tuple(
        (Cell(t.say(f"split.{control}")), *(Cell(t.number(total.get(f"{control}/{c}"))) for c in crews))
        for control in CONTROL
    )  # fmt: skip
    blocks += [Words(Cell(t.say("split.how"))), Grid(head, rows, numeric=tuple(range(1, len(head))))]
    blocks.append(Items(tuple(Cell(text) for text in _sentences(facts, parts[0], one, t))))
    streets = parts[1]
    if streets.control is not None:
        blocks.append(Words(Cell(t.say("split.streets", m3=_spared(streets.control, t))), "note"))
    recorded, again = facts.runs.get("banyan"), runs.get((CONTROL[facts.scenario.control], facts.scenario.crews))
    if recorded is not None and again is not None and not same(recorded, again):
        said = t.say("split.differs", recorded=t.number(recorded.flooding_m3.total),
                     again=t.number(again.flooding_m3.total))
        blocks.append(Words(Cell(said, ("run/banyan",)), "note"))
    if facts.scenario.play:
        blocks.append(Words(Cell(t.say("split.people")), "note"))
    return blocks


def _sentences(facts: Facts, total: Part, one: bool, t: Teller) -> list[str]:
    found = []
    if total.control is not None:
        found.append(t.say("split.control_does" if not one else "split.control_alone", m3=_spared(total.control, t)))
    if total.crews is not None and total.interaction is not None:
        found.append(t.say("split.crews_do", m3=_spared(total.crews, t)))
        key = "split.apart" if abs(total.interaction) < 1 else "split.more" if total.interaction > 0 else "split.less"
        found.append(t.say(key, m3=t.number(abs(total.interaction))))
    elif not facts.declared.crews:
        found.append(t.say("split.no_crews"))
    return found


def _spared(m3: float, t: Teller) -> str:
    if abs(m3) < 1:
        return t.say("split.nothing")
    return t.say("split.spares" if m3 >= 0 else "split.costs", m3=t.number(abs(m3)))
