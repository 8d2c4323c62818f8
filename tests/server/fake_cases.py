"""Banyan Bay's own case office over a journal in memory: a morning of invented cases, for server and page tests."""

import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, cast

import msgspec

from banyan.command.forms.form import Form
from banyan.model.casetype import Casebook
from banyan.model.casework import Case, Evidence, Move, NewPart, Verb
from banyan.model.city import City
from banyan.model.ids import PrincipalId, RoleId
from banyan.model.ports import Notice, Store
from banyan.model.record import Record, plain
from banyan.model.time import Instant
from banyan.runtime.casework.asks import ReportAsk, intake
from banyan.runtime.casework.casebook import load_casebook, load_forms
from banyan.runtime.casework.looking import CaseDesk
from banyan.runtime.casework.office import CaseOffice
from banyan.runtime.casework.photos import Photos
from banyan.runtime.casework.residents import Residents
from banyan.runtime.casework.tables.desk import CaseImports
from banyan.runtime.contacts import Contacts
from banyan.runtime.desk import Series
from banyan.runtime.folder.reading import load_with_layers
from tests.server.fake_city import TEXTS, at
from tests.server.fake_desk import FakeDesk

BAY = Path(__file__).parents[2] / "cities" / "banyan-bay"
OFFICER, DRAINAGE = "duty-officer-1", "drainage-1"
MORNING = 240      # minutes from the start: 12:00 on Friday 24 July 2026, local time


@cache
def bay() -> tuple[City, dict[str, dict[str, Any]]]:
    return load_with_layers(BAY)


@cache
def casebook() -> Casebook:
    book = load_casebook(BAY, bay()[0])
    assert book is not None
    return book


@cache
def forms() -> dict[str, Form]:
    return load_forms(BAY)


def photo(red: int, green: int, blue: int, size: int = 64) -> bytes:
    """A PNG of one colour (PNG, third edition, section 5)."""
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    row = b"\0" + bytes((red, green, blue)) * size
    head = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(row * size)) + chunk(b"IEND", b"")


class Memory:
    """As much of `Store` as casework asks for."""

    def __init__(self) -> None:
        self.all: list[Record] = []
        self._now: dict[str, dict[str, dict[str, Any]]] = {}

    def note(self, records: Sequence[Record], notices: Sequence[Notice] = ()) -> None:
        for rec in records:
            self.all.append(rec)
            kind = self._now.setdefault(rec.kind, {})
            eid = str(rec.body["id"])
            kind.pop(eid, None)
            kind[eid] = rec.body

    def current(self, kind: str, last: int | None = None) -> dict[str, dict[str, Any]]:
        found = dict(self._now.get(kind, {}))
        return found if last is None else dict(list(found.items())[-last:])

    def current_as(self, kind: str, shape: Any) -> Iterator[tuple[str, Any]]:
        return ((eid, msgspec.json.decode(msgspec.json.encode(body), type=shape))
                for eid, body in self.current(kind).items())

    def bodies(self, kind: str, ids: Iterable[str]) -> dict[str, dict[str, Any]]:
        known = self._now.get(kind, {})
        return {eid: known[eid] for eid in ids if eid in known}

    def records(self, after: int = 0, kind: str | None = None) -> Iterator[tuple[int, Record]]:
        return ((n, rec) for n, rec in enumerate(self.all, 1) if n > after and kind in (None, rec.kind))

    def of_entity(self, entity: str) -> Iterator[Record]:
        return (rec for rec in self.all if str(rec.body["id"]) == entity)

    def newest(self, before: int | None, kinds: Sequence[str]) -> Iterator[tuple[int, Record]]:
        found = [(n, rec) for n, rec in self.records() if rec.kind in kinds and (before is None or n < before)]
        return reversed(found)

    def caused_by(self, cause: str) -> Iterator[Record]:
        return (rec for rec in self.all if any(one.id == cause for one in rec.causes))

    def sequence(self) -> int:
        return len(self.all)

    def position(self) -> int:
        return len(self.all)


class BayDesk(FakeDesk):
    """The toy storm under Banyan Bay's name and on its map."""

    def city(self) -> dict[str, Any]:
        city, layers = bay()
        return {"city": plain(city), "layers": layers, "texts": TEXTS}

    def series(self, stream: str, begin: Instant, end: Instant, points: int) -> Series:
        return Series(stream, "m", [], [], [])


class Town:
    """One city with its cases. `minute`: how far its morning is."""

    def __init__(self, folder: Path, seeded: bool = True) -> None:
        self.city, _ = bay()
        book = casebook()
        self.minute = 0.0
        self.store = Memory()
        store = cast("Store", self.store)
        self.office = CaseOffice(book, store, self.store.note, self.city.authority, lambda: self.now, dict(forms()))
        self.desk = CaseDesk(self.office, store, self.city)
        folder.mkdir(parents=True, exist_ok=True)
        self.tables = CaseImports(self.office, Contacts(folder))
        self.photos = Photos(folder)
        self.residents = Residents(self.desk, self.city, self.photos)
        if seeded:
            _morning(self)

    @property
    def now(self) -> Instant:
        return at(self.minute)

    def advance(self, minute: float) -> None:
        self.minute = minute
        self.office.tick()

    def report(
        self, kind: str, text: str = "", lon: float = 119.6, lat: float = 26.0, who: str = OFFICER, **more: Any
    ) -> str:
        ask = ReportAsk(type=kind, text=text, position=(lon, lat), **more)
        return self.office.report(intake(ask, self.office.actor(PrincipalId(who)), self.now)).id

    def move(self, cid: str, verb: Verb, who: str = OFFICER, **more: Any) -> Case:
        return self.office.move(cid, Move(verb, self.office.actor(PrincipalId(who)), **more))

    def shown(self, kind: str = "photo-after", shade: int = 90) -> Evidence:
        return Evidence(kind, self.photos.keep(photo(40, shade, 60)), self.now, (119.6, 26.0))


