"""Events of cases out: decided with the move, signed, tried until they are taken, known by id, nothing personal."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from banyan.command.notices.delivery import Phase
from banyan.command.outlets import Outlet, events
from banyan.edges.hooks import signed
from banyan.model.casework import Done, Intake, Move, Place, Report, Verb
from banyan.model.observation import EMPTY
from banyan.model.ports import Notice, Unit
from banyan.model.record import Record
from banyan.runtime.casework.office import CaseOffice
from banyan.runtime.hooks.declared import Outgoing
from banyan.runtime.hooks.outgoing import OUTBOX, HookDoor, hook_doors, hook_policy
from banyan.runtime.notices.door import Door, Envelope, NotTaken
from banyan.runtime.notices.postman import Postman, deliveries
from banyan.stores.embedded import EmbeddedStore
from tests.command.casework.town import BOOK, DESK, HERE, START, Town
from tests.runtime.casework.clerk import AUTHORITY
from tests.runtime.demos import SOURCE

ROOT = str(Path(__file__).parents[3])
SECRET = b"a secret of at least sixteen"
OUTLET = Outlet("district", (Verb.FILE, Verb.DISPATCH))


class Listener:
    """A program on this machine that takes events, or answers with `status`."""

    def __init__(self) -> None:
        self.came: list[tuple[dict[str, str], bytes]] = []
        self.status, self.location = 200, ""
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.came.append(({k.lower(): v for k, v in self.headers.items()}, body))
                self.send_response(outer.status)
                if outer.location:
                    self.send_header("Location", outer.location)
                self.send_header("Content-Length", "0")
                self.end_headers()

            do_GET = do_POST    # noqa: N815  the library's name

            def log_message(self, *args: object) -> None: ...

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"
        self._thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self._thread.join()


@pytest.fixture
def listener() -> Iterator[Listener]:
    made = Listener()
    yield made
    made.close()


class Sending:
    """An office whose moves are told of, and the postman of its hooks; its hour is in the test's hand."""

    def __init__(self, folder: Path, *outgoing: Outgoing, doors: dict[str, Door] | None = None) -> None:
        self.store, self.now = EmbeddedStore(folder, "town"), START
        self.office = CaseOffice(BOOK, self.store, self.note, AUTHORITY, lambda: self.now, None,
                                 [one.outlet for one in outgoing])
        made = hook_doors(outgoing, {one.outlet.name: SECRET for one in outgoing}) if doors is None else doors
        self.postman = Postman(self.store, self.note, hook_policy(outgoing, BOOK.timezone), made, receivers=OUTBOX,
                               gentle=True)
        self.postman.begin(self.now)

    def note(self, records: Sequence[Record], notices: Sequence[Notice] = ()) -> None:
        self.store.append(Unit(self.now, self.now, EMPTY, (), records, tuple(notices)))

    def filed(self, n: int = 1) -> str:
        told = Report(f"R{n}", self.now, Place((HERE[0] + n / 100, HERE[1])), text="call 13900001234", reporter="P-X")
        case = self.office.report(Intake("hole", told, DESK))
        self.office.move(case.id, Move(Verb.FILE, DESK, reason="of a person"))
        return case.id


class Silent:
    """A door that nobody answers at."""

    def __init__(self) -> None:
        self.asked = 0

    def send(self, envelope: Envelope) -> str:
        self.asked += 1
        raise NotTaken("it can't be reached")

    def close(self) -> None: ...


def test_a_move_is_told_signed_with_its_id_and_nothing_personal(tmp_path: Path, listener: Listener) -> None:
    city = Sending(tmp_path, Outgoing(listener.url, OUTLET))
    case = city.filed()
    assert city.postman.step(city.now) == 1
    [(headers, body)] = listener.came
    assert json.loads(body) == {
        "schema": "banyan.case-event/1", "id": f"hook/district/{case}/2", "event": "case.file", "case": case,
        "type": "hole", "verb": "file", "n": 2, "at": "2026-03-02T01:00:00Z", "before": "reported", "after": "filed",
        "holder": "desk", "outcome": "", "due": "2026-03-09T01:00:00Z"}
    assert signed(SECRET, int(headers["x-banyan-timestamp"]), body, headers["x-banyan-signature"],
                  headers["x-banyan-id"])
    assert headers["x-banyan-id"] == f"hook/district/{case}/2"
    assert b"13900001234" not in body
    [way] = deliveries(city.store).values()
    assert (way.phase, way.tries[0].receipt, way.letter.cause) == (
        Phase.DELIVERED, "HTTP 200", f"case-move/{case}/2")


def test_what_is_not_taken_is_tried_again_with_growing_pauses_and_the_same_id(
    tmp_path: Path, listener: Listener
) -> None:
    listener.status = 503
    city = Sending(tmp_path, Outgoing(listener.url, OUTLET))
    city.filed()
    tries = [n for n in range(30) if city.postman.step(START + timedelta(minutes=n))]
    assert tries == [0, 1, 5, 21]
    listener.status = 204
    city.postman.step(START + timedelta(hours=2))
    ids = {headers["x-banyan-id"] for headers, _ in listener.came}
    assert (len(listener.came), len(ids)) == (5, 1)
    [way] = deliveries(city.store).values()
    assert [t.why for t in way.tries] == ["it answered 503"] * 4 + [""]


