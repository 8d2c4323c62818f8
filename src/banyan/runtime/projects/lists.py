"""The city's own lists of sectors and stages: projects.toml of its folder, kept in the journal."""

from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from banyan.model.ports import Store
from banyan.model.project import Sector, Stage
from banyan.model.record import Record, record
from banyan.model.time import Instant
from banyan.packs.projects.categories import STAGES, Lists
from banyan.runtime.folder.decode import decode
from banyan.runtime.folder.errors import Findings
from banyan.runtime.folder.files import Files

KIND, ID, FILE = "project-lists", "lists", "projects.toml"


class ListsShape(Struct, frozen=True):
    """projects.toml. Without stages the usual ones hold."""

    sectors: tuple[Sector, ...] = ()
    stages: tuple[Stage, ...] = ()


class _Body(Struct, frozen=True):
    id: str
    sectors: tuple[Sector, ...]
    stages: tuple[Stage, ...]


def declared(folder: Path, now: Instant) -> tuple[Record, ...]:
    """The record of a folder's lists; none for a folder without. Raises FolderErrors."""
    if not (folder / FILE).exists():
        return ()
    found = Findings()
    table = Files(folder, found).toml(FILE)
    shape = decode(table or {}, ListsShape, found, FILE)
    found.raise_any()
    return (told(shape, now, "system"),) if shape.sectors or shape.stages else ()


def told(shape: ListsShape, now: Instant, by: str, n: int = 0) -> Record:
    return record(KIND, f"{ID}@{n}", now, by, _Body(ID, shape.sectors, shape.stages))


def of(store: Store) -> Lists:
    """The lists that hold now."""
    body: dict[str, Any] | None = store.current(KIND).get(ID)
    if body is None:
        return Lists()
    kept = msgspec.convert(body, _Body)
    return Lists(kept.stages or STAGES, kept.sectors)
