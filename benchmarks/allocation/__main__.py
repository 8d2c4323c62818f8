"""How much planning gains over nearest-first: `PYTHONPATH=src python -m benchmarks.allocation`.

Every plan, the solver's and nearest-first's, is judged by allocate/worth.py, which shares no code with the solver. One
process, one core; the table takes seconds.
"""

import argparse
import statistics
import sys
import time
from typing import NamedTuple

from benchmarks.allocation.instances import Instance, instance

from banyan.model.demand import Allocation
from banyan.runtime.allocation.answer import answer

SAME = 1e-6          # of a worth: nearer than this is equal
RUNS = 5
BIG = (300, 100)     # demands, crews


class Row(NamedTuple):
    """One instance: person-minutes as in model/demand.py's Weights."""

    seed: int
    demands: int
    crews: int
    worth: float
    nearest: float
    bound: float
    seconds: float

    @property
    def gap_percent(self) -> float:
        return 100 * (self.bound - self.worth) / abs(self.bound) if self.bound else 0.0

    @property
    def kind(self) -> str:
        """better | worse | optimal (nearest-first can't be bettered) | equal."""
        if self.worth > self.nearest + SAME * abs(self.nearest):
            return "better"
        if self.worth < self.nearest - SAME * abs(self.nearest):
            return "worse"
        return "optimal" if self.bound <= self.nearest + 1e-4 * abs(self.nearest) else "equal"


def solved(it: Instance) -> Allocation:
    """The answer, as the job gives it."""
    return answer(it.question, it.city, it.tasks, it.ways, ())


def row(seed: int, demands: int | None = None, crews: int | None = None) -> Row:
    """One instance, its plan, and the CPU seconds that they took: making the city and measuring its ways included."""
    began = time.process_time()
    it = instance(seed, demands, crews)
    body = solved(it)
    seconds = time.process_time() - began
    if body.error is not None:
        raise RuntimeError(body.error)
    return Row(seed, len(it.question.demands), len(it.city.crews), body.worth, body.nearest, body.bound, seconds)


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.allocation", description=__doc__)
    parser.add_argument("--instances", type=int, default=200)
    parser.add_argument("--no-big", action="store_true", help="leave out 300 demands x 100 crews")
    arguments = parser.parse_args(argv)
    rows = [row(seed) for seed in range(1, arguments.instances + 1)]
    print(_table(rows))
    if not arguments.no_big:
        times = [row(seed, *BIG).seconds for seed in range(1, RUNS + 1)]
        print(f"\n{BIG[0]} demands x {BIG[1]} crews, {RUNS} instances, CPU seconds, ways on roads included: "
              f"median {statistics.median(times):.2f} s, fastest {min(times):.2f} s, slowest {max(times):.2f} s")
    return 1 if any(r.kind == "worse" for r in rows) else 0


def _table(rows: list[Row]) -> str:
    kinds = {kind: sum(r.kind == kind for r in rows) for kind in ("better", "optimal", "equal", "worse")}
    gains = sorted(100 * (r.worth - r.nearest) / r.nearest for r in rows if r.kind == "better" and r.nearest > 0)
    gaps, times = [r.gap_percent for r in rows], [r.seconds for r in rows]
    lines = [
        f"{len(rows)} instances, {min(r.demands for r in rows)} to {max(r.demands for r in rows)} demands, "
        f"{min(r.crews for r in rows)} to {max(r.crews for r in rows)} crews; worth in person-minutes at 0.30 m",
        "",
        "| against nearest-first | instances |", "|---|---|",
        f"| better | {kinds['better']} |", f"| equal, nearest-first being optimal | {kinds['optimal']} |",
        f"| equal, though more may be possible | {kinds['equal']} |", f"| worse | {kinds['worse']} |",
        "",
        f"gain where better: median {statistics.median(gains):.1f} %, least {gains[0]:.2f} %, most {gains[-1]:.0f} %"
        if gains else "no gain anywhere",
        f"gap to the proven bound: median {statistics.median(gaps):.4f} %, largest {max(gaps):.4f} %",
        f"CPU seconds each: median {statistics.median(times):.3f}, largest {max(times):.3f}",
    ]  # fmt: skip
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
