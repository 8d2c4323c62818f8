"""What the journal knows of imported tables of cases: imports, what could not be read, mappings that are remembered."""

from collections.abc import Mapping
from typing import TypeVar

import msgspec
from msgspec import Struct

from banyan.model.ids import ImportId
from banyan.model.ports import Store
from banyan.model.project import Cell
from banyan.model.text import Name
from banyan.runtime.imports import undoing

IMPORT, REJECT, MAPPING = "case-import", "case-import-reject", "case-import-mapping"
T = TypeVar("T", bound=Struct)


class Imported(Struct, frozen=True, omit_defaults=True):
    """One import. `mapping`: its name. `files`: [name, sha256]. `undone`: by whom it was taken back."""

    id: ImportId
    by: str
    mapping: str
    files: tuple[tuple[str, str], ...]
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    undone: str = ""


class Reject(Struct, frozen=True, omit_defaults=True):
    """A cell that could not be read. `whole`: its row is no case; else the case stands without this value.

    `closed`: by which import it was mended, or taken back; "" while it waits.
    """

    id: str
    mapping: str
    file: str
    sheet: str
    row: int
    field: str
    cell: Cell
    reason: Name
    imported: ImportId
    whole: bool = True
    number: str = ""
    closed: str = ""


class Remembered(Struct, frozen=True, omit_defaults=True):
    """How the tables of one sender were taken. `columns`: header → field; `values`: field → text → id."""

    id: str
    columns: dict[str, str] = {}
    values: dict[str, dict[str, str]] = {}


def newest(store: Store) -> int:
    """Sequence number of the last record that an import builds on, beside the cases themselves."""
    return undoing.newest(store, (IMPORT, REJECT, MAPPING))


def imports(store: Store) -> dict[str, Imported]:
    return dict(store.current_as(IMPORT, Imported))


def rejects(store: Store) -> list[Reject]:
    """Those that wait, in the order in which they came."""
    return [one for _, one in store.current_as(REJECT, Reject) if not one.closed]


def remembered(store: Store, name: str) -> Remembered:
    body: Mapping[str, object] | None = store.bodies(MAPPING, [name]).get(name)
    return Remembered(name) if body is None else msgspec.convert(body, Remembered)
