"""The map file beside a network: what a SWMM input file can't say (bands, warning levels, settings, names).

    name = { zh = "小城", en = "Small town" }
    [gate]                     # defaults for all gates; [gates.GE] overrides
    initial = 10.0
    [lakes.LE]
    band = [0.0, 1.3]

Keys are the ids of the network, matched without regard to case. Without a map the defaults below hold.
"""

import tomllib
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct, field

from banyan.model.text import Name
from banyan.twin.swmm.network import NetworkError


class GateMap(Struct, forbid_unknown_fields=True):
    """Settings in %, ramp in % a minute, levels in m. None: the default of `declare.py`, told there."""

    name: Name | None = None
    initial: float | None = None
    standing: float | None = None
    safe: float | None = None
    ramp: float | None = None
    band_foot: float | None = None
    head_margin: float | None = None


class PumpMap(Struct, forbid_unknown_fields=True):
    name: Name | None = None
    min_on_min: float | None = None
    min_off_min: float | None = None
    max_starts_per_h: int | None = None


class LakeMap(Struct, forbid_unknown_fields=True):
    """Levels in m above datum."""

    name: Name | None = None
    band: tuple[float, float] | None = None
    warning_level: float | None = None
    guarantee_level: float | None = None
    bank: float | None = None


class PlaceMap(Struct, forbid_unknown_fields=True):
    """A street junction with a depth gauge of its own. `at` is (longitude, latitude)."""

    name: Name | None = None
    people: int = 0
    at: tuple[float, float] | None = None


class MapFile(Struct, forbid_unknown_fields=True):
    """`gate` and `pump` hold for all that say nothing else. `places` given: exactly these junctions are gauged."""

    name: Name | None = None
    gate: GateMap = field(default_factory=GateMap)
    pump: PumpMap = field(default_factory=PumpMap)
    lakes: dict[str, LakeMap] = field(default_factory=dict)
    gates: dict[str, GateMap] = field(default_factory=dict)
    pumps: dict[str, PumpMap] = field(default_factory=dict)
    places: dict[str, PlaceMap] = field(default_factory=dict)


def load_map(path: Path) -> MapFile:
    """Raises NetworkError with one sentence: file, key, what was expected."""
    try:
        declared: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise NetworkError(f"{path}: can't be read ({error.strerror}); give a network map (.toml)") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise NetworkError(f"{path}: no TOML file: {error}") from None
    try:
        return msgspec.convert(declared, MapFile)
    except msgspec.ValidationError as error:
        raise NetworkError(f"{path}: {error}") from None


def pick(table: dict[str, Any], key: str) -> Any:
    """The entry of an id, without regard to case; None where there is none."""
    return next((value for name, value in table.items() if name.upper() == key.upper()), None)
