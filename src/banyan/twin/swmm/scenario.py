"""A network made ready for one run: dates, rain, tide and inflow of the storm, floats and faults of the pumps."""

import math
from dataclasses import dataclass
from datetime import UTC, timedelta

from banyan.model.city import City, Hydraulics
from banyan.twin.swmm import controls
from banyan.twin.swmm.faults import Faults, resolve
from banyan.twin.swmm.network import Network, NetworkError, parse
from banyan.twin.swmm.series import gage_rain, series, with_inflow, with_rain, with_tide
from banyan.twin.swmm.spec import FaultKind, PlantSpec, SpecError
from banyan.twin.swmm.tables import Table, checked, means

STEP_S = 10              # control step of every run; also the longest routing step
MAX_HOURS = 24 * 366
_TAIL = timedelta(hours=1)   # the engine must not end before the run does


@dataclass(frozen=True)
class Weather:
    """What truly happens, as minute tables; None where the network knows no such thing."""

    rain: Table
    tide: Table | None
    inflow: Table | None


@dataclass(frozen=True)
class Scenario:
    """All a run needs. `network` has the storm in its own time series."""

    network: Network
    hydraulics: Hydraulics
    weather: Weather
    faults: Faults
    step_s: int
    seconds: int


def prepare(spec: PlantSpec, step_s: int = STEP_S) -> Scenario:
    """The run with a control step (and longest routing step) of at most `step_s`, a divisor of 60.

    Raises SpecError, NetworkError, TableError or FaultError, each with one sentence."""
    hydraulics = spec.city.hydraulics
    if hydraulics is None:
        raise SpecError(f"{spec.city.id} declares no hydraulics: there is nothing to simulate")
    if not math.isfinite(spec.hours) or not 0 < spec.hours <= MAX_HOURS:
        raise SpecError(f"a run of {spec.hours:g} hours: more than 0 and at most {MAX_HOURS} were expected")
    faults = Faults(resolve(spec.faults, spec.city))
    given = parse(spec.network, hydraulics.network)
    check_names(given, spec.city)
    weather = weather_of(given, hydraulics, spec)
    seconds = round(spec.hours * 3600)
    network = _dated(given, spec, step_s)
    network = _with_weather(network, given, hydraulics, weather, spec.rain is not None, seconds / 60)
    network = controls.mobile_on_command(network, hydraulics.mobile.values())
    network = controls.without_gates(network, hydraulics.gates.values())
    network = controls.with_failures(network, _failures(faults, hydraulics))
    return Scenario(network, hydraulics, weather, faults, _step(spec.city, step_s), seconds)


def weather_of(network: Network, hydraulics: Hydraulics, spec: PlantSpec) -> Weather:
    """The spec's tables, each where missing replaced by what the network's own series say."""
    rain = checked(spec.rain, "rain", low=0.0) if spec.rain is not None else own_rain(network)
    tide = checked(spec.tide, "tide") if spec.tide is not None else own_tide(network, hydraulics.sea)
    inflow = checked(spec.inflow, "inflow", low=0.0) if spec.inflow is not None else own_inflow(
        network, hydraulics.river)
    return Weather(rain, tide, inflow)


def own_rain(network: Network) -> Table:
    """The file's rain: of one series, or the mean of several gages weighted by the area that looks to each."""
    areas: dict[str, float] = {}
    for row in network.rows("SUBCATCHMENTS"):
        if len(row) > 3:
            areas[row[1].upper()] = areas.get(row[1].upper(), 0.0) + network.number(row, 3, "SUBCATCHMENTS")
    gages = [gage for gage in network.rows("RAINGAGES") if gage[0].upper() in areas]
    total = sum(areas[gage[0].upper()] for gage in gages)
    if not gages or total <= 0:
        return ((0.0, 0.0),)
    tables = [gage_rain(network, gage) for gage in gages]
    if all(table == tables[0] for table in tables):
        return tables[0]
    count = int(max(table[-1][0] for table in tables)) + 1
    mixed = [0.0] * count
    for gage, table in zip(gages, tables, strict=True):
        for i, value in enumerate(means(table, 1.0, count)):
            mixed[i] += value * areas[gage[0].upper()] / total
    return tuple((float(i), value) for i, value in enumerate(mixed))


def own_tide(network: Network, sea: str | None) -> Table | None:
    """The stage series of the outfall `sea`; None where it has none."""
    for row in network.rows("OUTFALLS"):
        if sea is not None and row[0].upper() == sea.upper() and len(row) > 3 and row[2].upper() == "TIMESERIES":
            return series(network, row[3])
    return None


def own_inflow(network: Network, river: str | None) -> Table | None:
    """m³/s into the node `river` as the file says: scale × series + baseline."""
    for row in network.rows("INFLOWS"):
        if river is None or row[0].upper() != river.upper() or len(row) < 3 or row[1].upper() != "FLOW":
            continue
        scale = network.number(row, 5, "INFLOWS", 1.0)
        base = network.number(row, 6, "INFLOWS", 0.0)
        table = series(network, row[2]) if row[2] else ((0.0, 0.0),)
        return tuple((minute, (value * scale + base) * network.flow_factor) for minute, value in table)
    return None


