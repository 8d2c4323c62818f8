"""Who floods the doors of readings waits in a line of its own and is told to come again; others don't wait for it."""

import asyncio
from functools import partial
from typing import Any

import pytest
from litestar.connection import ASGIConnection
from litestar.types import Message, Receive, Scope, Send
from msgspec.structs import replace

from banyan.model.authority import Principal
from banyan.model.ids import PrincipalId, RoleId
from banyan.model.text import Name
from banyan.runtime.desk import Busy, Receipt
from banyan.server import app as app_module
from banyan.server import shares as shares_module
from banyan.server.app import create_app
from banyan.server.serve import serve
from banyan.server.shares import AT_ONCE, Shares, Way, its_turn
from tests.server.fake_city import AUTHORITY
from tests.server.test_waiting import BOUND_S, KEY, OFFICER, SlowTicks, of, until

SOME = AT_ONCE[Way.WRITE]
FEED = PrincipalId("gauges")


class Guarded:
    """An application whose guard knows its senders; each request is held until it is let go."""

    def __init__(self) -> None:
        self.let_go = asyncio.Event()
        self.began: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        name = dict(scope["headers"])[b"sender"].decode()
        await its_turn(ASGIConnection(scope), name, Way.WRITE)
        self.began.append(name)
        await self.let_go.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})


def asking(app: Shares, sender: str, length: int = 10) -> "asyncio.Task[None]":
    async def send(_: Message) -> None: ...

    scope: Any = {"type": "http", "headers": [(b"sender", sender.encode()), (b"content-length", str(length).encode())]}
    receive: Any = None
    return asyncio.create_task(app(scope, receive, send))


async def settled() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


def course(story: Any) -> None:
    asyncio.run(asyncio.wait_for(story(), BOUND_S))


def test_what_is_beyond_a_senders_share_waits_in_its_own_line_and_others_begin_at_once() -> None:
    async def story() -> None:
        held = Guarded()
        app = Shares(held, line=2)
        flood = [asking(app, "a") for _ in range(SOME + 2)]
        await settled()
        assert held.began == ["a"] * SOME
        with pytest.raises(Busy, match="2 requests of a wait already: nothing of this one was read"):
            await asking(app, "a")
        other = asking(app, "b")
        await settled()
        assert held.began[SOME:] == ["b"]
        held.let_go.set()
        await asyncio.gather(*flood, other)
        assert held.began[SOME + 1:] == ["a", "a"]
        await asking(app, "a")

    course(story)


def test_a_senders_bodies_are_bounded_and_one_alone_may_be_larger() -> None:
    async def story() -> None:
        held = Guarded()
        app = Shares(held, most=1_000)
        first = asking(app, "a", 1_500)
        await settled()
        with pytest.raises(Busy, match="1500 bytes of a are being taken in already"):
            await asking(app, "a", 1)
        second = asking(app, "b", 900)
        await settled()
        assert held.began == ["a", "b"]
        held.let_go.set()
        await asyncio.gather(first, second)
        await asking(app, "a", 1_500)

    course(story)


def test_one_that_hangs_up_in_the_line_takes_no_place() -> None:
    async def story() -> None:
        held = Guarded()
        app = Shares(held, line=3)
        flood = [asking(app, "a") for _ in range(SOME + 3)]
        await settled()
        flood[SOME].cancel()            # first in the line
        flood[0].cancel()               # and one at work, whose place goes on in the same moment
        await settled()
        assert held.began == ["a"] * (SOME + 1)
        held.let_go.set()
        done = await asyncio.gather(*flood, return_exceptions=True)
        assert [isinstance(one, asyncio.CancelledError) for one in done].count(True) == 2
        assert held.began == ["a"] * (SOME + 2)
        await asyncio.gather(*(asking(app, "a") for _ in range(SOME + 3)))      # as many as at first

    course(story)


def test_over_http_a_flood_is_told_to_come_again_and_another_sender_is_served(monkeypatch: pytest.MonkeyPatch) -> None:
    """NDJSON: two wait for the tick, one in the line, and one is too many."""
    monkeypatch.setitem(shares_module.AT_ONCE, Way.LINES, 2)
    monkeypatch.setattr(app_module, "Shares", partial(Shares, line=1))
    desk = SlowTicks()
    more = Principal(PrincipalId("gauges-2"), Name("二", "Two"), (RoleId("feed"),))
    authority = replace(AUTHORITY, principals=(*AUTHORITY.principals, more))
    served = serve(create_app(desk, {}, authority, None, keys={KEY: OFFICER}))

    async def story() -> None:
        async with of(served, **{"x-banyan-as": FEED}) as feed, of(served, **{"x-banyan-as": more.id}) as other:
            flood = [asyncio.create_task(feed.post("/api/readings", content=b"{}\n")) for _ in range(4)]
            await until(lambda: any(post.done() for post in flood))
            refused = next(post.result() for post in flood if post.done())
            assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")
            assert refused.json()["error"] == "1 requests of gauges wait already: nothing of this one was read"
            another = asyncio.create_task(other.post("/api/readings", content=b"{}\n"))
            await until(lambda: len(desk.waiting) == 3)
            assert [source for source, _ in desk.asked] == [FEED, FEED, more.id]       # the line still waits
            for answer in desk.waiting[:3]:      # the next one may be asked for meanwhile
                answer.set_result(Receipt(1, 1, 0))
            assert (await another).json()["accepted"] == 1
            await until(lambda: len(desk.waiting) == 4)                                # and now it has its turn
            desk.waiting[3].set_result(Receipt(1, 1, 0))
            assert sorted(post.status_code for post in await asyncio.gather(*flood)) == [200, 200, 200, 429]

    try:
        course(story)
    finally:
        for answer in desk.waiting:
            answer.cancel()
        assert served.stop()
