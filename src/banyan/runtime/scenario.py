"""From the demo's options to a city, a storm and a plant: every option replaces only its part."""

from datetime import timedelta
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from banyan.edges.tables import Column, read_file
from banyan.model.city import City, Storm
from banyan.model.time import Instant
from banyan.runtime.folder.places import find_city
from banyan.runtime.folder.reading import load_with_layers
from banyan.runtime.network_city import city_of_network
from banyan.twin.swmm import network as networks
from banyan.twin.swmm.faults import parse_fault, resolve
from banyan.twin.swmm.network import Network
from banyan.twin.swmm.series import relative
from banyan.twin.swmm.spec import PlantSpec
from banyan.twin.swmm.tables import Table

# Who says which crew goes where: the solver, or nearest-first.
PLANNED, NEAREST = "planned", "nearest"


class UsageError(Exception):
    """What was asked can't be done; one sentence says what was wrong, where, and what was expected."""


class Options(Struct, frozen=True, kw_only=True):
    """The demo's flags, as given (shared meaning: contracts, "Demo")."""

    city: str = "banyan-bay"
    storm: str | None = None
    seed: int = 1
    hours: float = 24.0
    rain: Path | None = None
    forecast: Path | None = None
    tide: Path | None = None
    inflow: Path | None = None
    network: Path | None = None
    network_map: Path | None = None
    faults: tuple[str, ...] = ()
    play: bool = False
    control: bool = True
    crews: str = PLANNED
    look_ahead: bool = True


class Scenario(Struct, frozen=True):
    """What a demo runs: the whole city for the plant, the city as its brain may know it, and the plant's orders."""

    city: City
    layers: dict[str, dict[str, object]]
    storm: str
    spec: PlantSpec
    play: bool
    control: bool
    crews: str = PLANNED          # planned | nearest
    look_ahead: bool = True       # False: the rule decides alone, from what is measured and the forecast as issued

    @property
    def known(self) -> City:
        """The city without storms and hydraulics: nothing in the city brain can see the plant's truth."""
        authority = replace(self.city.authority, standing=()) if self.play else self.city.authority
        return replace(self.city, storms=(), default_storm=None, hydraulics=None, authority=authority)

    @property
    def end(self) -> Instant:
        return self.spec.start + timedelta(hours=self.spec.hours)


def build(options: Options) -> Scenario:
    """Raises UsageError, FolderErrors, TableError, FaultError, NetworkError: each one sentence."""
    network: Network | None
    if options.crews not in (PLANNED, NEAREST):
        raise UsageError(f"crews {options.crews}: {PLANNED} or {NEAREST} was expected")
    if options.network is not None:
        if options.storm is not None:
            raise UsageError(f"--storm {options.storm} belongs to a city; with --network the storm is the file's own, "
                             "or given by --rain, --tide and --inflow")
        city, layers, network = city_of_network(options.network, options.network_map)
        storm = None
    else:
        folder = find_city(options.city)
        city, layers = load_with_layers(folder)
        network = networks.load(folder / city.hydraulics.network) if city.hydraulics else None
        storm = _storm(city, options.storm)
    if city.hydraulics is None or network is None:
        raise UsageError(f"the city {city.id} declares no hydraulics: a demo needs a network to simulate")
    spec = PlantSpec(
        city=city, network=relative(network).text(), start=city.hydraulics.start, hours=options.hours,
        seed=options.seed,
        rain=_table(Column.RAIN, options.rain, storm.rain if storm else None),
        tide=_table(Column.TIDE, options.tide, storm.tide if storm else None),
        inflow=_table(Column.INFLOW, options.inflow, storm.inflow if storm else None),
        forecast=_table(Column.RAIN, options.forecast, None),
        forecast_height=storm.forecast_height if storm else None,
        forecast_late_min=storm.forecast_late_min if storm else None,
        faults=resolve([parse_fault(text) for text in options.faults], city),
    )  # fmt: skip
    name = storm.id if storm else str(options.network)
    return Scenario(city, layers, name, spec, options.play, options.control, options.crews,
                    options.look_ahead)


def _storm(city: City, name: str | None) -> Storm:
    wanted = city.default_storm or (city.storms[0].id if city.storms else None) if name is None else name
    found = next((s for s in city.storms if s.id == wanted), None)
    if found is None:
        known = ", ".join(s.id for s in city.storms) or "none"
        raise UsageError(f"--storm {wanted}: no such storm in {city.id}; it has {known}")
    return found


def _table(column: Column, file: Path | None, otherwise: Table | None) -> Table | None:
    return otherwise if file is None else read_file(file, column)
