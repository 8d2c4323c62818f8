"""Benchmarks lean on one another and on the program: each still finds what it names, though none is run here."""

import subprocess
import sys
from pathlib import Path

from tests.runtime.demos import environment

ROOT = Path(__file__).resolve().parents[2]
THEIR_OWN = "pystorms"      # needs a simulator of its own (benchmarks/pystorms)


def test_every_benchmark_finds_what_it_names() -> None:
    names = sorted(".".join(path.relative_to(ROOT).with_suffix("").parts)
                   for path in (ROOT / "benchmarks").rglob("*.py") if THEIR_OWN not in path.parts)
    assert "benchmarks.mqtt.__main__" in names
    program = "import importlib, sys; [importlib.import_module(name) for name in sys.argv[1:]]"
    path = {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    done = subprocess.run([sys.executable, "-c", program, *names], env=environment() | path, capture_output=True,
                          text=True, check=False)
    assert done.returncode == 0, done.stderr[-1000:]
