"""Errands as a city carries them out that is served: its own offices and writer, the asker's terminal far away."""

import io
import logging
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import msgspec
from rich.console import Console

from banyan.cli import errands
from banyan.cli.errands import Casework
from banyan.cli.errors import known
from banyan.model.ids import PrincipalId
from banyan.runtime.casework.begun import NONE_HERE
from banyan.runtime.casework.looking import CaseDesk
from banyan.runtime.contacts import Contacts
from banyan.runtime.desk import Busy
from banyan.runtime.errands import Errand, Frame, Head, Seen
from banyan.runtime.imports.books import Book, Progress
from banyan.runtime.logs import NUMBER
from banyan.runtime.projects.office import Office
from banyan.runtime.projects.served import Served
from banyan.runtime.scenario import UsageError

MOST = 8                 # at once,
MOST_BYTES = 256 * 1024 * 1024      # ... and so much of workbooks in memory
LONGEST_WAIT_S = 600.0   # for a yes or no
LAST_S = 20.0            # for those that are writing when the city stops, all together
_PART = 1 << 20          # characters of a result to a line
_BEAT_S = 0.2            # how soon an errand sees that nobody listens any more
_log = logging.getLogger("banyan.errands")
Put = Callable[[Frame | None], None]


class _Left(Exception):  # noqa: N818  what happened, not a failure
    """Whoever asked has gone."""


class InCity:
    """errands.Place in the city that is served."""

    def __init__(self, programme: Served, cases: CaseDesk | None, contacts: Contacts | None, who: PrincipalId,
                 city: str | None, look: Callable[[], None]) -> None:
        """`look` raises where nobody waits for what is done here."""
        self._programme, self._cases, self._contacts, self._who, self._city = programme, cases, contacts, who, city
        self._look = look

    @contextmanager
    def reading(self) -> Iterator[Office]:
        yield self._programme.acting(self._who)

    @contextmanager
    def writing(self, begin: bool = False) -> Iterator[Office]:
        if begin and self._city is not None:
            raise UsageError(f"--city {self._city}: a city is served from the folder already; leave --city out")
        with self._programme.turn:
            self._look()      # one's turn may come late
            yield self._programme.acting(self._who)

    @contextmanager
    def cases(self) -> Iterator[Casework]:
        if self._cases is None or self._contacts is None:
            raise UsageError(NONE_HERE)
        office = self._cases.office
        self._look()
        yield Casework(office, office.actor(self._who), self._contacts)


class _Out(io.TextIOBase):
    """What rich writes becomes words for the asker's stdout."""

    def __init__(self, put: Put) -> None:
        self._put = put

    def write(self, text: str) -> int:
        if text:
            self._put(Frame(out=text))
        return len(text)


class Far:
    """teller.Teller: the terminal of the one who asked. Raises _Left once they have gone."""

    def __init__(self, put: Put, seen: Seen) -> None:
        self._put, self._asks = put, seen.stdin and seen.stdout
        self.prompts = seen.stdin
        self.gone, self.answered = threading.Event(), threading.Event()
        self.yes = False
        colours: Any = seen.colours
        self.tables = Console(file=_Out(put), force_terminal=seen.stdout, width=seen.width,  # type: ignore[arg-type]  # write is all it needs
                              color_system=colours, highlight=False, markup=False)

    def say(self, text: str) -> None:
        self._put(Frame(out=f"{text}\n"))

    def tell(self, text: str) -> None:
        self._put(Frame(err=f"{text}\n"))

    def ask(self, question: str) -> bool:
        if not self._asks:
            return False
        self.answered.clear()       # what was said before it was asked is no answer
        self._put(Frame(ask=question))
        waited = 0.0
        while not self.answered.wait(_BEAT_S):
            waited += _BEAT_S
            self.look()
            if waited > LONGEST_WAIT_S:
                return False
        return self.yes

    @contextmanager
    def progress(self, comparing: str) -> Iterator[Progress]:
        self._put(Frame(begins=comparing))

        def step(what: str, n: int) -> None:
            self.look()
            self._put(Frame(step=(what, n)))

        yield step
        self.look()
        self._put(Frame(ends=True))

    def look(self) -> None:
        if self.gone.is_set():
            raise _Left

    def result(self, content: bytes) -> None:
        text = content.decode()
        for begin in range(0, len(text), _PART):
            self._put(Frame(result=text[begin : begin + _PART]))


