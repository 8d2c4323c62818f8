"""hooks.toml of a city folder: who may call, how their documents are read, who is told of cases. No secret in it."""

import re
from pathlib import Path

from msgspec import Struct

from banyan.command.outlets import USUAL, Outlet
from banyan.edges.hooks import Path as JsonPath
from banyan.edges.hooks import PathError, parse
from banyan.model.casetype import Casebook
from banyan.model.casework import Verb
from banyan.model.city import City
from banyan.model.ids import PrincipalId
from banyan.runtime.folder.decode import closest, decode
from banyan.runtime.folder.errors import Findings, shown
from banyan.runtime.folder.files import opened

FILE = "hooks.toml"
FIELDS = ("type", "text", "longitude", "latitude", "address", "thing", "state", "at", "phone", "email", "name")
"""Of a report, what a document may tell; the last three of its reporter."""
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


class IncomingShape(Struct, frozen=True):
    """`fields`, `attributes`: field → JSON path; `values`: field → what the sender says → what is meant; `fixed`: what
    holds where the sender says nothing. `key`: path of the sender's own id of the message.
    """

    name: str
    principal: str
    fields: dict[str, str]
    key: str = ""
    attributes: dict[str, str] = {}
    values: dict[str, dict[str, str]] = {}
    fixed: dict[str, str] = {}
    window_s: int = 300
    per_minute: int = 60


class OutgoingShape(Struct, frozen=True):
    """`verbs`: of which moves it is told; left out: what people do. `types`: of which case types; left out: all."""

    name: str
    url: str
    verbs: tuple[str, ...] = ()
    types: tuple[str, ...] = ()


class HooksShape(Struct, frozen=True):
    incoming: tuple[IncomingShape, ...] = ()
    outgoing: tuple[OutgoingShape, ...] = ()


class Incoming(Struct, frozen=True):
    """One who may call, with paths that were read. `window_s`: how old or how far ahead a call may be."""

    name: str
    principal: PrincipalId
    fields: dict[str, JsonPath]
    key: JsonPath | None
    attributes: dict[str, JsonPath]
    values: dict[str, dict[str, str]]
    fixed: dict[str, str]
    window_s: int
    per_minute: int


class Outgoing(Struct, frozen=True):
    url: str
    outlet: Outlet


class Declared(Struct, frozen=True):
    incoming: tuple[Incoming, ...] = ()
    outgoing: tuple[Outgoing, ...] = ()


def load_hooks(folder: Path, city: City, book: Casebook | None) -> Declared:
    """What the folder declares; nothing where it has no hooks.toml. Raises FolderErrors with every mistake."""
    if not (folder / FILE).is_file():
        return Declared()
    found = Findings()
    shape = decode(opened(folder, found).toml(FILE) or {}, HooksShape, found, FILE)
    if book is None:
        found.add(FILE, "", "no casework.toml beside it", "casework, whose cases are reported and told of")
    types = tuple(dict.fromkeys(d.id for d in book.definitions)) if book is not None else ()
    people = [str(p.id) for p in city.authority.principals]
    names: set[str] = set()
    called = [*((f"incoming[{i}]", one.name) for i, one in enumerate(shape.incoming)),
              *((f"outgoing[{i}]", one.name) for i, one in enumerate(shape.outgoing))]
    for at, name in called:
        if not _NAME.fullmatch(name) or name in names:
            found.add(FILE, f"{at}.name", shown(name), "a name of its own in small letters, a-z 0-9 -")
        names.add(name)
    incoming = tuple(_incoming(one, f"incoming[{i}]", people, types, found) for i, one in enumerate(shape.incoming))
    outgoing = tuple(_outgoing(one, f"outgoing[{i}]", types, found) for i, one in enumerate(shape.outgoing))
    found.raise_any()
    return Declared(incoming, outgoing)


def _incoming(
    one: IncomingShape, at: str, people: list[str], types: tuple[str, ...], found: Findings
) -> Incoming:
    if one.principal not in people:
        expected = f"a principal of authority.toml{closest(one.principal, people)}"
        found.add(FILE, f"{at}.principal", shown(one.principal), expected)
    for table, names in (("fields", one.fields), ("values", one.values), ("fixed", one.fixed)):
        for name in names:
            if name not in FIELDS:
                found.add(FILE, f"{at}.{table}.{name}", "no field of a report", f"one of {', '.join(FIELDS)}")
    if "type" not in one.fields and "type" not in one.fixed:
        found.add(FILE, f"{at}.fields", "no type", "where the type stands, or fixed.type")
    for meant in (*one.values.get("type", {}).values(), *([one.fixed["type"]] if "type" in one.fixed else [])):
        if meant not in types:
            found.add(FILE, f"{at}.type", shown(meant), f"a case type of the city{closest(meant, types)}")
    for name, value, low, high in (("window_s", one.window_s, 10, 3600), ("per_minute", one.per_minute, 1, 6000)):
        if not low <= value <= high:
            found.add(FILE, f"{at}.{name}", shown(value), f"{low} to {high}")
    return Incoming(
        one.name, PrincipalId(one.principal), _paths(one.fields, f"{at}.fields", found),
        _paths({"key": one.key}, at, found).get("key") if one.key else None,
        _paths(one.attributes, f"{at}.attributes", found), one.values, one.fixed, one.window_s, one.per_minute,
    )  # fmt: skip


def _paths(table: dict[str, str], at: str, found: Findings) -> dict[str, JsonPath]:
    made = {}
    for name, text in table.items():
        try:
            made[name] = parse(text)
        except PathError as why:
            found.add(FILE, f"{at}.{name}", shown(text), str(why))
    return made


def _outgoing(one: OutgoingShape, at: str, types: tuple[str, ...], found: Findings) -> Outgoing:
    if not one.url.startswith(("https://", "http://")) or len(one.url) > 2000 or not one.url.isprintable():
        found.add(FILE, f"{at}.url", shown(one.url), "an address that takes a POST, https://...")
    known = [str(v) for v in Verb]
    for verb in one.verbs:
        if verb not in known:
            found.add(FILE, f"{at}.verbs", shown(verb), f"verbs of cases{closest(verb, known)} (docs/cases.md)")
    for tid in one.types:
        if tid not in types:
            found.add(FILE, f"{at}.types", shown(tid), f"a case type of the city{closest(tid, types)}")
    verbs = tuple(Verb(v) for v in one.verbs if v in known) or USUAL
    return Outgoing(one.url, Outlet(one.name, verbs, one.types))
