"""The routes, each with the action it needs. No thinking here: the desk is asked, in a thread, and answers."""

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import Future
from datetime import datetime
from typing import Annotated, Any, TypeVar

import msgspec
from litestar import Request, Response, delete, get, post
from litestar.datastructures import Cookie, State
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter, RawBody, SkipValidation
from litestar.response import Stream

from banyan.edges.ndjson.reader import MAX_LINE
from banyan.model.authority import Refused
from banyan.model.decision import Decision
from banyan.model.intent import Intent, right
from banyan.runtime.desk import Busy, DecisionLine, Desk, Health, Receipt, Series
from banyan.runtime.inbox import MOST
from banyan.server.access import COOKIE, FROM_BODY, OWN_SESSION, SHIFT_S, Access
from banyan.server.errors import Malformed, TooLarge
from banyan.server.events import ROUTES as EVENT_ROUTES
from banyan.server.live import Live
from banyan.server.reads import Reads, unknown
from banyan.server.shapes import (
    CityShape,
    FrameShape,
    LinkShape,
    MomentShape,
    Ready,
    SessionView,
    SignIn,
    Taken,
    Wish,
)

READINGS_LIMIT = 8 * 1024 * 1024
INTENT_LIMIT = 64 * 1024
PATIENCE_S = 30.0      # how long a request waits for its tick
_READ = {"action": "city.read"}
_OWN = {"action": OWN_SESSION}
WORKS = ("ok", "degraded")

T = TypeVar("T")
Asked = NamedDependency[SkipValidation[Desk]]  # a protocol: there is no class to check against
Reader = NamedDependency[Reads]
Req = Request[Any, Any, State]


async def told(waiting: Future[T]) -> bool:
    """Wait for the tick without holding a thread. False: it takes too long, and `waiting` is as it was."""
    wrapped = asyncio.wrap_future(waiting)
    wrapped.add_done_callback(lambda f: f.cancelled() or f.exception())      # looked at, if only here
    done, _ = await asyncio.wait({wrapped}, timeout=PATIENCE_S)
    return bool(done)


def _instant(name: str, at: datetime) -> datetime:
    if at.tzinfo is None:
        raise Malformed(f"{name} has no time zone", "RFC 3339 with Z, as in 2026-07-24T14:00:00Z")
    return at


def _view(access: Access, request: Req) -> SessionView:
    who = access.who(access.of(request).principal)
    return SessionView(who.id, {"zh": who.name.zh, "en": who.name.en}, list(who.roles), access.may(who.id))


@post("/api/session", status_code=200, request_max_body_size=INTENT_LIMIT)
async def sign_in(data: JSONBody[SignIn], access: NamedDependency[Access]) -> Response[SessionView]:
    """Use a one-time token; the answer sets the session's cookie."""
    session = access.sign_in(data.token)
    who = access.who(session.principal)
    view = SessionView(who.id, {"zh": who.name.zh, "en": who.name.en}, list(who.roles), access.may(who.id))
    # Not `secure`: on loopback there is no TLS, and the cookie must come back.
    cookie = Cookie(COOKIE, value=session.key, httponly=True, samesite="strict", path="/", max_age=int(SHIFT_S))
    return Response(view, cookies=[cookie])


@get("/api/session", opt=_OWN, sync_to_thread=False)
def session(access: NamedDependency[Access], request: Req) -> SessionView:
    return _view(access, request)


@delete("/api/session", opt=_OWN, sync_to_thread=False)
def sign_out(access: NamedDependency[Access], request: Req) -> Response[None]:
    access.sign_out(access.of(request).key)
    return Response(None, status_code=204, cookies=[Cookie(COOKIE, value="", max_age=0, httponly=True, path="/")])


@get("/api/city", opt=_READ, responses={200: ResponseSpec(CityShape, generate_examples=False)})
async def city(desk: Asked, reads: Reader) -> Response[dict[str, Any]]:
    """The declaration, the map's layers and the packs' texts."""
    return Response(await reads.ask(desk.city), headers={"Cache-Control": "no-store"})


@get("/api/frame", opt=_READ, responses={200: ResponseSpec(FrameShape, generate_examples=False)})
async def frame(desk: Asked, reads: Reader, after: Annotated[int, QueryParameter(ge=0)] = 0) -> Response[Any]:
    """What changed since record number `after`; 0, or one too long ago, gives the whole current state."""
    return Response(await reads.ask(desk.frame, after), headers={"Cache-Control": "no-store"})


@get("/api/live", opt=_READ, media_type="text/event-stream")
async def live(access: NamedDependency[Access], request: Req, feed: NamedDependency[Live]) -> Stream:
    """Server-sent events: hello, then state or frame (id = sequence), beats, and bye with a reason."""
    mine = access.of(request)
    last = request.headers.get("last-event-id", "0")
    if not (last.isascii() and last.isdigit() and len(last) < 19):
        raise Malformed("Last-Event-ID is no record number", "the id of the last event received, or no such header")
    feed.admit()

    async def events() -> AsyncIterator[bytes]:
        async for data in feed.listen(int(last), lambda: access.lasts(mine)):
            yield data

    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return Stream(events(), media_type="text/event-stream", headers=headers)


@get("/api/series/{stream:str}", opt=_READ)
async def series(
    desk: Asked,
    reads: Reader,
    stream: FromPath[str],
    begin: FromQuery[datetime],
    end: FromQuery[datetime],
    points: Annotated[int, QueryParameter(ge=2, le=2000)] = 360,
) -> Series:
    """One curve, downsampled to at most `points` buckets, with the forecast of it where there is one."""
    first, last = _instant("begin", begin), _instant("end", end)
    if last <= first:
        raise Malformed("end is not after begin", "begin < end")
    return await reads.ask(desk.series, stream, first, last, points)