def dispatched(town: Town, cid: str) -> str:
    """Filed and sent on its way; gives the principal of the unit's desk."""
    town.move(cid, Verb.FILE)
    return f"{town.move(cid, Verb.DISPATCH).holder}-1"


def _morning(town: Town) -> None:
    """One or more cases in every state that a screen shows."""
    cover = town.report(
        "manhole-cover", "井盖缺失，路口已经有人绕行 Cover is gone", 119.5871, 26.0052, address="书院街 12 号",
        state="missing", media=(town.photos.keep(photo(120, 70, 30)),), channel="phone",
    )  # fmt: skip
    unit = dispatched(town, cover)
    town.move(cover, Verb.HANDLE, unit)
    for n, (kind, lon, lat, address) in enumerate(_WAITING):
        town.advance(10.0 + 3 * n)
        town.report(kind, _TEXTS.get(kind, ""), lon, lat, address=address)
    town.advance(60)
    for n in range(3):
        town.report("pothole", "坑洞很深 Deep hole", 119.6021 + n * 0.00005, 26.0102, address="环城路 88 号",
                    source=f"five/{n}", channel="resident")
    town.report("pothole", "同一处 Same hole, I think", 119.6026, 26.0105, alone=True, address="环城路 90 号")
    town.advance(75)
    for kind, lon, lat in _OUT:
        cid = town.report(kind, _TEXTS.get(kind, ""), lon, lat)
        who = dispatched(town, cid)
        if kind == "sewer-overflow":
            town.move(cid, Verb.RETURN, who, ground="wrong-class", reason="现场是自来水 Clean water, not sewage")
        if kind in ("lamp-out", "rubbish", "tree-trim"):
            town.move(cid, Verb.HANDLE, who)
        if kind in ("rubbish", "tree-trim"):
            town.move(cid, Verb.FEED_BACK, who, evidence=(town.shown(shade=150),), reason="已处置 Done")
        if kind == "tree-trim":
            town.move(cid, Verb.VERIFY, yes=True)
        if kind == "road-marking":
            town.move(cid, Verb.SUSPEND, ground="weather", reason="连日降雨 Rain for days")
    town.advance(150)
    done = town.report("bin-full", "垃圾桶满溢 Overflowing", 119.5952, 26.0011, source="done/1", channel="resident")
    who = dispatched(town, done)
    town.move(done, Verb.FEED_BACK, who, evidence=(town.shown(),))
    town.move(done, Verb.VERIFY, yes=True)
    town.move(done, Verb.CLOSE, outcome="solved", reason="已清运 Emptied")
    other = town.report("bus-shelter", "站牌灯箱 Broken panel", 119.6111, 25.9958)
    town.move(other, Verb.CLOSE, outcome="not-our-duty", reason="属公交公司 The bus company's")
    big = town.report("road-collapse", "地面塌陷约两平方米 About 2 m² have sunk", 119.6055, 25.9984, address="江滨路")
    who = dispatched(town, big)
    town.move(big, Verb.SPLIT, reason="管线与路面分开处置 Pipe and surface apart",
              into=(NewPart(RoleId("utilities")), NewPart(RoleId("roads"))))
    town.move(big, Verb.PRIORITISE, yes=True)
    town.advance(MORNING)


_TEXTS = {
    "drain-blocked": "雨水口堵塞 The drain takes no water", "shared-bikes": "单车挡住盲道 Bikes block the path",
    "lamp-out": "整条街不亮 The whole street is dark", "rubbish": "楼下堆放建筑垃圾 Rubble under the house",
    "sewer-overflow": "路面冒水 Water comes up", "elder-silent": "王奶奶电话不接 She doesn't answer",
}  # fmt: skip
_WAITING = (
    ("drain-blocked", 119.5795, 26.0061, "码头路 3 号"), ("shared-bikes", 119.5902, 26.0031, "南门小区"),
    ("elder-silent", 119.5911, 26.0044, "南门小区 2 栋"), ("tree-down", 119.6151, 26.0077, "环城路"),
    ("illegal-advert", 119.6009, 26.0064, "集市街"),
)
_OUT = (
    ("lamp-out", 119.5832, 26.0092), ("rubbish", 119.5934, 26.0085), ("sewer-overflow", 119.6078, 26.0049),
    ("tree-trim", 119.6131, 26.0121), ("road-marking", 119.6201, 26.0023), ("guardrail", 119.5981, 25.9921),
)
