"""Two towns with real case offices and journals, each with a door, joined by wires that can lose answers."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from litestar.testing import TestClient
from msgspec.structs import replace

from banyan.model.authority import Authority, Principal, Role
from banyan.model.casework import Move, Verb
from banyan.model.ids import PrincipalId, RoleId
from banyan.model.observation import EMPTY
from banyan.model.ports import Unit as Stretch
from banyan.model.route import Unit
from banyan.runtime.casework.looking import CaseDesk
from banyan.runtime.casework.office import CaseOffice
from banyan.runtime.casework.photos import Photos
from banyan.runtime.contacts import Contacts
from banyan.runtime.open311.at_desk import CaseDoors
from banyan.runtime.open311.begun import Door311
from banyan.runtime.open311.book import OfficeBook
from banyan.runtime.open311.casework import CaseRequests
from banyan.runtime.open311.client import Client, Peer, Reply, Unreached
from banyan.runtime.open311.declared import Declared, PeerShape
from banyan.runtime.open311.exchange import Exchange
from banyan.runtime.open311.keys import ApiKey, digest
from banyan.server.app import create_app
from banyan.stores.embedded import EmbeddedStore
from tests.command.casework.town import BOOK, DESK, START, name
from tests.server.fake_city import CITY
from tests.server.fake_desk import FakeDesk

OTHER = {"a.gov": "b.gov", "b.gov": "a.gov"}
WITH_CITY = replace(BOOK, routes=replace(BOOK.routes, units=(*BOOK.routes.units, Unit(RoleId("city"), name("city")))))
ROLES = (
    Role(RoleId("desk"), name("desk"), ("case.*", "contact.reveal")),
    Role(RoleId("city"), name("city"), ("case.report", "case.reassign", "case.feed-back")),
    Role(RoleId("apps"), name("apps"), ("case.report",)),
)
PEOPLE = (
    Principal(PrincipalId("desk-1"), name("one"), (RoleId("desk"),)),
    Principal(PrincipalId("city-1"), name("two"), (RoleId("city"),)),
    Principal(PrincipalId("app-1"), name("three"), (RoleId("apps"),)),
)


class Wire:
    """To another town's application; some answers are lost after they were given."""

    def __init__(self) -> None:
        self.client: Any = None
        self.lose = 0

    def __call__(self, method: str, url: str, body: bytes | None, headers: Mapping[str, str]) -> Reply:
        parts = urlsplit(url)
        answer = self.client.request(method, f"{parts.path}?{parts.query}", content=body, headers=dict(headers))
        if self.lose:
            self.lose -= 1
            raise Unreached("the answer is lost")
        return Reply(answer.status_code, answer.headers["content-type"], answer.content)


class DoorTown:
    """`here` is a.gov or b.gov."""

    def __init__(self, here: str, folder: Any, wire: Wire) -> None:
        self.now = START
        folder.mkdir(exist_ok=True)
        self.here, self.folder, self.wire = here, folder, wire
        self.store = EmbeddedStore(folder, here)
        self.open()

    def open(self) -> None:
        """Also after a stop: everything from the journal."""
        there = OTHER[self.here]
        self.declared = Declared(
            self.here, "desk", "desk", private=("paint",),
            keys=(ApiKey("app", digest("bk-app"), PrincipalId("app-1")),
                  ApiKey("city", digest(f"bk-{there}"), PrincipalId("city-1"), jurisdiction=there)),
            peers=(PeerShape(there, "http://other.example/open311/v2", RoleId("city")),),
        )  # fmt: skip
        self.authority = Authority(ROLES, PEOPLE)
        self.office = CaseOffice(WITH_CITY, self.store, self._note, self.authority, lambda: self.now)
        book = OfficeBook(self.office, self.store, self._note, self.declared)
        peer = Peer(there, "http://other.example/open311/v2", f"bk-{self.here}")
        self.exchange = Exchange(self.here, book, {there: Client(peer, self.wire)})
        contacts, photos = Contacts(self.folder), Photos(self.folder)
        desk = self.desk = CaseDesk(self.office, self.store, CITY)
        requests = CaseRequests(desk, self.declared, self.store, photos, contacts,
                                self.exchange, book)
        doors = CaseDoors(self.office, contacts, self._note, self.exchange)
        self.door = Door311(requests, self.exchange, book, doors, contacts, photos)
        app = create_app(FakeDesk(), {"in": PrincipalId("desk-1"), "app": PrincipalId("app-1")}, self.authority, None,
                         cases=desk, requests311=requests, case_doors=self.door.cases, photos=photos)
        self.client = TestClient(app, base_url="http://127.0.0.1:8000", raise_server_exceptions=False)

    def _note(self, records, notices=()):  # type: ignore[no-untyped-def]  # as runtime.casework.office.Note
        self.store.append(Stretch(self.now, self.now, EMPTY, (), tuple(records), tuple(notices)))

    def wait(self, minutes: float = 1) -> None:
        self.now += timedelta(minutes=minutes)

    def do(self, case: str, verb: Verb, **more: Any) -> None:
        self.wait()
        self.office.move(case, Move(verb, replace(DESK, principal=PrincipalId("desk-1")), **more))

    def post(self, **more: Any) -> Any:
        fields = {"api_key": "bk-app", "service_code": "hole", "lat": "25.99", "long": "119.60", "description": "坑"}
        files = more.pop("files", None)
        return self.client.post("/open311/v2/requests.json", data=fields | more, files=files)

    def get(self, path: str) -> Any:
        return self.client.get(f"/open311/v2/{path}").json()

    def records(self, kind: str) -> list[Any]:
        return [rec for _, rec in self.store.records() if rec.kind == kind]
