"""How much of the doors of readings one sender may have at once. What goes beyond waits in that sender's own line, with
its body unread, and nobody else waits behind it; beyond the line it is told to come again.
"""

import asyncio
from collections import deque
from enum import StrEnum
from typing import Any

from litestar.connection import ASGIConnection
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send
from msgspec import Struct, field

from banyan.runtime.desk import Busy
from banyan.server.bodies import announced

LINE = 256                           # requests of one sender that wait
MOST_BYTES = 64 * 1024 * 1024        # of one sender's bodies, worked on and waiting: half of all (bodies.py)
_TURN = "banyan.turn"


class Way(StrEnum):
    """What waits for one another: SensorThings' questions, its changes, lines for the next tick, feeds' deliveries."""

    READ = "read"
    WRITE = "write"
    LINES = "lines"
    FEED = "feed"


AT_ONCE = {Way.READ: 3, Way.WRITE: 16, Way.LINES: 64, Way.FEED: 4}
"""Requests of one sender. A half of things.READING and of readings.AT_ONCE, a quarter of things.WAITING, so that others
find a thread; lines take none (runtime/inbox.py bounds them).
"""


class Turn:
    """Of one request; none yet where `sender` is None."""

    def __init__(self, scope: Scope) -> None:
        self.bytes = announced(scope["headers"])
        self.sender: tuple[str, Way] | None = None


class _Sender(Struct):
    working: int = 0
    bytes: int = 0
    line: "deque[asyncio.Future[None]]" = field(default_factory=deque)


class Shares:
    """ASGI middleware around the application, on its event loop alone."""

    def __init__(self, app: ASGIApp, line: int = LINE, most: int = MOST_BYTES) -> None:
        """`line` in requests, `most` in bytes."""
        self._app, self._line, self._most = app, line, most
        self._senders: dict[tuple[str, Way], _Sender] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        turn = Turn(scope)
        scope[_TURN] = (self, turn)      # type: ignore[literal-required]  # a key of our own beside ASGI's
        try:
            await self._app(scope, receive, send)
        finally:
            self._leave(turn)

    async def enter(self, turn: Turn, name: str, way: Way) -> None:
        """Returns when it is that sender's turn. Raises Busy."""
        key = name, way
        sender = self._senders.setdefault(key, _Sender())
        if len(sender.line) >= self._line:
            raise Busy(f"{self._line} requests of {name} wait already: nothing of this one was read")
        if sender.bytes and sender.bytes + turn.bytes > self._most:
            raise Busy(f"{sender.bytes} bytes of {name} are being taken in already: nothing of this was read")
        turn.sender = key
        sender.bytes += turn.bytes
        if sender.working < AT_ONCE[way]:
            sender.working += 1
            return
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        sender.line.append(mine)
        try:
            await mine
        except asyncio.CancelledError:
            if mine.cancelled():       # it has no place to give back
                turn.sender = None
                sender.bytes -= turn.bytes
            raise

    def _leave(self, turn: Turn) -> None:
        if turn.sender is None:
            return
        sender = self._senders[turn.sender]
        sender.bytes -= turn.bytes
        while sender.line:
            following = sender.line.popleft()
            if not following.done():        # else its request was given up
                following.set_result(None)
                return
        sender.working -= 1
        if not sender.working:
            del self._senders[turn.sender]


async def its_turn(connection: ASGIConnection, name: str, way: Way) -> None:  # type: ignore[type-arg]  # as in access
    """When the sender has room for one more; the end of the request gives it back, and has it once. Raises Busy."""
    found: Any = connection.scope.get(_TURN)
    if found is not None and found[1].sender is None:
        shares, turn = found
        await shares.enter(turn, name, way)
