"""The city of a data folder, as far as a what-if may know it: its declaration, its network, never its storm to come."""

from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from banyan.model.city import City, Storm
from banyan.model.ports import Store, StoreError
from banyan.runtime import mode
from banyan.runtime.declarations import declarations
from banyan.runtime.demo import saved
from banyan.runtime.folder.digest import digest
from banyan.runtime.folder.places import NoSuchCity, find_city
from banyan.runtime.folder.reading import load_with_layers
from banyan.runtime.prepared import Prepared, prepare
from banyan.runtime.remembered import changed_since, in_order
from banyan.runtime.scenario import PLANNED, UsageError
from banyan.twin.swmm import network as networks
from banyan.twin.swmm.model import blind
from banyan.twin.swmm.series import relative
from banyan.twin.swmm.spec import PlantSpec


class Subject(Struct, frozen=True):
    """`city` has hydraulics and no storms. `known` is what its brain may know of it, in the journal's order of streams.

    `spec` is the model's network without any storm; `seed` None: as declared. `storms` are those of the city's own
    folder. `plans` and `looks`: what works beside its loop (Prepared).
    """

    city: City
    known: City
    spec: PlantSpec
    seed: int | None
    storms: tuple[Storm, ...]
    control: bool = True
    plans: bool = True
    looks: bool = True

    def ready(self, known: City | None = None) -> Prepared:
        """Made ready for the loop as its journal was written; `known`: with another declaration."""
        made = prepare(known if known is not None else self.known, self.control)
        return made._replace(plans=self.plans, looks=self.looks)


def subject(data: Path, store: Store, folder: Path | None) -> Subject:
    """Raises UsageError, StoreError, FolderErrors, NoSuchCity, NetworkError, SpecError: each one sentence."""
    found = _of_demo(data, folder) if mode.DEMO in store.current("declaration") else _of_served(store, folder)
    held = next((rec.body["value"]["id"] for _, rec in store.records(kind="declaration") if rec.body["of"] == "city"),
                None)
    if held != found.city.id:
        raise UsageError(f"{data} holds the city {held}, not {found.city.id}: give the --data folder of that city, or "
                         f"--city {held}")
    return found


def _of_demo(data: Path, folder: Path | None) -> Subject:
    scenario = saved(data)
    if scenario is None:
        raise StoreError(f"{data} holds no run that has begun: start it with banyan demo, or name its --data")
    spec = blind(scenario.spec)
    city, known, seed, control = spec.city, scenario.known, scenario.spec.seed, scenario.control
    plans, looks = scenario.crews == PLANNED, scenario.look_ahead
    del scenario          # the storm to come is in it
    if folder is not None:
        declared, _ = load_with_layers(folder)
        if declared.id != city.id:
            raise UsageError(f"{data} holds the city {city.id}, not {declared.id}: give the --data folder of "
                             f"{declared.id}, or leave --city out")
    return Subject(city, known, spec, seed, _storms(city, folder), control, plans, looks)


def _storms(city: City, folder: Path | None) -> tuple[Storm, ...]:
    """Of the city's folder: what is saved with a run is what its plant is living through."""
    try:
        declared, _ = load_with_layers(folder or find_city(city.id))
    except NoSuchCity:
        return ()
    return declared.storms if declared.id == city.id else ()


def _of_served(store: Store, folder: Path | None) -> Subject:
    remembered = folder or mode.folder_of(store)
    if remembered is None:
        raise UsageError("the journal doesn't say where the city's folder is: give --city")
    try:
        where = find_city(remembered)
    except NoSuchCity:
        raise UsageError(f"the city's folder {remembered} is gone: give --city") from None
    city, _ = load_with_layers(where)
    if city.hydraulics is None:
        raise UsageError(f"the city {city.id} declares no hydraulics: a what-if needs a network to simulate")
    changed = changed_since(store, declarations(city, digest(city), city.hydraulics.start))
    of_city = f"city/{city.id}"
    if changed and of_city not in [str(eid) for eid in store.current("declaration")]:
        held = next((eid for eid in store.current("declaration") if eid.startswith("city/")), "another city")
        raise UsageError(f"the data folder holds {held.removeprefix('city/')}, not {city.id}: give its own --city")
    if changed:
        raise UsageError(f"the city folder {where} differs from what the journal declares ({', '.join(changed[:5])}): "
                         "start the city with it, or give --city the folder as it was")
    network = networks.load(where / city.hydraulics.network)
    whole = PlantSpec(city=city, network=relative(network).text(), start=city.hydraulics.start, hours=1.0)
    ordered = replace(city, streams=in_order(city, store), storms=(), default_storm=None)
    return Subject(replace(city, storms=()), ordered, blind(whole), None, city.storms)