@get("/api/at", opt=_READ, responses={200: ResponseSpec(MomentShape, generate_examples=False)})
async def moment(desk: Asked, reads: Reader, time: FromQuery[datetime]) -> Response[Any]:
    """The city at another moment: as it was known then, or as the newest look ahead expects it."""
    try:
        found = await reads.ask(desk.at, _instant("time", time))
    except ValueError as beyond:
        raise Malformed(str(beyond), "a moment that has been, or one within the newest look ahead") from None
    return Response(found, headers={"Cache-Control": "no-store"})


@get("/api/decisions", opt=_READ)
async def decisions(
    desk: Asked, reads: Reader, begin: FromQuery[datetime], end: FromQuery[datetime]
) -> list[DecisionLine]:
    """The looks ahead that were asked for between two moments, without their curves; oldest first."""
    return await reads.ask(desk.decisions, _instant("begin", begin), _instant("end", end))


@get("/api/decisions/{rid:path}", opt=_READ, responses={200: ResponseSpec(Decision, generate_examples=False)})
async def decision(desk: Asked, reads: Reader, rid: FromPath[str]) -> Response[Any]:
    """One look ahead in full: forecast members, plans tried with their costs, curves with and without."""
    return Response(await reads.ask(desk.decision, rid.lstrip("/")))


@get("/api/trace/{rid:path}", opt=_READ, responses={200: ResponseSpec(list[LinkShape], generate_examples=False)})
async def trace(desk: Asked, reads: Reader, rid: FromPath[str]) -> Response[Any]:
    """The chain of a record: what led to it (negative depth) and what came of it."""
    return Response(await reads.ask(desk.trace, rid.lstrip("/")))


@get("/api/records", opt=_READ)
async def records(
    desk: Asked,
    reads: Reader,
    after: Annotated[int, QueryParameter(ge=0)] = 0,
    kind: FromQuery[str | None] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=1000)] = 200,
) -> list[dict[str, Any]]:
    """Records in order, from number `after` + 1 on."""
    return await reads.ask(desk.records, after, kind, limit)


@post(
    "/api/intents", opt={"action": FROM_BODY}, status_code=200, request_max_body_size=INTENT_LIMIT,
    responses={202: ResponseSpec(Taken, generate_examples=False, description="Taken; waits for its tick.")},
)
async def intents(
    data: JSONBody[Wish], desk: Asked, access: NamedDependency[Access], request: Req
) -> Response[dict[str, Any]]:
    """Do what a person asks; the answer is the body of the record that says so. The same id twice is done once."""
    by = access.of(request).principal
    if data.by is not None and data.by != by:
        raise Refused(f"the intent says it is by {data.by}, but {by} is signed in; leave `by` out")
    access.require(by, right(data.action))
    if not 0 < len(data.id) <= 100:
        raise Malformed("the intent's id is empty or too long", "a key of your own, 1 to 100 characters")
    try:
        waiting = desk.submit(Intent(data.id, by, data.action, data.target, dict(data.args)))
        if await told(waiting):
            return Response(waiting.result())
    except KeyError as missing:
        raise unknown(missing) from None
    return Response(msgspec.to_builtins(Taken(data.id)), status_code=202)


@post(
    "/api/readings", opt={"action": "readings.send"}, status_code=200, request_max_body_size=READINGS_LIMIT,
)
async def readings(
    desk: Asked,
    access: NamedDependency[Access],
    request: Req,
    body: RawBody,
) -> Receipt:
    """Messages into the city, one a line. They are durable when this returns; bad lines are kept as rejects."""
    _bounded(body)
    waiting = desk.send(access.of(request).principal, body)
    if await told(waiting) or not waiting.cancel():
        return await asyncio.wrap_future(waiting)       # its tick has ended, or begun
    raise Busy(f"the city took nothing within {PATIENCE_S:.0f} s: nothing of it will happen")


def _bounded(body: bytes) -> None:
    """Raises TooLarge for what could never be taken, however often it is sent again."""
    lines = body.split(b"\n")
    if len(lines) > MOST + 1:
        raise TooLarge(f"the body has {len(lines)} lines", f"at most {MOST} lines in one body")
    longest = max(range(len(lines)), key=lambda n: len(lines[n]))
    if len(lines[longest]) > MAX_LINE:
        raise TooLarge(f"line {longest + 1} has {len(lines[longest])} bytes", f"at most {MAX_LINE} bytes in one line")


@get("/health", sync_to_thread=False)
def health(desk: Asked) -> Response[Health]:
    """For a watchdog: 200 while the city works, with what is out of service; 503 when it does not."""
    found = desk.health()
    return Response(found, status_code=200 if found.status in WORKS else 503)


@get("/ready", sync_to_thread=False, responses={200: ResponseSpec(Ready, generate_examples=False)})
def ready(desk: Asked) -> Response[Ready]:
    """200 once the city runs and the page may be opened; 503 while it starts, catches up with the clock or has failed.

    Open to anybody, so nothing is read for it.
    """
    found = desk.health()
    up = found.status in WORKS and found.state in ("running", "finished")
    state = found.status if found.status == "catching-up" else found.state
    return Response(Ready(up, state, found.now), status_code=200 if up else 503)


ROUTES: list[HTTPRouteHandler] = [
    sign_in, session, sign_out, city, frame, live, series, moment, decisions, decision, trace, records, intents,
    readings, health, ready, *EVENT_ROUTES,
]

