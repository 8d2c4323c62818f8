"""The map: the city's layers as ground, and at each place how much water ran out with and without us."""

from collections.abc import Iterator
from typing import Any

from banyan.runtime.report.facts import Facts
from banyan.runtime.report.pages import Area, Block, Cell, Heading, Map, Position, Spot, Words
from banyan.runtime.report.teller import Teller

WATER = ("sea", "lakes", "lake", "river", "rivers", "water", "canals")
ROADS = ("roads", "streets")
MAIN = ("motorway", "trunk", "primary", "secondary")
GROUND = ("LineString", "MultiLineString", "Polygon", "MultiPolygon")


def ground(facts: Facts, t: Teller) -> list[Block]:
    spots = tuple(_spots(facts, t))
    blocks: list[Block] = [Heading(t.say("map.title"), fresh=True)]
    if not spots:
        return [*blocks, Words(Cell(t.say("map.none")))]
    records = tuple(f"run/{name}" for name in ("banyan", "passive") if name in facts.runs)
    note = t.say("map.how" if records else "map.unknown")
    areas = tuple(area for name, layer in facts.layers.items() for area in _areas(name, layer))
    legend = (t.say("map.ours"), t.say("map.without"), t.say("map.dry"))
    return [*blocks, Map(t.say("map.caption"), areas, spots, legend, records, note)]


def _spots(facts: Facts, t: Teller) -> Iterator[Spot]:
    ours, alone = facts.runs.get("banyan"), facts.runs.get("passive")
    at = {str(p.id): p.at for p in facts.declared.places}
    banks = {str(p.below): p.at for p in facts.declared.places if p.kind == "lake" and p.below is not None}
    shown = [str(p.id) for p in facts.declared.places if p.kind == "ponding-point"]
    shown += [str(lake.id) for lake in facts.declared.lakes]
    for place in shown:
        where = at.get(place) or banks.get(place)
        if where is None:
            continue
        value = ours.flooding_m3.by_place.get(place, 0.0) if ours else None
        without = alone.flooding_m3.by_place.get(place, 0.0) if alone else None
        if value is None:
            label = ""
        elif not value and not without:
            label = t.say("map.label_dry")
        else:
            label = t.say("map.label", ours=t.number(value), without=t.number(without))
        yield Spot(where, t.name(place), label, value, without, bank=place not in at)


def _areas(name: str, layer: dict[str, Any]) -> Iterator[Area]:
    for feature in layer.get("features", ()):
        geometry, about = feature.get("geometry") or {}, feature.get("properties") or {}
        if geometry.get("type") not in GROUND:
            continue
        closed = "Polygon" in geometry["type"]
        look = "water" if name in WATER else "land" if name not in ROADS else \
            "road" if about.get("class") in MAIN else "track"
        for points in _rings(geometry["type"], geometry.get("coordinates", ())):
            yield Area(points, look, closed)


def _rings(kind: str, coordinates: Any) -> Iterator[tuple[Position, ...]]:
    """Every line of a geometry; holes of polygons are drawn like their outlines, without being cut out."""
    deep = {"LineString": 0, "MultiLineString": 1, "Polygon": 1, "MultiPolygon": 2}[kind]
    lines = [coordinates]
    for _ in range(deep):
        lines = [line for group in lines for line in group]
    for line in lines:
        points = tuple((float(p[0]), float(p[1])) for p in line)
        if len(points) > 1:
            yield points
