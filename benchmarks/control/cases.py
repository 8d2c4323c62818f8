"""Which storms are run: the city's own, or one of a network moved against its tide."""

import argparse
from collections.abc import Iterator

from msgspec.structs import replace

from banyan.runtime.scenario import Options, Scenario, build
from banyan.twin.swmm.tables import Table


def cases(arguments: argparse.Namespace) -> Iterator[tuple[str, list[Scenario]]]:
    """(name, one scenario a seed). Raises what scenario.build raises."""
    if arguments.network is None:
        known = [s.id for s in build(_options(arguments, None, 1)).city.storms]
        for storm in arguments.storm or known:
            yield storm, [_hours(build(_options(arguments, storm, seed)), arguments) for seed in arguments.seeds]
        return
    for start in arguments.starts:
        name = "own storm" if start == 0 else f"storm {start:+g} h"
        scenarios = [_hours(build(_options(arguments, None, seed)), arguments) for seed in arguments.seeds]
        yield name, [_moved(scenario, start, arguments.right) for scenario in scenarios]


FAULTS = (
    "gauge-stuck@60", "gauge-silent@60", "gauge-lies@60", "gate-stuck@0", "pump-fails@0", "forecast-lost@0",
    "all-gauges-cut@120",
)  # fmt: skip


def fault_cases(arguments: argparse.Namespace) -> Iterator[tuple[str, list[Scenario]]]:
    """Each fault alone on the city's own storm (or the network's), from early on to the end."""
    for fault in FAULTS:
        given = argparse.Namespace(**vars(arguments) | {"fault": [*arguments.fault, fault]})
        storm = next(iter(arguments.storm or ()), None)
        yield fault, [_hours(build(_options(given, storm, seed)), given) for seed in arguments.seeds]


def _options(arguments: argparse.Namespace, storm: str | None, seed: int) -> Options:
    return Options(
        storm=storm, seed=seed, rain=arguments.rain, forecast=arguments.forecast, tide=arguments.tide,
        inflow=arguments.inflow, network=arguments.network, network_map=arguments.network_map,
        faults=tuple(arguments.fault),
    )  # fmt: skip


def _hours(scenario: Scenario, arguments: argparse.Namespace) -> Scenario:
    """As long as asked, else as long as the storm is."""
    own = next((s.hours for s in scenario.city.storms if s.id == scenario.storm), None)
    if own is None:
        own = scenario.city.storms[0].hours if scenario.city.storms else 24
    return replace(scenario, spec=replace(scenario.spec, hours=arguments.hours or own))


def _moved(scenario: Scenario, start_h: float, right: bool) -> Scenario:
    """The same rain and river so many hours later (or earlier) against the same tide."""
    storm = scenario.city.storms[0]
    spec = scenario.spec
    rain, inflow = spec.rain or storm.rain, spec.inflow or storm.inflow
    spec = replace(
        spec,
        rain=_later(rain, start_h, 0.0) if rain else None,
        inflow=_later(inflow, start_h, inflow[0][1]) if inflow else None,
        forecast_height=1.0 if right else spec.forecast_height,
        forecast_late_min=0.0 if right else spec.forecast_late_min,
    )
    return replace(scenario, spec=spec)


def _later(table: Table, hours: float, before: float) -> Table:
    """Rows moved; what comes to lie before the start is cut off, but for the value that holds there."""
    moved = [(minute + 60 * hours, value) for minute, value in table]
    past = [value for minute, value in moved if minute <= 0]
    return ((0.0, past[-1] if past else before), *((m, v) for m, v in moved if m > 0))
