"""Where to draw a network's elements: its own coordinates fitted to the map, or a schematic row where it has none."""

from collections.abc import Iterable

from banyan.twin.swmm.network import Link, Network

# A box of about 5 km in open water off a coast: a network's coordinates are of no known system, so what
# is drawn keeps its shape and claims no place.
_WEST, _SOUTH, _SIDE = 119.85, 25.95, 0.05

Point = tuple[float, float]


def layout(network: Network) -> dict[str, Point]:
    """(longitude, latitude) of every node, by id in capitals."""
    nodes = network.nodes()
    drawn = {
        row[0].upper(): (network.number(row, 1, "COORDINATES"), network.number(row, 2, "COORDINATES"))
        for row in network.rows("COORDINATES")
        if row[0].upper() in nodes
    }
    if len(drawn) < len(nodes):
        drawn = schematic(nodes, network.links().values())
    return _fitted(drawn)


def schematic(nodes: Iterable[str], links: Iterable[Link]) -> dict[str, Point]:
    """Columns by the number of links to an end of the network, rows in the file's order."""
    order = list(nodes)
    below: dict[str, list[str]] = {}
    leaves = dict.fromkeys(order, True)
    for link in links:
        start, end = link.start.upper(), link.end.upper()
        if start in leaves and end in leaves:
            below.setdefault(end, []).append(start)
            leaves[start] = False
    column = {node: 0 for node in order if leaves[node]} or {order[0]: 0}
    front = list(column)
    while front:
        node = front.pop(0)
        for upper in below.get(node, []):
            if upper not in column:
                column[upper] = column[node] + 1
                front.append(upper)
    rows: dict[int, int] = {}
    points: dict[str, Point] = {}
    for node in order:
        x = column.get(node, 0)
        points[node] = (float(-x), float(rows.get(x, 0)))
        rows[x] = rows.get(x, 0) + 1
    return points


def _fitted(points: dict[str, Point]) -> dict[str, Point]:
    west, south = min(x for x, _ in points.values()), min(y for _, y in points.values())
    side = max(max(x for x, _ in points.values()) - west, max(y for _, y in points.values()) - south) or 1.0
    scale = _SIDE / side
    return {
        node: (round(_WEST + (x - west) * scale, 6), round(_SOUTH + (y - south) * scale, 6))
        for node, (x, y) in points.items()
    }
