"""Bodies in memory: so many bytes at once, and who comes too many is told to wait before anything of theirs is read."""

import asyncio
import json
from typing import Any

from litestar.types import Message, Receive, Scope, Send

from banyan.server.bodies import UNSAID, Bodies


class Held:
    """An application that holds each request until it is let go."""

    def __init__(self) -> None:
        self.go = asyncio.Event()
        self.began = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.began += 1
        await self.go.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})


async def ask(app: Bodies, *headers: tuple[bytes, bytes]) -> list[Any]:
    sent: list[Any] = []

    async def send(message: Message) -> None:
        sent.append(message)

    scope: Any = {"type": "http", "headers": list(headers)}
    receive: Any = None
    await app(scope, receive, send)
    return sent


def length(n: int) -> tuple[bytes, bytes]:
    return b"content-length", str(n).encode()


def test_what_is_too_much_together_waits_and_small_bodies_never_do() -> None:
    async def course() -> None:
        held = Held()
        app = Bodies(held, most=1_000_000)
        working = [asyncio.create_task(ask(app, length(600_000))), asyncio.create_task(ask(app, length(400_000)))]
        await asyncio.sleep(0)
        start, body = await ask(app, length(100_000))
        assert (start["status"], dict(start["headers"])[b"retry-after"]) == (429, b"1")
        assert json.loads(body["body"])["code"] == "busy"
        small = asyncio.create_task(ask(app, length(1_000)))
        await asyncio.sleep(0)
        assert (held.began, app.in_flight) == (3, 1_000_000)
        held.go.set()
        assert [one[0]["status"] for one in await asyncio.gather(*working, small)] == [200, 200, 200]
        assert app.in_flight == 0
        assert (await ask(app, length(100_000)))[0]["status"] == 200

    asyncio.run(course())


def test_an_answer_that_has_begun_has_its_body_behind_it_however_long_it_lasts() -> None:
    async def course() -> None:
        begun, go = asyncio.Event(), asyncio.Event()

        async def lasting(_scope: Scope, _receive: Receive, send: Send) -> None:
            await send({"type": "http.response.start", "status": 200, "headers": []})
            begun.set()
            await go.wait()

        app = Bodies(lasting, most=1_000_000)
        asking = asyncio.create_task(ask(app, length(900_000)))
        await begun.wait()
        assert app.in_flight == 0
        go.set()
        await asking
        assert app.in_flight == 0

    asyncio.run(course())


def test_a_body_that_says_no_length_counts_as_the_largest_and_one_alone_is_never_refused() -> None:
    async def course() -> None:
        held = Held()
        app = Bodies(held, most=1_000)
        alone = asyncio.create_task(ask(app, (b"transfer-encoding", b"chunked")))
        await asyncio.sleep(0)
        assert app.in_flight == UNSAID
        assert (await ask(app, length(100_000)))[0]["status"] == 429
        held.go.set()
        assert (await alone)[0]["status"] == 200

    asyncio.run(course())
