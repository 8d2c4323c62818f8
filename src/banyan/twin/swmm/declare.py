"""A city out of a bare SWMM input file, by the conventions of `--network`.

Storage with orifices = lake and its gates (its flooding counts as bank); flooding elsewhere = street; pumps out of a
storage = station; outfall with a stage series = sea; the node with the largest inflow series = river.

Defaults where no map says otherwise: gates start at 10 % (also the passive run), stand at 50 %, hold when signals are
lost, travel as the orifice's own opening time says (10 %/min where it says none). A lake's normal level is that of
its initial depth n; with its rim r the band is n - 0.5 m to n + 0.3 (r - n), the warning level n + 0.6 (r - n), the
guarantee level n + 0.8 (r - n) and the bank r. A gate may not open further when its lake is less than 0.5 m above
its sill, or below the foot of the band where that is lower: before a storm a lake may go below its band.
"""

from dataclasses import dataclass
from typing import TypeVar

from msgspec import Struct

from banyan.model.city import Hydraulics, Lake, Place, Storm
from banyan.model.device import Device, Kind
from banyan.model.ids import DeviceId, PlaceId, StreamId, SubjectId
from banyan.model.stream import Measures, Stream
from banyan.model.text import Name
from banyan.twin.swmm.layout import layout
from banyan.twin.swmm.mapfile import GateMap, LakeMap, MapFile, PlaceMap, PumpMap, pick
from banyan.twin.swmm.network import Link, Network, NetworkError, Node
from banyan.twin.swmm.scenario import own_inflow, own_rain, own_tide
from banyan.twin.swmm.storages import catchment_m2, drains_to, surface

INITIAL, STANDING, RAMP = 10.0, 50.0, 10.0
ABOVE_SILL = 0.5             # m of water over a gate's sill that are left in a lake
GAUGED_A_BRANCH = 5          # street gauges, spread along each branch, its lowest rim among them
_T = TypeVar("_T")


class Declared(Struct, frozen=True):
    """The pieces of a City that a network and its map can say. The storm is what the file's own series say."""

    name: Name
    streams: tuple[Stream, ...]
    devices: tuple[Device, ...]
    lakes: tuple[Lake, ...]
    places: tuple[Place, ...]
    hydraulics: Hydraulics
    storm: Storm


def city_from_network(network: Network, declared: MapFile | None = None) -> Declared:
    """Raises NetworkError when the network has no lake with a gate, or the map names what the network hasn't."""
    nodes, links = network.nodes(), network.links()
    for link in links.values():
        for end in (link.start, link.end):
            if end.upper() not in nodes:
                raise NetworkError(f"{network.source}: [{link.kind}] {link.id}: the network has no node {end!r}")
    reading = _Reading(network, declared or MapFile(), nodes, links, layout(network))
    gates = reading.gates()
    if not gates:
        raise NetworkError(
            f"{network.source}: [STORAGE] and [ORIFICES]: at least one storage with an orifice (a lake with its gate) "
            "is needed to control anything"
        )
    _known(reading, gates)
    return _declare(reading, gates)


