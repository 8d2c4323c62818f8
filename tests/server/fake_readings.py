"""The readings' desk over a few rejects, as the screens and routes meet it."""

from typing import Any

from banyan.model.ledger import Asked
from banyan.model.things import Wrong
from banyan.runtime.readings.replay import Replayed
from banyan.runtime.readings.views import CountLine, FeedView, RejectLine, RejectPage

RAW = '{"station":"w9","at":"2026-07-24T14:00:00Z","level":1.42,"remark":"' + "长备注" * 40 + '"}'


class FakeReadings:
    """`mended`: a replay takes what waits."""

    def __init__(self, mended: bool = True) -> None:
        self.mended = mended
        self.waiting = [
            RejectLine(1, "weather", "2026-07-24T14:00:00Z", "unknown-stream",
                       "row 1, level: Datastream with the key w9.level", "a Datastream whose properties.key says so",
                       RAW, "waiting"),
            RejectLine(2, "weather", "2026-07-24T14:01:00Z", "unit", "row 2, temp: the unit 'smoots'",
                       "°C, or a unit that can be converted to it", RAW, "waiting"),
            RejectLine(3, "gauges", "2026-07-24T14:02:00Z", "not-finite", "row 1, v: wet", "a finite number", "wet",
                       "waiting"),
        ]

    def opens(self, feed: str, key: str) -> bool:
        return (feed, key) == ("weather", "bk-weather")

    def feeds(self) -> list[FeedView]:
        return [FeedView("weather", "json", (("level", "{station}.level"),), None)]

    def _asked(self, asked: Asked) -> list[RejectLine]:
        return [one for one in self.waiting if asked.source in (None, one.source) and asked.fault in (None, one.reason)]

    def rejects(self, asked: Asked) -> RejectPage:
        found = self._asked(asked)
        names = dict.fromkeys((one.source, one.reason) for one in found)
        counts = tuple(CountLine(*name, sum((one.source, one.reason) == name for one in found), 0, found[-1].at)
                       for name in names)
        return RejectPage(counts, tuple(found), None)

    def reject(self, rid: int) -> RejectLine:
        found = next((one for one in self.waiting if one.id == rid), None)
        if found is None:
            raise Wrong(404, f"there is no reject {rid}", "the number of one: banyan rejects list")
        return found

    def replay(self, asked: Asked, rid: int | None, backfill: bool) -> Replayed:
        some: list[Any] = [one for one in self._asked(asked) if rid in (None, one.id)]
        if not self.mended:
            return Replayed(0, {one.reason: 1 for one in some})
        self.waiting = [one for one in self.waiting if one not in some]
        return Replayed(len(some), {})
