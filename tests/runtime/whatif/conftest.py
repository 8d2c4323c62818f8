"""Ninety minutes of a cloudburst over the ready city, lived through once: what what-ifs are asked of."""

import shutil
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest

from banyan.model.time import Instant
from banyan.runtime.demo import Demo
from banyan.runtime.loop import State
from banyan.runtime.scenario import Options, Scenario, build
from banyan.runtime.whatif.ground import Ground, ground
from banyan.runtime.whatif.question import Question
from banyan.runtime.whatif.result import Result
from banyan.runtime.whatif.runs import answer

BURST = "minutes,mm_per_h\n0,20\n10,160\n45,20\n60,0\n"      # floods Tower Road within half an hour


class Lived(NamedTuple):
    """A data folder that nobody may change, what its brain remembered at the end, and when that was."""

    data: Path
    scenario: Scenario
    memory: bytes
    now: Instant


@pytest.fixture(scope="session")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    folder = tmp_path_factory.mktemp("whatif")
    rain = folder / "burst.csv"
    rain.write_text(BURST, encoding="utf-8")
    scenario = build(Options(hours=1.5, rain=rain, look_ahead=False))
    with Demo(scenario, folder / "demo", False, None) as demo:
        demo.run()
        brain = demo.running.brain
        return Lived(folder / "demo", scenario, msgspec.msgpack.encode(brain.state), brain.now)


@pytest.fixture
def copied(lived: Lived, tmp_path: Path) -> Path:
    """The same folder, to be changed."""
    shutil.copytree(lived.data, tmp_path / "demo")
    return tmp_path / "demo"


def asked(data: Path, **question: object) -> Ground:
    return ground(data, None, msgspec.convert({"hours": 1.0, **question}, Question))


def told(data: Path, **question: object) -> Result:
    """The answer, simulated: no cache."""
    return answer(data, asked(data, **question))


def state_of(memory: bytes) -> State:
    return msgspec.msgpack.decode(memory, type=State)
