"""What has been measured, as minute tables from the run's start: what the model twin follows."""

from collections.abc import Iterable
from datetime import timedelta

from banyan.model.case import CrewState, CrewStatus
from banyan.model.city import City
from banyan.model.device import Kind
from banyan.model.ids import StreamId
from banyan.model.observation import Batch, Quality
from banyan.model.stream import Measures, Stream
from banyan.model.time import Instant, micros
from banyan.twin.swmm.follow import Change, Follow
from banyan.twin.swmm.tables import Table

WINDOW = timedelta(hours=12)     # the model starts so long before now: older water has run off
LATELY_MIN = 60.0                # gauges are weighed by so much of their past
KEPT_MIN = 14 * 60
FORGET_EVERY_MIN = 60.0
SILENT = 5.0                     # periods of a rain gauge without a word after which it isn't raining on
MOVED = 1.0                      # % by which a gate's read-back must differ to be a move
RUNNING = 0.05                   # share of a pump's rated flow above which it runs
_LEVELS = (Measures.LEVEL, Measures.DEPTH)


class Measured:
    """Fed with what each tick accepted; tables are means of all gauges that say the same thing."""

    def __init__(self, city: City, start: Instant) -> None:
        self._city = city
        self._start = start
        self._wanted = {i: column for i, s in enumerate(city.streams) if (column := _column(s, city)) is not None}
        self._values: dict[str, dict[float, list[float]]] = {}
        self._newest = self._forgot_at = 0.0
        rains = [s.period_s for s in city.streams if s.measures is Measures.RAIN]
        self._rain_min = max(rains, default=60) / 60
        self._work: list[tuple[float, str, float]] = []
        self._working: tuple[str, ...] = ()

    def add(self, batch: Batch) -> None:
        columns = (batch.stream, batch.time, batch.value, batch.quality)
        start = micros(self._start)
        for stream, time, value, quality in zip(*(column.tolist() for column in columns), strict=True):
            column = self._wanted.get(stream)
            minute = float((time - start) // 60_000_000)
            if column is not None and minute >= 0 and not quality & Quality.JUMP:
                self._values.setdefault(column, {}).setdefault(minute, []).append(value)
                self._newest = max(self._newest, minute)
        if self._newest - self._forgot_at >= FORGET_EVERY_MIN:
            self._forget(self._newest - KEPT_MIN)

    def _forget(self, before: float) -> None:
        self._forgot_at = self._newest
        for column, found in self._values.items():
            self._values[column] = {m: v for m, v in found.items() if m > before}
        old = [change for change in self._work if change[0] <= before]
        still = {place for place in self._working if any(place == what for _, what, _ in old)}
        kept = [change for change in self._work if change[0] > before]
        self._work = [*((before, place, 1.0) for place in sorted(still)), *kept]

    def worked(self, at: Instant, crews: Iterable[CrewState]) -> None:
        """At which positions crews work from `at` on."""
        working = tuple(sorted({p for crew in crews if (p := worked_position(self._city, crew)) is not None}))
        if working == self._working:
            return
        minute = (at - self._start) / timedelta(minutes=1)
        self._work += [(minute, p, 0.0) for p in self._working if p not in working]
        self._work += [(minute, p, 1.0) for p in working if p not in self._working]
        self._working = working

    def table(self, column: str, begin: float = 0.0) -> Table:
        """(minute, mean) from `begin` on, and the last row of the hour before it."""
        found = sorted(row for row in self._values.get(column, {}).items() if row[0] > begin - LATELY_MIN)
        first = max((i for i, (minute, _) in enumerate(found) if minute <= begin), default=0)
        return tuple((minute, sum(values) / len(values)) for minute, values in found[first:])

    def rain(self, begin: float, until: float) -> Table:
        """As `table`; where the gauges fell silent it is taken to be dry, not to rain on as it did last."""
        rows = self.table(Measures.RAIN, begin)
        told: list[tuple[float, float]] = []
        for i, (minute, value) in enumerate(rows):
            told.append((minute, value))
            over = minute + SILENT * self._rain_min
            following = rows[i + 1][0] if i + 1 < len(rows) else until
            if following > over and value > 0:
                told.append((over, 0.0))
        return tuple(told)

    def level(self, stream: StreamId, begin: float) -> Table:
        return self.table(f"level:{stream}", begin)

    def lately(self, now: Instant) -> dict[StreamId, Table]:
        """Levels and pumps' flows of the last hour, by stream: what gauges are weighed by."""
        begin = (now - self._start) / timedelta(minutes=1) - LATELY_MIN
        columns = {s.id: _column(s, self._city) or "" for s in self._city.streams}
        told = {s: c for s, c in columns.items() if c.startswith(("level:", "pump:"))}
        tables = {s: tuple(row for row in self.table(c, begin) if row[0] > begin) for s, c in told.items()}
        return {s: table for s, table in tables.items() if table}

    def gates(self, begin: float = 0.0) -> tuple[Change, ...]:
        """Moves as read back."""
        moves: list[Change] = []
        for column in sorted(c for c in self._values if c.startswith("gate:")):
            last: float | None = None
            for minute, value in self.table(column, begin):
                if last is None or abs(value - last) >= MOVED:
                    last = min(100.0, max(0.0, value))
                    moves.append((minute, column.removeprefix("gate:"), last))
        return tuple(sorted(moves))

    def pumps(self, begin: float = 0.0) -> tuple[Change, ...]:
        """Starts (100) and stops (0) as read back by their flow."""
        moves: list[Change] = []
        for pump in self._city.devices:
            if pump.kind is not Kind.PUMP:
                continue
            ran = False
            for minute, flow in self.table(f"pump:{pump.id}", begin):
                runs = flow > RUNNING * max(pump.rated_m3s, 0.01)
                if runs != ran:
                    moves.append((minute, str(pump.id), 100.0 if runs else 0.0))
                ran = runs
        return tuple(sorted(moves))

    def question(self, now: Instant, ignored: Iterable[StreamId] = ()) -> Follow:
        """What the model is to follow up to `now`; gauges that are `ignored` don't correct it."""
        begin_at = max(self._start, now - WINDOW)
        begin = (begin_at - self._start) / timedelta(minutes=1)
        until = (now - self._start) / timedelta(minutes=1)
        lakes = [lake.level for lake in self._city.lakes if lake.level not in set(ignored)]
        return Follow(
            begin=begin_at, now=now, origin=self._start, rain=self.rain(begin, until),
            tide=self.table(Measures.TIDE, begin), inflow=self.table(Measures.INFLOW, begin),
            settings=(*self.gates(begin), *self.pumps(begin)), work=tuple(self._work),
            levels={s: self.level(s, begin) for s in lakes},
        )  # fmt: skip


def worked_position(city: City, crew: CrewState) -> str | None:
    """The mobile pump position that a crew works now."""
    if crew.status is not CrewStatus.WORKING or crew.place is None:
        return None
    return next((p.pump_position for p in city.places if p.id == crew.place), None)


def _column(stream: Stream, city: City) -> str | None:
    if stream.measures in (Measures.RAIN, Measures.TIDE, Measures.INFLOW):
        return str(stream.measures)
    if stream.measures in _LEVELS:
        return f"level:{stream.id}"
    device = next((d for d in city.devices if d.read_back == stream.id), None)
    return f"{device.kind}:{device.id}" if device is not None else None
