"""What a plant is opened with, and what it says at its end."""

from enum import StrEnum

from msgspec import Struct, field

from banyan.model.city import City
from banyan.model.effect import Run
from banyan.model.time import Instant
from banyan.twin.swmm.tables import Table

PONDING_M = 0.10     # a place ponds while more water than this stands over its street


class FaultKind(StrEnum):
    """What can go wrong in the simulated world. All but the first three strike machines, the forecast or the radio."""

    GAUGE_STUCK = "gauge-stuck"          # repeats its last value
    GAUGE_SILENT = "gauge-silent"        # sends nothing
    GAUGE_LIES = "gauge-lies"            # drifts +1 unit over 60 minutes, then stays that much too high
    GATE_STUCK = "gate-stuck"            # doesn't move
    PUMP_FAILS = "pump-fails"            # doesn't run, whatever its float or the platform wants
    FORECAST_LOST = "forecast-lost"      # no issue is sent
    ALL_GAUGES_CUT = "all-gauges-cut"    # no reading at all, read-backs included; crews and forecast still arrive


class Fault(Struct, frozen=True):
    """Minutes count from the run's start; `to_min` None: until the end. `target` None: the first of its kind by id."""

    kind: FaultKind
    from_min: float
    to_min: float | None = None
    target: str | None = None

    def active(self, minute: float) -> bool:
        return self.from_min <= minute and (self.to_min is None or minute < self.to_min)


class CrewWork(Struct, frozen=True):
    """A mobile pump position worked from second to second of the run (`to_s` None: still working at the end)."""

    position: str
    from_s: int
    to_s: int | None = None


class PlantSpec(Struct, frozen=True, kw_only=True):
    """The simulated world. Tables are minutes from `start`; None: what the network's own series say.

    `network` is the text of an input file (series.relative, so that it needs no other file). `forecast` replaces the
    rain that forecasts are drawn from and is issued as it is; without it the true rain is issued wrongly, by
    `forecast_height` (factor) and `forecast_late_min`, or by errors drawn from the seed where these are None.
    """

    city: City
    network: str
    start: Instant
    hours: float
    seed: int = 1
    rain: Table | None = None            # mm/h, steps
    tide: Table | None = None            # m above datum, linear
    inflow: Table | None = None          # m³/s, linear
    forecast: Table | None = None        # mm/h, steps
    forecast_height: float | None = None
    forecast_late_min: float | None = None
    faults: tuple[Fault, ...] = ()
    gauges: bool = True                  # False: no messages are made (comparison runs)


class RunReport(Struct, frozen=True):
    """How a run ended. `crew_work` lets a comparison run have the same crews."""

    run: Run
    continuity_error_percent: float
    cpu_s: float
    crew_work: tuple[CrewWork, ...] = field(default_factory=tuple)


class SpecError(ValueError):
    """The spec can't be run; one sentence that says what and why."""
