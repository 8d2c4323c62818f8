"""Many who wait for a tick, and everybody else: nobody's waiting holds up health, a screen, or the emergency stop."""

import asyncio
import json
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import httpx
import msgspec
import pytest

from banyan.edges.ndjson.reader import MAX_LINE
from banyan.model.authority import Authority, Principal, Refused, Role
from banyan.model.ids import PrincipalId, RoleId
from banyan.model.text import Name
from banyan.model.time import Instant
from banyan.runtime.brain import Brain
from banyan.runtime.declarations import declarations
from banyan.runtime.desk import Receipt
from banyan.runtime.folder.places import find_city
from banyan.runtime.folder.reading import load
from banyan.runtime.inbox import MOST
from banyan.runtime.prepared import prepare
from banyan.runtime.running import FastClock, Running
from banyan.server import live as live_module
from banyan.server import routes as routes_module
from banyan.server.app import create_app
from banyan.server.serve import Served, serve
from banyan.stores.embedded import EmbeddedStore
from tests.server.conftest import make_client
from tests.server.fake_city import AUTHORITY, START
from tests.server.fake_desk import FakeDesk

KEY = "owner-key-0123456789"
BEARER = {"authorization": f"Bearer {KEY}"}
OFFICER = PrincipalId("officer-lin")
FEED = PrincipalId("gauges")
BOUND_S = 30.0      # far above what anything here takes: a test that hangs fails
STOP = {"id": "s-1", "action": "stop.pull", "target": "stop"}


class SlowTicks(FakeDesk):
    """A city whose next tick comes when the test says so."""

    def __init__(self) -> None:
        super().__init__(290)
        self.waiting: list[Future] = []
        self.asked: list[object] = []

    def _later(self, what: object) -> Future:
        self.waiting.append(Future())
        self.asked.append(what)
        return self.waiting[-1]

    def submit(self, intent):
        return self._later(intent)

    def send(self, source, lines):
        return self._later((source, lines))


def of(served: Served, **more: str) -> httpx.AsyncClient:
    limits = httpx.Limits(max_connections=200)
    return httpx.AsyncClient(base_url=served.url, headers={**BEARER, **more}, timeout=BOUND_S, limits=limits,
                             trust_env=False)


@pytest.fixture
def slow() -> Iterator[tuple[SlowTicks, Served]]:
    desk = SlowTicks()
    served = serve(create_app(desk, {}, AUTHORITY, None, keys={KEY: OFFICER}))
    yield desk, served
    for answer in desk.waiting:
        answer.cancel()
    assert served.stop()


async def until(reached) -> None:
    while not reached():
        await asyncio.sleep(0.01)


def test_sixty_who_wait_hold_up_neither_health_nor_a_reader_nor_the_stop(slow):
    desk, served = slow

    async def story():
        async with of(served) as officer, of(served, **{"x-banyan-as": FEED}) as feed:
            posts = [asyncio.create_task(feed.post("/api/readings", content=b"{}\n" * n)) for n in range(1, 61)]
            await until(lambda: len(desk.waiting) == 60)
            assert (await officer.get("/health")).status_code == 200
            assert (await officer.get("/ready")).status_code == 200
            assert (await officer.get("/api/frame")).status_code == 200
            stop = asyncio.create_task(officer.post("/api/intents", json=STOP))
            await until(lambda: len(desk.waiting) == 61)
            assert desk.asked[60].action == "stop.pull"
            desk.waiting[60].set_result({"id": "stop"})
            assert (await stop).json() == {"id": "stop"}
            for (_, lines), answer in zip(desk.asked[:60], desk.waiting[:60], strict=True):
                answer.set_result(Receipt(lines.count(b"\n"), lines.count(b"\n"), 0))
            assert [(await post).json()["lines"] for post in posts] == list(range(1, 61))

    asyncio.run(asyncio.wait_for(story(), BOUND_S))


def test_a_sender_that_hangs_up_does_not_break_the_tick(slow):
    desk, served = slow

    async def story():
        async with of(served, **{"x-banyan-as": FEED}) as feed:
            post = asyncio.create_task(feed.post("/api/readings", content=b"{}\n"))
            await until(lambda: desk.waiting)
            assert desk.waiting[0].set_running_or_notify_cancel()
            post.cancel()
        desk.waiting[0].set_result(Receipt(1, 1, 0))      # raises where the hanging up had cancelled it
        async with of(served) as officer:
            assert (await officer.get("/health")).status_code == 200

    asyncio.run(asyncio.wait_for(story(), BOUND_S))


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[SlowTicks, object]]:
    monkeypatch.setattr(routes_module, "PATIENCE_S", 0.01)
    desk = SlowTicks()
    with make_client(desk) as client:
        yield desk, client


