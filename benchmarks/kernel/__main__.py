"""The rule kernel beside its bare limit and the trunk's own engine, in one run; its memory, and what a restart costs.

    PYTHONPATH=src:. python -m benchmarks.kernel [--readings N] [--streams N] [--million]

CPU time of one process, on cores that others use as well: read the ratios.
"""

import argparse
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
from numba import njit

from banyan.judge import run as judging
from banyan.judge.kernel.memory import ARRAYS, Memory
from banyan.judge.kernel.run import Readings, Tick, step
from banyan.judge.kernel.said import transitions
from banyan.model.ids import RuleId
from banyan.model.level import Level
from banyan.model.observation import Latest
from banyan.model.rule import Limit, RuleKind
from banyan.model.template import Template, rule_of, stream_id
from banyan.model.time import instant
from banyan.runtime.watch import snapshot
from banyan.runtime.watch.snapshot import Head

SCENARIO = "100,000 streams x 3 rules (threshold, silence, stuck), 1 % repeated, 2 % late, a tick a second"
EXCLUDED = {
    "acceptance, decoding, network, disk": "benchmarks/sensorthings",
    "sentences and records": "made of changes alone, some thousands among millions of readings",
}
SECOND = 1_000_000
T0 = 1_785_000_000_000_000
ON, OFF, QUIET, STUCK = 60 * SECOND, 120 * SECOND, 600 * SECOND, 1_800 * SECOND
TEMPLATES = (
    Template(RuleId("high"), RuleKind.THRESHOLD, "", "c", (
        Limit(Level.III, 3.0, 2.5, timedelta(microseconds=ON), timedelta(microseconds=OFF)),)),
    Template(RuleId("quiet"), RuleKind.SILENCE, "", "c", (Limit(Level.IV, QUIET / 60e6, QUIET / 60e6),)),
    Template(RuleId("stuck"), RuleKind.STUCK, "", "c", (Limit(Level.IV, STUCK / 60e6, STUCK / 60e6),)),
)  # fmt: skip
_RULE = np.dtype([("since", "i8"), ("value", "f8"), ("moved", "i8"), ("on", "i8")])
FIRST = 500_000           # readings that aren't timed, in either: with them every delay begins at once
ROUNDS = 3                # the least of so many, in turn
SLOW_SAMPLE = 40_000      # readings of the plain reference


