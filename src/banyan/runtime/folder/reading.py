"""A city folder to a `City`, or every mistake in it at once."""

from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from msgspec import Struct, structs
from msgspec.structs import replace

from banyan.command.calendar import read_limit
from banyan.model.authority import Authority, StandingAuthority
from banyan.model.city import City
from banyan.runtime.folder import calendar, identity, layers, network, rules, values
from banyan.runtime.folder.decode import decode
from banyan.runtime.folder.errors import Findings, shown
from banyan.runtime.folder.files import Files, opened
from banyan.runtime.folder.references import References
from banyan.runtime.folder.rules import Written
from banyan.runtime.folder.shapes import (
    STORMS,
    AuthorityShape,
    CalendarShape,
    CasesShape,
    CityShape,
    CrewsShape,
    RulesShape,
    Shapes,
    StandingShape,
    StormsShape,
    StreamsShape,
)

S = TypeVar("S", bound=Struct)


def load(path: str | Path) -> City:
    """The city a folder declares. Raises FolderErrors with every mistake; nothing else for anything in the folder."""
    return load_with_layers(path)[0]


def load_with_layers(path: str | Path) -> tuple[City, dict[str, dict[str, Any]]]:
    """The city, and its map layers: name → GeoJSON FeatureCollection. Raises FolderErrors as `load` does."""
    found = Findings()
    files = opened(Path(path), found)
    shapes = _decoded(files, found)
    written = rules.written_out(shapes.rules.rules, found)
    drawn = layers.read(files, found)
    identity.check(shapes, written, found)
    values.check(shapes, found)
    calendar.check_all(calendars(shapes), found)
    rules.check(written, shapes.streams.streams if "streams.toml" in shapes.read else None, found)
    rules.check_templates(shapes.rules.templates, found)
    References(shapes, written, found).check()
    _check_limits(shapes.cases, found)
    network.check(shapes, files, found)
    layers.check(drawn, shapes, found)
    found.raise_any()
    return replace(_built(shapes, written, found), roads=layers.roads(drawn)), drawn


def _decoded(files: Files, found: Findings) -> Shapes:
    read: list[str] = []

    def one(name: str, shape: type[S]) -> S:
        table = files.toml(name)
        if table is None:
            return decode({}, shape, Findings(), name)
        read.append(name)
        return decode(table, shape, found, name)

    city = one("city.toml", CityShape)
    return Shapes(
        city=city,
        streams=one("streams.toml", StreamsShape),
        rules=one("rules.toml", RulesShape),
        crews=one("crews.toml", CrewsShape),
        cases=one("cases.toml", CasesShape),
        calendar=one(calendar.FILE, CalendarShape),
        calendars=tuple((name, one(name, CalendarShape)) for name in files.names(calendar.FOLDER, ".toml")),
        authority=one("authority.toml", AuthorityShape),
        storms=one(STORMS, StormsShape) if city.hydraulics is not None else StormsShape(()),
        read=tuple(read),
    )


def calendars(shapes: Shapes) -> calendar.Files:
    """Those of the folder's calendars that could be read, the city's own first."""
    every = ((calendar.FILE, shapes.calendar), *shapes.calendars)
    return [(file, shape) for file, shape in every if file in shapes.read]


def _check_limits(cases: CasesShape, found: Findings) -> None:
    for i, case in enumerate(cases.case_types):
        for what, limit in case.limits.items():
            key = f"case_types[{i}].limits.{what}"
            if what not in ("dispatch", "on-site", "close"):
                found.add("cases.toml", key, shown(what), "one of dispatch, on-site, close")
            try:
                read_limit(limit)
            except ValueError as error:
                found.add("cases.toml", key, shown(limit), str(error).rpartition("expected ")[2])


def _built(shapes: Shapes, written: list[Written], found: Findings) -> City:
    city = shapes.city
    return City(
        id=city.id,
        name=city.name,
        timezone=city.timezone,
        streams=shapes.streams.streams,
        rules=tuple(rules.built(rule, found) for rule in written),
        devices=city.devices,
        lakes=city.lakes,
        places=city.places,
        crews=shapes.crews.crews,
        case_types=shapes.cases.case_types,
        calendar=calendar.built(shapes.calendar, calendars(shapes)),
        authority=_authority(shapes.authority, shapes),
        controller=city.controller,
        tick=timedelta(seconds=city.tick_s),
        hydraulics=city.hydraulics,
        storms=shapes.storms.storms,
        default_storm=shapes.storms.default,
        calendars=tuple(calendar.built(shape, calendars(shapes)) for _, shape in shapes.calendars),
        templates=tuple(rules.built_template(shape) for shape in shapes.rules.templates),
    )


def _authority(shape: AuthorityShape, shapes: Shapes) -> Authority:
    return Authority(shape.roles, shape.principals, tuple(_standing(s, shapes) for s in shape.standing))


def _standing(shape: StandingShape, shapes: Shapes) -> StandingAuthority:
    every = "*" in shape.devices
    devices = tuple(d.id for d in shapes.city.devices) if every else shape.devices
    return StandingAuthority(**{**structs.asdict(shape), "devices": devices})