def test_a_wish_whose_tick_does_not_come_is_taken_and_the_same_id_asks_again(impatient):
    desk, client = impatient
    client.post("/api/session", json={"token": "officer"})
    answer = client.post("/api/intents", json=STOP)
    assert (answer.status_code, answer.json()) == (202, {"id": "s-1", "result": "waiting"})
    assert not desk.waiting[0].cancelled()
    desk.submit = lambda _: desk.waiting[0]
    desk.waiting[0].set_result({"id": "stop", "pulled": True})
    assert client.post("/api/intents", json=STOP).json() == {"id": "stop", "pulled": True}


def test_a_wish_that_is_refused_at_last_is_refused_with_its_sentence(impatient):
    desk, client = impatient
    client.post("/api/session", json={"token": "officer"})
    assert client.post("/api/intents", json=STOP).status_code == 202
    desk.submit = lambda _: desk.waiting[0]
    desk.waiting[0].set_exception(Refused("the stop is pulled already"))
    answer = client.post("/api/intents", json=STOP)
    assert (answer.status_code, answer.json()["error"]) == (403, "the stop is pulled already")


def test_readings_whose_tick_does_not_come_are_taken_back_and_may_be_sent_again(impatient):
    desk, client = impatient
    client.post("/api/session", json={"token": "feed"})
    answer = client.post("/api/readings", content=b"{}\n")
    assert (answer.status_code, answer.headers["retry-after"], answer.json()["code"]) == (429, "1", "busy")
    assert desk.waiting[0].cancelled()


@pytest.mark.parametrize(
    ("body", "error", "expected"),
    [
        (b"{}\n" * (MOST + 1) + b"{}", f"the body has {MOST + 2} lines", f"at most {MOST} lines in one body"),
        (b"{}\n" + b"x" * (MAX_LINE + 1) + b"\n", f"line 2 has {MAX_LINE + 1} bytes",
         f"at most {MAX_LINE} bytes in one line"),
    ],
)  # fmt: skip
def test_what_could_never_be_taken_is_a_413_that_says_why_and_nothing_of_it_is(signed_in, desk, body, error, expected):
    desk.ingest = lambda *_: pytest.fail("it was handed on")
    answer = signed_in("feed").post("/api/readings", content=body)
    assert answer.status_code == 413
    assert answer.json() == {"error": error, "code": "too-large", "expected": expected}


def test_a_body_and_a_line_of_just_the_limit_are_taken(signed_in):
    client = signed_in("feed")
    assert client.post("/api/readings", content=b"{}\n" * MOST).json()["lines"] == MOST
    assert client.post("/api/readings", content=b"x" * MAX_LINE + b"\n").json()["lines"] == 1


@pytest.mark.parametrize("name", ["frame", "records", "wait", "city"])
def test_health_and_ready_ask_nothing_that_reads_the_journal(client, desk, name):
    setattr(desk, name, lambda *_: pytest.fail(f"{name} was asked"))
    assert client.get("/ready").json() == {"ready": True, "state": "running", "now": "2026-07-24T04:50:00Z"}
    assert client.get("/health").status_code == 200


@pytest.mark.parametrize(
    ("status", "state", "health", "ready", "said"),
    [("ok", "starting", 200, 503, "starting"), ("catching-up", "running", 503, 503, "catching-up"),
     ("failed", "failed", 503, 503, "failed"), ("degraded", "running", 200, 200, "running"),
     ("ok", "finished", 200, 200, "finished")],
)  # fmt: skip
def test_ready_is_no_while_the_city_starts_catches_up_or_has_failed(client, desk, status, state, health, ready, said):
    found = desk.health()
    desk.health = lambda: type(found)(status, found.city, found.now, found.sequence, [], "on", state)
    assert client.get("/health").status_code == health
    answer = client.get("/ready")
    assert (answer.status_code, answer.json()["ready"], answer.json()["state"]) == (ready, ready == 200, said)


# -- the live stream ----------------------------------------------------------------------------------------


async def events(client: httpx.AsyncClient, count: int) -> list[str]:
    names: list[str] = []
    async with client.stream("GET", "/api/live") as answer:
        assert answer.status_code == 200
        async for row in answer.aiter_lines():
            names += [row.removeprefix("event: ")] if row.startswith("event: ") else []
            if len(names) >= count or names[-1:] == ["bye"]:
                return names
    return names


