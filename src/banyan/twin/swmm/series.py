"""The time series of an input file: read as minute tables, and written back.

Every run gets its rain through the file's own time series (not through the API), so that runs are comparable: the
engine's runoff steps follow the rain interval, and other ways of giving rain differ by 3-6 % in flooding.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

from banyan.model.time import Instant
from banyan.twin.swmm.network import Network, NetworkError, Row, date_of, hours_of, words
from banyan.twin.swmm.tables import Table, common_step, means

RAIN, TIDE, INFLOW = "BANYAN_RAIN", "BANYAN_TIDE", "BANYAN_INFLOW"


@dataclass
class _Series:
    """One series while its lines are read: `[date] time value [time value ...]`.

    A date holds until the next one, also on later lines; before the first one times count from the start.
    """

    name: str
    rows: list[tuple[Instant, float]] = field(default_factory=list)
    day: Instant | None = None

    def read(self, network: Network, line: Row) -> None:
        i = 0
        while i < len(line):
            if line[i].count("/") == 2 or line[i].count("-") == 2:
                self.day = date_of(line[i], network.source)
                i += 1
            if i + 1 >= len(line):
                raise NetworkError(f"{network.source}: [TIMESERIES] {self.name}: {' '.join(line)!r} lacks a value")
            at = (self.day or network.start) + hours_of(line[i], network.source, "TIMESERIES")
            if self.rows and at <= self.rows[-1][0]:
                raise NetworkError(f"{network.source}: [TIMESERIES] {self.name}: times must rise, {line[i]} does not")
            self.rows.append((at, network.number([self.name, line[i + 1]], 1, "TIMESERIES")))
            i += 2


def relative(network: Network) -> Network:
    """The same file with every time series counted from START_DATE and without external files.

    So the whole run can be moved to another date, and the text alone is enough to run it elsewhere.
    """
    rows = [row for name, table in all_series(network).items() for row in _rows(name, table)]
    return network.with_rows("TIMESERIES", rows)


def all_series(network: Network) -> dict[str, Table]:
    """Series by name as written, in minutes from the start; rows before the start are left out but for the last."""
    found: dict[str, _Series] = {}
    for row in network.rows("TIMESERIES"):
        if len(row) < 3:
            raise NetworkError(f"{network.source}: [TIMESERIES] {row[0]}: a name, a time and a value were expected")
        into = found.setdefault(row[0].upper(), _Series(row[0]))
        lines = _file(network, row[2]) if row[1].upper() == "FILE" else [row[1:]]
        for line in lines:
            into.read(network, line)
    return {one.name: _from_start(one.rows, network.start) for one in found.values()}


def series(network: Network, name: str) -> Table:
    """One series by name, without regard to case. Raises NetworkError when the file has none of that name."""
    for known, table in all_series(network).items():
        if known.upper() == name.upper():
            if not table:
                break
            return table
    raise NetworkError(f"{network.source}: [TIMESERIES] has no series {name} with values, but it is referred to")


def gage_rain(network: Network, gage: Row) -> Table:
    """What one rain gage of the file says, as mm/h steps. Raises NetworkError for gages fed by a file."""
    if len(gage) < 6 or gage[4].upper() != "TIMESERIES":
        raise NetworkError(
            f"{network.source}: [RAINGAGES] {gage[0]}: only rain from TIMESERIES can be read; give the rain with --rain"
        )
    form, interval = gage[1].upper(), hours_of(gage[2], network.source, "RAINGAGES") / timedelta(minutes=1)
    if interval <= 0:
        raise NetworkError(f"{network.source}: [RAINGAGES] {gage[0]}: the interval {gage[2]} is not above 0")
    table = series(network, gage[5])
    if form.startswith("CUM"):
        amounts = [(minute, max(0.0, b - a)) for (_, a), (minute, b) in pairwise(((0.0, 0.0), *table))]
    else:
        amounts = list(table)
    scale = 1.0 if form.startswith("INT") else 60.0 / interval
    steps: list[tuple[float, float]] = []
    for i, (minute, value) in enumerate(amounts):
        steps.append((minute, value * scale))
        if i + 1 == len(amounts) or amounts[i + 1][0] > minute + interval + 1e-6:
            steps.append((minute + interval, 0.0))
    return tuple(steps)


def with_rain(network: Network, rain: Table, minutes: float) -> Network:
    """Every rain gage says `rain` (mm/h steps) for a run of so many minutes."""
    step = common_step(rain)
    amounts = means(rain, step, int(minutes // step) + 1)
    table = tuple((i * step, value) for i, value in enumerate(amounts) if value or i == 0)
    gages = [[row[0], "INTENSITY", f"0:{step:02d}" if step < 60 else "1:00", "1.0", "TIMESERIES", RAIN]
             for row in network.rows("RAINGAGES")]
    return _with_series(network, RAIN, table).with_rows("RAINGAGES", gages)


def with_tide(network: Network, sea: str, tide: Table, minutes: float) -> Network:
    """The outfall `sea`, and every other one with a series, stands at `tide` (m above datum)."""
    rows = [_outfall(row, row[0].upper() == sea.upper()) for row in network.rows("OUTFALLS")]
    return _with_series(network, TIDE, _held(tide, minutes)).with_rows("OUTFALLS", rows)


def with_inflow(network: Network, river: str, inflow: Table, minutes: float) -> Network:
    """`inflow` (m³/s) enters at the node `river` instead of what the file says there."""
    factor = network.flow_factor
    kept = [row for row in network.rows("INFLOWS") if not (row[0].upper() == river.upper() and _is_flow(row))]
    table = tuple((minute, value / factor) for minute, value in _held(inflow, minutes))
    row = [river, "FLOW", INFLOW, "FLOW", "1.0", "1.0", "0"]
    return _with_series(network, INFLOW, table).with_rows("INFLOWS", [*kept, row])


def _is_flow(row: Row) -> bool:
    return len(row) > 1 and row[1].upper() == "FLOW"


def _outfall(row: Row, is_sea: bool) -> Row:
    kind = row[2].upper() if len(row) > 2 else "FREE"
    if kind != "TIMESERIES" and not is_sea:
        return row
    rest = row[4:] if kind in ("TIMESERIES", "TIDAL", "FIXED") else row[3:]
    return [row[0], row[1] if len(row) > 1 else "0", "TIMESERIES", TIDE, *(rest or ["NO"])]


def _held(table: Table, minutes: float) -> Table:
    """With a row at 0 and one at the run's end, since the engine takes an inflow for 0 outside its series."""
    first = () if table[0][0] <= 0 else ((0.0, table[0][1]),)
    last = () if table[-1][0] >= minutes + 60 else ((max(minutes, table[-1][0]) + 60, table[-1][1]),)
    return (*first, *table, *last)


def _with_series(network: Network, name: str, table: Table) -> Network:
    others = [row for row in network.rows("TIMESERIES") if row[0].upper() != name]
    return network.with_rows("TIMESERIES", [*others, *_rows(name, table)])


def _rows(name: str, table: Iterable[tuple[float, float]]) -> list[Row]:
    # Clock form, since decimal hours lose the exact second on their way through days.
    seconds = ((round(minute * 60), value) for minute, value in table)
    return [[name, f"{s // 3600}:{s // 60 % 60:02d}:{s % 60:02d}", f"{value:.9g}"] for s, value in seconds]


def _file(network: Network, name: str) -> list[Row]:
    path = Path(name) if network.folder is None else network.folder / name.replace("\\", "/")
    try:
        text = path.read_text(encoding="utf-8-sig", errors="replace")
    except OSError as error:
        raise NetworkError(f"{network.source}: [TIMESERIES] FILE {name} can't be read ({error.strerror})") from None
    return [row for row in map(words, text.splitlines()) if row]


def _from_start(rows: list[tuple[Instant, float]], start: Instant) -> Table:
    minutes = [((at - start) / timedelta(minutes=1), value) for at, value in rows]
    return tuple((minute, value) for minute, value in minutes if minute >= 0)