@dataclass(frozen=True)
class _Reading:
    """The file, its map, and what is looked up often. Keys are in capitals."""

    network: Network
    map: MapFile
    nodes: dict[str, Node]
    links: dict[str, Link]
    at: dict[str, tuple[float, float]]

    def gates(self) -> dict[str, Node]:
        """Orifice -> its lake: the storage it leads out of, else the one it leads into."""
        found: dict[str, Node] = {}
        for key, link in self.links.items():
            ends = [self.nodes.get(end.upper()) for end in (link.start, link.end)]
            lake = next((end for end in ends if end is not None and end.kind == "STORAGE"), None)
            if link.kind == "ORIFICES" and lake is not None:
                found[key] = lake
        return found

    def pumps(self) -> dict[str, Node]:
        """Pump -> the storage it leads out of."""
        pumps = {key: self.nodes.get(link.start.upper()) for key, link in self.links.items() if link.kind == "PUMPS"}
        return {key: sump for key, sump in pumps.items() if sump is not None and sump.kind == "STORAGE"}

    def device_id(self, key: str) -> DeviceId:
        """The link's id; nodes and links of a network may share ids, then the link's gets its kind before it."""
        link = self.links[key]
        kind = "gate" if link.kind == "ORIFICES" else "pump"
        return DeviceId(f"{kind}-{link.id}" if key in self.nodes else link.id)

    def sea(self) -> str | None:
        rows = [row for row in self.network.rows("OUTFALLS") if len(row) > 3 and row[2].upper() == "TIMESERIES"]
        return rows[0][0] if rows else None

    def river(self) -> str | None:
        """The node whose inflow series peaks highest."""
        peaks: list[tuple[float, str]] = []
        for row in self.network.rows("INFLOWS"):
            if len(row) > 2 and row[1].upper() == "FLOW" and row[2] and row[0].upper() in self.nodes:
                table = own_inflow(self.network, row[0]) or ((0.0, 0.0),)
                peaks.append((max(value for _, value in table), row[0]))
        return max(peaks, key=lambda peak: peak[0])[1] if peaks else None

    def streets(self) -> list[Node]:
        """The junctions worth a depth gauge: those of the map, else some of each branch that takes rain."""
        if self.map.places:
            return [self.nodes[key] for key in (name.upper() for name in self.map.places) if key in self.nodes]
        fed = {row[2].upper() for row in self.network.rows("SUBCATCHMENTS") if len(row) > 2}
        branches: dict[str, list[Node]] = {}
        for key, node in self.nodes.items():
            if node.kind == "JUNCTIONS" and (key in fed or not fed):
                branches.setdefault(drains_to(key, self.nodes, self.links), []).append(node)
        return [node for branch in branches.values() for node in _spread(branch)]


def _declare(reading: _Reading, gates: dict[str, Node]) -> Declared:
    lakes = list({lake.id: lake for lake in gates.values()}.values())
    pumps = reading.pumps()
    sumps = [sump for sump in {sump.id: sump for sump in pumps.values()}.values() if sump not in lakes]
    streets, sea, river = reading.streets(), reading.sea(), reading.river()
    beyond = [reading.nodes[_other_end(reading.links[key], lake).upper()] for key, lake in gates.items()]
    downstream = list({node.id: node for node in beyond if node not in lakes and node not in sumps}.values())
    levels = [*lakes, *downstream, *sumps]
    streams = [_level(node, 0.1 if node in lakes else None) for node in levels]
    streams += [_depth(node) for node in streets]
    streams += _weather(reading.network, sea, river)
    devices = [_gate(reading, key, lake) for key, lake in gates.items()]
    devices += [_pump(reading, key, sump) for key, sump in pumps.items()]
    streams += [_read_back(device) for device in devices]
    hydraulics = Hydraulics(
        network=reading.network.source,
        start=reading.network.start,
        gates={reading.device_id(key): reading.links[key].id for key in gates},
        pumps={reading.device_id(key): reading.links[key].id for key in pumps},
        mobile={},
        levels={f"{n.id}.level": n.id for n in levels} | {f"{n.id}.depth": n.id for n in streets},
        lakes={lake.id: lake.id for lake in lakes},
        sea=sea,
        river=river,
        rain_gages=tuple(row[0] for row in reading.network.rows("RAINGAGES")),
        streets={node.id: node.id for node in streets},
    )
    return Declared(
        reading.map.name or Name(_stem(reading), _stem(reading)),
        tuple(streams), tuple(devices), tuple(_lake(reading, lake) for lake in lakes),
        (*(_place(reading, n, "lake", f"{n.id}.level") for n in lakes),
         *(_place(reading, n, "station", f"{n.id}.level") for n in sumps),
         *(_place(reading, n, "ponding-point", f"{n.id}.depth") for n in streets)),
        hydraulics, _storm(reading.network, sea, river),
    )


