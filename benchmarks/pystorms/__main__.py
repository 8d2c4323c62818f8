"""Scenarios of pystorms under our look-ahead: `PYTHONPATH=src python -m benchmarks.pystorms [--scenario theta ...]`.

Beside it, in the same run: nobody acting, and equal filling as published. pystorms is needed for this benchmark alone
(python -m pip install pystorms==1.0.0); none of its files is copied into this repository.
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
from benchmarks.pystorms.plant import Missing, Unusable, names
from benchmarks.pystorms.report import EXCLUDED, Row, markdown, worse
from benchmarks.pystorms.runs import Task, budget, run

CONTROLS = ("uncontrolled", "equal-filling", "look-ahead")


def main(argv: list[str]) -> int:
    arguments = _arguments(argv)
    try:
        known = names()
    except Missing as error:
        print(f"benchmarks.pystorms: {error}", file=sys.stderr)
        return 2
    wanted = list(dict.fromkeys(arguments.scenario or known))
    unknown = [name for name in wanted if name not in known]
    if unknown:
        told = f"no scenario {', '.join(unknown)}; pystorms has {', '.join(known)}"
        print(f"benchmarks.pystorms: {told}", file=sys.stderr)
        return 2
    rows: list[Row] = []
    failures: list[str] = []
    for name in wanted:
        try:
            for row in _rows(name, arguments):
                rows.append(row)
                _tell(row)
        except Unusable as error:
            failures.append(str(error))
            print(f"benchmarks.pystorms: {error}", file=sys.stderr, flush=True)
    print(markdown(rows, failures))
    if arguments.json is not None:
        figures = {"schema": "banyan.pystorms-benchmark/1", "rows": [msgspec.to_builtins(row) for row in rows],
                   "worse": {name: worse(rows, name) for name in wanted}, "not_run": failures, "excluded": EXCLUDED}
        arguments.json.write_bytes(msgspec.json.format(msgspec.json.encode(figures), indent=1))
    return 0 if rows else 1


def _rows(name: str, arguments: argparse.Namespace) -> Iterator[Row]:
    """Raises Unusable."""
    passive = run(Task(name, "uncontrolled"))
    assert passive is not None
    yield Row(name, "uncontrolled", msgspec.structs.replace(passive, clock=[]))
    yield Row(name, "equal-filling", run(Task(name, "equal-filling")))
    given = budget(passive.figures.steps, arguments.branches, arguments.again, arguments.looks)
    for perturb in (None, *arguments.perturb):
        task = Task(name, "look-ahead", arguments.seed, perturb, given, passive.clock)
        yield Row(name, "look-ahead", run(task), perturb)


def _tell(row: Row) -> None:
    told = "isn't there for it" if row.run is None else f"{row.run.figures.metric:,.2f} in {row.run.wall_s:.1f} s"
    print(f"{row.scenario}, {row.control}: {told}", file=sys.stderr, flush=True)


def _arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.pystorms", description=__doc__)
    parser.add_argument("--scenario", action="append", help="only this one, repeatable; default all that pystorms has")
    parser.add_argument("--seed", type=int, default=1, help="of the plans drawn, default 1")
    parser.add_argument("--perturb", type=int, action="append", default=[], metavar="SEED",
                        help="also with a model of other roughness and runoff, repeatable")
    parser.add_argument("--branches", type=_least(2), help="plans at the first look; default by how long a run is")
    parser.add_argument("--again", type=_least(0), help="plans at each later look; default an eighth of the first's")
    parser.add_argument("--looks", type=_least(1), default=12, help="looks ahead in all, default 12")
    parser.add_argument("--json", type=Path, help="write the figures here")
    return parser.parse_args(argv)


def _least(lowest: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        value = int(text)
        if value < lowest:
            raise argparse.ArgumentTypeError(f"at least {lowest} was expected, {value} given")
        return value

    read.__name__ = "whole number"
    return read


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
