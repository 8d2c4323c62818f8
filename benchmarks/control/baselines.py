"""What the rule is compared with: nobody acting, standing settings, and the best fixed setting for that very storm."""

from collections.abc import Mapping
from itertools import product

from msgspec import Struct

from banyan.model.device import Kind
from banyan.model.effect import Run
from banyan.runtime.scenario import Scenario
from banyan.twin.swmm.simulation import run as simulate
from banyan.twin.swmm.spec import CrewWork

COARSE = (0.0, 10.0, 30.0, 50.0, 70.0, 100.0)
FINE = (0.0, 10.0, 20.0, 30.0, 45.0, 60.0, 80.0, 100.0)
AGAIN = 6        # so many of the best settings are simulated once more with the crews of the run compared with


class Fixed(Struct, frozen=True):
    """One fixed setting of all gates (%, by device), pumps on their floats, and what it led to."""

    settings: dict[str, float]
    run: Run
    continuity_error_percent: float


def fixed(scenario: Scenario, settings: Mapping[str, float], crews: tuple[CrewWork, ...] = ()) -> Fixed:
    report = simulate(scenario.spec, settings, crews)
    return Fixed(dict(settings), report.run, report.continuity_error_percent)


def passive(scenario: Scenario) -> Fixed:
    return fixed(scenario, {d.id: d.initial for d in scenario.city.devices if d.kind is Kind.GATE})


def standing(scenario: Scenario) -> Fixed:
    return fixed(scenario, {d.id: d.standing for d in scenario.city.devices if d.kind is Kind.GATE})


def grid(scenario: Scenario, openings: tuple[float, ...]) -> list[Fixed]:
    """Every opening for every gate, independently; least flooding first. Crews stay at home."""
    gates = [str(d.id) for d in scenario.city.devices if d.kind is Kind.GATE]
    runs = [fixed(scenario, dict(zip(gates, each, strict=True))) for each in product(openings, repeat=len(gates))]
    return sorted(runs, key=lambda one: (one.run.flooding_m3.total, tuple(one.settings.values())))


def best(scenario: Scenario, ranked: list[Fixed], crews: tuple[CrewWork, ...]) -> Fixed:
    """The best setting with the same crews at work as under the rule."""
    if not crews:
        return ranked[0]
    again = [fixed(scenario, one.settings, crews) for one in ranked[:AGAIN]]
    return min(again, key=lambda one: one.run.flooding_m3.total)
