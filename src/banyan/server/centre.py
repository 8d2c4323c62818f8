"""The command centre of one running city: its server, its sign-in links, and the key of the folder's owner."""

import secrets
from pathlib import Path
from types import TracebackType

import msgspec
from msgspec import Struct

from banyan.model.city import City
from banyan.model.ids import PrincipalId
from banyan.runtime.casework.begun import CaseTimer
from banyan.runtime.casework.forgetting import Forgetting
from banyan.runtime.casework.looking import CaseDesk
from banyan.runtime.casework.photo_round import PhotoRound
from banyan.runtime.casework.photos import Photos
from banyan.runtime.casework.residents import RESIDENT, Residents
from banyan.runtime.desk import Desk
from banyan.runtime.figures.on_desk import OnDesk
from banyan.runtime.open311.begun import Door311
from banyan.runtime.projects.served import Served
from banyan.runtime.things.service import Service
from banyan.runtime.whatif.queue import WhatIfs
from banyan.server.app import create_app
from banyan.server.serve import serve

KEY_FILE = "owner.json"


class OwnerKey(Struct, frozen=True):
    """How the folder's owner reaches the running city from the command line; a file readable by the owner alone."""

    url: str
    key: str
    principal: str


class CommandCentre:
    """Use as a context manager: served inside, stopped after."""

    def __init__(
        self, desk: Desk, city: City, port: int, data: Path, owner: PrincipalId, open_: bool = False,
        office: Served | None = None, cases: CaseDesk | None = None, door: Door311 | None = None,
        things: Service | None = None,
    ) -> None:  # fmt: skip
        """`office`: of the programme; `cases`: of daily work; `door`: for other programs and cities, where the city
        has them. `things`: SensorThings. Raises PortTaken.
        """
        self._people = [p for p in city.authority.principals if not p.id.startswith("controller:") and p.id != RESIDENT]
        self._tokens = {secrets.token_urlsafe(24): p.id for p in self._people}
        key = secrets.token_urlsafe(32)
        self._whatifs = WhatIfs(data)
        photos = door.photos if door is not None else Photos(data)
        app = create_app(desk, self._tokens, city.authority, keys={key: owner}, open_to=owner if open_ else None,
                         whatifs=self._whatifs, projects=office,
                         figures=OnDesk(office.totals) if office is not None else None, cases=cases,
                         requests311=door.requests if door is not None else None,
                         case_doors=door.cases if door is not None else None, things=things,
                         residents=Residents(cases, city, photos) if cases is not None else None, photos=photos)
        self._door = door
        self._timer = _timer(cases, photos, door) if cases is not None else None
        self._served = serve(app, port=port)
        self.url = self._served.url
        self._key_file = data / KEY_FILE
        _write_private(self._key_file, msgspec.json.encode(OwnerKey(self.url, key, owner)))

    def addresses(self) -> list[tuple[str, str]]:
        """(principal, sign-in link) of every person of the city."""
        return [(str(who), self._served.sign_in_url(token)) for token, who in self._tokens.items()]

    def __enter__(self) -> "CommandCentre":
        if self._timer is not None:
            self._timer.__enter__()
        if self._door is not None:
            self._door.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._key_file.unlink(missing_ok=True)
        self._whatifs.close()
        if self._door is not None:
            self._door.__exit__(kind, error, at)
        self._served.stop()
        if self._timer is not None:
            self._timer.__exit__()


def _timer(cases: CaseDesk, photos: Photos, door: Door311 | None) -> CaseTimer:
    rounds = [PhotoRound(photos, cases).look]
    if door is not None:
        rounds.append(Forgetting(door.contacts, cases.office).look)
    return CaseTimer(cases.office, cases.alerts, rounds)


def _write_private(path: Path, data: bytes) -> None:
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_bytes(data)
