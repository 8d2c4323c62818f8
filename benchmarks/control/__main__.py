"""How much the rule controller spares: `PYTHONPATH=src python -m benchmarks.control [--full]`.

Without --network: the storms of Banyan Bay. With it: that network's own storm, and with --starts also moved against
its tide. One process, one core: --full takes about ten minutes.
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
from benchmarks.control import baselines, closed_loop
from benchmarks.control.cases import cases
from benchmarks.control.report import EXCLUDED, Row, markdown, median_gain

from banyan.edges.tables import TableError
from banyan.runtime.folder.errors import FolderErrors
from banyan.runtime.folder.places import NoSuchCity
from banyan.runtime.scenario import UsageError
from banyan.twin.swmm.faults import FaultError
from banyan.twin.swmm.network import NetworkError
from banyan.twin.swmm.spec import SpecError

WRONG = (UsageError, TableError, FolderErrors, NoSuchCity, FaultError, NetworkError, SpecError)


def main(argv: list[str]) -> int:
    arguments = _arguments(argv)
    try:
        rows = list(_rows(arguments))
    except WRONG as error:
        print(f"benchmarks.control: {error}", file=sys.stderr)
        return 2
    print(markdown(rows))
    if arguments.json is not None:
        told = {"schema": "banyan.control-benchmark/1", "median_gain_percent": median_gain(rows),
                "rows": [msgspec.to_builtins(row) for row in rows], "excluded": EXCLUDED}
        arguments.json.write_bytes(msgspec.json.format(msgspec.json.encode(told), indent=1))
    return 0


def _rows(arguments: argparse.Namespace) -> Iterator[Row]:
    openings = baselines.FINE if arguments.full else baselines.COARSE
    for name, scenarios in cases(arguments):
        ranked = baselines.grid(scenarios[0], openings)      # no crews, no gauges: the same for every seed
        passive, standing = baselines.passive(scenarios[0]), baselines.standing(scenarios[0])
        for scenario in scenarios:
            report, broken = closed_loop.run(scenario)
            if broken:
                raise UsageError(f"{name}: out of service during the run: {broken}")
            best = baselines.best(scenario, ranked, report.crew_work)
            row = Row(name, scenario.spec.seed, passive, standing, best, report.run, report.continuity_error_percent)
            print(f"{name}, seed {row.seed}: best fixed {best.run.flooding_m3.total:,.0f}, "
                  f"rule {report.run.flooding_m3.total:,.0f} m³", file=sys.stderr, flush=True)
            yield row


def _arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.control", description=__doc__)
    parser.add_argument("--network", type=Path, help="SWMM input file instead of Banyan Bay")
    parser.add_argument("--network-map", type=Path, help="TOML file with what the network can't say")
    for table in ("rain", "tide", "inflow", "forecast"):
        parser.add_argument(f"--{table}", type=Path, help=f"CSV table as in `banyan demo --{table}`")
    parser.add_argument("--fault", action="append", default=[], help="KIND@FROM[-TO][:TARGET], repeatable")
    parser.add_argument("--storm", action="append", help="only this storm of Banyan Bay, repeatable")
    parser.add_argument("--hours", type=float, help="instead of the storm's own length")
    parser.add_argument("--seeds", type=_numbers(int), default=None, help="default 1; with --full 1,2,3")
    parser.add_argument("--starts", type=_numbers(float), default=[0.0], help="hours by which the storm is moved")
    parser.add_argument("--right", action="store_true", help="forecasts are right, not wrong by the seed")
    parser.add_argument("--full", action="store_true", help="eight openings a gate instead of six, three seeds")
    parser.add_argument("--json", type=Path, help="write the figures here")
    arguments = parser.parse_args(argv)
    arguments.seeds = arguments.seeds or ([1, 2, 3] if arguments.full else [1])
    return arguments


def _numbers(kind: type[int] | type[float]) -> Callable[[str], list[float]]:
    def read(text: str) -> list[float]:
        return [kind(part) for part in text.split(",")]

    return read


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