def test_an_event_is_never_too_old(tmp_path: Path, listener: Listener) -> None:
    city = Sending(tmp_path, Outgoing(listener.url, OUTLET))
    city.filed()
    one = (Outgoing(listener.url, OUTLET),)
    man = Postman(city.store, city.note, hook_policy(one, BOOK.timezone), hook_doors(one, {"district": SECRET}),
                  receivers=OUTBOX)
    later = START + timedelta(days=9)
    man.begin(later)
    assert man.step(later) == 1
    assert len(listener.came) == 1


def test_one_that_does_not_answer_is_asked_once_a_round_and_holds_no_other_up(
    tmp_path: Path, listener: Listener
) -> None:
    silent = Silent()
    both = Outgoing(listener.url, OUTLET), Outgoing("http://127.0.0.1:9/", Outlet("other", (Verb.FILE,)))
    doors = {**hook_doors(both, {"district": SECRET}), "hook:other": silent}
    city = Sending(tmp_path, *both, doors=doors)
    for n in range(5):
        city.filed(n)
    city.postman.step(city.now)
    assert (silent.asked, len(listener.came)) == (1, 5)


def test_without_its_secret_nothing_leaves_unsigned(tmp_path: Path, listener: Listener) -> None:
    one = Outgoing(listener.url, OUTLET)
    city = Sending(tmp_path, one, doors=hook_doors((one,), {}))
    city.filed()
    city.postman.step(city.now)
    [way] = deliveries(city.store).values()
    assert (listener.came, way.phase, way.tries[0].why) == (
        [], Phase.WAITING, "channel hook:district has no door on this machine")


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(listener: Listener, status: int) -> None:
    listener.status, listener.location = status, listener.url + "/elsewhere"
    with pytest.raises(NotTaken, match=f"it answered {status}"):
        HookDoor(listener.url, SECRET).send(Envelope("x", "hook:a", "prompt", "en", "", "", args={"verb": "file"}))
    assert len(listener.came) == 1


def test_nobody_at_the_address_is_told_without_the_address() -> None:
    with pytest.raises(NotTaken) as why:
        HookDoor("http://user:word@127.0.0.1:9/", SECRET).send(Envelope("x", "hook:a", "prompt", "en", "", ""))
    assert str(why.value) == "it can't be reached (URLError)"


def test_an_outlet_is_told_of_its_verbs_and_types_alone_and_of_what_people_do_where_it_names_none() -> None:
    town = Town()
    done = town.report()
    assert isinstance(done, Done)
    told = [[n.id for n in events(done, [outlet])] for outlet in (
        Outlet("a"), Outlet("b", (Verb.CLOSE,)), Outlet("c", types=("paint",)), Outlet("d", (Verb.REPORT,), ("hole",)))]
    assert told == [["hook/a/K1/1"], [], [], ["hook/d/K1/1"]]
    assert not {Verb.TELL, Verb.IMPORT, Verb.UNDO, Verb.RECKON} & set(Outlet("a").verbs)


def test_hooks_and_people_have_each_their_own_round(tmp_path: Path, listener: Listener) -> None:
    city = Sending(tmp_path, Outgoing(listener.url, OUTLET))
    city.filed()
    people = Postman(city.store, city.note, hook_policy((), BOOK.timezone), {})
    people.begin(city.now)
    assert {way.letter.to for way in deliveries(city.store).values()} == {"desk"}
    city.postman.step(city.now)
    assert {way.letter.to for way in deliveries(city.store).values()} == {"desk", "hook:district"}


DIE = """
import os, signal, sys
from pathlib import Path
from banyan.runtime.hooks.declared import Outgoing
from banyan.runtime.hooks.outgoing import HookDoor
from tests.runtime.hooks.test_outgoing import OUTLET, SECRET, Sending
class Dying:
    def __init__(self, url, point): self.door, self.point = HookDoor(url, SECRET), point
    def send(self, envelope):
        if self.point == "before": os.kill(os.getpid(), signal.SIGKILL)
        receipt = self.door.send(envelope)
        if self.point == "after": os.kill(os.getpid(), signal.SIGKILL)
        return receipt
    def close(self): ...
city = Sending(Path(sys.argv[1]), Outgoing(sys.argv[2], OUTLET), doors={"hook:district": Dying(*sys.argv[2:4])})
if sys.argv[3] != "again":
    city.filed()
city.postman.step(city.now)
"""


@pytest.mark.parametrize(("point", "times"), [("before", 1), ("after", 2)])
def test_killed_while_sending_it_is_sent_again_with_the_same_id(
    tmp_path: Path, listener: Listener, point: str, times: int
) -> None:
    env = {"PYTHONPATH": f"{SOURCE}:{ROOT}", "PATH": os.environ.get("PATH", "")}

    def process(how: str) -> int:
        return subprocess.run([sys.executable, "-c", DIE, str(tmp_path), listener.url, how], env=env, cwd=ROOT,
                              check=False, timeout=120).returncode

    assert process(point) == -signal.SIGKILL
    assert [process("again"), process("again")] == [0, 0]
    ids = [headers["x-banyan-id"] for headers, _ in listener.came]
    assert (len(ids), len(set(ids))) == (times, 1)


