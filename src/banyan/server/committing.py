"""Requests that wait for their commit without a thread each: two turns of threads fewer for each of them."""

import asyncio
from collections import deque
from concurrent.futures import CancelledError

import anyio.to_thread

from banyan.model.columns import Appended
from banyan.model.thing_ports import Promised
from banyan.model.things import Wrong
from banyan.runtime.things.service import PATIENCE_S


class Commits:
    """Of one event loop. `most`: how many may wait."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._waiting = 0
        self._ended: deque[asyncio.Future[None]] = deque()
        self._is_called = False        # the loop, for those that ended

    @property
    def has_room(self) -> bool:
        return self._waiting < self._most

    async def stored(self, waiting: Promised[Appended]) -> Appended:
        """Raises what kept it from being stored."""
        self._waiting += 1
        try:
            return await self._stored(waiting)
        finally:
            self._waiting -= 1

    async def _stored(self, waiting: Promised[Appended]) -> Appended:
        loop = asyncio.get_running_loop()
        done: asyncio.Future[None] = loop.create_future()
        waiting.add_done_callback(lambda _: self._call(loop, done))
        try:
            async with asyncio.timeout(PATIENCE_S):
                await done
        except TimeoutError:
            if not waiting.cancel():      # its commit has begun
                return await anyio.to_thread.run_sync(waiting.result)
        try:
            return waiting.result(0)
        except CancelledError:
            raise Wrong(503, f"nothing was stored within {PATIENCE_S:.0f} s", "the same again in a moment") from None

    def _call(self, loop: asyncio.AbstractEventLoop, done: "asyncio.Future[None]") -> None:
        """By whoever stored it: the requests of one commit wake the loop once."""
        self._ended.append(done)
        if self._is_called:
            return
        self._is_called = True
        try:
            loop.call_soon_threadsafe(self._end)
        except RuntimeError:       # nobody waits any more: the server has stopped
            self._is_called = False

    def _end(self) -> None:
        self._is_called = False        # before the look: who comes behind it calls again
        while self._ended:
            one = self._ended.popleft()
            if not one.done():
                one.set_result(None)
