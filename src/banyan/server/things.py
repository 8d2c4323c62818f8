"""SensorThings 1.1 at /v1.1: every method of every path to the service, its answers to HTTP.

In no API description of ours: the standard is its description.
"""

import secrets
from typing import Any

import anyio
import anyio.to_thread
import msgspec
from litestar import HttpMethod, Request, Response, delete, patch, post, put, route
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import RawBody, SkipValidation

from banyan.edges.sensorthings.batch import read_batch, write_json, write_multipart
from banyan.model.columns import Appended
from banyan.model.thing_ports import Promised
from banyan.runtime.things.asked import JSON, Answer, Asked
from banyan.runtime.things.service import Service
from banyan.server.access import Access, Session
from banyan.server.committing import Commits
from banyan.server.errors import Unknown
from banyan.server.straight import BEGUN

ROOT = "/v1.1"
LIMIT = 32 * 1024 * 1024     # bytes of one body
WAITING = 64                 # requests at once that wait for their commit
READING = 6                  # questions at once; the others wait their turn
READ, WRITE = "things.read", "things.write"
TEMPLATE = ROOT + "/{path:path}"
PATHS = [ROOT, TEMPLATE]

Req = Request[Any, Any, State]
Served = NamedDependency[SkipValidation["Doors"]]


class Doors:
    """The service with the threads that wait for it. Made once for an application."""

    def __init__(self, service: Service | None) -> None:
        self.service = service
        self._commits = Commits(WAITING)
        self._reading = anyio.CapacityLimiter(READING)
        self._waiting = anyio.CapacityLimiter(WAITING)

    async def ask(self, asked: Asked, by: str, begun: Promised[Appended] | None = None) -> Answer:
        """`begun`: what was begun of it already (server/straight.py)."""
        if begun is not None:
            return self.there.ended(asked, await self.stored(begun))
        limiter = self._reading if asked.method == "GET" else self._waiting
        return await anyio.to_thread.run_sync(self.there.answer, asked, by, limiter=limiter)

    def begin(self, asked: Asked) -> Promised[Appended] | None:
        """As Service.begin; None where as many wait for their commit as may."""
        return self.there.begin(asked) if self._commits.has_room else None

    async def stored(self, waiting: Promised[Appended]) -> Appended:
        """Raises what kept it from being stored."""
        return await self._commits.stored(waiting)

    @property
    def there(self) -> Service:
        if self.service is None:
            raise Unknown("this city serves no SensorThings: that is what banyan serve does")
        return self.service

    async def batch(self, media: str, body: bytes, base: str, session: Session, access: Access) -> Response[bytes]:
        def done() -> Response[bytes]:
            def may(method: str) -> None:
                access.require_of(session, READ if method == "GET" else WRITE)

            replies = self.there.batch(read_batch(media, body), base, str(session.principal), may)
            if media.partition(";")[0].strip().lower() == JSON:
                return Response(write_json(replies), media_type=JSON)
            boundary = f"batch_{secrets.token_hex(12)}"
            return Response(write_multipart(replies, boundary), media_type=f"multipart/mixed; boundary={boundary}")
        return await anyio.to_thread.run_sync(done, limiter=self._waiting)


def _base(request: Req) -> str:
    return f"{request.url.scheme}://{request.headers.get('host', '')}{ROOT}"


def _path(request: Req) -> str:
    """What stands after the root as it was sent: a decoded slash would look like a step."""
    raw = bytes(request.scope.get("raw_path") or request.scope["path"].encode()).partition(b"?")[0]
    return raw.decode("ascii", "replace")[len(ROOT):].strip("/")


async def _answer(request: Req, doors: "Doors", access: Access, body: bytes = b"") -> Response[Any]:
    media = request.headers.get("content-type", JSON).partition(";")[0].strip().lower()
    query = request.scope.get("query_string", b"").decode("utf-8", "replace")
    method = "GET" if request.method == HttpMethod.HEAD else str(request.method)
    asked = Asked(method, _path(request), query, _base(request), body, media)
    begun: Any = request.scope.get(BEGUN)
    found = await doors.ask(asked, str(access.of(request).principal), begun)
    headers = {"Cache-Control": "no-store"}
    if found.location is not None:
        headers["Location"] = found.location
    if found.empty:
        return Response(b"", status_code=found.status, headers=headers)
    if found.text:
        return Response(str(found.body), status_code=found.status, headers=headers, media_type="text/plain")
    return Response(msgspec.json.encode(found.body), status_code=found.status, headers=headers, media_type=JSON)


@route(PATHS, http_method=[HttpMethod.GET, HttpMethod.HEAD], opt={"action": READ}, status_code=200,
       include_in_schema=False)
async def look(request: Req, things: Served, access: NamedDependency[Access]) -> Response[Any]:
    """Entities, collections, properties (18-088, clause 9); for HEAD the server sends the headers alone."""
    return await _answer(request, things, access)


@post(ROOT + "/$batch", opt={"action": READ}, status_code=200, request_max_body_size=LIMIT,
      include_in_schema=False)
async def batch(request: Req, things: Served, access: NamedDependency[Access], body: RawBody) -> Response[Any]:
    """Many requests in one (18-088, clause 11), each with the right it needs by itself."""
    return await things.batch(request.headers.get("content-type", ""), body, _base(request), access.of(request), access)


@post(PATHS, opt={"action": WRITE}, status_code=201, request_max_body_size=LIMIT, include_in_schema=False)
async def create(request: Req, things: Served, access: NamedDependency[Access], body: RawBody) -> Response[Any]:
    """A new entity with all that is written out in it; CreateObservations (18-088, clauses 10 and 13)."""
    return await _answer(request, things, access, body)


@patch(PATHS, opt={"action": WRITE}, request_max_body_size=LIMIT, include_in_schema=False)
async def change(request: Req, things: Served, access: NamedDependency[Access], body: RawBody) -> Response[Any]:
    """Change what is named; with application/json-patch+json by RFC 6902."""
    return await _answer(request, things, access, body)


@put(PATHS, opt={"action": WRITE}, request_max_body_size=LIMIT, include_in_schema=False)
async def replace(request: Req, things: Served, access: NamedDependency[Access], body: RawBody) -> Response[Any]:
    """Change it as a whole."""
    return await _answer(request, things, access, body)


@delete(PATHS, opt={"action": WRITE}, status_code=200, include_in_schema=False)
async def remove(request: Req, things: Served, access: NamedDependency[Access]) -> Response[Any]:
    """Delete it with what belongs to it."""
    return await _answer(request, things, access)


ROUTES: list[HTTPRouteHandler] = [look, batch, create, change, replace, remove]