class _One:
    """runtime.errands.Errand."""

    def __init__(self, eid: str, far: Far, size: int) -> None:
        """`size`: bytes of its files."""
        self.id, self.far, self.size = eid, far, size
        self.thread: threading.Thread | None = None

    def answer(self, yes: bool) -> None:
        self.far.yes = yes
        self.far.answered.set()

    def leave(self) -> None:
        self.far.gone.set()


class ServedErrands:
    """runtime.errands.Errands."""

    def __init__(self, programme: Served, cases: CaseDesk | None, contacts: Contacts | None) -> None:
        self._programme, self._cases, self._contacts = programme, cases, contacts
        self._lock = threading.Lock()
        self._running: dict[str, _One] = {}
        self._closed = False

    def begin(self, name: str, who: PrincipalId, head: Head, books: Sequence[Book], put: Put) -> Errand:
        try:
            wanted = errands.errand(name)
        except KeyError:
            raise KeyError(f"errand {name[:60]}") from None
        ask = msgspec.json.decode(head.ask, type=wanted.ask)
        one = _One(secrets.token_hex(8), Far(put, head.seen), sum(len(book.data) for book in books))
        place = InCity(self._programme, self._cases, self._contacts, who, head.city, one.far.look)
        with self._lock:
            self._admit(one)
            self._running[one.id] = one
            put(Frame(id=one.id))
            one.thread = threading.Thread(target=self._work, args=(one, wanted, place, ask, books, put), name=name,
                                          daemon=True)
            one.thread.start()
        return one

    def _admit(self, one: _One) -> None:
        """Raises Busy."""
        if self._closed:
            raise Busy("the city is being stopped: nothing was done; when it has stopped, the command does it itself")
        if len(self._running) >= MOST:
            raise Busy(f"{MOST} commands are being carried out: send it again when one of them has ended")
        held = sum(other.size for other in self._running.values())
        if one.size and held and held + one.size > MOST_BYTES:
            raise Busy(f"{held // 1024**2} MB of workbooks are being imported: send these when that has ended")

    def _work(self, one: _One, wanted: errands.Errand[Any], place: InCity, ask: Any, books: Sequence[Book], put: Put
              ) -> None:
        code = 2
        try:
            code = wanted.do(place, ask, books, one.far)
        except _Left:
            _log.info("%s: whoever asked for it has gone, or the city stops; nothing was written", wanted.name)
            put(Frame(failed="the city stops, and nothing of this was written: ask again when it has stopped, or is "
                             "served again"))
        except Exception as e:  # noqa: BLE001  the asker hears of it; nothing else of the city may stop
            said = known(e)
            if said is None:
                number = secrets.token_hex(4)
                _log.error("%s failed (%s)", wanted.name, number, exc_info=e, extra={NUMBER: number})
                said = f"the city could not do this; its log says why under {number}"
            put(Frame(failed=said))
        finally:
            with self._lock:
                del self._running[one.id]
            put(Frame(code=code))
            put(None)

    def answer(self, eid: str, yes: bool) -> None:
        with self._lock:
            found = self._running.get(eid)
        if found is None:
            raise KeyError(f"errand {eid[:60]}")
        found.answer(yes)

    def close(self) -> None:
        with self._lock:
            self._closed = True
            running = list(self._running.values())
        for one in running:
            one.leave()
        until = time.monotonic() + LAST_S
        for one in running:
            if one.thread is not None:
                one.thread.join(max(0.0, until - time.monotonic()))
