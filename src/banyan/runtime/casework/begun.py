"""The case office of a city that runs, of one that doesn't, and for looking alone."""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct

from banyan.model.city import City
from banyan.model.ports import Notice, Store, StoreError, StoreFull
from banyan.model.record import Record
from banyan.model.time import EPOCH, Instant, floor
from banyan.runtime import mode
from banyan.runtime.casework.casebook import load_casebook, load_forms
from banyan.runtime.casework.following import Following
from banyan.runtime.casework.looking import CaseDesk
from banyan.runtime.casework.office import CaseOffice
from banyan.runtime.data_folder import DataFolder, has_begun, open_reader
from banyan.runtime.folder import find_city, load
from banyan.runtime.hooks.declared import load_hooks
from banyan.runtime.patience import Say, patiently
from banyan.runtime.remembered import remember
from banyan.runtime.running import Running
from banyan.runtime.scenario import UsageError

NONE_HERE = "this city has no casework: its folder holds no casework.toml (docs/cases.md)"
LONGEST_NAP_S = 1.0      # how late a word of time may be at most, beside the time it takes to write it
_log = logging.getLogger("banyan.casework")


class Opened(Struct, frozen=True):
    desk: CaseDesk
    city: City


def of_running(folder: Path, city: City, running: Running) -> CaseDesk | None:
    """The desk of a city that runs, whose loop is followed by its cases from now on.

    None where the city has no casework, or the folder is another city's. Raises FolderErrors, UsageError, StoreFull.
    """
    book = load_casebook(folder, city) if load(folder).id == city.id else None
    if book is None:
        return None
    brain, view = running.brain, running.clock_view()

    def now() -> Instant:
        return brain.now if view.simulated else max(_wall(), brain.now)

    outlets = [one.outlet for one in load_hooks(folder, city, book).outgoing]
    office = CaseOffice(book, brain.store, brain.note, city.authority, now, load_forms(folder), outlets)
    office.reckon()
    following = Following(office, brain, running.submit)
    following.begin()
    running.follow = following
    return CaseDesk(office, brain.store, city)


class CaseTimer:
    """Tells what time has to say, in a thread of its own: a city of slow ticks warns in time all the same."""

    def __init__(self, office: CaseOffice, rounds: Sequence[Callable[[], object]] = ()) -> None:
        """`rounds`: what else is looked at each turn."""
        self._office, self._rounds = office, rounds
        self._failing: dict[Callable[[], object], str] = {}
        self._halt = threading.Event()
        self._thread = threading.Thread(target=self._run, name="case-timer", daemon=True)

    def __enter__(self) -> "CaseTimer":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._halt.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._halt.wait(LONGEST_NAP_S):
            self._turn(self._office.tick)
            for one in self._rounds:
                self._turn(one)

    def _turn(self, work: Callable[[], object]) -> None:
        """One thing that fails stops nothing else, and is tried again at the next turn; what is said once stays said
        until it works again.
        """
        try:
            work()
        except Exception as e:  # noqa: BLE001  without this thread no warning and no breach would ever be told again
            if self._failing.get(work) != str(e):
                expected = isinstance(e, (StoreError, StoreFull, OSError))      # a full disk, a photo that stays
                _log.warning("%s failed and is tried again each second: %s", _named(work), e,
                             exc_info=None if expected else e)
            self._failing[work] = str(e)
        else:
            self._failing.pop(work, None)


def _named(work: Callable[[], object]) -> str:
    return str(getattr(work, "__qualname__", work))


@contextmanager
def offline(data: Path, city: Path | None, say: Say = lambda _text: None) -> Iterator[Opened]:
    """The office of a city that doesn't run, alone on its folder, after whoever has it now; an empty folder begins with
    `city`.

    Raises UsageError, StoreError, FolderErrors.
    """
    folder = _folder(data, city)
    declared = load(folder)
    book = load_casebook(folder, declared)
    if book is None:
        raise UsageError(NONE_HERE)
    opened = patiently(lambda: DataFolder(data, declared.id), data, say)
    try:
        begun = opened.store.position() > 0
        brain = remember(declared, opened.store, floor(_wall(), declared.tick), _refuse)
        if not begun or city is not None:
            mode.switch(brain, True, "no-actuators", folder.resolve())
        clock, forms = _clock(opened.store, brain.now), load_forms(folder)
        outlets = [one.outlet for one in load_hooks(folder, declared, book).outgoing]
        office = CaseOffice(book, opened.store, brain.note, declared.authority, clock, forms, outlets)
        office.reckon()
        office.tick()
        yield Opened(CaseDesk(office, opened.store, declared), declared)
        brain.rest()
    finally:
        opened.close()


@contextmanager
def looking(data: Path, city: Path | None) -> Iterator[Opened]:
    """For looking, also while the city runs. Raises UsageError, StoreError, FolderErrors."""
    folder = _folder(data, city)
    declared = load(folder)
    book = load_casebook(folder, declared)
    if book is None:
        raise UsageError(NONE_HERE)
    with open_reader(data) as store:
        last = next((unit.last_tick for unit in store.units(max(store.position() - 1, 0))), EPOCH)
        office = CaseOffice(book, store, _unwritten, declared.authority, _clock(store, last), load_forms(folder))
        yield Opened(CaseDesk(office, store, declared), declared)


def _folder(data: Path, city: Path | None) -> Path:
    if city is not None:
        return find_city(city)
    if not has_begun(data):
        raise UsageError(f"{data} holds no journal yet: name the city with --city, and it begins there")
    with open_reader(data) as store:
        known = mode.folder_of(store)
    if known is None:
        raise UsageError(f"the journal of {data} doesn't say where its city's folder is: give --city")
    return find_city(known)


def _clock(store: Store, last: Instant) -> Callable[[], Instant]:
    """The wall's time; of the demo, whose storm stands still, the last tick."""
    simulated = mode.DEMO in store.current("declaration")
    return lambda: last if simulated else max(_wall(), last)


def _wall() -> Instant:
    return datetime.fromtimestamp(time.time(), UTC)


def _refuse(_changed: list[str]) -> bool:
    """A changed folder is accepted at a start, by --yes."""
    return False


def _unwritten(records: Sequence[Record], notices: Sequence[Notice] = ()) -> None:  # noqa: ARG001  nothing is kept
    raise UsageError("this is for looking only")
