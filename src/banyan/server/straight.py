"""Requests that come by the thousand, past routing and dependencies: those cost as much as a thousand readings do."""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Mapping
from typing import Any, Generic, NamedTuple, TypeVar

from litestar.connection import ASGIConnection
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPReceiveMessage, HTTPRequestEvent, Receive, Scope, Send

from banyan.runtime.desk import Busy
from banyan.server.shares import Way, its_turn

AT_ONCE = 256 * 1024         # bytes of a body that is read where requests come in: half a millisecond
BEGUN = "banyan.begun"       # of a scope: what was begun of the request before it came to its route
JSON = b"application/json"
Asked = TypeVar("Asked")
Begun = TypeVar("Begun")


class Answer(NamedTuple):
    """`counted`: as the application names the route where requests are counted."""

    status: int
    body: bytes
    counted: str
    headers: tuple[tuple[bytes, bytes], ...] = ()


class Straight(ABC, Generic[Asked, Begun]):
    """ASGI middleware before the application. Whatever isn't plain, isn't allowed or fails goes on to the application,
    as it came; what was begun for it goes with it, so that nothing is stored twice.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    @abstractmethod
    def _asked(self, scope: Scope, headers: Mapping[bytes, bytes]) -> tuple[Asked, str, Way] | None:
        """What a POST asks for, whose share it takes and of what; None: another request, or one of somebody who may
        not.
        """

    @abstractmethod
    def _begin(self, asked: Asked, body: bytes) -> Begun | None:
        """Nothing here blocks. None, or whatever it raises: nothing was taken."""

    @abstractmethod
    def _ended(self, asked: Asked, begun: Begun) -> Awaitable[Answer]:
        """Raises what kept it from being stored."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = None
        if scope["type"] == ScopeType.HTTP and scope["method"] == "POST":
            headers = dict(scope["headers"])
            found = self._asked(scope, headers) if _is_short(headers) else None
        if found is None or not await _in_turn(scope, found[1], found[2]):
            await self._app(scope, receive, send)
            return
        body = await _body(receive)
        if body is None:
            return        # who sent it is gone
        asked = found[0]
        try:
            begun = self._begin(asked, body)
        except Exception:  # noqa: BLE001  nothing was taken: the application says why in its own words
            begun = None
        if begun is None:
            await self._app(scope, _again(body, receive), send)
            return
        try:
            said = await self._ended(asked, begun)
        except Exception:  # noqa: BLE001  the application says it in its own words
            scope[BEGUN] = begun  # type: ignore[literal-required]  # a key of ours
            await self._app(scope, _again(body, receive), send)
            return
        scope["path_template"] = said.counted
        length = (b"content-length", str(len(said.body)).encode())
        await send({"type": "http.response.start", "status": said.status,
                    "headers": [(b"content-type", JSON), *said.headers, length]})
        await send({"type": "http.response.body", "body": said.body, "more_body": False})


def _is_short(headers: Mapping[bytes, bytes]) -> bool:
    """Where a body comes in chunks, its length is theirs, whatever Content-Length says (RFC 9112, 6.3)."""
    length = headers.get(b"content-length", b"")
    return b"transfer-encoding" not in headers and length.isdigit() and len(length) < 10 and int(length) <= AT_ONCE


async def _in_turn(scope: Scope, sender: str, way: Way) -> bool:
    """Behind whatever waits of the same sender; False: too much does, which the application says."""
    try:
        await its_turn(ASGIConnection[Any, Any, Any, Any](scope), sender, way)
    except Busy:
        return False
    return True


async def _body(receive: Receive) -> bytes | None:
    parts = []
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        parts.append(message["body"])
        if not message["more_body"]:
            return b"".join(parts)


def _again(body: bytes, receive: Receive) -> Receive:
    """The body that was read, then whatever comes behind it."""
    parts = [body]

    async def one() -> HTTPReceiveMessage:
        if not parts:
            return await receive()  # type: ignore[return-value]  # of a request nothing else comes
        return HTTPRequestEvent(type="http.request", body=parts.pop(), more_body=False)

    return one