def _gate(reading: _Reading, key: str, lake: Node) -> Device:
    link, all_gates = reading.links[key], reading.map.gate
    own = pick(reading.map.gates, link.id) or GateMap()
    travel_h = reading.network.number(["", *link.row], 5, "ORIFICES")
    device = reading.device_id(key)
    return Device(
        id=device, kind=Kind.GATE, name=own.name or Name(link.id, link.id), thing=SubjectId(lake.id),
        read_back=StreamId(f"{device}.position"), level=StreamId(f"{lake.id}.level"),
        initial=_first(own.initial, all_gates.initial, INITIAL),
        standing=_first(own.standing, all_gates.standing, STANDING),
        safe=own.safe if own.safe is not None else all_gates.safe,
        downstream=StreamId(f"{reading.nodes[_other_end(link, lake).upper()].id}.level"),
        ramp=_first(own.ramp, all_gates.ramp, 100 / (travel_h * 60) if travel_h > 0 else RAMP),
        band_foot=_first(own.band_foot, all_gates.band_foot, _foot(reading, link, lake)),
        head_margin=_first(own.head_margin, all_gates.head_margin, 0.0),
    )


def _foot(reading: _Reading, link: Link, lake: Node) -> float:
    """m above datum: the level down to which a lake may be drawn through this gate."""
    offset = link.row[1] if len(link.row) > 1 else "*"
    if offset == "*":
        sill = lake.invert
    else:
        said = reading.network.number(["", *link.row], 2, "ORIFICES")
        sill = said if reading.network.option("LINK_OFFSETS").upper() == "ELEVATION" else lake.invert + said
    return round(min(_lake(reading, lake).band[0], max(sill, lake.invert) + ABOVE_SILL), 3)


def _pump(reading: _Reading, key: str, sump: Node) -> Device:
    link, all_pumps = reading.links[key], reading.map.pump
    own = pick(reading.map.pumps, link.id) or PumpMap()
    row = ["", *link.row]
    on_m, off_m = (reading.network.number(row, index, "PUMPS") for index in (3, 4))
    device = reading.device_id(key)
    return Device(
        id=device, kind=Kind.PUMP, name=own.name or Name(link.id, link.id), thing=SubjectId(sump.id),
        read_back=StreamId(f"{device}.flow"), level=StreamId(f"{sump.id}.level"),
        initial=0.0, standing=0.0, safe=0.0, ramp=100.0,
        min_on_min=_first(own.min_on_min, all_pumps.min_on_min, 0.0),
        min_off_min=_first(own.min_off_min, all_pumps.min_off_min, 0.0),
        max_starts_per_h=_first(own.max_starts_per_h, all_pumps.max_starts_per_h, 60),
        rated_m3s=_rated(reading.network, link),
        start_level=round(sump.invert + on_m, 4) if on_m > 0 else None,
        stop_level=round(sump.invert + off_m, 4) if off_m > 0 else None,
    )


def _lake(reading: _Reading, lake: Node) -> Lake:
    own = pick(reading.map.lakes, lake.id) or LakeMap()
    normal, bank = lake.invert + lake.initial, _first(own.bank, lake.rim)
    free = max(0.0, bank - normal)
    return Lake(
        id=SubjectId(lake.id), name=own.name or Name(lake.id, lake.id), level=StreamId(f"{lake.id}.level"),
        band=_first(own.band, (round(normal - 0.5, 3), round(normal + 0.3 * free, 3))),
        warning_level=_first(own.warning_level, round(normal + 0.6 * free, 3)),
        guarantee_level=_first(own.guarantee_level, round(normal + 0.8 * free, 3)),
        bank=bank,
        area_m2=surface(reading.network, lake),
        catchment_m2=catchment_m2(reading.network, lake, reading.nodes, reading.links),
    )


