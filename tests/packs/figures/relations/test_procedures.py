"""Each procedure against its own example: a number of each stage, in order."""

import pytest

from banyan.packs.figures import read
from banyan.packs.figures.relations.frames import scene
from banyan.packs.figures.relations.procedures import PROCEDURES, Procedure, stage


@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda procedure: procedure.name)
def test_a_procedure_tells_the_stages_of_its_example(procedure: Procedure) -> None:
    told = [stage(frame, procedure.name) for frame in scene(read(f"{procedure.example}。")).frames]
    steps = [at.step for at in told if at is not None]
    assert steps == list(range(len(procedure.stages)))
    assert len(told) == len(steps)


def test_the_words_behind_an_english_number_are_its_own() -> None:
    frames = scene(read("Of the ballots, 640 were handed out and 652 returned.")).frames
    told = [stage(frame) for frame in frames]
    assert [(at.name, at.step) for at in told if at is not None] == [("paper", 0), ("paper", 1)]
