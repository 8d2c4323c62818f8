"""The stream browser: all Datastreams to be searched, with last values, what is wrong with them, charts and exports."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct

from banyan.edges.readings.writer import written
from banyan.model.columns import NO_TIME
from banyan.model.query import Order, Path, Query
from banyan.model.thing_ports import Place, Things
from banyan.model.things import DATASTREAM, MULTI_DATASTREAM, OBSERVATION, Wrong
from banyan.model.time import Instant, instant, micros
from banyan.runtime.things.catalogue import Catalogue, Field, Limits, Line, Shelf, Source
from banyan.runtime.things.regularity import Readings, Regularity
from banyan.runtime.things.standing import SECOND, Standing, State, StateView, said, standing

PAGE = 50               # lines
CHOICES = 100           # of one filter, the most frequent first
FEWEST_POINTS, MOST_POINTS = 3, 2_000
MOST_EXPORTED = 20_000_000      # readings; a stream with one a second has 31 million a year
PIECE = 200_000         # readings that are put in order at once
LONGEST_TEXT = 120      # characters of a result that is no number
_OBSERVATIONS = {kind: next(link for link in kind.links if link.name == "Observations")
                 for kind in (DATASTREAM, MULTI_DATASTREAM)}


class StreamsAsked(Struct, frozen=True):
    """"": whatever it is. `text` and `place`: words that all occur; `owner` and `kind` exactly; `number`: of the page,
    from 1 on.
    """

    text: str = ""
    place: str = ""
    owner: str = ""
    kind: str = ""
    state: State | None = None
    number: int = 1


class StreamChoice(Struct, frozen=True):
    value: str
    count: int


class StreamLine(Struct, frozen=True):
    """One Datastream with its newest reading. `value`: where it is a number; `said`: where it is something else;
    `age_s` by the city's clock where its folder declares the stream, else by the wall's; `period_s` 0: none is known.
    """

    id: int
    name: str
    description: str
    thing: str
    place: str
    owner: str
    kind: str
    unit: str
    stream: str
    at: tuple[float, float] | None
    time: Instant | None
    value: float | None
    said: str | None
    age_s: float | None
    period_s: float
    states: list[StateView]


class StreamPage(Struct, frozen=True):
    """`count` of all that fit, `total` of all there are. `choices` and `states` count what the other filters leave.
    `since`: how far back stuck and noisy streams were looked for.
    """

    rows: list[StreamLine]
    count: int
    total: int
    page: int
    pages: int
    owners: list[StreamChoice]
    kinds: list[StreamChoice]
    states: dict[str, int]
    now: Instant
    since: Instant


class StreamChart(Struct, frozen=True):
    """Real readings, at most as many as asked for; `low` and `high` of all from each one to the next. `width_s`: of the
    buckets they were chosen from, 0: of the readings themselves; `readings`: how many there are in the window.
    """

    stream: StreamLine
    begin: Instant
    end: Instant
    time: list[Instant]
    value: list[float]
    low: list[float]
    high: list[float]
    width_s: float
    readings: int


class History(Readings, Protocol):
    def latest(self, streams: Sequence[int]) -> Any: ...
    def chart(self, stream: int, begin: int, end: int, points: int) -> Any: ...


class Store(Things, Source, Protocol):
    @property
    def history(self) -> History: ...
    def ends(self, numbers: Sequence[int]) -> dict[int, int]: ...


class StreamBrowser:
    """Thread-safe. Call `look` now and then: it finds out what stuck and noisy streams are told by."""

    def __init__(
        self, store: Store, declared: Mapping[str, Limits], clock: Callable[[], int], city_clock: Callable[[], int],
    ) -> None:  # fmt: skip
        """`clock` of the wall, `city_clock` of the city's time, both in µs: a replayed city lives in another time."""
        self._store = store
        self._catalogue = Catalogue(store, declared)
        self._clock = clock
        self._city_clock = city_clock
        self._regularity = Regularity(store.history, city_clock)

    def look(self) -> bool:
        """A round of Regularity; whether it has come as far back as it goes."""
        return self._regularity.look(self._catalogue.shelf().numbers)

    def page(self, asked: StreamsAsked) -> StreamPage:
        shelf = self._catalogue.shelf()
        found = self._standing(shelf)
        fits = {"text": _words(shelf.texts, asked.text), "place": _words(shelf.places, asked.place),
                "owner": shelf.owners.equal(asked.owner) if asked.owner else _all(shelf),
                "kind": shelf.kinds.equal(asked.kind) if asked.kind else _all(shelf),
                "state": found.states[asked.state] if asked.state is not None else _all(shelf)}
        fitting = np.flatnonzero(_and(shelf, fits))
        first = (asked.number - 1) * PAGE
        by_state = _and(shelf, {name: fit for name, fit in fits.items() if name != "state"})
        return StreamPage(
            [self._line(shelf, found, int(n)) for n in fitting[first : first + PAGE]], len(fitting), len(shelf.lines),
            asked.number, max(1, -(-len(fitting) // PAGE)), _choices(shelf, shelf.owners, fits, "owner"),
            _choices(shelf, shelf.kinds, fits, "kind"),
            {str(state): int(lines[by_state].sum()) for state, lines in found.states.items()},
            instant(self._city_clock()), instant(found.since))

    def chart(self, number: int, begin: Instant, end: Instant, points: int) -> StreamChart:
        """Raises KeyError for an unknown Datastream, things.Wrong for a range of too many readings."""
        line = self.one(number)
        found = self._store.history.chart(number, *_window(begin, end), points)
        return StreamChart(line, begin, end, [instant(at) for at in found.time.tolist()], found.value.tolist(),
                           found.low.tolist(), found.high.tolist(), found.width / SECOND, found.readings)

    def one(self, number: int) -> StreamLine:
        """Raises KeyError."""
        self._catalogue.line(number)
        shelf = self._catalogue.shelf()
        at = np.flatnonzero(shelf.numbers == number)
        if not len(at):
            raise KeyError(f"Datastream {number}")
        return self._line(shelf, self._standing(shelf), int(at[0]))

    def export(self, number: int, begin: Instant, end: Instant, form: str) -> Iterator[bytes]:
        """A file of FORMATS, in the order of time, piece by piece. Raises KeyError, and things.Wrong 400 for more
        readings than MOST_EXPORTED before the first piece.
        """
        self._catalogue.line(number)
        first, last = _window(begin, end)
        count = self._store.history.chart(number, first, last, FEWEST_POINTS).readings
        if count > MOST_EXPORTED:
            raise Wrong(400, f"there are {count} readings between begin and end",
                        f"at most {MOST_EXPORTED} in one file: a shorter range, or several")
        return written(form, self._pieces(number, first, last, count))

    def _pieces(self, number: int, begin: int, end: int, count: int) -> Iterator[Any]:
        """The store's batches are in order each by itself: a window of time at once is put in order as a whole."""
        parts = max(1, -(-count // PIECE))
        edges = [begin + (end - begin) * n // parts for n in range(parts + 1)]
        for first, last in pairwise(edges):
            batches = list(self._store.history.export([number], first, last))
            if batches:
                table = pa.Table.from_batches(batches)
                order = pc.sort_indices(table, sort_keys=[("time", "ascending"), ("id", "ascending")])
                yield from table.take(order).combine_chunks().to_batches()

    def _standing(self, shelf: Shelf) -> Standing:
        last = self._store.history.latest(shelf.numbers)
        time = last.time.copy()
        others = np.flatnonzero(~shelf.numeric)
        if len(others):
            ends = self._store.ends(shelf.numbers[others].tolist())
            time[others] = np.maximum(time[others], [ends.get(eid, NO_TIME) for eid in shelf.numbers[others].tolist()])
        value = np.where(time == last.time, last.value, np.nan)
        now = np.where(shelf.declared, self._city_clock(), self._clock())
        return standing(shelf, time, value, now, self._regularity.seen)

    def _line(self, shelf: Shelf, found: Standing, n: int) -> StreamLine:
        line, there = shelf.lines[n], found.time[n] != NO_TIME
        value = float(found.value[n]) if there and not np.isnan(found.value[n]) else None
        return StreamLine(
            line.number, line.name, line.description, line.thing, line.place, line.owner, line.kind, line.unit,
            line.stream, line.at, instant(int(found.time[n])) if there else None, value,
            self._said(line) if there and value is None else None, float(found.age[n]) if there else None,
            float(found.period[n]), said(shelf, found, n))

    def _said(self, line: Line) -> str | None:
        """The newest result that is no number, as text."""
        newest = Query(order=(Order(Path(("phenomenonTime",)), descending=True),), top=1)
        kind = MULTI_DATASTREAM if line.multi else DATASTREAM
        with self._store.look(self._clock()) as look:
            items = look.page(Place(OBSERVATION, None, (kind, line.number, _OBSERVATIONS[kind])), newest).items
        return str(items[0].values.get("result"))[:LONGEST_TEXT] if items else None


def _window(begin: Instant, end: Instant) -> tuple[int, int]:
    return micros(begin), micros(end)


def _all(shelf: Shelf) -> Any:
    return np.ones(len(shelf.lines), np.bool_)


def _and(shelf: Shelf, fits: Mapping[str, Any]) -> Any:
    found = _all(shelf)
    for fit in fits.values():
        found &= fit
    return found


def _words(texts: Sequence[str], asked: str) -> Any:
    words = asked.casefold().split()
    if not words:
        return np.ones(len(texts), np.bool_)
    return np.fromiter((all(word in text for word in words) for text in texts), np.bool_, len(texts))


def _choices(shelf: Shelf, of: Field, fits: Mapping[str, Any], mine: str) -> list[StreamChoice]:
    """What a filter may be set to, given the others."""
    lines = _and(shelf, {name: fit for name, fit in fits.items() if name != mine})
    return [StreamChoice(value, count) for value, count in of.counted(lines)[:CHOICES]]