def readings(count: int, streams: int) -> Readings:
    """Streams in turn with noise in their order; a wave with noise; some repeated, some late."""
    draw = np.random.default_rng(1)
    stream = 1 + draw.permutation(np.arange(count) % streams)
    time_ = T0 + np.arange(count) * (60 * SECOND // streams)
    value = 2.4 + 0.65 * np.sin(time_ / (3_600 * SECOND) + stream) + 0.05 * draw.standard_normal(count)
    late, again = draw.random(count) < 0.02, draw.random(count) < 0.01
    time_ = np.where(late, time_ - 90 * SECOND, time_)
    where = np.flatnonzero(again & (np.arange(count) >= streams))
    for column in (stream, time_, value):
        column[where] = column[where - 7]
    return Readings(stream, time_, value, np.arange(count))


@njit(nogil=True, cache=True)
def _bare(stream: Any, time_: Any, value: Any, last: Any, rule: Any) -> int:
    """The same three rules and nothing else: no ladder, no evidence, no due times, no room to grow. Each rule has its
    own 32 B, as shared/engine.md measured to be best; the streams' numbers are their places.
    """
    changes = 0
    for n in range(len(stream)):
        s, t, v = stream[n], time_[n], value[n]
        if t <= last[s]:
            continue
        high, quiet, stuck = rule[3 * s], rule[3 * s + 1], rule[3 * s + 2]
        over = v < 2.5 if high["on"] else v >= 3.0
        if not over:
            high["since"] = 0
        elif high["since"] == 0:
            high["since"], high["value"] = t, v
        elif t - high["since"] >= (OFF if high["on"] else ON):
            high["on"], high["since"], high["moved"] = 1 - high["on"], 0, t
            changes += 1
        if quiet["on"]:
            quiet["on"], quiet["moved"] = 0, t
            changes += 1
        quiet["since"] = t
        if abs(v - stuck["value"]) > 1e-9:
            stuck["since"], stuck["value"] = t, v
            if stuck["on"]:
                stuck["on"], stuck["moved"] = 0, t
                changes += 1
        elif not stuck["on"] and t - stuck["since"] >= STUCK:
            stuck["on"], stuck["moved"] = 1, t
            changes += 1
        last[s] = t
    return changes


_TEMPLATE = np.dtype([("kind", "i8"), ("raise_at", "f8"), ("clear_at", "f8"), ("on", "i8"), ("off", "i8")])
SHARED = np.array([(0, 3.0, 2.5, ON, OFF), (1, 0.0, 0.0, QUIET, 0), (2, 0.0, 0.0, STUCK, 0)], _TEMPLATE)


@njit(nogil=True, cache=True)
def _shared(stream: Any, time_: Any, value: Any, last: Any, rule: Any, templates: Any) -> int:
    """As `_bare`, but what a rule is stands in a table that all streams share and is looked up for each reading: the
    loop that shared/engine.md measured. Still no ladder, no evidence, no due times. Written out again on purpose: steps
    that both call make `_bare`, the limit, a tenth slower.
    """
    changes = 0
    for n in range(len(stream)):
        s, t, v = stream[n], time_[n], value[n]
        if t <= last[s]:
            continue
        for k in range(len(templates)):
            said, own = templates[k], rule[len(templates) * s + k]
            if said["kind"] == 0:
                over = v < said["clear_at"] if own["on"] else v >= said["raise_at"]
                if not over:
                    own["since"] = 0
                elif own["since"] == 0:
                    own["since"], own["value"] = t, v
                elif t - own["since"] >= (said["off"] if own["on"] else said["on"]):
                    own["on"], own["since"], own["moved"] = 1 - own["on"], 0, t
                    changes += 1
            elif said["kind"] == 1:
                if own["on"]:
                    own["on"], own["moved"] = 0, t
                    changes += 1
                own["since"] = t
            elif abs(v - own["value"]) > 1e-9:
                own["since"], own["value"] = t, v
                if own["on"]:
                    own["on"], own["moved"] = 0, t
                    changes += 1
            elif not own["on"] and t - own["since"] >= said["on"]:
                own["on"], own["moved"] = 1, t
                changes += 1
        last[s] = t
    return changes


@njit(nogil=True, cache=True)
def _bare_tick(now: int, last: Any, rule: Any) -> int:
    changes = 0
    for s in range(1, len(last)):
        if now - last[s] >= QUIET and not rule[3 * s + 1]["on"]:
            rule[3 * s + 1]["on"] = 1
            changes += 1
    return changes


def bare(given: Readings, streams: int, batch: int, shared: bool = False) -> tuple[float, int]:
    """`shared`: with the rules in a table."""
    last, rule = np.full(streams + 1, T0), np.zeros(3 * streams + 3, _RULE)

    def loop(*columns: Any) -> int:
        return int(_shared(*columns, SHARED) if shared else _bare(*columns))

    loop(*(column[:1] for column in given[:3]), last.copy(), rule.copy())
    _bare_tick(T0, last, rule)
    changes, ticked = loop(*(column[:FIRST] for column in given[:3]), last, rule), T0
    begin = time.process_time()
    for first in range(FIRST, len(given.stream), batch):
        part = [column[first : first + batch] for column in given[:3]]
        changes += loop(*part, last, rule)
        now = int(part[1][-1])
        if now // SECOND * SECOND > ticked:
            ticked = now // SECOND * SECOND
            changes += _bare_tick(ticked, last, rule)
    return time.process_time() - begin, changes


def begun(streams: int) -> Memory:
    memory = Memory(TEMPLATES)
    memory.know(np.arange(1, streams + 1), (0, 1, 2), T0)
    return memory


def ours(given: Readings, streams: int, batch: int) -> tuple[float, Any, Memory]:
    memory = begun(streams)
    step(begun(10), Readings(*(column[:1] for column in given)), [Tick(1, T0)])
    memory, changes = step(memory, Readings(*(column[:FIRST] for column in given)))
    found, ticked = [changes.copy()], T0
    begin = time.process_time()
    for first in range(FIRST, len(given.stream), batch):
        part = Readings(*(column[first : first + batch] for column in given))
        now = int(part.time[-1])
        ticks = []
        if now // SECOND * SECOND > ticked:
            ticked = now // SECOND * SECOND
            ticks = [Tick(len(part.stream), ticked)]
        memory, changes = step(memory, part, ticks)
        found.append(changes.copy())
    return time.process_time() - begin, np.concatenate(found), memory


def reference(given: Readings, streams: int) -> tuple[float, int, int]:
    """judge/run.py on a sample of whole streams; checks that the kernel says the same of them. (CPU, readings, said)"""
    sample = max(1, SLOW_SAMPLE * streams // len(given.stream))
    few = given.stream <= sample
    part = Readings(*(column[few] for column in given))
    memory, changes = step(begun(sample), part, [Tick(len(part.stream), int(part.time.max()))])
    fast = transitions(memory, changes)
    prepared = judging.prepare([rule_of(template, n) for n in range(1, sample + 1) for template in TEMPLATES])
    last: dict[int, int] = {}
    begin, steering = time.process_time(), []
    for stream, at, value, seq in zip(*(column.tolist() for column in part), strict=True):
        if at > last.get(stream, -1):
            last[stream] = at
            steering.append(Latest(stream_id(stream), instant(at), value, seq))
    done = judging.run(prepared, judging.start(instant(T0)), steering, None, instant(int(part.time.max())))
    assert list(done.transitions) == fast
    return time.process_time() - begin, len(part.stream), len(fast)


def restart(memory: Memory, streams: int) -> tuple[float, float, float]:
    """Write the snapshot, read it, go through 60 s of tail at 100,000 readings a second. CPU seconds of each."""
    tail = readings(6_000_000, streams)
    with tempfile.TemporaryDirectory() as folder:
        begin = time.process_time()
        arrays = {f"judge.{name}": array for name, array in memory.arrays().items()}
        snapshot.write(Path(folder), Head(snapshot.VERSION, 0, 0, 0, 0, TEMPLATES, ((0, 1, 2),), (), (), tuple(
            (name, len(array)) for name, array in arrays.items())), arrays)  # fmt: skip
        written, begin = time.process_time() - begin, time.process_time()
        dtypes = {f"judge.{name}": np.dtype(dtype) for name, dtype in {**ARRAYS, "soonest": "i8"}.items()}
        kept = snapshot.read(Path(folder), dtypes)
        assert kept is not None
        again = Memory.of(kept[0].templates, kept[0].profiles,
                          {name.removeprefix("judge."): array for name, array in kept[1].items()})
        read, begin = time.process_time() - begin, time.process_time()
        for first in range(0, len(tail.stream), 10_000):
            again, _ = step(again, Readings(*(column[first : first + 10_000] for column in tail)))
    return written, read, time.process_time() - begin


def timed_count(text: str) -> int:
    """How many readings a run has, from --readings. Raises ArgumentTypeError where none of them would be timed."""
    count = int(text)
    if count <= FIRST:
        raise argparse.ArgumentTypeError(f"more than {FIRST:,}: the first {FIRST:,} aren't timed")
    return count


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--readings", type=timed_count, default=4_000_000)
    parser.add_argument("--streams", type=int, default=100_000)
    parser.add_argument("--million", action="store_true", help="memory and restart with 1,000,000 streams, too")
    given = parser.parse_args()
    feed = readings(given.readings, given.streams)
    timed = given.readings - FIRST
    print(SCENARIO)
    for name, why in EXCLUDED.items():
        print(f"  left out: {name} ({why})")
    for batch in (1_000, 10_000, 100_000):
        turns = [(bare(feed, given.streams, batch), bare(feed, given.streams, batch, True),
                  ours(feed, given.streams, batch)) for _ in range(ROUNDS)]
        least, table = (min(turn[n][0] for turn in turns) for n in (0, 1))
        spent, changes, _ = min((mine for *_, mine in turns), key=lambda one: one[0])
        print(f"batches of {batch:>7}: bare {timed / least / 1e6:5.1f} M/s, with shared templates "
              f"{timed / table / 1e6:5.1f} M/s, ours {timed / spent / 1e6:5.1f} M/s a core, "
              f"{least / spent:.2f} and {table / spent:.2f} of the limits; {len(changes)} changes")
    spent, count, said = reference(feed, given.streams)
    print(f"plain reference: {count / spent / 1e6:.3f} M/s over {count} readings; the same {said} transitions as ours")
    streams = 1_000_000 if given.million else given.streams
    memory = begun(streams)
    print(f"memory: {memory.nbytes() / 1e6:.0f} MB for {streams} streams x {len(TEMPLATES)} rules")
    written, read, tail = restart(memory, streams)
    print(f"restart: snapshot written in {written:.2f} s, read in {read:.2f} s, "
          f"6,000,000 readings of tail in {tail:.2f} s CPU")


if __name__ == "__main__":
    main()
