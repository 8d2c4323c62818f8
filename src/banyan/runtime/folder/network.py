"""[hydraulics]: every element it names stands in the network, and every device, lake and position has one."""

from collections.abc import Mapping

from banyan.model.city import Hydraulics
from banyan.model.device import Kind
from banyan.runtime.folder.decode import closest
from banyan.runtime.folder.errors import Findings, shown
from banyan.runtime.folder.files import Files
from banyan.runtime.folder.shapes import STORMS, Shapes
from banyan.twin.swmm.network import Network, NetworkError, parse

FILE = "city.toml"
_NODES = ("JUNCTIONS", "OUTFALLS", "STORAGE", "DIVIDERS")


def check(shapes: Shapes, files: Files, found: Findings) -> None:
    """Names on both sides of the mapping. Nothing when the city has no hydraulics."""
    hydraulics = shapes.city.hydraulics
    if hydraulics is None:
        return
    if STORMS in shapes.read and shapes.storms.storms and shapes.storms.default is None:
        found.add(STORMS, "default", "nothing", "the id of the storm that the demo takes when none is named")
    _ours(shapes, hydraulics, found)
    network = _read(hydraulics.network, files, found)
    if network is not None:
        _theirs(hydraulics, network, found)


def _read(name: str, files: Files, found: Findings) -> Network | None:
    if not name.lower().endswith(".inp"):
        found.add(FILE, "hydraulics.network", shown(name), "a SWMM input file of the folder, ending in .inp")
        return None
    text = files.text(name)
    if text is None:
        return None
    try:
        network = parse(text, name)
        network.nodes()  # reads every row, as links() does
        network.links()
    except NetworkError as error:
        found.add(name, "", str(error).removeprefix(f"{name}: "), "a SWMM 5 input file")
        return None
    return network


def _ours(shapes: Shapes, hydraulics: Hydraulics, found: Findings) -> None:
    """The left side: our devices, lakes, places and streams; each gate, pump, lake and position is mapped."""
    city = shapes.city
    if any(found.told(FILE, f"devices[{i}].kind") for i in range(len(city.devices))):
        return  # a gate may be a pump, or the other way round
    gates = [d.id for d in city.devices if d.kind is Kind.GATE]
    pumps = [d.id for d in city.devices if d.kind is Kind.PUMP]
    positions = [p.pump_position for p in city.places if p.pump_position is not None]
    whole: list[tuple[str, Mapping[str, str], list[str], str]] = [
        ("gates", hydraulics.gates, list(gates), "a gate"),
        ("pumps", hydraulics.pumps, list(pumps), "a pump"),
        ("lakes", hydraulics.lakes, [lake.id for lake in city.lakes], "a lake"),
        ("mobile", hydraulics.mobile, positions, "a pump_position of a place"),
    ]
    for table, mapping, declared, what in whole:
        for name in mapping:
            if name not in declared:
                expected = f"the id of {what} of this city{closest(name, declared)}"
                found.add(FILE, f"hydraulics.{table}.{name}", shown(name), expected)
        for name in declared:
            if name not in mapping:
                found.add(FILE, f"hydraulics.{table}", f"no element for {name}", f"one for {what} each")
    places = [p.id for p in city.places]
    streams = [s.id for s in shapes.streams.streams]
    for name in hydraulics.streets:
        if name not in places:
            found.add(FILE, f"hydraulics.streets.{name}", shown(name), f"the id of a place{closest(name, places)}")
    for name in hydraulics.levels:
        if name not in streams and "streams.toml" in shapes.read:
            found.add(FILE, f"hydraulics.levels.{name}", shown(name), f"the id of a stream{closest(name, streams)}")


def _theirs(hydraulics: Hydraulics, network: Network, found: Findings) -> None:
    """The right side: elements of the network, of the right sort."""
    nodes, links = network.nodes(), network.links()
    gages = [row[0].upper() for row in network.rows("RAINGAGES")]
    by_sort = {sort: [n for n, link in links.items() if link.kind == sort] for sort in ("ORIFICES", "PUMPS")}
    by_sort |= {sort: [n for n, node in nodes.items() if node.kind == sort] for sort in _NODES}
    by_sort |= {"nodes": list(nodes), "RAINGAGES": gages}
    wanted = [(f"{table}.{ours}", name, sort) for table, sort in (
        ("gates", "ORIFICES"), ("pumps", "PUMPS"), ("mobile", "PUMPS"), ("levels", "nodes"), ("lakes", "STORAGE"),
        ("streets", "JUNCTIONS"),
    ) for ours, name in getattr(hydraulics, table).items()]  # fmt: skip
    wanted += [("sea", hydraulics.sea or "", "OUTFALLS")] if hydraulics.sea is not None else []
    wanted += [("river", hydraulics.river or "", "nodes")] if hydraulics.river is not None else []
    wanted += [(f"rain_gages[{i}]", name, "RAINGAGES") for i, name in enumerate(hydraulics.rain_gages)]
    for key, name, sort in wanted:
        known = by_sort[sort]
        if name.upper() not in known:
            where = f"[{sort}] of {hydraulics.network}" if sort.isupper() else f"the {sort} of {hydraulics.network}"
            found.add(FILE, f"hydraulics.{key}", shown(name), f"a name from {where}{closest(name.upper(), known)}")


