"""A city around somebody's own SWMM network: what the file can't say comes from stated defaults.

Water, machines and gauges come from the network and its map (twin/swmm/declare.py); rules from the levels told there;
roles, cases and calendar from the ready city, whose people then work here. There are no crews: a bare network has no
place where a mobile pump could stand.
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from banyan.model.city import City, Lake, Place
from banyan.model.ids import PlaceId, RuleId, SubjectId
from banyan.model.level import Level
from banyan.model.rule import Limit, Rule, RuleKind
from banyan.model.stream import Measures, Stream
from banyan.model.time import minutes
from banyan.runtime.folder.places import find_city
from banyan.runtime.folder.reading import load
from banyan.twin.swmm import network as networks
from banyan.twin.swmm.declare import Declared, city_from_network
from banyan.twin.swmm.mapfile import load_map
from banyan.twin.swmm.network import Network

PEOPLE_OF = "banyan-bay"
DEADBAND_M = 0.10
PONDING_M = ((Level.IV, 0.10), (Level.III, 0.15), (Level.II, 0.27), (Level.I, 0.50))   # as in the ready city
SILENT_MIN = 10.0


def city_of_network(file: Path, map_file: Path | None) -> tuple[City, dict[str, Any], Network]:
    """The city, its map layers and its network. Raises NetworkError with one sentence."""
    network = networks.load(file)
    declared = city_from_network(network, load_map(map_file) if map_file is not None else None)
    return _city(declared, file.stem), {}, network


def _city(declared: Declared, name: str) -> City:
    people = load(find_city(PEOPLE_OF))
    start = declared.hydraulics.start
    devices = tuple(d.id for d in declared.devices)
    standing = tuple(
        replace(s, devices=devices, starts_at=start - timedelta(days=1), ends_at=start + timedelta(days=60))
        for s in people.authority.standing
    )
    return replace(
        people, id=f"network-{name}".lower(), name=declared.name, streams=declared.streams, devices=declared.devices,
        lakes=declared.lakes, places=declared.places, crews=(), roads=(), rules=tuple(_rules(declared)), controller={},
        authority=replace(people.authority, standing=standing), hydraulics=declared.hydraulics,
        storms=(declared.storm,), default_storm=declared.storm.id,
    )  # fmt: skip


def _rules(declared: Declared) -> Iterator[Rule]:
    places = {str(p.id): p for p in declared.places}
    for lake in declared.lakes:
        yield _lake(lake, places)
    for stream in declared.streams:
        place = PlaceId(str(stream.thing))
        if stream.measures is Measures.DEPTH:
            limits = tuple(Limit(lv, m, m - 0.04, minutes(2), minutes(10)) for lv, m in PONDING_M)
            yield _rule(f"ponding.{stream.id}", RuleKind.THRESHOLD, stream, place, "ponding", limits, "ponding")
        silent = (Limit(Level.IV, SILENT_MIN, SILENT_MIN), Limit(Level.III, 3 * SILENT_MIN, 3 * SILENT_MIN))
        yield _rule(f"silence.{stream.id}", RuleKind.SILENCE, stream, place, "signal", silent)


def _lake(lake: Lake, places: dict[str, Place]) -> Rule:
    steps = ((Level.III, lake.warning_level), (Level.II, lake.guarantee_level), (Level.I, lake.bank))
    limits = tuple(Limit(lv, m, m - DEADBAND_M, minutes(3), minutes(15)) for lv, m in steps)
    place = next((p.id for p in places.values() if p.stream == lake.level), PlaceId(str(lake.id)))
    return Rule(RuleId(f"lake.{lake.id}"), RuleKind.THRESHOLD, lake.id, place, "high-water", str(lake.level), limits,
                streams=(lake.level,), case_type="high-water", case_from=Level.II)


def _rule(
    name: str, kind: RuleKind, stream: Stream, place: PlaceId, cause: str, limits: tuple[Limit, ...],
    case_type: str | None = None,
) -> Rule:  # fmt: skip
    return Rule(RuleId(name), kind, SubjectId(str(stream.thing)), place, cause, str(stream.id), limits,
                streams=(stream.id,), case_type=case_type)
