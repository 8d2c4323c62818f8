"""Who works in the office: a data folder's journal, begun where there is none, written by one at a time.

Office records stand at the city's last tick: `Brain.resume` steps again only what lies after it, so a city that is
served later goes on as if they weren't there. When something was known is the record's own `at`.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from banyan.model.authority import Authority, Principal, Role, authorize
from banyan.model.city import City
from banyan.model.ids import PrincipalId
from banyan.model.observation import EMPTY
from banyan.model.ports import Store, Unit
from banyan.model.record import Record
from banyan.model.time import EPOCH, Instant, floor
from banyan.runtime.data_folder import DataFolder, has_begun, open_reader, open_writer
from banyan.runtime.declarations import OWNER, declarations
from banyan.runtime.folder.digest import digest
from banyan.runtime.folder.places import find_city
from banyan.runtime.folder.reading import load_with_layers
from banyan.runtime.patience import Say, patiently
from banyan.runtime.projects import lists
from banyan.runtime.scenario import UsageError

CITY = "office"             # the ready city that a journal begins with, where nobody names another
_NOTHING_YET = "holds no projects yet: banyan projects import FILE --edition NAME begins them"


class Office:
    """One who acts on a journal. `store` is open for writing where `writing` gave it."""

    def __init__(self, store: Store, principal: str | None = None) -> None:
        """Raises UsageError for a journal without principals."""
        self.store = store
        self.authority = _authority(store)
        self.who = PrincipalId(principal) if principal else _owner(self.authority)

    def may(self, action: str) -> None:
        """Raises Refused."""
        authorize(self.authority, self.who, action)

    def now(self) -> Instant:
        """The wall's time, later than anything that the office knew before."""
        last = self.store.latest("project-import", self.store.sequence())
        wall = datetime.fromtimestamp(time.time(), UTC)
        return wall if last is None or wall > last.at else last.at + timedelta(microseconds=1)

    def append(self, records: Sequence[Record]) -> None:
        """All of them or none, durable on return. Raises StoreFull, StoreError."""
        at = _last_tick(self.store)
        self.store.append(Unit(at, at, EMPTY, (), records))


@contextmanager
def reading(data: Path, principal: str | None = None) -> Iterator[Office]:
    """For looking, also while a city runs on the folder. Raises StoreError, UsageError."""
    if not has_begun(data):
        raise UsageError(f"{data} {_NOTHING_YET}")
    with open_reader(data) as store:
        yield Office(store, principal)


@contextmanager
def writing(
    data: Path, principal: str | None = None, city: Path | None = None, say: Say = lambda _text: None,
    begin: bool = False,
) -> Iterator[Office]:
    """For changing, alone on the folder: waits for another command to end, refuses where a city is served.

    `begin`: a folder without a journal begins one, with `city` or as an office. Raises StoreError, UsageError,
    FolderErrors.
    """
    if not patiently(lambda: _begun(data), data, say):
        if not begin:
            raise UsageError(f"{data} {_NOTHING_YET}")
        _begin(data, city, say)
    elif city is not None:
        raise UsageError(f"--city {city}: {data} has begun already, its city is declared in the journal; leave "
                         f"--city out")
    with ExitStack() as held:
        yield Office(patiently(lambda: held.enter_context(open_writer(data)), data, say), principal)


def _begun(data: Path) -> bool:
    """Looked at under the folder's lock: another command may just be beginning it."""
    if not has_begun(data):
        return False
    with open_writer(data):
        return True


def _begin(data: Path, city: Path | None, say: Say) -> None:
    folder = find_city(city if city is not None else CITY)
    declared, _ = load_with_layers(folder)
    declared = msgspec.structs.replace(declared, storms=(), default_storm=None)
    opened = patiently(lambda: DataFolder(data, declared.id), data, say)
    try:
        if opened.store.position() == 0:
            opened.store.append(_first(declared, folder))
    finally:
        opened.close()


def _first(city: City, folder: Path) -> Unit:
    now = floor(datetime.fromtimestamp(time.time(), UTC), city.tick)
    return Unit(now, now, EMPTY, (), (*declarations(city, digest(city), now), *lists.declared(folder, now)))


def _last_tick(store: Store) -> Instant:
    """Raises StoreError for a journal without a unit."""
    for unit in store.units(max(store.position() - 1, 0)):
        return unit.last_tick
    return EPOCH


def _authority(store: Store) -> Authority:
    held = [b for b in store.current("declaration").values() if not b.get("withdrawn")]

    def of(kind: str, shape: Any) -> tuple[Any, ...]:
        return tuple(msgspec.convert(b["value"], shape) for b in held if b["of"] == kind)

    return Authority(of("role", Role), of("principal", Principal))


def _owner(authority: Authority) -> PrincipalId:
    if not authority.principals:
        raise UsageError("the journal declares nobody who could act: it is no city's")
    return next((p.id for p in authority.principals if OWNER in p.roles), authority.principals[0].id)
