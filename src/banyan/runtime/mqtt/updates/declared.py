"""updates.toml: which updates a city publishes by MQTT, under which root, how many at most.

Observations that are published to the city have the same root.
"""

import re
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct

from banyan.edges.sensorthings.options import read_query
from banyan.edges.sensorthings.root import MQTT_ROOT
from banyan.model.query import Query
from banyan.model.things import BY_PLURAL, KINDS, Wrong
from banyan.runtime.folder.decode import decode
from banyan.runtime.folder.errors import Findings, shown
from banyan.runtime.folder.files import opened

FILE = "updates.toml"
EVERY = tuple(kind.plural for kind in KINDS)
_ROOT = re.compile(r"[^\s+#$/\0][^\s+#\0]{0,199}")


class Declared(Struct, frozen=True):
    """`sets`: the entity sets whose entities are published, none: nothing is. `select`: collections with selected
    properties, as Observations?$select=result. `address`: the service's root in links, `endpoints`: the broker's
    addresses, both as the outside knows them. `per_second`: messages at most.
    `extents_s`: how often a Datastream's times are told while its Observations come.
    """

    root: str = MQTT_ROOT
    sets: tuple[str, ...] = EVERY
    select: tuple[str, ...] = ()
    qos: int = 1
    per_second: int = 2_000
    extents_s: int = 10
    address: str | None = None
    endpoints: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether all that 18-088, 14.2 knows entity sets of is published where it says."""
        return self.root == MQTT_ROOT and set(self.sets) == set(EVERY)


def load_declared(folder: Path) -> Declared:
    """Raises FolderErrors with every mistake."""
    if not (folder / FILE).is_file():
        return Declared()
    found = Findings()
    one = decode(opened(folder, found).toml(FILE) or {}, Declared, found, FILE)
    _check(one, found)
    found.raise_any()
    return one


def _check(one: Declared, found: Findings) -> None:
    if not _ROOT.fullmatch(one.root) or one.root.endswith("/"):
        found.add(FILE, "root", shown(one.root), "a topic without wildcards and without / at its ends, as v1.1")
    for n, name in enumerate(one.sets):
        if name not in BY_PLURAL:
            found.add(FILE, f"sets[{n}]", shown(name), f"one of {', '.join(EVERY)}")
    for n, text in enumerate(one.select):
        try:
            selection(text)
        except Wrong as e:
            found.add(FILE, f"select[{n}]", f"{shown(text)}: {e}", "as Observations?$select=phenomenonTime,result")
    for name, low, high in (("qos", 0, 1), ("per_second", 1, 100_000), ("extents_s", 1, 86_400)):
        value = getattr(one, name)
        if not low <= value <= high:
            found.add(FILE, name, shown(value), f"{low} to {high}")
    for n, text in enumerate(one.endpoints):
        if urlsplit(text).scheme not in ("mqtt", "mqtts", "ws", "wss"):
            found.add(FILE, f"endpoints[{n}]", shown(text), "the broker's address, as mqtts://broker.city.example:8883")
    if one.address is not None and urlsplit(one.address).scheme not in ("http", "https"):
        found.add(FILE, "address", shown(one.address), "the service's root, as https://city.example/v1.1")


def selection(text: str) -> tuple[str, str, Query]:
    """The entity set, what stands behind its topics, and what it selects. Raises Wrong."""
    name, mark, query = text.partition("?")
    kind = BY_PLURAL.get(name)
    if kind is None:
        raise Wrong(400, f"there is no {name[:60]!r}")
    read = read_query(kind, query)
    if not read.select or set(read.said) != {"$select"}:
        raise Wrong(400, "it selects nothing, or more than properties")
    return name, mark + query, read
