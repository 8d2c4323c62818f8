"""CreateObservations of plain readings, past the application's routing."""

from collections.abc import Mapping

import msgspec
from litestar.connection import ASGIConnection
from litestar.exceptions import NotAuthorizedException
from litestar.types import ASGIApp, Scope

from banyan.model.authority import Refused
from banyan.model.columns import Appended
from banyan.model.thing_ports import Promised
from banyan.runtime.things.asked import JSON, Asked
from banyan.server.access import Access
from banyan.server.shares import Way
from banyan.server.straight import Answer, Straight
from banyan.server.things import ROOT, WRITE, Doors

PATH = "CreateObservations"
COUNTED = f"{ROOT}/{{path}}"        # as the application names things.TEMPLATE where requests are counted
_RAW = f"{ROOT}/{PATH}".encode()
_HEADERS = ((b"cache-control", b"no-store"),)


class Arrays(Straight[str, Promised[Appended]]):
    """What is asked is where SensorThings is, as whoever asks reached it."""

    def __init__(self, app: ASGIApp, doors: Doors, access: Access) -> None:
        super().__init__(app)
        self._doors, self._access = doors, access

    def _asked(self, scope: Scope, headers: Mapping[bytes, bytes]) -> tuple[str, str, Way] | None:
        if scope.get("raw_path") != _RAW or self._doors.service is None:
            return None
        try:
            session = self._access.of(ASGIConnection(scope))
            self._access.require_of(session, WRITE)
        except (NotAuthorizedException, Refused):
            return None
        host = headers.get(b"host", b"").decode("latin-1")
        return f"{scope['scheme']}://{host}{ROOT}", str(session.principal), Way.WRITE

    def _begin(self, asked: str, body: bytes) -> Promised[Appended] | None:
        return self._doors.begin(Asked("POST", PATH, "", asked, body, JSON))

    async def _ended(self, asked: str, begun: Promised[Appended]) -> Answer:
        stored = await self._doors.stored(begun)
        said = self._doors.there.ended(Asked("POST", PATH, "", asked), stored)
        return Answer(201, msgspec.json.encode(said.body), COUNTED, _HEADERS)
