"""The command centre of one running city: its server, its sign-in links, and the key of the folder's owner."""

import secrets
from pathlib import Path
from types import TracebackType

import msgspec

from banyan.model.city import City
from banyan.model.ids import PrincipalId
from banyan.runtime import private
from banyan.runtime.casework.begun import CaseTimer
from banyan.runtime.casework.forgetting import Forgetting
from banyan.runtime.casework.looking import CaseDesk
from banyan.runtime.casework.photo_round import PhotoRound
from banyan.runtime.casework.photos import Photos
from banyan.runtime.casework.residents import RESIDENT, Residents
from banyan.runtime.casework.tables.desk import CaseImports
from banyan.runtime.contacts import Contacts
from banyan.runtime.desk import Desk
from banyan.runtime.errands import Errands
from banyan.runtime.figures.on_desk import OnDesk
from banyan.runtime.hooks.incoming import Hooks
from banyan.runtime.notices.desk import NoticeDesk
from banyan.runtime.open311.at_desk import CaseDoors
from banyan.runtime.open311.begun import Door311
from banyan.runtime.owner_key import KEY_FILE, OwnerKey
from banyan.runtime.projects.served import Served
from banyan.runtime.readings.desk import ReadingsDesk
from banyan.runtime.running import Running
from banyan.runtime.things.service import Service
from banyan.runtime.vitals import vitals
from banyan.runtime.whatif.queue import WhatIfs
from banyan.server.app import create_app, nothing
from banyan.server.serve import serve


class CommandCentre:
    """Use as a context manager: served inside, stopped after."""

    def __init__(
        self, desk: Desk, city: City, port: int, data: Path, owner: PrincipalId, open_: bool = False,
        office: Served | None = None, cases: CaseDesk | None = None, door: Door311 | None = None,
        things: Service | None = None, notices: NoticeDesk | None = None, hooks: Hooks | None = None,
        readings: ReadingsDesk | None = None, errands: Errands | None = None,
    ) -> None:  # fmt: skip
        """`office`: of the programme; `cases`: of the city; `door`: for other programs and cities, where the city
        has them; `hooks`: for programs that know nothing of Open311. `things`: SensorThings; `readings`: the doors of
        feeds; `errands`: what the command line has done here. Raises PortTaken, StoreError.
        """
        self._people = [p for p in city.authority.principals if not p.id.startswith("controller:") and p.id != RESIDENT]
        self._tokens = {secrets.token_urlsafe(24): p.id for p in self._people}
        key = secrets.token_urlsafe(32)
        self._whatifs = WhatIfs(data)
        photos = door.photos if door is not None else Photos(data)
        contacts = door.contacts if door is not None else Contacts(data) if cases is not None else None
        app = create_app(desk, self._tokens, city.authority, keys={key: owner}, open_to=owner if open_ else None,
                         whatifs=self._whatifs, projects=office,
                         figures=OnDesk(office.totals) if office is not None else None, cases=cases,
                         requests311=door.requests if door is not None else None,
                         case_doors=_case_doors(cases, door, contacts), things=things,
                         residents=Residents(cases, city, photos) if cases is not None else None, photos=photos,
                         notices=notices, hooks=hooks,
                         vitals=(lambda: vitals(desk)) if isinstance(desk, Running) else nothing, readings=readings,
                         errands=errands,
                         case_tables=CaseImports(cases.office, contacts) if cases and contacts else None)
        self._door, self._errands = door, errands
        self._timer = _timer(cases, photos, contacts, hooks) if cases is not None and contacts is not None else None
        self._served = serve(app, port=port)
        self.url = self._served.url
        self._key_file = data / KEY_FILE
        private.put(self._key_file, msgspec.json.encode(OwnerKey(self.url, key, owner)))

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
        if self._errands is not None:
            self._errands.close()
        self._whatifs.close()
        if self._door is not None:
            self._door.__exit__(kind, error, at)
        self._served.stop()
        if self._timer is not None:
            self._timer.__exit__()


def _case_doors(cases: CaseDesk | None, door: Door311 | None, contacts: Contacts | None) -> CaseDoors | None:
    """Reporters' contacts are looked at in any city with cases; handing cases over needs other cities."""
    if door is not None:
        return door.cases
    return CaseDoors(cases.office, contacts, cases.office.note) if cases is not None and contacts is not None else None


def _timer(cases: CaseDesk, photos: Photos, contacts: Contacts, hooks: Hooks | None) -> CaseTimer:
    rounds = [PhotoRound(photos, cases).look, Forgetting(contacts, cases.office).look]
    if hooks is not None:
        rounds.append(hooks.look)
    return CaseTimer(cases.office, rounds)
