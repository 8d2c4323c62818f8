"""Runs that several tests of the command line look at, and a terminal for those that need no process."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from banyan.cli.main import main
from tests.runtime.demos import banyan, demo

BURST = "minutes,mm_per_h\n0,20\n10,160\n45,20\n60,0\n"      # floods Tower Road within half an hour


class Said(NamedTuple):
    """What a command left on the terminal."""

    code: int
    out: str
    err: str


Say = Callable[..., Said]


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Say:
    """A banyan command in this process."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def run(*arguments: str | Path) -> Said:
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main([str(a) for a in arguments])
        assert isinstance(left.value.code, int)
        return Said(left.value.code, *capsys.readouterr())

    return run


@pytest.fixture(scope="session")
def burst(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("rain") / "burst.csv"
    file.write_text(BURST, encoding="utf-8")
    return file


@pytest.fixture(scope="session")
def flooded(tmp_path_factory: pytest.TempPathFactory, burst: Path) -> Path:
    """Ninety minutes of a cloudburst, lived through once. `folder.json` beside it is its after-action data.

    Nobody may change it: copy it first.
    """
    data = tmp_path_factory.mktemp("flooded") / "demo"
    run = banyan(*demo(data, "--rain", burst, "--json", data.with_suffix(".json"), hours=1.5))
    assert (run.returncode, run.stderr) == (0, "")
    data.with_suffix(".txt").write_text(run.stdout, encoding="utf-8")
    return data
