"""What the journal knows of projects: now, or as it was known at a moment."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from banyan.model.ids import ImportId, ProjectId, UnreadableId
from banyan.model.ports import Store
from banyan.model.project import Project, Unreadable
from banyan.model.record import Record
from banyan.model.time import Instant
from banyan.packs.projects.changes import Known
from banyan.packs.projects.merged import by_number, merged
from banyan.runtime.imports import undoing

PROJECT, RED, IMPORT, MERGE, MAPPING = (
    "project", "project-reject", "project-import", "project-merge", "project-mapping")
T = TypeVar("T", bound=Struct)


class Imported(Struct, frozen=True, omit_defaults=True):
    """One import. `files`: [name, sha256]. `undone`: by which record it was taken back."""

    id: ImportId
    edition: str
    by: str
    files: tuple[tuple[str, str], ...]
    senders: tuple[str, ...]
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    rejected: int = 0
    undone: str = ""


class Merge(Struct, frozen=True, omit_defaults=True):
    """`id` was merged into `into`; `into` "" where it was parted again."""

    id: ProjectId
    into: str
    score: str = ""
    reasons: tuple[str, ...] = ()


class Mapping_(Struct, frozen=True):  # noqa: N801  Mapping is the typing word
    """How a sender's columns were taken: header → field."""

    id: str
    fields: dict[str, str]


def newest(store: Store) -> int:
    """Sequence number of the last record that an import builds on; the city's own records are none of them."""
    return undoing.newest(store, (PROJECT, RED, IMPORT, MERGE, MAPPING))


def all_of(store: Store, kind: str, shape: type[T], known_at: Instant | None = None) -> dict[Any, T]:
    """Entity → its last body of one kind; the last of those that were known by then."""
    if known_at is None:
        return dict(store.current_as(kind, shape))
    return {str(rec.body["id"]): msgspec.convert(rec.body, shape) for _, rec in store.records(kind=kind)
            if rec.at <= known_at}


def projects(store: Store, known_at: Instant | None = None) -> dict[ProjectId, Project]:
    """Every project as its sender tells it, by id, whatever its standing."""
    return all_of(store, PROJECT, Project, known_at)


def red(store: Store, known_at: Instant | None = None) -> dict[UnreadableId, Unreadable]:
    return all_of(store, RED, Unreadable, known_at)


def imports(store: Store) -> dict[ImportId, Imported]:
    return all_of(store, IMPORT, Imported)


def links(store: Store, known_at: Instant | None = None) -> dict[ProjectId, ProjectId]:
    """Merged away → into which."""
    found = all_of(store, MERGE, Merge, known_at).values()
    return {m.id: ProjectId(m.into) for m in found if m.into}


class Lines(Mapping[ProjectId, Project]):
    """Projects as the journal has them, each made when it is looked at: 100,000 take 600 MiB, their lines 150."""

    def __init__(self, lines: Mapping[ProjectId, msgspec.Raw]) -> None:
        self._lines = lines
        self._made = msgspec.json.Decoder(Project).decode

    def __getitem__(self, pid: ProjectId) -> Project:
        return self._made(self._lines[pid])

    def __iter__(self) -> Iterator[ProjectId]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)


def known(store: Store) -> Known:
    return Known(Lines({ProjectId(pid): line for pid, line in store.current_as(PROJECT, msgspec.Raw)}), red(store))


def remembered(store: Store, sender: str) -> Mapping[str, str]:
    body = store.current(MAPPING).get(sender)
    return {} if body is None else msgspec.convert(body, Mapping_).fields


def standing(store: Store, known_at: Instant | None = None, edition: str | None = None) -> list[Project]:
    """The projects as they count, merged ones as one, in the order of ids; those of one edition where it is named."""
    found = merged(projects(store, known_at), links(store, known_at))
    return found if edition is None else [p for p in found if tells_of(p, edition)]


def tells_of(project: Project, edition: str) -> bool:
    return project.edition == edition or any(i.edition == edition for i in project.investments)


def versions(store: Store, entity: str, kind: str = PROJECT) -> Iterator[Record]:
    """The records of one entity, oldest first."""
    return undoing.versions(store, entity, kind)


def in_order(found: Mapping[Any, T]) -> list[T]:
    return [found[key] for key in sorted(found, key=by_number)]
