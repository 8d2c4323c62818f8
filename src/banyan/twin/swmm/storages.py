"""Lakes and sumps of a network: their surface, what drains into them, and where water goes from a node."""

from collections.abc import Mapping

from banyan.twin.swmm.network import Link, Network, NetworkError, Node

HECTARE_M2 = 10_000.0
_SAMPLES = 9             # levels at which a surface given by a formula is tabulated


def surface(network: Network, storage: Node) -> tuple[tuple[float, float], ...]:
    """(level m, surface m²) pairs, rising, from the bottom to the rim."""
    row = next(row for row in network.rows("STORAGE") if row[0].upper() == storage.id.upper())
    shape = row[4].upper() if len(row) > 4 else "FUNCTIONAL"
    if shape == "TABULAR":
        curve = network.curve(row[5]) if len(row) > 5 else []
        if not curve:
            raise NetworkError(f"{network.source}: [STORAGE] {storage.id}: [CURVES] has no points of its curve")
        return tuple((round(storage.invert + depth, 4), area) for depth, area in curve)
    a, b, c = (network.number(row, index, "STORAGE") for index in (5, 6, 7))
    depths = [storage.depth * i / (_SAMPLES - 1) for i in range(_SAMPLES)]
    return tuple((round(storage.invert + depth, 4), round(_area(shape, depth, a, b, c), 3)) for depth in depths)


def _area(shape: str, depth: float, a: float, b: float, c: float) -> float:
    """SWMM 5.2 Reference Manual II, storage shapes: a and b are the axes (or length and width) of the base."""
    if shape == "FUNCTIONAL":
        return float(a * depth**b + c) if depth > 0 or b > 0 else c + (a if b == 0 else 0.0)
    ellipse = 3.141592653589793 / 4
    if shape == "CYLINDRICAL":
        return ellipse * a * b
    if shape == "CONICAL":        # c: run over rise of the side along the first axis
        return ellipse * b / a * (a + 2 * c * depth) ** 2 if a > 0 else 0.0
    if shape == "PARABOLIC":      # a and b at the height c
        return ellipse * a * b * depth / c if c > 0 else 0.0
    return (a + 2 * c * depth) * (b + 2 * c * depth)   # PYRAMIDAL


def drains_to(key: str, nodes: Mapping[str, Node], links: Mapping[str, Link]) -> str:
    """The storage or outfall that water at a node reaches first, along the file's first link at each fork."""
    onward: dict[str, str] = {}
    for link in links.values():
        onward.setdefault(link.start.upper(), link.end.upper())
    seen = [key]
    while (key not in nodes or nodes[key].kind not in ("STORAGE", "OUTFALLS")) and key in onward:
        key = onward[key]
        if key in seen:
            break
        seen.append(key)
    return key


def catchment_m2(
    network: Network, storage: Node, nodes: Mapping[str, Node], links: Mapping[str, Link]
) -> float:
    """The area of all subcatchments whose water reaches this storage first."""
    rows = {row[0].upper(): row for row in network.rows("SUBCATCHMENTS") if len(row) > 3}
    total = 0.0
    for row in rows.values():
        outlet = row[2].upper()
        for _ in rows:           # a subcatchment may drain onto another one
            if outlet in nodes or outlet not in rows:
                break
            outlet = rows[outlet][2].upper()
        if drains_to(outlet, nodes, links) == storage.id.upper():
            total += network.number(row, 3, "SUBCATCHMENTS")
    return total * HECTARE_M2