@pytest.mark.parametrize("given", [{"keys": {KEY: OFFICER}}, {"open_to": OFFICER}])
def test_a_key_and_open_access_have_a_live_page_that_goes_on(monkeypatch, given):
    monkeypatch.setattr(live_module, "BEAT_S", 0.02)
    monkeypatch.setattr(live_module, "WAIT_S", 0.02)
    served = serve(create_app(FakeDesk(10), {}, AUTHORITY, None, **given))
    try:
        async def story():
            async with of(served) as client:
                if "open_to" in given:
                    del client.headers["authorization"]
                return await events(client, 4)

        assert asyncio.run(asyncio.wait_for(story(), BOUND_S)) == ["hello", "state", "beat", "beat"]
    finally:
        assert served.stop()


# -- a real loop behind it ----------------------------------------------------------------------------------


@pytest.fixture
def real(tmp_path: Path) -> Iterator[tuple[Running, Served]]:
    """The ready city, ten ticks a second, with a feed whose principal is called as the people's door is."""
    bay = load(find_city("banyan-bay"))
    store = EmbeddedStore(tmp_path, bay.id)
    brain = Brain(prepare(bay), store, START)
    brain.declare(declarations(bay, "digest", START))
    running = Running(brain, FastClock(START, 100.0), None, None)
    feeds = (PrincipalId("desk"), PrincipalId("gateway-1"))
    authority = Authority(
        (Role(RoleId("feed"), Name("接入", "Feed"), ("readings.send",)),),
        tuple(Principal(who, Name("接入", "Feed"), (RoleId("feed"),)) for who in feeds),
    )
    served = serve(create_app(running, {}, authority, None, keys={KEY: feeds[1]}))
    loop = threading.Thread(target=running.run)
    loop.start()
    yield running, served
    running.halt.set()
    loop.join(BOUND_S)
    assert served.stop()
    store.close()


def tide(n: int, when: Instant) -> bytes:
    return json.dumps({"stream": "sea.tide", "seq": n, "time": when.isoformat(), "result": 0.01 * n}).encode()


def test_sixty_senders_at_once_each_get_their_own_receipt_and_all_is_stored(real):
    running, served = real

    async def story():
        async with of(served) as feed:
            bodies = [tide(n, running.brain.now) + b"\nnonsense" * (n % 3) for n in range(60)]
            posts = [asyncio.create_task(feed.post("/api/readings", content=body)) for body in bodies]
            return [(await post).json() for post in posts]

    receipts = asyncio.run(asyncio.wait_for(story(), BOUND_S))
    assert [r["lines"] for r in receipts] == [1 + n % 3 for n in range(60)]
    assert all(r["accepted"] + r["rejected"] == r["lines"] for r in receipts)
    nonsense = [r for r in running.records(0, "reject", 1000) if r["body"]["reason"] == "malformed"]
    assert len(nonsense) == sum(n % 3 for n in range(60))
    assert sum(len(unit.batch) for unit in running.brain.store.units()) == sum(r["accepted"] for r in receipts)


def test_no_feed_speaks_through_the_peoples_door(real):
    running, served = real
    wish = {"intent": {"id": "x", "by": "owner", "action": "stop.pull", "target": "stop", "args": {}}}

    async def story():
        async with of(served, **{"x-banyan-as": "desk"}) as feed:
            return await feed.post("/api/readings", content=json.dumps(wish).encode())

    answer = asyncio.run(asyncio.wait_for(story(), BOUND_S))
    assert answer.status_code == 403
    assert answer.json()["error"].startswith("readings can't come from 'desk'")
    assert running.records(0, "stop", 9) == []


@pytest.mark.parametrize(("whole", "event"), [(True, "state"), (False, "frame")])
def test_a_screen_that_was_away_too_long_is_told_that_it_gets_the_whole_state(whole, event):
    desk = FakeDesk(250)
    had, ask = desk.frame(0).sequence, desk.frame
    desk.advance(260)
    desk.frame = lambda after=0: msgspec.structs.replace(ask(after), whole=whole)

    async def story() -> bytes:
        stream = live_module.Live(desk, "boot").listen(had, lambda: True)
        hello = await anext(stream)
        assert b"event: hello" in hello
        first = await anext(stream)
        await stream.aclose()
        return first

    assert f"event: {event}\n".encode() in asyncio.run(asyncio.wait_for(story(), BOUND_S))
