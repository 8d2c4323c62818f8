"""Plain Observations in: many appends together become one BLOB, in a transaction of the one who writes."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any

import msgspec
import numpy as np
from msgspec import Struct
from sqlalchemy import Connection, bindparam, func, insert, select, update
from sqlalchemy.dialects import sqlite

from banyan.model.columns import Appended, Columns, Joining, Judge, Refusal, Stored, Verdict, joined
from banyan.model.things import Draft, Wrong
from banyan.stores.sqlite import plainly
from banyan.stores.things import observing
from banyan.stores.things.areas import box, polygon, united
from banyan.stores.things.kept import IN_ROWS, Kept, in_columns, in_rows, marked, pack
from banyan.stores.things.order import by_arrival, by_stream
from banyan.stores.things.streams import MANY, Streams, own_features
from banyan.stores.things.tables import TABLES, batch
from banyan.stores.things.tail import Tail
from banyan.stores.things.told import Telling
from banyan.stores.things.touched import Touched

Create = Callable[[Draft], int]
More = Mapping[int, Mapping[str, Any]]         # columns of the table, by an Observation's id
NOTHING_MORE: More = MappingProxyType({})
_log = logging.getLogger("banyan.store")
# Compiled once: what the toolkit does for each statement costs as much as some hundred readings.
_ADD = str(insert(batch).compile(dialect=sqlite.dialect(), column_keys=["at", "rows", "columns"]))
_FEATURE = TABLES["FeatureOfInterest"].c
_D = TABLES["Datastream"].c
_WIDEN = update(TABLES["Datastream"]).where(_D.id == bindparam("b_id")).values(observedArea=bindparam("b_area"))


class Judged(Struct):
    """What a judge said, the ids of all rows and which of them were judged (their places, or a slice of all); where
    they are stored, once they are.
    """

    verdict: Verdict
    ids: Any
    asked: Any
    stored: tuple[int, int] | None = None

    def end(self, stored: tuple[int, int] | None) -> None:
        """The judge is told where its rows are for good; None: nowhere. A defect of its own is nobody else's."""
        if self.verdict.ended is None:
            return
        try:
            self.verdict.ended(None if stored is None else Stored(*stored, self.ids[self.asked]))
        except Exception:  # noqa: BLE001  what is stored is stored, and the others are still to be told
            _log.exception("a judge who was told that readings are %s failed",
                           "taken back" if stored is None else "durable")


