"""One question from its asking to its answer: the cache first, else the simulation, in the caller's process."""

from pathlib import Path
from typing import NamedTuple

from banyan.model.city import City
from banyan.runtime.whatif import kept
from banyan.runtime.whatif.ground import Ground, ground
from banyan.runtime.whatif.question import Question
from banyan.runtime.whatif.result import Result
from banyan.runtime.whatif.runs import answer
from banyan.runtime.whatif.worlds import Progress


class Answer(NamedTuple):
    """`city` is the one it was asked of; `fresh`: it was simulated now."""

    result: Result
    city: City
    fresh: bool


def ask(data: Path, folder: Path | None, question: Question, progress: Progress = lambda _: None) -> Answer:
    """Raises as ground.ground and runs.answer."""
    return answered(data, ground(data, folder, question), progress)


def answered(data: Path, asked: Ground, progress: Progress) -> Answer:
    """The answer to a question whose ground is known. Raises as runs.answer."""
    before = kept.cached(data, asked.key)
    if before is not None:
        return Answer(before, asked.subject.city, False)
    told = answer(data, asked, progress)
    kept.remember(data, told)
    return Answer(told, asked.subject.city, True)
