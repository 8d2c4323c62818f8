"""Routes beside a case: hand it to another city; how its reporters can be reached, masked, or revealed for a reason."""

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody, SkipValidation
from msgspec import Struct

from banyan.command.exchange import Shared
from banyan.command.privacy import REVEAL, Contact
from banyan.runtime.open311.at_desk import CaseDoors, ContactView
from banyan.server.access import FROM_BODY
from banyan.server.errors import Unknown
from banyan.server.office import ASK_LIMIT, FRESH, Doors, Reader, ask, bounded, by
from banyan.server.routes import Req

Door = NamedDependency[SkipValidation[CaseDoors | None]]


class HandOver(Struct, frozen=True, forbid_unknown_fields=True):
    """`to`: jurisdiction of the other city."""

    to: str
    reason: str = ""


class RevealAsk(Struct, frozen=True, forbid_unknown_fields=True):
    """`reporter`: the pseudonym; `reason`: recorded with who asked."""

    reporter: str
    reason: str


def _here(door: CaseDoors | None) -> CaseDoors:
    if door is None:
        raise Unknown("this city has no casework: its folder holds no casework.toml")
    return door


@post("/api/cases/{cid:str}/hand-over", opt={"action": FROM_BODY}, status_code=202, request_max_body_size=ASK_LIMIT)
async def hand_over(
    cid: FromPath[str], data: JSONBody[HandOver], case_doors: Door, reads: Reader, access: Doors, request: Req
) -> Response[Shared]:
    """Give a case to another city; needs the right to dispatch it. It is sent until it is answered."""
    reason, to = data.reason.strip()[:500], bounded("to", data.to)
    shared = await ask(reads, _here(case_doors).hand_over, cid, to, by(access, request), reason)
    return Response(shared, status_code=202)


@get("/api/cases/{cid:str}/contacts", opt={"action": "case.read"})
async def contacts(cid: FromPath[str], case_doors: Door, reads: Reader) -> Response[list[ContactView]]:
    """How a case's reporters can be reached, masked."""
    return Response(await ask(reads, _here(case_doors).contacts, cid), headers=FRESH)


@post("/api/cases/{cid:str}/contacts", opt={"action": REVEAL}, status_code=200, request_max_body_size=ASK_LIMIT)
async def reveal_contact(
    cid: FromPath[str], data: JSONBody[RevealAsk], case_doors: Door, reads: Reader, access: Doors, request: Req
) -> Response[Contact]:
    """One reporter's contact. That it was seen, by whom and why is recorded before it is shown."""
    who = by(access, request)
    shown = await ask(reads, _here(case_doors).reveal, cid, bounded("reporter", data.reporter), who, data.reason)
    return Response(shown, headers=FRESH)


ROUTES: list[HTTPRouteHandler] = [hand_over, contacts, reveal_contact]
"""Routes of the doors beside a case."""