class Appending:
    """Keeps `streams` and `tail` in step with what is stored. Everything here happens under the store's turn."""

    def __init__(self, streams: Streams, tail: Tail) -> None:
        self.streams = streams
        self.tail = tail
        self.touched = Touched()
        self.telling = Telling()
        self._features: set[int] = set()        # known to be there
        self._begun: int | None = None          # the first batch of the transaction that isn't over
        self._verdicts: list[Judged] = []
        self._stored = (0, 0)                   # the batch that was stored last, and its time

    def append(self, c: Connection, several: Sequence[tuple[Columns, Judge | None]], create: Create
               ) -> tuple[Kept, list[Appended]]:
        """Appends one behind the other, each with its own judge. The rows that are taken, with their places, not yet
        stored (`store`); and what is answered to each.
        """
        rows = joined([some for some, _ in several])
        plain = self.streams.takes(rows)
        reasons = np.zeros(len(rows), np.uint8) if plain else self._refusals(c, rows)
        quality = np.zeros(len(rows), np.uint8)
        ids = np.zeros(len(rows), np.int64)
        for its, judge in _judges(several):
            if judge is not None:
                some = rows if its.stop - its.start == len(rows) else rows.some(its)
                self._judge(judge, some, reasons[its], quality[its], ids[its])
        kept = self.streams.numbered(rows, quality, ids) if plain and not reasons.any() else None
        if kept is None:
            kept = self._placed(rows, self._featured(c, rows, reasons, create), quality, reasons)
            ids[reasons == 0] = kept.ids
        ends = np.cumsum([len(some) for some, _ in several]).tolist()
        return kept, [Appended(ids[end - len(some) : end], reasons[end - len(some) : end])
                      for end, (some, _) in zip(ends, several, strict=True)]

    def _refusals(self, c: Connection, rows: Columns) -> Any:
        """Why some can't be taken, before anybody judges them (uint8)."""
        reasons = self.streams.refusals(c, rows.stream)
        reasons[(reasons == 0) & ~np.isfinite(rows.value)] = Refusal.NOT_FINITE
        return reasons

    def _judge(self, judge: Judge, rows: Columns, reasons: Any, quality: Any, ids: Any) -> None:
        """Of the rows that aren't refused yet. `ids`: where theirs will stand when they are told the end."""
        good = reasons == 0
        asked: Any = slice(None)            # all of them, as nearly always: a look at each costs something
        if not good.all():
            asked = np.flatnonzero(good)
            rows = rows.some(asked)
        verdict = judge(rows)
        self._verdicts.append(Judged(verdict, ids, asked))
        if len(verdict.quality) != len(rows) or len(verdict.reasons) != len(rows):
            reasons[asked] = Refusal.FAILED
        else:
            quality[asked], reasons[asked] = verdict.quality, verdict.reasons

    def _placed(self, rows: Columns, feature: Any, quality: Any, reasons: Any) -> Kept:
        """Refuses what has no place any more."""
        good = np.ones(len(rows), np.bool_)
        if reasons.any():
            good = reasons == 0
            rows, feature, quality = rows.some(good), feature[good], quality[good]
        place = self.places(rows.stream)
        if len(place) and int(place.max()) > observing.MOST_PLACES:
            left = place <= observing.MOST_PLACES
            reasons[np.flatnonzero(good)[~left]] = Refusal.FULL
            rows, feature, quality, place = rows.some(left), feature[left], quality[left], place[left]
        return Kept(rows.stream.astype(np.uint32), place.astype(np.uint32), rows.time, rows.value,
                    rows.whole, rows.result_time, feature.astype(np.uint32), quality)

    def places(self, stream: Any) -> Any:
        """The next ones of each stream, in order of arrival (int64)."""
        order = None if (stream[1:] >= stream[:-1]).all() else by_arrival(stream)
        found = stream if order is None else stream[order]
        begins = np.flatnonzero(np.concatenate((np.ones(min(1, len(found)), np.bool_), found[1:] != found[:-1])))
        rank = np.arange(1, len(found) + 1) - np.repeat(begins, np.diff(np.append(begins, len(found))))
        ascending = self.streams.last[found] + rank
        if order is None:
            return ascending
        place = np.empty(len(found), np.int64)
        place[order] = ascending
        return place

    def store(self, c: Connection, kept: Kept, at: int | None, more: More = NOTHING_MORE) -> None:
        """One BLOB. Each append's rows must have gone on before the next one's were placed. `at`: None for what the
        journal has too. `more`: what those say, by their ids, that columns have no place for.
        """
        if not len(kept):
            return
        if at is not None:
            at = self._when(c, at)
        if more:
            kept = marked(kept, more)
            self._as_rows(c, kept, more)
        number = int(plainly(c, _ADD, (at, len(kept), pack(kept))).lastrowid or 0)
        self.tail.add(number, in_columns(kept) if more else kept)
        if at is not None:
            self._is_stored(number, at)
        if self._begun is None:
            self._begun = number

    def _as_rows(self, c: Connection, kept: Kept, more: More) -> None:
        """What isn't in the batches isn't found there after a crash: their streams' rows say at once where they are."""
        rows = kept.some((kept.quality & IN_ROWS) != 0)
        observing.write(c, [{**row, **more[row["id"]]} for row in in_rows(rows)])
        self.streams.settle(c, np.unique(rows.stream).tolist())

    def _is_stored(self, number: int, at: int) -> None:
        """What was judged since the batch before this one is in it."""
        self._stored = (number, at)
        for one in self._verdicts:
            if one.stored is None:
                one.stored = self._stored

    def _when(self, c: Connection, at: int) -> int:
        """Never before the batch before it, nor before what a judge has seen already."""
        before = self._stored[1] or c.execute(select(func.max(batch.c.at))).scalar() or 0
        return int(max(at, before, *(one.verdict.not_before for one in self._verdicts)))

    def go_on(self, c: Connection, kept: Kept) -> None:
        """The streams have these rows now."""
        if not len(kept) or self.streams.follows(kept):
            return
        ordered = by_stream(kept.stream, kept.time)
        self.streams.advance(kept, ordered)
        order, begins, streams = ordered
        several = kept.feature[order]
        first_seen = self.streams.seen[streams] != several[begins]
        changed = several[1:] != several[:-1]
        changed[begins[1:] - 1] = False         # where another stream begins
        within = np.flatnonzero(changed) + 1
        if first_seen.any() or len(within):
            where = np.repeat(streams, np.diff(np.append(begins, len(order))))
            pairs = {(int(s), int(f)) for s, f in zip(streams[first_seen], several[begins[first_seen]], strict=True)}
            pairs |= {(int(where[n]), int(several[n])) for n in within}
            self._widen(c, pairs)
            self.streams.seen[streams] = several[np.append(begins[1:], len(order)) - 1]

    def _widen(self, c: Connection, pairs: set[tuple[int, int]]) -> None:
        """observedArea: streams that observe features which they may not have observed before."""
        boxes = self._boxes(c, sorted({feature for _, feature in pairs}))
        wider: dict[int, list[Any]] = {}
        for stream, feature in pairs:
            wider.setdefault(stream, []).append(boxes.get(feature))
        streams, changed = sorted(wider), list[dict[str, Any]]()
        for first in range(0, len(streams), MANY):
            for eid, text in c.execute(select(_D.id, _D.observedArea).where(_D.id.in_(streams[first : first + MANY]))):
                before = box(text)
                after = united([before, *wider[eid]])
                if after != before:
                    changed.append({"b_id": eid, "b_area": msgspec.json.encode(polygon(after)).decode()})
                    self.telling.changed("Datastream", eid, ("observedArea",))
        if changed:
            c.execute(_WIDEN, changed)

    @staticmethod
    def _boxes(c: Connection, features: list[int]) -> dict[int, Any]:
        found: dict[int, Any] = {}
        for first in range(0, len(features), MANY):
            query = select(_FEATURE.id, _FEATURE.feature).where(_FEATURE.id.in_(features[first : first + MANY]))
            found |= {eid: box(text) for eid, text in c.execute(query)}
        return found

    def _featured(self, c: Connection, rows: Columns, reasons: Any, create: Create) -> Any:
        """The feature of each row; refuses those that have none."""
        if not (rows.feature.any() or reasons.any()):       # nearly always, and then each stream's own is known
            feature = self.streams.own[rows.stream]
            if feature.all():
                return feature
        feature = rows.feature.copy()
        if feature.any():
            said = (reasons == 0) & (feature != 0)
            there = self._there(c, np.unique(feature[said]).tolist())
            reasons[said & ~np.isin(feature, there)] = Refusal.NO_FEATURE
        own = (reasons == 0) & (feature == 0)
        if own.any():
            streams = rows.stream[own]
            lacking = np.unique(streams[self.streams.own[streams] == 0]).tolist()
            if lacking:
                self._own(c, lacking, create)
            feature[own] = self.streams.own[streams]
            reasons[own & (feature == 0)] = Refusal.NO_LOCATION
        return feature

    def _there(self, c: Connection, features: list[int]) -> list[int]:
        unknown = [eid for eid in features if eid not in self._features and 0 < eid < 2**32]
        for first in range(0, len(unknown), MANY):
            some = select(_FEATURE.id).where(_FEATURE.id.in_(unknown[first : first + MANY]))
            self._features.update(c.execute(some).scalars())
        return [eid for eid in features if eid in self._features]

    def _own(self, c: Connection, streams: list[int], create: Create) -> None:
        made: dict[int, int] = {}
        for eid, (thing, feature) in own_features(c, streams).items():
            if feature is None and thing not in made:
                try:
                    made[thing] = observing.feature_of_thing(c, thing, create)
                except Wrong:
                    made[thing] = 0
            self.streams.own[eid] = made[thing] if feature is None else feature

    def forget_places(self) -> None:
        """Things are elsewhere, or features are gone."""
        self.streams.forget_places()
        self._features.clear()

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Where what happens within raises, it isn't there: what it did in memory is taken back, and a judge is told so
        of it alone. Around the database's own savepoint.
        """
        streams, last, begun, stored, verdicts = (self.streams.mark(), self.tail.last, self._begun, self._stored,
                                                  len(self._verdicts))
        told = self.telling.mark()
        try:
            yield
        except BaseException:
            self.streams.back(streams)
            self.telling.back(told)
            self.tail.take_back(0 if last is None else last + 1)
            self._features.clear()
            self._begun, self._stored = begun, stored
            while len(self._verdicts) > verdicts:
                self._verdicts.pop().end(None)
            raise

    def ended(self, durable: bool) -> None:
        """The transaction has ended: what it did in memory holds, or is taken back."""
        self.streams.ended(durable)
        self.touched.ended(durable)
        if not durable:
            self._features.clear()
            if self._begun is not None:
                self.tail.take_back(self._begun)
        self._begun = None
        verdicts, self._verdicts = self._verdicts, []
        for one in verdicts:
            one.end(one.stored or self._stored if durable else None)
        self.telling.ended(durable)


def _judges(several: Sequence[tuple[Columns, Judge | None]]) -> list[tuple[slice, Judge | None]]:
    """Who is asked for which of the rows of all: one judge for neighbours, where theirs join."""
    found: list[tuple[slice, Judge | None]] = []
    end = 0
    for rows, judge in several:
        begin, end = end, end + len(rows)
        before = found[-1][1] if found else None
        both = before.joined(judge) if isinstance(before, Joining) and judge is not None else None
        if both is not None:
            found[-1] = slice(found[-1][0].start, end), both
        else:
            found.append((slice(begin, end), judge))
    return found
