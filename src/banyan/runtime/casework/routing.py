"""routes.toml to routes: units, areas, grids of cells, owners of things, rows."""

from datetime import date
from itertools import chain
from typing import Any

from msgspec import Struct

from banyan.command.casework.routing import contains
from banyan.model.ids import RoleId
from banyan.model.route import Area, Owner, Route, Routes, Unit
from banyan.model.text import Name
from banyan.runtime.folder import layers
from banyan.runtime.folder.decode import closest, decode
from banyan.runtime.folder.errors import Findings, shown
from banyan.runtime.folder.files import Files

FILE = "routes.toml"
_MOST_CELLS = 10_000


class Grid(Struct, frozen=True, rename={"first": "from", "last": "until"}):
    """Cells of equal size, row by row from the south-west: `id`-01-01 and on. `box` is west, south, east, north."""

    id: str
    name: Name
    box: tuple[float, float, float, float]
    rows: int
    columns: int
    first: date | None = None
    last: date | None = None


class Layer(Struct, frozen=True):
    """Areas that a layer of the map draws: each polygon with an `id` and its names."""

    file: str
    level: str = "district"


class RoutesShape(Struct, frozen=True):
    fallback: RoleId
    source: str = ""
    units: tuple[Unit, ...] = ()
    layers: tuple[Layer, ...] = ()
    areas: tuple[Area, ...] = ()
    grids: tuple[Grid, ...] = ()
    owners: tuple[Owner, ...] = ()
    routes: tuple[Route, ...] = ()


def read(files: Files, roles: tuple[str, ...], found: Findings) -> Routes | None:
    table = files.toml(FILE)
    if table is None:
        return None
    shape = decode(table, RoutesShape, found, FILE)
    drawn = list(chain.from_iterable(_drawn(layer, i, files, found) for i, layer in enumerate(shape.layers)))
    areas = [*drawn, *shape.areas]
    for i, grid in enumerate(shape.grids):
        areas += _cells(grid, f"grids[{i}]", tuple(areas), found)
    routes = Routes(shape.fallback, shape.units, tuple(areas), shape.owners, shape.routes, shape.source)
    _check(routes, shape, roles, found)
    return routes


def _drawn(layer: Layer, i: int, files: Files, found: Findings) -> list[Area]:
    made = []
    every = layers.read(files, found)
    name = layer.file.removeprefix("layers/").removesuffix(".geojson")
    if name not in every:
        found.add(FILE, f"layers[{i}].file", shown(layer.file), "a layer of the map, like layers/districts.geojson")
        return []
    for feature in every[name]["features"]:
        told, shape = feature["properties"] or {}, feature["geometry"]
        if shape is not None and shape["type"] in ("Polygon", "MultiPolygon") and "id" in told:
            polygons = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
            rings = tuple(tuple((float(p[0]), float(p[1])) for p in ring) for ring in chain.from_iterable(polygons))
            said = Name(zh=str(told.get("name_zh", told["id"])), en=str(told.get("name_en", told["id"])))
            made.append(Area(str(told["id"]), said, layer.level, rings=rings))
    return made


def _cells(grid: Grid, key: str, above: tuple[Area, ...], found: Findings) -> list[Area]:
    west, south, east, north = grid.box
    if not (west < east and south < north):
        found.add(FILE, f"{key}.box", shown(str(list(grid.box))), "west < east and south < north")
        return []
    if grid.rows < 1 or grid.columns < 1 or grid.rows * grid.columns > _MOST_CELLS:
        found.add(FILE, f"{key}.rows", f"{grid.rows} × {grid.columns} cells", f"1 to {_MOST_CELLS} cells")
        return []
    wide, high = (east - west) / grid.columns, (north - south) / grid.rows
    made = []
    for row in range(grid.rows):
        for column in range(grid.columns):
            box = (west + column * wide, south + row * high, west + (column + 1) * wide, south + (row + 1) * high)
            middle = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
            within = next((a.id for a in above if contains(a, middle)), None)
            n = f"{row + 1:02d}-{column + 1:02d}"
            said = Name(zh=f"{grid.name.zh}{n}", en=f"{grid.name.en} {n}")
            made.append(Area(f"{grid.id}-{n}", said, box=box, within=within, first=grid.first, last=grid.last))
    return made


def _check(routes: Routes, shape: RoutesShape, roles: tuple[str, ...], found: Findings) -> None:
    units = [str(u.id) for u in routes.units]
    areas = [a.id for a in routes.areas]
    owners = list(dict.fromkeys(o.owner for o in routes.owners))
    _once(units, "units", found)
    _once([r.id for r in routes.routes], "routes", found)
    _once([a.id for a in shape.areas], "areas", found)
    for i, unit in enumerate(routes.units):
        if unit.id not in roles:
            found.add(FILE, f"units[{i}].id", shown(unit.id), f"a role of authority.toml{closest(unit.id, roles)}")
        _among(unit.deputy, units, f"units[{i}].deputy", "a unit", found)
        _dates(unit, f"units[{i}]", found)
    _among(routes.fallback, units, "fallback", "a unit", found)
    fallback = next((u for u in routes.units if u.id == routes.fallback), None)
    if fallback is not None and (fallback.first is not None or fallback.last is not None):
        found.add(FILE, "fallback", shown(routes.fallback), "a unit that is always there, without from and until")
    for i, area in enumerate(shape.areas):
        key = f"areas[{i}]"
        if bool(area.rings) is (area.box is not None) and area.within is None:
            found.add(FILE, key, "an area without a shape", "a box, or rings")
        _among(area.within, areas, f"{key}.within", "an area", found)
        _dates(area, key, found)
    for i, row in enumerate(routes.routes):
        key = f"routes[{i}]"
        _among(row.to, units, f"{key}.to", "a unit", found)
        for group, names, what, every in (("areas", row.areas, "an area", areas), ("owners", row.owners, "an owner",
                                          owners), ("also", row.also, "a unit", units)):
            for n, name in enumerate(names):
                _among(name, every, f"{key}.{group}[{n}]", what, found)
        if any(not 0 <= day <= 6 for day in row.weekdays):
            found.add(FILE, f"{key}.weekdays", shown(str(list(row.weekdays))), "days from 0 (Monday) to 6 (Sunday)")
        _dates(row, key, found)


def _once(ids: list[str], group: str, found: Findings) -> None:
    for i, one in enumerate(ids):
        if one in ids[:i]:
            found.add(FILE, f"{group}[{i}].id", f"{shown(one)} again", "each id once")


def _among(name: str | None, known: list[str], key: str, what: str, found: Findings) -> None:
    if name is not None and name not in known:
        found.add(FILE, key, shown(name), f"{what} of this file{closest(name, known)}")


def _dates(one: Any, key: str, found: Findings) -> None:
    if one.first is not None and one.last is not None and one.last < one.first:
        found.add(FILE, f"{key}.until", str(one.last), f"a day from {one.first} on")

