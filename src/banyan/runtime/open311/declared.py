"""open311.toml of a city folder: how the city presents itself, whose keys it knows, which kinds it keeps to itself."""

import re
from pathlib import Path

from msgspec import Struct

from banyan.model.casetype import Casebook
from banyan.model.city import City
from banyan.model.ids import RoleId
from banyan.runtime.folder.decode import closest, decode
from banyan.runtime.folder.errors import Findings, shown
from banyan.runtime.folder.files import opened
from banyan.runtime.open311.keys import EVERY, ApiKey

FILE = "open311.toml"
_DIGEST = re.compile(r"[0-9a-fA-F]{64}")
_JURISDICTION = re.compile(r"[a-z0-9]([a-z0-9.-]{0,98}[a-z0-9])?")


class PeerShape(Struct, frozen=True):
    """Another city. `role` is the unit that stands for it (routes.toml); our key there lies in the data folder."""

    jurisdiction: str
    url: str
    role: RoleId
    services: dict[str, str] = {}      # our case types → their service codes, where they differ


class Declared(Struct, frozen=True):
    """`private`: case types of which the public sees no request, only that they may be reported."""

    jurisdiction: str
    contact: str
    key_service: str
    type: str = "production"
    private: tuple[str, ...] = ()
    keys: tuple[ApiKey, ...] = ()
    peers: tuple[PeerShape, ...] = ()


def load_declared(folder: Path, city: City, book: Casebook | None) -> Declared | None:
    """What the folder declares; None where it has no open311.toml. `book`: its casework. Raises FolderErrors."""
    if not (folder / FILE).is_file():
        return None
    found = Findings()
    table = opened(folder, found).toml(FILE)
    made = decode(table or {}, Declared, found, FILE)
    types = tuple(dict.fromkeys(d.id for d in book.definitions)) if book is not None else ()
    if book is None:
        found.add(FILE, "", "no casework.toml beside it", "casework, whose types and cases the door shows")
    _check_city(made, types, found)
    _check_keys(made, city, types, found)
    _check_peers(made, [str(u.id) for u in book.routes.units] if book is not None else [], found)
    found.raise_any()
    return made


def _check_city(made: Declared, types: tuple[str, ...], found: Findings) -> None:
    if not _JURISDICTION.fullmatch(made.jurisdiction):
        found.add(FILE, "jurisdiction", shown(made.jurisdiction), "a name like city.gov, in small letters")
    if made.type not in ("production", "test"):
        found.add(FILE, "type", shown(made.type), "production or test")
    for i, tid in enumerate(made.private):
        if tid not in types:
            found.add(FILE, f"private[{i}]", shown(tid), f"a case type of the city{closest(tid, types)}")


def _check_keys(made: Declared, city: City, types: tuple[str, ...], found: Findings) -> None:
    people = [str(p.id) for p in city.authority.principals]
    ids: set[str] = set()
    for i, key in enumerate(made.keys):
        where = f"keys[{i}]"
        if not key.id or key.id in ids:
            found.add(FILE, f"{where}.id", shown(key.id), "an id of its own")
        ids.add(key.id)
        if not _DIGEST.fullmatch(key.sha256):
            found.add(FILE, f"{where}.sha256", "something else", "the 64 digits that banyan open311 key prints")
        if key.principal not in people:
            found.add(FILE, f"{where}.principal", shown(key.principal),
                      f"a principal of authority.toml{closest(key.principal, people)}")
        for tid in key.services:
            if tid != EVERY and tid not in types:
                expected = f'a case type of the city, or "*"{closest(tid, types)}'
                found.add(FILE, f"{where}.services", shown(tid), expected)


def _check_peers(made: Declared, units: list[str], found: Findings) -> None:
    for i, peer in enumerate(made.peers):
        if not peer.url.startswith(("https://", "http://")):
            found.add(FILE, f"peers[{i}].url", shown(peer.url), "the endpoint of its discovery, https://...")
        if peer.role not in units:
            expected = f"a unit of routes.toml{closest(peer.role, units)}"
            found.add(FILE, f"peers[{i}].role", shown(peer.role), expected)
        if peer.jurisdiction not in [key.jurisdiction for key in made.keys]:
            found.add(FILE, f"peers[{i}].jurisdiction", shown(peer.jurisdiction),
                      "a city that has a key here ([[keys]] with its jurisdiction): cases come back, too")
        if peer.jurisdiction == made.jurisdiction:
            found.add(FILE, f"peers[{i}].jurisdiction", shown(peer.jurisdiction), "another city than this one")
