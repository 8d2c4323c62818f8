"""How much looking ahead spares: `PYTHONPATH=src python -m benchmarks.control [--full]`.

For every storm and seed: nobody acting, standing settings, the best fixed setting found for that very storm, the rule
with crews sent nearest-first when water is there, and the whole city brain: look-ahead control and planned crews.
Without --network: the storms of Banyan Bay. With it: that network's own storm, and with --starts also moved against
its tide. --faults: every fault on the city's own storm instead. A short set takes about eight minutes on two cores,
--full about fifty.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
from benchmarks.control import baselines
from benchmarks.control.cases import cases, fault_cases
from benchmarks.control.report import EXCLUDED, Row, markdown, summary
from msgspec.structs import replace

from banyan.edges.tables import TableError
from banyan.runtime.closed_loop import Lived, live
from banyan.runtime.folder.errors import FolderErrors
from banyan.runtime.folder.places import NoSuchCity
from banyan.runtime.scenario import NEAREST, PLANNED, Scenario, UsageError
from banyan.twin.swmm.faults import FaultError
from banyan.twin.swmm.network import NetworkError
from banyan.twin.swmm.spec import SpecError

WRONG = (UsageError, TableError, FolderErrors, NoSuchCity, FaultError, NetworkError, SpecError)
SHORT = ("dry-day", "high-tide-storm", "low-tide-storm", "great-storm")


def main(argv: list[str]) -> int:
    arguments = _arguments(argv)
    rows: list[Row] = []
    try:
        for row in _rows(arguments):
            rows.append(row)
    except WRONG as error:
        print(f"benchmarks.control: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("benchmarks.control: stopped; what was done by then:", file=sys.stderr)
    print(markdown(rows))
    if arguments.json is not None:
        told = {"schema": "banyan.control-benchmark/2", **summary(rows),
                "rows": [msgspec.to_builtins(row) for row in rows], "excluded": EXCLUDED}
        arguments.json.write_bytes(msgspec.json.format(msgspec.json.encode(told), indent=1))
    return 0


def _rows(arguments: argparse.Namespace) -> Iterator[Row]:
    openings = baselines.FINE if arguments.full else baselines.COARSE
    chosen = fault_cases(arguments) if arguments.faults else cases(arguments)
    for name, scenarios in chosen:
        ranked = baselines.grid(scenarios[0], openings)      # no crews, no gauges: the same for every seed
        passive, standing = baselines.passive(scenarios[0]), baselines.standing(scenarios[0])
        for scenario in scenarios:
            began = time.perf_counter()
            rule = _lived(name, replace(scenario, look_ahead=False, crews=NEAREST))
            between = time.perf_counter()
            look = _lived(name, replace(scenario, look_ahead=True, crews=PLANNED))
            took = time.perf_counter() - between
            split = _lived(name, replace(scenario, look_ahead=True, crews=NEAREST)).report.run \
                if arguments.split else None
            best = baselines.best(scenario, ranked, look.report.crew_work)
            decided = [rec.body for rec in look.found if rec.kind == "decision"]
            row = Row(
                name, scenario.spec.seed, passive, standing, best, rule.report.run, look.report.run, split,
                max((rule.report.continuity_error_percent, look.report.continuity_error_percent), key=abs),
                len(decided), sum(body["branches"] for body in decided),
                sum(body["chosen"].startswith("plan") for body in decided),
            )
            print(f"{name}, seed {row.seed}: best fixed {best.run.flooding_m3.total:,.0f}, rule "
                  f"{row.rule.flooding_m3.total:,.0f}, look-ahead {row.look.flooding_m3.total:,.0f} m³ "
                  f"({between - began:.0f} s, {took:.0f} s)", file=sys.stderr, flush=True)
            yield row


def _lived(name: str, scenario: Scenario) -> Lived:
    lived = live(scenario)
    if lived.out_of_service:
        raise UsageError(f"{name}: out of service during the run: {lived.out_of_service}")
    return lived


def _arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.control", description=__doc__)
    parser.add_argument("--network", type=Path, help="SWMM input file instead of Banyan Bay")
    parser.add_argument("--network-map", type=Path, help="TOML file with what the network can't say")
    for table in ("rain", "tide", "inflow", "forecast"):
        parser.add_argument(f"--{table}", type=Path, help=f"CSV table as in `banyan demo --{table}`")
    parser.add_argument("--fault", action="append", default=[], help="KIND@FROM[-TO][:TARGET], repeatable")
    parser.add_argument("--faults", action="store_true", help="every kind of fault, one at a time, on the city's storm")
    parser.add_argument("--storm", action="append", help="only this storm of Banyan Bay, repeatable")
    parser.add_argument("--hours", type=float, help="instead of the storm's own length")
    parser.add_argument("--seeds", type=_numbers(int), default=None, help="default 1; with --full 1,2,3")
    parser.add_argument("--starts", type=_numbers(float), default=[0.0], help="hours by which the storm is moved")
    parser.add_argument("--right", action="store_true", help="forecasts are right, not wrong by the seed")
    parser.add_argument("--split", action="store_true", help="also: look-ahead with crews sent nearest-first")
    parser.add_argument("--full", action="store_true", help="every storm, eight openings a gate, three seeds")
    parser.add_argument("--json", type=Path, help="write the figures here")
    arguments = parser.parse_args(argv)
    arguments.seeds = arguments.seeds or ([1, 2, 3] if arguments.full else [1])
    if not arguments.full and not arguments.faults and arguments.network is None:
        arguments.storm = arguments.storm or list(SHORT)
    return arguments


def _numbers(kind: type[int] | type[float]) -> Callable[[str], list[float]]:
    def read(text: str) -> list[float]:
        return [kind(part) for part in text.split(",")]

    return read


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
