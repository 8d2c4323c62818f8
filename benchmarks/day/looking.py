"""What a quarter of an hour looked like: memory, disk, and how long questions take while readings come in."""

import csv
import http.client
import re
import statistics
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import msgspec
from benchmarks.day.feeding import Sent
from msgspec import Struct

ASKED = 3               # times each question is asked
TOGETHER = 20           # streams whose last values are asked for at once
OF = 997                # the streams that are asked for are so far apart
MB = 1e6
_NUMBER = re.compile(r"^banyan_(\w+?)(?:\{[^}]*?\"([a-z]+)\"[^}]*\})? ([0-9.e+-]+)$", re.MULTILINE)


class Sample(Struct, frozen=True):
    """A row of the CSV. `_mb`: 10^6 bytes; `_ms`: of an answer, the median of ASKED, and the slowest of them."""

    hour: float
    wall_s: float               # since the sample before
    cpu_s: float                # of the server, since then
    readings: int               # taken since then
    again: int                  # deliveries told to come again since then
    rss_mb: float
    own_mb: float               # RssAnon: without what is mapped from files
    disk_mb: float
    journal_mb: float           # the file of the journal; its log
    log_mb: float
    segments: int
    in_batches: int             # readings that are in no segment yet
    watch_mb: float
    behind_s: float             # the loop, behind its clock
    alerts: int                 # that stand
    send_ms: float              # a delivery: the median, the slowest hundredth and the slowest
    send_p99_ms: float
    send_max_ms: float
    latest_ms: float
    latest_max_ms: float
    values_ms: float
    values_max_ms: float
    chart_ms: float
    chart_max_ms: float
    page_ms: float
    page_max_ms: float
    metrics_ms: float
    metrics_max_ms: float


QUESTIONS = ("latest", "values", "chart", "page", "metrics")


def paths(stream: int, streams: int, now: int, begin: int) -> dict[str, str]:
    """The questions, by name: the latest Observation of one stream, the last values of TOGETHER, a chart of all that
    one has said today, a page of the stream browser, /metrics. Times in µs.
    """
    first = max(1, min(stream, streams - TOGETHER))
    text = [quote((datetime.fromtimestamp(at / 1e6, UTC)).isoformat()) for at in (begin, now + 60_000_000)]
    latest = "$orderby=phenomenonTime%20desc&$top=1"
    return {
        "latest": f"/v1.1/Datastreams({stream})/Observations?{latest}",
        "values": (f"/v1.1/Datastreams?$filter=id%20ge%20{first}&$top={TOGETHER}&$expand=Observations("
                   f"{latest.replace('&', ';')})"),
        "chart": f"/api/streams/{stream}/chart?begin={text[0]}&end={text[1]}&points=500",
        "page": f"/api/streams?text={quote(f'gauge {stream % 1000}')}",
        "metrics": "/metrics",
    }


class Looker:
    """Asks a server, over a connection of its own, and reads what its process and its folder take."""

    def __init__(self, port: int, pid: int, data: Path, streams: Sequence[int], begin: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self._pid, self._data, self._streams, self._begin = pid, data, streams, begin
        self._asked = 0
        self._wall, self._cpu = time.monotonic(), cpu_s(pid)

    def sample(self, now: int, sent: Sent) -> Sample:
        self._connection.close()        # it was idle for as long as a server keeps one; the next request opens it again
        waits: dict[str, list[float]] = {name: [] for name in QUESTIONS}
        text = ""
        for _ in range(ASKED):
            self._asked += OF
            stream = self._streams[self._asked % len(self._streams)]
            for name, path in paths(stream, len(self._streams), now, self._begin).items():
                begun = time.monotonic()
                text = self._get(path)
                waits[name].append((time.monotonic() - begun) * 1e3)
        found = [(name, label, float(value)) for name, label, value in _NUMBER.findall(text)]
        numbers = {(name, label): value for name, label, value in found}
        wall, cpu = self._wall, self._cpu
        self._wall, self._cpu = time.monotonic(), cpu_s(self._pid)
        memory = memory_mb(self._pid)
        asked = {f"{name}_ms": round(statistics.median(found), 1) for name, found in waits.items()}
        asked |= {f"{name}_max_ms": round(max(found), 1) for name, found in waits.items()}
        return msgspec.convert({
            "hour": round((now - self._begin) / 3.6e9, 2), "wall_s": round(self._wall - wall, 1),
            "cpu_s": round(self._cpu - cpu, 1), "readings": sent.readings, "again": sent.again,
            "rss_mb": memory["VmRSS"], "own_mb": memory["RssAnon"],
            "disk_mb": sum(size_mb(path) for path in self._data.rglob("*")),
            "journal_mb": size_mb(self._data / "banyan.db"), "log_mb": size_mb(self._data / "banyan.db-wal"),
            "segments": int(numbers["observation_segments", ""]),
            "in_batches": int(numbers["observations_kept", "batches"]),
            "watch_mb": round(numbers["watch_memory_bytes", ""] / MB, 1),
            "behind_s": round(numbers["behind_seconds", ""], 1),
            "alerts": int(sum(value for name, _, value in found if name == "alerts_standing")),
            **_of_deliveries([1e3 * wait for wait in sent.waits]), **asked,
        }, Sample)  # fmt: skip

    def _get(self, path: str) -> str:
        self._connection.request("GET", path)
        answer = self._connection.getresponse()
        said = answer.read()
        assert answer.status == 200, (path, said[:300])
        return said.decode()


def _of_deliveries(waits: list[float]) -> dict[str, float]:
    if not waits:
        return {"send_ms": 0.0, "send_p99_ms": 0.0, "send_max_ms": 0.0}
    ordered = sorted(waits)
    return {"send_ms": round(ordered[len(ordered) // 2], 1), "send_p99_ms": round(ordered[len(ordered) * 99 // 100], 1),
            "send_max_ms": round(ordered[-1], 1)}


def cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


def memory_mb(pid: int) -> dict[str, float]:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    found = {line.partition(":")[0]: line.partition(":")[2].split() for line in lines}
    return {name: round(int(found[name][0]) * 1024 / MB, 1) for name in ("VmRSS", "RssAnon")}


def size_mb(path: Path) -> float:
    """0 for what has gone meanwhile."""
    try:
        return round(path.stat().st_size / MB, 3)
    except FileNotFoundError:
        return 0.0


def write(path: Path, samples: Sequence[Sample]) -> None:
    names = Sample.__struct_fields__
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(names)
        out.writerows([round(getattr(one, name), 2) for name in names] for one in samples)


class Slope(Struct, frozen=True):
    """Of the memory over the last two thirds: percent and MB an hour, and MB from their first to their last sample as
    the line has it.
    """

    percent: float
    mb: float
    in_all: float


def slope(samples: Sequence[Sample]) -> Slope:
    """Least squares over the process's own memory, but for the first third."""
    some = samples[len(samples) // 3 :]
    hours, own = [one.hour for one in some], [one.own_mb for one in some]
    line = statistics.linear_regression(hours, own)
    return Slope(100 * line.slope / statistics.mean(own), line.slope, line.slope * (hours[-1] - hours[0]))
