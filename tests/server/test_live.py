"""The live stream: one question to the desk for all screens, catch-up by id, slow screens let go with a reason."""

import asyncio
import json

import pytest

from banyan.runtime.desk import Busy
from banyan.server import live as live_module
from banyan.server.live import BACKLOG, SCREENS, Item, Live, Screen, event
from tests.server.fake_desk import FakeDesk


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """The same logic without the waiting."""
    monkeypatch.setattr(live_module, "GAP_S", 0.001)
    monkeypatch.setattr(live_module, "WAIT_S", 0.01)
    monkeypatch.setattr(live_module, "BEAT_S", 0.05)


def parsed(data: bytes) -> list[tuple[str, str | None, dict]]:
    """(event, id, body) of each server-sent event in `data`."""
    found = []
    for block in data.decode().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.split("\n") if ": " in line)
        if "event" in fields:
            found.append((fields["event"], fields.get("id"), json.loads(fields["data"])))
    return found


async def take(stream, count, kinds=("state", "frame", "bye")):
    found = []
    async for data in stream:
        found += [e for e in parsed(data) if e[0] in kinds]
        if len(found) >= count:
            break
    return found


def run(coroutine):
    return asyncio.run(asyncio.wait_for(coroutine, 20))


def test_a_newcomer_gets_the_whole_state_with_the_sequence_as_id():
    async def story():
        desk = FakeDesk(250)
        feed = Live(desk, "boot")
        stream = feed.listen(0, lambda: True)
        [(kind, eid, body)] = await take(stream, 1)
        await stream.aclose()
        assert kind == "state"
        assert eid == str(body["sequence"]) == str(len(desk.records(0, None, 10_000)))

    run(story())


def test_a_screen_that_comes_back_gets_the_difference_only():
    async def story():
        desk = FakeDesk(250)
        feed = Live(desk, "boot")
        had = desk.frame(0).sequence
        desk.advance(260)
        stream = feed.listen(had, lambda: True)
        [(kind, _, body)] = await take(stream, 1)
        await stream.aclose()
        assert kind == "frame"
        changed = {e for bodies in body["entities"].values() for e in bodies}
        assert changed == {r["body"]["id"] for r in desk.records(had, None, 10_000)}

    run(story())


def test_a_number_this_city_has_not_reached_gets_the_whole_state():
    async def story():
        stream = Live(FakeDesk(10), "boot").listen(999_999, lambda: True)
        [(kind, _, _)] = await take(stream, 1)
        await stream.aclose()
        assert kind == "state"

    run(story())


async def next_frame(stream):
    async for data in stream:
        if b"event: frame" in data:
            return data
    raise AssertionError("the stream ended")


def test_what_happens_later_reaches_every_screen_in_the_same_bytes():
    async def story():
        desk = FakeDesk(250)
        feed = Live(desk, "boot")
        streams = [feed.listen(0, lambda: True) for _ in range(5)]
        firsts = await asyncio.gather(*(take(s, 1) for s in streams))
        desk.advance(251)
        later = await asyncio.gather(*(next_frame(s) for s in streams))
        for s in streams:
            await s.aclose()
        assert {f[0][2]["clock"]["now"] for f in firsts} == {"2026-07-24T04:10:00Z"}
        assert parsed(later[0])[0][2]["clock"]["now"] == "2026-07-24T04:11:00Z"
        assert all(data is later[0] for data in later), "encoded once, whoever listens"
        assert feed.count() == 0

    run(story())


def test_silence_is_filled_with_beats():
    async def story():
        stream = Live(FakeDesk(10), "boot").listen(0, lambda: True)
        found = await take(stream, 4, kinds=("hello", "state", "frame", "beat"))
        await stream.aclose()
        assert [f[0] for f in found] == ["hello", "state", "beat", "beat"]
        assert found[0][2] == {"boot": "boot"}

    run(story())


def test_the_stream_ends_with_the_session():
    async def story():
        allowed = [True]
        stream = Live(FakeDesk(10), "boot").listen(0, lambda: allowed[0])
        await take(stream, 1)
        allowed[0] = False
        rest = [e async for data in stream for e in parsed(data)]
        assert rest == [("bye", None, {"reason": "signed-out"})]

    run(story())


def test_a_slow_screen_is_let_go_with_a_reason_and_the_others_go_on():
    async def story():
        slow, quick_one = Screen(), Screen()
        for n in range(BACKLOG):
            slow.offer(Item(event("frame", {"n": n}, n), n))
        slow.offer(Item(b"one too many"))
        slow.offer(Item(b"after the end"))
        quick_one.offer(Item(b"fine"))
        assert slow.gone
        last = slow.queue.get_nowait()
        assert parsed(last.data) == [("bye", None, {"reason": "slow"})]
        assert last.last
        assert slow.queue.empty()
        assert quick_one.queue.get_nowait().data == b"fine"

    run(story())


def test_a_stopping_server_says_goodbye_to_every_screen():
    async def story():
        feed = Live(FakeDesk(10), "boot")
        streams = [feed.listen(0, lambda: True) for _ in range(3)]
        await asyncio.gather(*(take(s, 1) for s in streams))
        await feed.close()
        for s in streams:
            rest = [e async for data in s for e in parsed(data)]
            assert rest[-1] == ("bye", None, {"reason": "stopping"})
        assert feed.count() == 0

    run(story())


def test_a_failing_desk_ends_the_streams_with_a_reason():
    async def story():
        desk = FakeDesk(10)
        feed = Live(desk, "boot")
        stream = feed.listen(0, lambda: True)
        await take(stream, 1)

        def broken(after, timeout_s):
            raise RuntimeError("store gone")

        desk.wait = broken
        rest = [e async for data in stream for e in parsed(data)]
        assert rest[-1] == ("bye", None, {"reason": "failed"})

    run(story())


def test_there_is_room_for_so_many_screens_and_no_more():
    async def story():
        feed = Live(FakeDesk(10), "boot")
        streams = [feed.listen(0, lambda: True) for _ in range(SCREENS)]
        for s in streams:
            await anext(s)
        with pytest.raises(Busy, match="64 screens are listening already"):
            feed.admit()
        for s in streams:
            await s.aclose()
        feed.admit()

    run(story())


@pytest.mark.parametrize("last", ["x", "-1", "1.5", "٣", "9" * 30])
def test_a_broken_last_event_id_is_a_400(signed_in, last):
    client = signed_in("watcher")
    answer = client.get("/api/live", headers={"last-event-id": last.encode()})
    assert answer.status_code == 400
    assert answer.json()["expected"] == "the id of the last event received, or no such header"