def _place(reading: _Reading, node: Node, kind: str, stream: str) -> Place:
    own = pick(reading.map.places, node.id) or PlaceMap()
    lake = pick(reading.map.lakes, node.id)
    name = own.name or (lake.name if lake is not None else None) or Name(node.id, node.id)
    below = drains_to(node.id.upper(), reading.nodes, reading.links) if kind == "ponding-point" else ""
    return Place(
        id=PlaceId(node.id), name=name, at=own.at or reading.at[node.id.upper()], kind=kind, stream=StreamId(stream),
        people=own.people, below=reading.nodes[below].id if below in reading.nodes else None,
    )


def _level(node: Node, max_rate: float | None) -> Stream:
    low, high = round(node.invert - 1.0, 3), round(max(node.rim, node.invert + 5.0) + 3.0, 3)
    return Stream(StreamId(f"{node.id}.level"), SubjectId(node.id), Measures.LEVEL, "m", low, high, max_rate)


def _depth(node: Node) -> Stream:
    return Stream(StreamId(f"{node.id}.depth"), SubjectId(node.id), Measures.DEPTH, "m", 0.0, 5.0)


def _read_back(device: Device) -> Stream:
    if device.kind == Kind.GATE:
        return Stream(device.read_back, SubjectId(device.id), Measures.POSITION, "%", 0.0, 100.0)
    return Stream(device.read_back, SubjectId(device.id), Measures.FLOW, "m3/s", 0.0, max(50.0, 2 * device.rated_m3s))


def _weather(network: Network, sea: str | None, river: str | None) -> list[Stream]:
    streams = []
    if network.rows("RAINGAGES"):
        streams.append(Stream(StreamId("rain"), SubjectId("sky"), Measures.RAIN, "mm/h", 0.0, 400.0))
    if sea is not None:
        streams.append(Stream(StreamId("tide"), SubjectId(sea), Measures.TIDE, "m", -15.0, 15.0, 0.2))
    if river is not None:
        streams.append(Stream(StreamId("inflow"), SubjectId(river), Measures.INFLOW, "m3/s", 0.0, 100_000.0))
    return streams


def _storm(network: Network, sea: str | None, river: str | None) -> Storm:
    hours = max(1, int(network.hours)) if network.hours else 24
    try:
        rain = own_rain(network)
    except NetworkError:
        rain = ((0.0, 0.0),)     # fed by a file: a run without --rain says so when it starts
    tide, inflow = own_tide(network, sea) or (), own_inflow(network, river) or ()
    return Storm("network", Name("网络自带的暴雨", "the network's own storm"), hours, rain, tide, inflow)


def _rated(network: Network, link: Link) -> float:
    """m³/s: the most its curve gives (0 for an ideal pump, which takes what comes)."""
    curve = network.curve(link.row[0]) if link.row else []
    return max((flow for _, flow in curve), default=0.0) * network.flow_factor


def _known(reading: _Reading, gates: dict[str, Node]) -> None:
    """Every id of the map must be one of the network's, of the right kind."""
    lakes = {lake.id.upper() for lake in gates.values()}
    wanted = (("lakes", reading.map.lakes, lakes), ("gates", reading.map.gates, set(gates)),
              ("pumps", reading.map.pumps, set(reading.pumps())),
              ("places", reading.map.places, {k for k, n in reading.nodes.items() if n.kind == "JUNCTIONS"}))
    for what, given, known in wanted:
        for name in given:
            if name.upper() not in known:
                listed = ", ".join(sorted(known)) or "none"
                raise NetworkError(f"network map: [{what}.{name}]: {reading.network.source} has {listed}")


def _spread(branch: list[Node]) -> list[Node]:
    """Where a street floods depends on pipes as much as on rims: the lowest rim, and others at even distances."""
    lowest = min(branch, key=lambda node: node.rim)
    every = max(1, -(-len(branch) // (GAUGED_A_BRANCH - 1)))
    return [node for i, node in enumerate(branch) if node is lowest or i % every == every // 2]


def _other_end(link: Link, lake: Node) -> str:
    return link.end if link.start.upper() == lake.id.upper() else link.start


def _stem(reading: _Reading) -> str:
    return reading.network.source.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0]


def _first(*given: _T | None) -> _T:
    """The first that is said."""
    return next(value for value in given if value is not None)
