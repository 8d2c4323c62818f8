"""Errands inside the city: who has gone, who answers, how many at once, and the stop."""

import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from queue import SimpleQueue
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from banyan.cli import errands, errands_far, errands_served, remote
from banyan.cli.errands_served import ServedErrands
from banyan.cli.teller import Near
from banyan.model.ids import PrincipalId
from banyan.runtime.desk import Busy
from banyan.runtime.errands import Errand, Frame, Head, Seen
from banyan.runtime.imports.books import Book
from banyan.runtime.owner_key import OwnerKey
from banyan.runtime.scenario import UsageError
from banyan.server.bodies import Bodies
from banyan.server.serve import serve

HEAD = Head(msgspec.Raw(b"{}"), Seen(stdin=True, stdout=True, width=80))
WAIT_S = 30.0


class Ask(msgspec.Struct):
    """Nothing is asked with it."""


class City:
    """Carries out one errand, whatever its name."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, do: Callable[[Any, Any], int]) -> None:
        wanted = errands.Errand("any", Ask, lambda place, _ask, _books, teller: do(place, teller))
        monkeypatch.setattr(errands, "errand", lambda _name: wanted)
        self.turn = threading.RLock()
        programme: Any = SimpleNamespace(turn=self.turn, acting=lambda who: who)
        self.errands = ServedErrands(programme, None, None)
        self.said: SimpleQueue[Frame | None] = SimpleQueue()

    def begin(self, books: Sequence[Book] = ()) -> Errand:
        return self.errands.begin("any", PrincipalId("officer"), HEAD, books, self.said.put)

    def until(self, wanted: Callable[[Frame], bool]) -> Frame:
        while True:
            frame = self.said.get(timeout=WAIT_S)
            if frame is not None and wanted(frame):
                return frame

    def code(self) -> int | None:
        return self.until(lambda frame: frame.code is not None).code


def test_whoever_goes_away_before_their_turn_comes_has_changed_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    wrote: list[object] = []
    waits = threading.Event()

    def do(place: Any, _teller: Any) -> int:
        waits.set()
        with place.writing() as office:
            wrote.append(office)
        return 0

    city = City(monkeypatch, do)
    with city.turn:
        begun = city.begin()
        assert waits.wait(WAIT_S)
        begun.leave()
    assert city.code() == 2
    assert wrote == []
    city.begin()
    assert city.code() == 0
    assert wrote == ["officer"]


def test_what_is_said_before_it_was_asked_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    go = threading.Event()

    def do(_place: Any, teller: Any) -> int:
        assert go.wait(WAIT_S)
        return 0 if teller.ask("Write it?") else 2

    city = City(monkeypatch, do)
    begun = city.begin()
    city.errands.answer(begun.id, yes=True)
    go.set()
    city.until(lambda frame: frame.ask is not None)
    city.errands.answer(begun.id, yes=False)
    assert city.code() == 2


def test_workbooks_in_memory_are_bounded_and_a_city_that_stops_takes_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errands_served, "MOST_BYTES", 1_000)
    go = threading.Event()
    city = City(monkeypatch, lambda *_: int(not go.wait(WAIT_S)))
    city.begin([Book("a.csv", bytes(2_000))])       # alone, however large
    with pytest.raises(Busy, match="workbooks are being imported"):
        city.begin([Book("b.csv", bytes(1))])
    city.begin()
    go.set()
    city.errands.close()
    with pytest.raises(Busy, match="is being stopped"):
        city.begin()


def test_whoever_is_asked_while_the_city_stops_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    city = City(monkeypatch, lambda _place, teller: int(not teller.ask("Write it?")))
    city.begin()
    city.until(lambda frame: frame.ask is not None)
    city.errands.close()
    assert "nothing of this was written" in (city.until(lambda frame: frame.failed is not None).failed or "")
    assert city.code() == 2


@pytest.fixture
def heard(tmp_path: Path) -> Iterator[list[str]]:
    """As whom they acted whom a city has let in that lets nothing large in."""
    found: list[str] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        while scope["type"] == "lifespan":
            message = await receive()
            await send({"type": f"{message['type']}.complete"})
            if message["type"] == "lifespan.shutdown":
                return
        found.append(dict(scope["headers"])[b"x-banyan-as"].decode())
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"{}\n"})

    bodies: Any = Bodies(app, most=1_000)
    bodies.in_flight = 1
    served = serve(bodies)
    (tmp_path / "owner.json").write_bytes(msgspec.json.encode(OwnerKey(served.url, "key", "owner")))
    yield found
    served.stop()


def test_what_a_city_says_before_it_has_read_everything_is_heard(tmp_path: Path, heard: list[str]) -> None:
    with pytest.raises(remote.Later, match="nothing of this was read; the same again after 1 s"):
        list(remote.lines(tmp_path, "api/errands/any", bytes(32 * 1024 * 1024), None, WAIT_S))
    assert heard == []


def test_a_command_waits_for_a_city_that_takes_nothing_now(
        tmp_path: Path, heard: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr(errands_far, "time", SimpleNamespace(sleep=waited.append))
    monkeypatch.setattr(errands_far, "PATIENCE", 3)
    with pytest.raises(UsageError, match="nothing of this was read"):
        errands_far.send("any", {}, tmp_path, None, None, [Book("a.csv", bytes(100_000))], Near())
    assert (waited, heard) == ([1.0, 1.0, 1.0], [])


def test_whoever_is_named_is_named_in_ascii(tmp_path: Path, heard: list[str]) -> None:
    assert list(remote.lines(tmp_path, "api/errands/any", b"", "\u9648", WAIT_S)) == [b"{}\n"]
    assert heard == ["%E9%99%88"]
