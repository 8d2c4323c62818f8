"""A City out of a pystorms scenario: its basins as lakes, its movable links as gates, what it shows as streams.

Everything stays as pystorms has it: no ramp, no interlock and no travel time limits a valve, since the published
controllers move them freely, too. A pump is declared a gate, since pystorms runs it at any speed.
"""

from datetime import time

from benchmarks.pystorms.plant import Asset, Level, Plant

from banyan.model.authority import Authority
from banyan.model.calendar import Calendar
from banyan.model.city import City, Lake
from banyan.model.device import Device, Kind
from banyan.model.ids import DeviceId, StreamId, SubjectId
from banyan.model.stream import Measures, Stream
from banyan.model.text import Name

STANDING = 50.0      # % of a basin's greatest flow that the filling rule, left alone, releases


def city(plant: Plant) -> City:
    """Every node with a gauge is a lake, gated or not. A link whose upstream depth isn't shown knows no level."""
    seen = {node: level for node, level in plant.levels.items() if level.full > 0}
    streams = (*(_stream(level) for level in seen.values()), *(_position(asset) for asset in plant.assets))
    calendar = Calendar("none", "no deadlines here", (plant.start.year,), ((time(0), time(23, 59)),))
    return City(
        plant.name, Name(plant.name, plant.name), "UTC", streams, (),
        tuple(_gate(asset, asset.node in seen) for asset in plant.assets),
        tuple(_lake(level) for level in seen.values()), (), (), (), calendar, Authority((), ()), {},
    )  # fmt: skip


def stream(node: str) -> StreamId:
    return StreamId(f"{node}.level")


def _stream(level: Level) -> Stream:
    low, high = level.bottom - 1.0, level.bottom + level.full + 100.0
    return Stream(stream(level.node), SubjectId(level.node), Measures.LEVEL, "m", low, high)


def _position(asset: Asset) -> Stream:
    return Stream(StreamId(f"{asset.id}.position"), SubjectId(asset.id), Measures.POSITION, "%", 0.0, 100.0)


def _gate(asset: Asset, basin: bool) -> Device:
    return Device(
        id=DeviceId(asset.id), kind=Kind.GATE, name=Name(asset.id, asset.id), thing=SubjectId(asset.node),
        read_back=StreamId(f"{asset.id}.position"), level=stream(asset.node), initial=asset.setting,
        standing=STANDING if basin else asset.setting, ramp=100.0,
    )  # fmt: skip


def _lake(level: Level) -> Lake:
    """Bottom to rim; bands and warnings mean nothing here. The surface isn't known and isn't needed."""
    bank = level.bottom + level.full
    table = ((level.bottom, 1.0), (bank, 1.0))
    return Lake(
        SubjectId(level.node), Name(level.node, level.node), stream(level.node), (level.bottom, bank), bank, bank, bank,
        table, 0.0,
    )  # fmt: skip
