"""feeds.toml: the sources of a city, and how each says its readings; beside it, what imports have remembered."""

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from banyan.edges.feeds.mapping import Ready
from banyan.edges.feeds.paths import PathError, read_template
from banyan.edges.feeds.times import ZoneError
from banyan.edges.feeds.units import conversion
from banyan.model.feed import By, Create, Feed, Format, TimeAt, ValueAt
from banyan.model.ports import StoreFull
from banyan.model.stream import Duplicates
from banyan.runtime.folder.decode import decode
from banyan.runtime.folder.errors import Findings, shown
from banyan.runtime.folder.files import Files, opened

FILE = "feeds.toml"
REMEMBERED = "feeds"          # a folder in the data folder: a file for each mapping that an import proposed
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,59}")


class TimeShape(Struct, frozen=True):
    path: str | None = None
    format: str = "iso"
    zone: str | None = None


class ValueShape(Struct, frozen=True):
    path: str
    stream: str
    by: By = By.KEY
    unit: str | None = None
    unit_path: str | None = None


class CreateShape(Struct, frozen=True):
    thing: str
    property: str
    unit: str
    sensor: str = "unknown"
    at: tuple[float, float] | None = None


class FeedShape(Struct, frozen=True):
    name: str
    values: tuple[ValueShape, ...]
    format: Format = Format.JSON
    time: TimeShape = TimeShape()
    rows: str | None = None
    sequence: str | None = None
    skew_s: int = 60
    late_s: int | None = None
    duplicates: Duplicates = Duplicates.KEEP
    per_minute: int | None = None
    topic: str | None = None
    create: CreateShape | None = None


class FeedsShape(Struct, frozen=True):
    feeds: tuple[FeedShape, ...] = ()


class Feeds(dict[str, Ready]):
    """The feeds of a city by name."""


def load_feeds(folder: Path | None, data: Path | None = None) -> Feeds:
    """Those that the city's folder declares, and beside them those that imports remembered in the data folder.

    Raises FolderErrors with every mistake.
    """
    found = Findings()
    feeds: list[Feed] = []
    if folder is not None and (folder / FILE).is_file():
        feeds += read(opened(folder, found), FILE, found)
    there = data / REMEMBERED if data is not None else None
    if data is not None and there is not None and there.is_dir():
        files = opened(data, found)
        for name in files.names(REMEMBERED, ".toml"):
            feeds += [feed for feed in read(files, name, found) if feed.name not in [one.name for one in feeds]]
    ready = _ready(feeds, found)
    found.raise_any()
    return ready


def read(files: Files, name: str, found: Findings) -> list[Feed]:
    """The feeds of one file; mistakes go to `found`."""
    shape = decode(files.toml(name) or {}, FeedsShape, found, name)
    names: list[str] = []
    for i, one in enumerate(shape.feeds):
        at = f"feeds[{i}]"
        if not NAME.fullmatch(one.name) and not found.told(name, f"{at}.name"):
            found.add(name, f"{at}.name", shown(one.name), "small letters, digits, dots and hyphens")
        if one.name in names:
            found.add(name, f"{at}.name", f"{shown(one.name)} again", "each once")
        names.append(one.name)
        _check(one, name, at, found)
    return [_feed(one) for one in shape.feeds]