def without_storm(network: Network, hydraulics: Hydraulics) -> Network:
    """The file with its own storm taken out: no rain, a still sea at its mean level, the river at its first flow.

    What is simulated for control starts from this, so that the truth isn't even in its process.
    """
    network = with_rain(network, ((0.0, 0.0),), 0.0)
    tide, inflow = own_tide(network, hydraulics.sea), own_inflow(network, hydraulics.river)
    if tide is not None and hydraulics.sea is not None:
        network = with_tide(network, hydraulics.sea, ((0.0, sum(v for _, v in tide) / len(tide)),), 0.0)
    if inflow is not None and hydraulics.river is not None:
        network = with_inflow(network, hydraulics.river, inflow[:1], 0.0)
    used = {word.upper() for kind in ("RAINGAGES", "OUTFALLS", "INFLOWS") for row in network.rows(kind) for word in row}
    return network.with_rows("TIMESERIES", [row for row in network.rows("TIMESERIES") if row[0].upper() in used])


def check_names(network: Network, city: City) -> None:
    """Every element the city's hydraulics name must be in the network, as the right thing."""
    hydraulics = city.hydraulics
    if hydraulics is None:
        return
    nodes, links = network.nodes(), network.links()
    pairs = [("levels", n) for n in hydraulics.levels.values()] + [("lakes", n) for n in hydraulics.lakes.values()]
    pairs += [("streets", n) for n in hydraulics.streets.values()]
    pairs += [(what, n) for what, n in (("sea", hydraulics.sea), ("river", hydraulics.river)) if n is not None]
    for what, node in pairs:
        if node.upper() not in nodes:
            raise NetworkError(f"{network.source}: [hydraulics] {what}: the network has no node {node!r}")
    kinds = (("gates", "ORIFICES", hydraulics.gates), ("pumps", "PUMPS", hydraulics.pumps),
             ("mobile", "PUMPS", hydraulics.mobile))
    for what, kind, ids in kinds:
        for link in ids.values():
            if link.upper() not in links or links[link.upper()].kind != kind:
                raise NetworkError(f"{network.source}: [hydraulics] {what}: no {link!r} in [{kind}] of the network")


def _step(city: City, at_most_s: int) -> int:
    if at_most_s > STEP_S:       # a model, which isn't bound to the city's tick
        return at_most_s
    step = min(at_most_s, int(city.tick.total_seconds()))
    if step < 1 or 60 % step:
        raise SpecError(f"{city.id}: a tick of {city.tick.total_seconds():g} s doesn't divide a minute")
    return step


def _dated(network: Network, spec: PlantSpec, routing_s: int) -> Network:
    start = spec.start.astimezone(UTC)
    end = start + timedelta(hours=spec.hours) + _TAIL
    return network.with_options({
        "START_DATE": f"{start:%m/%d/%Y}", "START_TIME": f"{start:%H:%M:%S}",
        "REPORT_START_DATE": f"{start:%m/%d/%Y}", "REPORT_START_TIME": f"{start:%H:%M:%S}",
        "END_DATE": f"{end:%m/%d/%Y}", "END_TIME": f"{end:%H:%M:%S}",
        "FLOW_ROUTING": "DYNWAVE", "SKIP_STEADY_STATE": "NO", "THREADS": "1",
        "ROUTING_STEP": f"{_routing(network, routing_s):g}", "RULE_STEP": "00:00:00",
    }).with_lines("REPORT", ["INPUT NO", "CONTROLS NO", "SUBCATCHMENTS NONE", "NODES NONE", "LINKS NONE"]
    ).with_lines("FILES", [])


def _routing(network: Network, at_most_s: int) -> float:
    """The file's own routing step where it is shorter (but for a model). It is written in seconds or as a time."""
    if at_most_s > STEP_S:
        return at_most_s
    given = network.option("ROUTING_STEP", "20")
    try:
        seconds = sum(float(part) * unit for part, unit in zip(reversed(given.split(":")), (1, 60, 3600), strict=False))
    except ValueError:
        raise NetworkError(f"{network.source}: [OPTIONS] ROUTING_STEP {given!r} is no time") from None
    return min(seconds, at_most_s) if seconds > 0 else at_most_s


def _with_weather(
    network: Network, given: Network, hydraulics: Hydraulics, weather: Weather, new_rain: bool, minutes: float
) -> Network:
    if new_rain or _one_rain(given):
        network = with_rain(network, weather.rain, minutes)
    if weather.tide is not None:
        if hydraulics.sea is None:
            raise SpecError("a tide is given, but the network has no outfall with a stage series")
        network = with_tide(network, hydraulics.sea, weather.tide, minutes)
    if weather.inflow is not None:
        if hydraulics.river is None:
            raise SpecError("an inflow is given, but the network has no node with an inflow series")
        network = with_inflow(network, hydraulics.river, weather.inflow, minutes)
    return network


def _one_rain(network: Network) -> bool:
    """Whether all gages say the same, so that one table can stand for them; else each keeps its own series."""
    return len({tuple(word.upper() for word in row[1:6]) for row in network.rows("RAINGAGES")}) == 1


def _failures(faults: Faults, hydraulics: Hydraulics) -> list[tuple[str, float, float | None]]:
    return [
        (hydraulics.pumps[fault.target], fault.from_min, fault.to_min)
        for fault in faults.all
        if fault.kind == FaultKind.PUMP_FAILS and fault.target is not None and fault.target in hydraulics.pumps
    ]
