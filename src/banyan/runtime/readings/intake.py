"""Where readings of every door meet: mapped, converted, sent to their Datastreams; what isn't taken is kept with its
reason. A delivery, its sequences and its rejects are durable in the transaction of its readings.

Readings of streams that the city's folder declares go through the city's own door first: they are accepted and judged
like every other. A crash behind it costs nothing: the city knows what it has had, and says so when it comes again.
"""

import math
import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TypeVar

import msgspec
import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from banyan.edges.feeds.vector import Plain, mapped
from banyan.model.columns import Appended, Columns, Judge, Verdict, columns
from banyan.model.feed import Fault, Mapped, Unfit
from banyan.model.observation import Quality
from banyan.model.stream import Duplicates
from banyan.model.thing_ports import Changing, Promised, Things
from banyan.model.things import Wrong
from banyan.model.time import instant, iso
from banyan.runtime.desk import Busy
from banyan.runtime.readings.arriving import Arriving, Receipt, context, receipt
from banyan.runtime.readings.directory import Directory, Target
from banyan.runtime.readings.pace import Pace
from banyan.runtime.readings.sorting import Sent, as_columns, refused, sort, unfit_of
from banyan.runtime.readings.stored import without_known
from banyan.runtime.things.city import Door

PATIENCE_S = 30.0
T = TypeVar("T")
DOOR = "feed:"               # how the city's own rejects name a feed as their door
_encode = msgspec.json.Encoder().encode
Keep = Callable[[Changing, "Became"], None]


class Standing:
    """A city's declared streams: the Datastreams and the FeaturesOfInterest that stand for them, and the door in.

    `door` None: the city doesn't run, and takes only readings of the past. `ranges`: the least and the greatest value
    that is credible, which those of the past have to keep, too; the door asks for itself.
    """

    def __init__(self, streams: Mapping[str, int], features: Mapping[str, int], door: Door | None,
                 ranges: Mapping[str, tuple[float, float]] | None = None) -> None:
        self.streams, self.features, self.door = dict(streams), dict(features), door
        self._ranges = dict(ranges or {})

    def credible(self, sent: Sequence[Sent]) -> tuple[list[Sent], list[tuple[Mapped, Unfit]]]:
        """Those of the past that are, and those that are not."""
        good, unfit = list[Sent](), list[tuple[Mapped, Unfit]]()
        for one in sent:
            low, high = self._ranges.get(str(one.target.stream), (-math.inf, math.inf))
            if low <= one.value <= high:
                good.append(one)
            else:
                where, expected = f"stream {one.target.stream}", f"a value from {low} to {high}, as the city says"
                unfit.append((one.reading, unfit_of(one.reading, Fault.RANGE, where, expected)))
        return good, unfit


class _Kept(Struct, frozen=True):
    """A delivery as the ledger has it."""

    receipt: Receipt
    digest: str


_kept = msgspec.json.Decoder(_Kept).decode


class Became(Struct, frozen=True):
    """What became of some readings: `taken` are in the store or in the city, `repeated` had come before."""

    taken: list[Mapped]
    repeated: list[Mapped]
    unfit: list[tuple[Mapped, Unfit]]


class Begun(Struct, frozen=True):
    """A delivery on its way, and what it is answered once it is durable."""

    stored: Promised[Appended]
    receipt: Callable[[Appended], Receipt]


