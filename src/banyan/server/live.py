"""One stream of frames for all screens: the desk is asked once, every screen gets the same bytes.

A frame as soon as something happens; where much does, eight a second, coalesced. A screen that comes back says what it
had (Last-Event-ID) and gets the difference. One that does not keep up is told so and let go: it can come back and catch
up, and holds up nobody.
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from typing import TypeVar

import anyio.to_thread
import msgspec
from msgspec import Struct

from banyan.runtime.desk import Busy, Desk, Frame

GAP_S = 0.125         # between frames where much happens: eight a second,
AT_ONCE = 16          # ... when so many have gone out without a gap
BEAT_S = 5.0          # something is said at least this often, so that a screen notices a dead line
WAIT_S = 1.0          # one question to the desk blocks its thread for at most this long
BACKLOG = 64          # frames a screen may be behind: six seconds
FAREWELL_S = 10.0     # a let-go screen that reads nothing at all is cut off after this
SCREENS = 64

T = TypeVar("T")

RETRY = b"retry: 1500\n\n"


class Item(Struct, frozen=True):
    """What goes down the line. `sequence` orders frames; `last` ends the stream."""

    data: bytes
    sequence: int = 0
    last: bool = False


def event(name: str, body: object, sequence: int | None = None) -> bytes:
    """One server-sent event (HTML standard, 9.2.6); JSON holds no raw line ends."""
    head = f"id: {sequence}\n" if sequence is not None else ""
    return f"{head}event: {name}\ndata: ".encode() + msgspec.json.encode(body) + b"\n\n"


def _item(frame: Frame) -> Item:
    """A difference, or the whole state where the difference would be more than that."""
    return Item(event("state" if frame.whole else "frame", frame, frame.sequence), frame.sequence)


def farewell(reason: str) -> Item:
    return Item(event("bye", {"reason": reason}), last=True)


class Screen:
    """One listener: a bounded queue and the task that empties it."""

    def __init__(self) -> None:
        self.queue: asyncio.Queue[Item] = asyncio.Queue(BACKLOG)
        self.task = asyncio.current_task()
        self.gone = False

    def offer(self, item: Item) -> bool:
        """False: it didn't keep up and is let go."""
        if self.gone:
            return True
        try:
            self.queue.put_nowait(item)
        except asyncio.QueueFull:
            self.let_go("slow")
            return False
        return True

    def let_go(self, reason: str) -> None:
        """Forget what is queued, say why, and cut the line if even that isn't read."""
        self.gone = True
        while not self.queue.empty():
            self.queue.get_nowait()
        self.queue.put_nowait(farewell(reason))
        if self.task is not None:
            asyncio.get_running_loop().call_later(FAREWELL_S, self._cut)

    def _cut(self) -> None:
        if self.task is not None and not self.task.done():
            self.task.cancel()


class _Pace:
    """A turn is free for AT_ONCE times; each GAP_S gives one back."""

    def __init__(self) -> None:
        self._full = time.monotonic()       # when all of them are free again

    async def turn(self) -> None:
        now = time.monotonic()
        self._full = max(now, self._full) + GAP_S
        await asyncio.sleep(max(0.0, self._full - now - AT_ONCE * GAP_S))


class Live:
    """Fans the desk's frames out. One thread waits on the desk however many screens listen."""

    def __init__(self, desk: Desk, boot: str) -> None:
        self._desk = desk
        self._boot = boot
        self.slow = 0                         # screens that didn't keep up and were let go
        self._screens: list[Screen] = []
        self._pump: asyncio.Task[None] | None = None
        self._thread = anyio.CapacityLimiter(1)

    def count(self) -> int:
        return len(self._screens)

    def admit(self) -> None:
        """Raises Busy when too many screens listen."""
        if len(self._screens) >= SCREENS:
            raise Busy(f"{SCREENS} screens are listening already; close one first")

    async def listen(self, after: int, allowed: Callable[[], bool]) -> AsyncIterator[bytes]:
        """Events for one screen, from `after` on; ends when `allowed` says no any more."""
        screen = Screen()
        self._screens.append(screen)
        if self._pump is None or self._pump.done():
            self._pump = asyncio.create_task(self._run())
        try:
            yield RETRY + event("hello", {"boot": self._boot})
            first = await self._catch_up(after)
            yield first.data
            async for data in self._follow(screen, first.sequence, allowed):
                yield data
        finally:
            self._screens.remove(screen)
            screen.task = None
            self._rest()

    async def _catch_up(self, after: int) -> Item:
        """The difference since `after`; everything for a newcomer or for a number this city has not reached."""
        frame = await anyio.to_thread.run_sync(self._desk.frame, after)
        if after == 0 or frame.sequence < after:
            frame = await anyio.to_thread.run_sync(self._desk.frame, 0)
            return Item(event("state", frame, frame.sequence), frame.sequence)
        return _item(frame)

    async def _follow(self, screen: Screen, had: int, allowed: Callable[[], bool]) -> AsyncIterator[bytes]:
        while True:
            try:
                item = await asyncio.wait_for(screen.queue.get(), BEAT_S)
            except TimeoutError:
                item = Item(event("beat", {}), had)
            if not allowed():
                yield farewell("signed-out").data
                return
            if item.last or item.sequence >= had:
                yield item.data
            if item.last:
                return

    async def _run(self) -> None:
        """Ask, wait, tell; a desk that fails ends every line with a reason, and the screens come back later."""
        try:
            frame = await self._ask(self._desk.frame, 0)
            after, clock, pace = frame.sequence, frame.clock, _Pace()
            while self._screens:
                frame = await self._ask(self._next, after)
                if (frame.sequence, frame.clock) != (after, clock):
                    after, clock = frame.sequence, frame.clock
                    self._tell(_item(frame))
                await pace.turn()
        except asyncio.CancelledError:
            raise
        except Exception:
            for screen in list(self._screens):
                screen.let_go("failed")
            raise

    def _next(self, after: int) -> Frame:
        """In one thread: each turn of threads costs an alert milliseconds where readings come in."""
        # Whatever it says: time that moved between our last question and this one is seen only by looking.
        self._desk.wait(after, WAIT_S)
        return self._desk.frame(after)

    async def _ask(self, function: Callable[..., T], *args: object) -> T:
        return await anyio.to_thread.run_sync(function, *args, limiter=self._thread)

    def _tell(self, item: Item) -> None:
        self.slow += sum(not screen.offer(item) for screen in list(self._screens))

    def _rest(self) -> None:
        if not self._screens and self._pump is not None:
            self._pump.cancel()
            self._pump = None

    async def close(self) -> None:
        """Say goodbye to every screen; used when the server stops."""
        for screen in list(self._screens):
            screen.let_go("stopping")
        pump, self._pump = self._pump, None
        if pump is not None:
            pump.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await pump
