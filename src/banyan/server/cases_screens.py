"""Routes of the case screens: board, map, what changed, what may be done, names, photos."""

from typing import Annotated

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter, RawBody, SkipValidation
from msgspec import Struct

from banyan.command.worktime import zone_of
from banyan.runtime.casework.checks import Checks, second_looks
from banyan.runtime.casework.forms import photo_policy
from banyan.runtime.casework.photos import MOST_BYTES, Photos
from banyan.runtime.casework.rounds import CaseRounds, Proposed, RoundsAsk, RoundsTaken
from banyan.runtime.casework.screens import Aside, Board, CaseScreens, Directory, News, Points
from banyan.server.cases import READ, REPORT, SELECT, Cases, Which, ask, here
from banyan.server.errors import Unknown
from banyan.server.office import ASK_LIMIT, FRESH, Doors, Reader, bounded, by
from banyan.server.routes import Req

PHOTO_LIMIT = MOST_BYTES + 64 * 1024
FOR_EVER = {"Cache-Control": "private, max-age=31536000, immutable", "Content-Disposition": "inline"}
EVALUATE = {"action": "case.evaluate"}
DISPATCH = {"action": "case.dispatch"}
Album = NamedDependency[SkipValidation[Photos | None]]


class PhotoKept(Struct, frozen=True):
    """`ref`: how a report's media and a move's evidence name the photo."""

    ref: str


def album(photos: Photos | None) -> Photos:
    if photos is None:
        raise Unknown("this city is served without a data folder: no photos are kept here")
    return photos


@get("/api/cases/board", opt=READ, dependencies=SELECT)
async def board(
    asked: Which, cases: Cases, reads: Reader, limit: Annotated[int, QueryParameter(ge=1, le=200)] = 40
) -> Response[Board]:
    """Cases by status: counts of all, the first `limit` of each."""
    return Response(await ask(reads, CaseScreens(here(cases)).board, asked, limit), headers=FRESH)


@get("/api/cases/points", opt=READ, dependencies=SELECT)
async def points(asked: Which, cases: Cases, reads: Reader) -> Response[Points]:
    """Where they are, as columns."""
    return Response(await ask(reads, CaseScreens(here(cases)).points, asked), headers=FRESH)


@get("/api/cases/news", opt=READ)
async def news(
    cases: Cases, reads: Reader, after: Annotated[int, QueryParameter(ge=0)] = 0
) -> Response[News]:
    """Which cases changed after a record number; 0 gives only the number to go on from."""
    return Response(await ask(reads, CaseScreens(here(cases)).news, after), headers=FRESH)


@get("/api/cases/directory", opt=READ)
async def directory(cases: Cases, reads: Reader, access: Doors, request: Req) -> Response[Directory]:
    """Names of units, desks and areas; `mine`: those that whoever asks acts for."""
    return Response(await ask(reads, CaseScreens(here(cases)).directory, by(access, request)), headers=FRESH)


@get("/api/cases/aside/{cid:path}", opt=READ)
async def aside(
    cid: FromPath[str], cases: Cases, reads: Reader, access: Doors, request: Req
) -> Response[Aside]:
    """What stands beside one case: its type, what may be done now, its route, look-alikes, its family."""
    who = by(access, request)
    return Response(await ask(reads, CaseScreens(here(cases)).aside, cid.lstrip("/"), who), headers=FRESH)


@get("/api/cases/checks", opt=EVALUATE)
async def checks(cases: Cases, reads: Reader) -> Response[Checks]:
    """Closed cases of the last 30 days that were drawn for a second look, and how many were looked at."""
    return Response(await ask(reads, second_looks, here(cases)), headers=FRESH)


@get("/api/cases/rounds", opt=READ)
async def rounds(unit: FromQuery[str], cases: Cases, reads: Reader) -> Response[Proposed]:
    """Who of a unit might visit which open case in which order, and what that gains; nothing is dispatched by it."""
    return Response(await ask(reads, CaseRounds(here(cases)).propose, bounded("unit", unit)), headers=FRESH)


@get("/api/cases/rounds/taken", opt=READ)
async def rounds_taken(unit: FromQuery[str], cases: Cases, reads: Reader) -> Response[list[RoundsTaken]]:
    """What was decided last of a unit's rounds; empty where nothing was."""
    found = await ask(reads, CaseRounds(here(cases)).taken, bounded("unit", unit))
    return Response([found] if found is not None else [], headers=FRESH)


@post("/api/cases/rounds", opt=DISPATCH, status_code=200, request_max_body_size=ASK_LIMIT)
async def rounds_decided(
    data: JSONBody[RoundsAsk], cases: Cases, reads: Reader, access: Doors, request: Req
) -> Response[RoundsTaken]:
    """Accept rounds as they were shown, or refuse them; what can't be walked any more is 400 with the reason."""
    return Response(await ask(reads, CaseRounds(here(cases)).decide, data, by(access, request)), headers=FRESH)


@post("/api/cases/photos", opt=REPORT, status_code=201, request_max_body_size=PHOTO_LIMIT)
async def add_photo(
    body: RawBody, photos: Album, cases: Cases, reads: Reader, type: FromQuery[str] = ""
) -> Response[PhotoKept]:
    """One photo, as it is, in the body; without its metadata unless the form of `type` keeps them. Deleted after a day
    where no report and no move names it. The same photo again has the same name.
    """
    kept, office = album(photos), cases.office if cases is not None else None

    def keep() -> str:
        if office is None:
            return kept.keep(body)
        definition = office.type_now(bounded("type", type)) if type else None
        return kept.keep(body, *photo_policy(definition, office.forms, zone_of(office.book.timezone)))

    return Response(PhotoKept(await ask(reads, keep)), status_code=201)


@get("/api/cases/photos/{ref:str}", opt=READ)
async def photo(ref: FromPath[str], photos: Album, reads: Reader) -> Response[bytes]:
    content, kind = await ask(reads, album(photos).read, ref)
    return Response(content, headers=FOR_EVER, media_type=kind)


ROUTES: list[HTTPRouteHandler] = [
    board, points, news, directory, aside, checks, rounds, rounds_taken, rounds_decided, add_photo, photo,
]  # fmt: skip