class Intake:
    """Blocking: returns when what was taken is durable. Thread-safe. Raises Busy, Wrong, Refused."""

    def __init__(self, things: Things, city: Standing, clock: Callable[[], int],
                 judge: Callable[[int, bool], Judge] | None = None, ready: Callable[[], bool] = lambda: True) -> None:
        """`clock` in µs; `judge`: at a time in µs, and whether it is a backfill, of those Datastreams
        that the city's folder doesn't declare. `ready`: whether the scanner of columns is compiled.
        """
        self.things = things
        self.clock = clock
        self.ready = ready
        self.directory = Directory(things, city.streams, clock)
        self._city = city
        self._judge = judge
        self._pace = Pace()
        self._lock = threading.Lock()
        self._turns: dict[str, threading.Lock] = {}

    def take(self, arriving: Arriving) -> Receipt:
        return self.take_all([arriving])[0]

    def take_all(self, several: Sequence[Arriving]) -> list[Receipt]:
        """Deliveries of one feed, in one transaction. What each is answered. Raises TooMuch, too: none was taken."""
        with self._turn(several[0]):
            found = [self._before(one) for one in several]
            news = [(n, one) for n, one in enumerate(several) if found[n] is None]
            answers = dict(zip((n for n, _ in news), self._take([one for _, one in news]), strict=True))
            return [answers[n] if one is None else replace(one, again=True) for n, one in enumerate(found)]

    def begin(self, arriving: Arriving, rows: Plain) -> Begun | None:
        """A delivery in columns that nothing tells from another, put to those that wait for their commit: nothing here
        blocks. None: it is for `take_plain`, and nothing was taken.
        """
        if not self.directory.takes(rows.stream, arriving.feed.feed.values[0].unit, wait=False):
            return None
        return self._append(arriving, rows, self.clock())

    def take_plain(self, arriving: Arriving, rows: Plain) -> Receipt | None:
        """A delivery in columns. None: it has to go row by row, and nothing of it was taken."""
        if not self.directory.takes(rows.stream, arriving.feed.feed.values[0].unit):
            return None
        with self._turn(arriving):
            before = self._before(arriving)
            if before is not None:
                return replace(before, again=True)
            now = self.clock()
            if not arriving.backfill:
                self._pace.take(arriving.feed.feed, len(rows), now)
            begun = self._append(arriving, rows, now)
            return begun.receipt(_patiently(begun.stored))

    def _append(self, arriving: Arriving, rows: Plain, now: int) -> Begun:
        """With a key it is remembered what was answered; without one there is something to keep only where rows were
        refused.
        """

        answers: list[Receipt] = []

        def beside(w: Changing, appended: Appended) -> None:
            no = [(mapped(arriving.feed, rows, n), int(appended.reasons[n]))
                  for n in np.flatnonzero(appended.reasons).tolist()]
            sent = [Sent(one, Target(int(one.stream), one.unit or ""), one.value, one.whole) for one, _ in no]
            unfit = [bad for _, bad in refused(sent, [reason for _, reason in no])]
            answer = receipt(len(rows) - len(unfit), 0, unfit)
            w.ledger.refuse(arriving.source, unfit, _encode(context(arriving.topic)), now)
            if arriving.key is not None:
                w.ledger.deliver(arriving.source, {arriving.key: _encode(_Kept(answer, arriving.digest))}, now)
            answers.append(answer)

        keyed = arriving.key is not None
        stored = self.things.append(
            columns(rows.stream, rows.time, rows.value, rows.whole), now, self._judged(arriving, now),
            beside if keyed else None, arriving.backfill, None if keyed else beside)
        return Begun(stored, lambda appended: answers[-1] if appended.reasons.any() else Receipt(len(rows)))

    def _take(self, several: Sequence[Arriving]) -> list[Receipt]:
        if not several:
            return []
        now, first = self.clock(), several[0]
        said = [one.feed.read(one.rows, now, one.topic) for one in several]
        if not first.backfill:
            self._pace.take(first.feed.feed, sum(len(one.readings) + len(one.refused) for one in said), now)
        of = {id(reading): n for n, one in enumerate(said) for reading in one.readings}
        answers: list[Receipt] = []

        def keep(w: Changing, became: Became) -> None:
            taken, repeated = (Counter(of[id(one)] for one in some) for some in (became.taken, became.repeated))
            unfit = [list(one.refused) for one in said]
            for reading, bad in became.unfit:
                unfit[of[id(reading)]].append(bad)
            answers.extend(receipt(taken[n], repeated[n], unfit[n]) for n in range(len(several)))
            for n, one in enumerate(several):
                if unfit[n]:
                    w.ledger.refuse(one.source, unfit[n], _encode(context(one.topic)), now)
            w.ledger.deliver(first.source, {one.key: _encode(_Kept(answer, one.digest))
                                            for one, answer in zip(several, answers, strict=True)
                                            if one.key is not None}, now)

        self.send(first, [reading for one in said for reading in one.readings], keep)
        return answers

    def _judged(self, arriving: Arriving, now: int) -> Judge | None:
        if self._judge is None:      # the city doesn't run: nobody is there who knows its Datastreams' limits
            return _of_the_past if arriving.backfill else None
        return self._judge(now, arriving.backfill)

    def _before(self, arriving: Arriving) -> Receipt | None:
        """What this very delivery was answered when it came. Raises Wrong 422 for another one under its key."""
        if arriving.key is None or arriving.fresh:
            return None
        with self.things.look(self.clock()) as look:
            answer = look.ledger.answer(arriving.source, arriving.key)
        if answer is None:
            return None
        kept = _kept(answer)
        if kept.digest == arriving.digest:
            return kept.receipt
        if arriving.recycled:
            return None
        raise Wrong(422, f"the key {arriving.key} was used for another delivery of {arriving.source}: nothing of this "
                         "one was taken", "a key of its own for each delivery")

    def _turn(self, arriving: Arriving) -> AbstractContextManager[object]:
        """Deliveries that can be told from one another come one by one: of two alike one is the first."""
        feed = arriving.feed.feed
        if arriving.key is None and feed.sequence is None and feed.duplicates is Duplicates.KEEP:
            return nullcontext()
        return self.turn(arriving.source)

    def turn(self, source: str) -> threading.Lock:
        with self._lock:
            return self._turns.setdefault(source, threading.Lock())

    def send(self, arriving: Arriving, readings: Sequence[Mapped], keep: Keep) -> None:
        """Readings to where they belong; `keep` is called in the transaction that stores them."""
        now, feed = self.clock(), arriving.feed.feed
        news, repeated = self._news(arriving, readings)
        self._create(arriving, news)
        targets = self.directory.find((one.by, one.stream) for one in news)
        late = None if arriving.backfill or feed.late_s is None else now - feed.late_s * 1_000_000
        found = sort(news, targets, late)
        if feed.duplicates is Duplicates.REJECT:
            known = self._known([*found.city, *found.others], now)
            repeated += known
            gone = {id(one) for one in known}
            found = replace(found, city=[one for one in found.city if id(one.reading) not in gone],
                            others=[one for one in found.others if id(one.reading) not in gone])
        begun = Became([], repeated, found.unfit)
        if arriving.backfill:
            past, out = self._city.credible(found.city)
            self._store(arriving, replace(begun, unfit=[*begun.unfit, *out]), found.others, past, keep, now)
        else:
            self._store(arriving, self._to_city(arriving, found.city, begun), found.others, [], keep, now)

    def _news(self, arriving: Arriving, readings: Sequence[Mapped]) -> tuple[list[Mapped], list[Mapped]]:
        """Those whose sequence hasn't come before, and those whose has."""
        names = [one.sequence for one in readings if one.sequence is not None]
        if not names:
            return list(readings), []
        with self.things.look(self.clock()) as look:
            seen = look.ledger.came(arriving.source, names)
        news, repeated = list[Mapped](), list[Mapped]()
        for one in readings:
            (repeated if one.sequence in seen else news).append(one)
            seen.update(() if one.sequence is None else (one.sequence,))
        return news, repeated

    def _create(self, arriving: Arriving, news: Sequence[Mapped]) -> None:
        if arriving.feed.feed.create is not None:
            there = self.directory.find((one.by, one.stream) for one in news)
            missing = [one for one in news if (one.by, one.stream) not in there]
            self.directory.create(missing, arriving.source)

    def _known(self, sent: Sequence[Sent], now: int) -> list[Mapped]:
        news, _ = without_known(self.things, sent, now)
        there = {id(one) for one in news}
        return [one.reading for one in sent if id(one) not in there]

    def _to_city(self, arriving: Arriving, sent: Sequence[Sent], begun: Became) -> Became:
        if not sent:
            return begun
        if self._city.door is None:
            raise Wrong(503, "the city doesn't run, and these readings are for streams that it judges",
                        "the same with the city running, or as a backfill: stored and not judged")
        lines = [msgspec.json.encode({"stream": one.target.stream, "time": iso(instant(one.reading.time)),
                                      "result": one.value}) for one in sent]
        waiting = self._city.door.told(DOOR + arriving.source, lines)
        try:
            reasons = waiting.result(PATIENCE_S)
        except TimeoutError:
            if waiting.cancel():
                raise Busy(f"the city took nothing within {PATIENCE_S:.0f} s: nothing of it will happen") from None
            reasons = waiting.result()
        for one, why in zip(sent, reasons, strict=True):
            reason, _, expected = why.partition(": expected ")
            if not why:
                begun.taken.append(one.reading)
            elif reason == Fault.DUPLICATE_DELIVERY:
                begun.repeated.append(one.reading)
            else:
                fault = Fault(reason) if reason in Fault.__members__.values() else Fault.NOT_STORED
                begun.unfit.append((one.reading, unfit_of(one.reading, fault, f"stream {one.target.stream}",
                                                          expected or why)))
        return begun

    def _store(self, arriving: Arriving, begun: Became, others: Sequence[Sent], past: Sequence[Sent], keep: Keep,
               now: int) -> None:
        """Everything that isn't in the city's journal, in one transaction."""

        def beside(w: Changing, reasons: Sequence[int]) -> None:
            no = refused(others, reasons)
            refusals = {id(one) for one, _ in no}
            taken = [one.reading for one in [*others, *past] if id(one) not in refusals]
            unfit = [*begun.unfit, *((one.reading, bad) for one, bad in no)]
            became = Became([*begun.taken, *taken], begun.repeated, unfit)
            w.ledger.count(arriving.source, dict.fromkeys(
                one.sequence for one in became.taken if one.sequence is not None), now)
            keep(w, became)
            w.fill(as_columns(past, self._city.features))

        if others:
            def with_rows(w: Changing, appended: Appended) -> None:
                beside(w, appended.reasons.tolist())

            _patiently(self.things.append(as_columns(others), now, self._judged(arriving, now), with_rows,
                                          arriving.backfill))
        else:
            _patiently(self.things.change(lambda w: beside(w, []), now))


def _of_the_past(rows: Columns, *_: object) -> Verdict:
    """Kept for history, and flagged so that nobody judges it, not even a city that goes through its batches again."""
    return Verdict(np.full(len(rows), int(Quality.LATE), np.uint8), np.zeros(len(rows), np.uint8))


def _patiently(waiting: Promised[T]) -> T:
    try:
        return waiting.result(PATIENCE_S)
    except TimeoutError:
        if waiting.cancel():
            raise Wrong(503, f"nothing was stored within {PATIENCE_S:.0f} s", "the same again in a moment") from None
        return waiting.result()
