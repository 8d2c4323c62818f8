"""How much of what is sent may be in memory at once: beyond it a sender is told to wait before its body is read."""

from collections.abc import Iterable

import msgspec
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 128 * 1024 * 1024      # of bodies that are read or worked on
UNSAID = 16 * 1024 * 1024           # what a body may become that doesn't say how long it is
_FREE = 64 * 1024                   # a body that short never waits: a sign-in, an order, a stop
_AFTER_S = 1


class Bodies:
    """ASGI middleware around the whole application, on its event loop alone. `most` in bytes."""

    def __init__(self, app: ASGIApp, most: int = MOST_BYTES) -> None:
        self._app, self._most = app, most
        self.in_flight = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        size = announced(scope["headers"]) if scope["type"] == ScopeType.HTTP else 0
        if size <= _FREE:
            await self._app(scope, receive, send)
            return
        if self.in_flight and self.in_flight + size > self._most:
            await _wait(send)
            return
        held = size
        self.in_flight += held

        async def heard(message: Message) -> None:
            nonlocal held
            if message["type"] == "http.response.start":      # an answer may last: whoever gives it has what it needs
                self.in_flight, held = self.in_flight - held, 0
            await send(message)

        try:
            await self._app(scope, receive, heard)
        finally:
            self.in_flight -= held


def announced(headers: Iterable[tuple[bytes, bytes]]) -> int:
    """What a body will take at most; 0: there is none (RFC 9112, 6.3)."""
    said = dict(headers)
    if b"transfer-encoding" in said:
        return UNSAID
    length = said.get(b"content-length", b"0")
    return int(length) if length.isdigit() and len(length) < 19 else 0


async def _wait(send: Send) -> None:
    body = msgspec.json.encode({
        "error": "so much is being taken in that nothing of this was read", "code": "busy",
        "expected": "the same again after Retry-After seconds"})
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode()),
               (b"retry-after", str(_AFTER_S).encode()), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 429, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