def _check(one: FeedShape, file: str, at: str, found: Findings) -> None:
    if not one.values and not found.told(file, f"{at}.values"):
        found.add(file, f"{at}.values", "none", "at least one value")
    if one.topic is not None and one.format in (Format.PARQUET, Format.XLSX):
        found.add(file, f"{at}.format", shown(one.format), "a format of messages: files don't come by MQTT")
    for name, low in (("skew_s", 0), ("late_s", 1), ("per_minute", 1)):
        value = getattr(one, name)
        if value is not None and value < low:
            found.add(file, f"{at}.{name}", shown(value), f"{low} or more")
    units = [(f"{at}.values[{n}].unit", value.unit) for n, value in enumerate(one.values)]
    units += [(f"{at}.create.unit", one.create.unit)] if one.create is not None else []
    for key, unit in units:
        if unit is not None and not unit.strip() and not found.told(file, key):
            found.add(file, key, "nothing", "a unit, as cm or degF")
    if one.create is not None:
        for key in ("thing", "property", "sensor"):
            try:
                read_template(getattr(one.create, key))
            except PathError as e:
                found.add(file, f"{at}.create.{key}", shown(getattr(one.create, key)), _expected(e))
        for n, value in enumerate(one.values):
            if value.by is not By.KEY:
                found.add(file, f"{at}.values[{n}].by", shown(value.by), "key, where Datastreams are to be created")
            if value.unit is not None and conversion(value.unit, one.create.unit) is None:
                found.add(file, f"{at}.values[{n}].unit", shown(value.unit), f"a unit that is {one.create.unit}, too")


def _feed(one: FeedShape) -> Feed:
    create = one.create
    return Feed(
        one.name, tuple(ValueAt(v.path, v.stream, v.by, v.unit, v.unit_path) for v in one.values), one.format,
        TimeAt(one.time.path, one.time.format, one.time.zone), one.rows, one.sequence, one.skew_s, one.late_s,
        one.duplicates, one.per_minute, one.topic,
        None if create is None else Create(create.thing, create.property, create.unit, create.sensor, create.at),
    )  # fmt: skip


def _ready(feeds: Iterable[Feed], found: Findings) -> Feeds:
    ready = Feeds()
    for feed in feeds:
        try:
            ready[feed.name] = Ready(feed)
        except (PathError, ZoneError) as e:
            found.add(FILE, f"feed {feed.name}", str(e).partition(" was expected")[0], _expected(e))
    return ready


def _expected(error: Exception) -> str:
    said = str(error).rpartition(": ")[2].removesuffix(" was expected").removesuffix(" were expected")
    return said or str(error)


def remember(data: Path, feed: Feed) -> Path:
    """Keep a mapping in the data folder, whole or not at all; whoever likes writes it over. Raises StoreFull."""
    folder = data / REMEMBERED
    path, beside = folder / f"{feed.name}.toml", folder / f".{feed.name}.new"
    try:
        folder.mkdir(exist_ok=True, parents=True)
        with beside.open("w", encoding="utf-8") as file:
            file.write(written(feed))
            file.flush()
            os.fsync(file.fileno())
        beside.rename(path)
    except OSError as e:
        raise StoreFull(f"{path} can't be written ({e.strerror}): the mapping wasn't remembered") from e
    return path


def written(feed: Feed) -> str:
    """A feed as feeds.toml has it."""
    lines = ["[[feeds]]", f"name = {_text(feed.name)}", f"format = {_text(feed.format)}"]
    lines += [f"{key} = {_text(value)}" for key, value in (
        ("rows", feed.rows), ("sequence", feed.sequence), ("late_s", feed.late_s), ("per_minute", feed.per_minute),
        ("topic", feed.topic)) if value is not None]
    lines += [f"skew_s = {feed.skew_s}", f"duplicates = {_text(feed.duplicates)}"]
    tables: list[tuple[str, Any]] = [("[feeds.time]", feed.time)]
    tables += [("[feeds.create]", feed.create)] if feed.create is not None else []
    tables += [("[[feeds.values]]", value) for value in feed.values]
    for head, table in tables:
        lines += ["", head]
        lines += [f"{name} = {_text(getattr(table, name))}" for name in table.__struct_fields__
                  if getattr(table, name) is not None]
    return "\n".join(lines) + "\n"


def _text(value: Any) -> str:
    """TOML's basic strings escape as JSON's do, but for DEL."""
    if isinstance(value, tuple):
        return "[" + ", ".join(_text(one) for one in value) + "]"
    return msgspec.json.encode(value).decode().replace("\x7f", "\\u007f")
