"""What is compiled is compiled at the start, or taken from the cache, beside the first requests.

The first start of an installation compiles for half a minute, unless `python -m banyan.runtime.watch.warm` has done
it. Every later start takes a fifth of a second.
"""

import threading
from datetime import timedelta

import numpy as np

from banyan.edges.feeds.extremes import extremes
from banyan.edges.feeds.scan import scan as scan_columns
from banyan.edges.sensorthings.scan import scan, write_links
from banyan.judge.kernel.memory import Memory
from banyan.judge.kernel.run import Readings, Tick, step
from banyan.model.acceptance import Acceptance
from banyan.model.ids import RuleId
from banyan.model.level import Level
from banyan.model.rule import Limit
from banyan.model.stream import Duplicates
from banyan.model.template import JUDGED, Template
from banyan.perceive import columns as perceive
from banyan.stores.postgres import binary
from banyan.stores.things import loops
from banyan.stores.things.kept import EMPTY

_MINUTE = 60_000_000


class Warming:
    """Compiles in a thread of its own; `ready` once everything is there."""

    def __init__(self) -> None:
        self._done = threading.Event()
        threading.Thread(target=self._run, name="banyan-warm-up", daemon=True).start()

    def _run(self) -> None:
        warm_up()
        self._done.set()

    def ready(self) -> bool:
        return self._done.is_set()


def warm_up() -> None:
    """Go once through every compiled loop, with a stream of each rule kind."""
    loops.warm()
    limits = (Limit(Level.III, 1.0, 0.5, timedelta(seconds=1)),)
    templates = [Template(RuleId(kind.value), kind, "", "", limits, window_min=1.0) for kind in JUDGED]
    memory = Memory(templates)
    memory.know([1], tuple(range(len(templates))), 0)
    time = np.arange(1, 30) * _MINUTE
    stream, value = np.ones(len(time), np.int64), time % 3 * 1.0
    step(memory, Readings(stream, time, value, time), [Tick(len(time), 60 * _MINUTE)])
    accepting = perceive.Memory()
    accepting.declare(1, Acceptance(low=0.0, max_rate=1.0, late_s=60.0, duplicates=Duplicates.REJECT))
    accepting.accept(stream, time, value, int(time[-1]))
    scan(b'[{"Datastream":{"@iot.id":1},"components":["result"],"dataArray":[[1]]}]', 0)
    write_links("", np.ones(1, np.int64))
    binary.rows(EMPTY)
    extremes(stream, time, value)
    scan_columns(b'{"s":[1],"t":[1],"v":[1]}', ("s", "t", "v"), 1)


if __name__ == "__main__":
    warm_up()
