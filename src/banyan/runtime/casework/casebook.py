"""A city's casebook: case types of its packs and its own folder, its routes, its calendars."""

from datetime import datetime
from pathlib import Path

from msgspec import Struct

from banyan.command.forms.form import Form
from banyan.model.calendar import Calendar
from banyan.model.casetype import Casebook, Definition, Opening
from banyan.model.city import City
from banyan.model.clock import Absence
from banyan.model.ids import RoleId
from banyan.model.time import iso
from banyan.runtime.casework import routing
from banyan.runtime.casework.definitions import KEYS, Known, check_together, definitions
from banyan.runtime.casework.forms import check_forms, read_forms
from banyan.runtime.casework.openings import check_filed, check_openings
from banyan.runtime.folder.decode import closest, decode
from banyan.runtime.folder.errors import Findings, shown
from banyan.runtime.folder.files import Files, opened

FILE, FOLDER = "casework.toml", "casetypes"
DEFAULTS = f"{FOLDER}/defaults.toml"      # what the types of the folder have in common
_PACKS = Path(__file__).parents[2] / "packs"


class AbsenceShape(Struct, frozen=True, rename={"begin": "from", "end": "until"}):
    """A role, or a unit, with nobody in it: from a moment until before another."""

    role: str
    begin: datetime
    end: datetime


class CaseworkShape(Struct, frozen=True):
    """casework.toml: which packs' case types the city has, what it calls their roles, which alerts open cases, and
    which roles are away.
    """

    packs: tuple[str, ...] = ()
    alerts: tuple[Opening, ...] = ()
    roles: dict[str, str] = {}
    absences: tuple[AbsenceShape, ...] = ()


def has_casework(folder: Path) -> bool:
    return (folder / FILE).is_file()


def load_casebook(folder: Path, city: City) -> Casebook | None:
    """What the folder declares; None where it has no casework.toml. Raises FolderErrors with every mistake."""
    if not has_casework(folder):
        return None
    found = Findings()
    files = opened(folder, found)
    roles = tuple(str(role.id) for role in city.authority.roles)
    calendars: dict[str | None, Calendar] = {None: city.calendar}
    calendars.update({c.id: c for c in (city.calendar, *city.calendars)})
    table = files.toml(FILE)
    shape = decode(table or {}, CaseworkShape, found, FILE)
    for word, role in shape.roles.items():
        if role not in roles:
            found.add(FILE, f"roles.{word}", shown(role), f"a role of authority.toml{closest(role, roles)}")
    absences = _absences(shape, roles, found)
    known = Known(roles, tuple(c for c in calendars if c is not None), shape.roles)
    read = _all(files, shape, known, found)
    check_together(read, found)
    check_openings(shape.alerts, city, [d for _, _, d in read], found)
    check_filed(city, [d for _, _, d in read], found)
    forms = check_forms(_forms(files, shape, found), found)
    for file, key, d in read:
        if d.form is not None and d.form not in forms:
            found.add(file, f"{key}.form", shown(d.form), f"the id of a form in forms/{closest(d.form, list(forms))}")
    routes = routing.read(files, roles, found)
    found.raise_any()
    assert routes is not None      # noqa: S101  what is missing was told, and has been raised
    units = [str(u.id) for u in routes.units]
    for i, crew in enumerate(city.crews):
        if crew.unit is not None and crew.unit not in units:
            expected = f"a unit of routes.toml{closest(crew.unit, units)}"
            found.add("crews.toml", f"crews[{i}].unit", shown(crew.unit), expected)
    found.raise_any()
    held = tuple(role.id for role in city.authority.roles)
    return Casebook(tuple(d for _, _, d in read), routes, calendars, city.timezone, held, absences=absences,
                    openings=shape.alerts)


def _absences(shape: CaseworkShape, roles: tuple[str, ...], found: Findings) -> tuple[Absence, ...]:
    for i, away in enumerate(shape.absences):
        if away.role not in roles:
            expected = f"a role of authority.toml{closest(away.role, roles)}"
            found.add(FILE, f"absences[{i}].role", shown(away.role), expected)
        if away.end <= away.begin and not found.told(FILE, f"absences[{i}].from"):
            found.add(FILE, f"absences[{i}].until", shown(iso(away.end)), f"a time after {iso(away.begin)}")
    return tuple(Absence(RoleId(away.role), away.begin, away.end) for away in shape.absences)


def _all(files: Files, shape: CaseworkShape, known: Known, found: Findings) -> list[tuple[str, str, Definition]]:
    read: list[tuple[str, str, Definition]] = []
    for i, pack in enumerate(shape.packs):
        if pack not in packs():
            found.add(FILE, f"packs[{i}]", shown(pack), f"a pack with case types: {', '.join(packs())}")
            continue
        read += _of(opened(_PACKS / pack, found), f"packs/{pack}/", known, found)
    own = Known(known.roles, known.calendars)
    return read + _of(files, "", own, found)


def load_forms(folder: Path) -> dict[str, Form]:
    """The forms of a folder's packs and its own, by id. Raises FolderErrors."""
    found = Findings()
    files = opened(folder, found)
    shape = decode(files.toml(FILE) or {}, CaseworkShape, found, FILE)
    forms = check_forms(_forms(files, shape, found), found)
    found.raise_any()
    return forms


def forms_of(folder: Path) -> dict[str, Form]:
    """The forms of a pack's folder, without a city. Raises FolderErrors."""
    found = Findings()
    forms = check_forms(read_forms(opened(folder, found), "", found), found)
    found.raise_any()
    return forms


def _forms(files: Files, shape: CaseworkShape, found: Findings) -> list[tuple[str, Form]]:
    of_packs = [one for pack in shape.packs if pack in packs()
                for one in read_forms(opened(_PACKS / pack, found), f"packs/{pack}/", found)]
    return of_packs + read_forms(files, "", found)


def packs() -> list[str]:
    """Packs that bring case types."""
    return sorted(p.parent.name for p in _PACKS.glob(f"*/{FOLDER}"))


def pack_types(pack: str) -> tuple[Definition, ...]:
    """A pack's types, without a city. Raises FolderErrors."""
    found = Findings()
    read = _of(opened(_PACKS / pack, found), f"packs/{pack}/", Known(), found)
    check_together(read, found)
    found.raise_any()
    return tuple(d for _, _, d in read)


def of_folder(folder: Path, words: tuple[str, ...] | None = None) -> tuple[Definition, ...]:
    """The types of a folder with casetypes/, without its city; `words`: the only ones by which they may name roles.

    Raises FolderErrors.
    """
    found = Findings()
    read = _of(opened(folder, found), "", Known(words, named="a word of the pack's roles"), found)
    check_together(read, found)
    found.raise_any()
    return tuple(d for _, _, d in read)


def _of(files: Files, prefix: str, known: Known, found: Findings) -> list[tuple[str, str, Definition]]:
    read, names = [], files.names(FOLDER, ".toml")
    shared = (files.toml(DEFAULTS) if DEFAULTS in names else None) or {}
    for key in shared:
        if key not in KEYS:
            expected = f"a key of a case type{closest(key, KEYS)}"
            found.add(prefix + DEFAULTS, key, f"an unknown key {shown(key)}", expected)
    for name in names:
        table = files.toml(name) if name != DEFAULTS else None
        if table is not None:
            made = definitions(prefix + name, table, known, found, {k: v for k, v in shared.items() if k in KEYS})
            read += [(prefix + name, key, d) for key, d in made]
    return read
