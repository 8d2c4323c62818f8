"""Passages of every kind of error, right and spoiled: how many wrong numbers are found, and no right one called wrong.

A third of the single statements and half of the long passages were kept back while the laws of packs/figures/laws were
written, and run once before anything was mended on them: of the statements 50 % had been found before the laws and 68 %
were with them, of the passages 55 % and 68 %. What is asserted is what was reached after that.
"""

import pytest

from banyan.model.figure import Figure, Result
from banyan.runtime.figures.checking import Checked, Known, check_text
from tests.releases.pairs import NAMES, Passage, passages
from tests.runtime.figures.test_variations import figures_of

pytestmark = pytest.mark.no_cover      # many texts through lines that other tests count; counting takes twice the time

REACHED = {"en": 0.81, "zh": 0.87, "long_en": 0.82, "long_zh": 0.82}
BESIDE = 60     # characters from a wrong word ("fell") within which a number is marked for it


def checked(passage: Passage, text: str) -> tuple[Checked, list[tuple[int, ...]]]:
    found = check_text(text, "passage.txt", Known(_ledger(passage)), "en")
    return found, [f.quantities for f in found.findings if f.result is Result.FAIL]


def _ledger(passage: Passage) -> tuple[Figure, ...]:
    return figures_of(tuple((*row, "") for row in passage.ledger)) if passage.ledger else ()


def marks(passage: Passage, text: str, start: int, end: int) -> bool:
    found, failed = checked(passage, text)
    numbers = found.reading.quantities
    own = {i for i, q in enumerate(numbers) if q.start < end and start < q.end}
    beside = {i for i, q in enumerate(numbers) if abs(q.start - end) < BESIDE or abs(q.end - start) < BESIDE}
    return any((own or beside) & set(group) for group in failed)


@pytest.mark.parametrize("name", NAMES)
def test_wrong_numbers_are_found(name: str) -> None:
    found = [(text, marks(passage, text, start, end)) for passage in passages(name)
             for text, start, end in passage.wrong()]
    assert sum(hit for _, hit in found) >= REACHED[name] * len(found), "\n".join(text for text, hit in found if not hit)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_right_is_called_wrong(name: str) -> None:
    alarms = [passage.right for passage in passages(name) if checked(passage, passage.right)[1]]
    assert alarms == []


# By people who had not seen the program; 49 % of what they planted was found at first sight. Two thirds were worked on;
# of the third that was kept back meanwhile 46 % were found before that and 58 % after, and then it was worked on too.
@pytest.mark.parametrize(("name", "least", "most"), [
    ("parts_en", 0.88, 0), ("parts_zh", 0.92, 0), ("changes_en", 0.77, 1), ("changes_zh", 0.86, 0),
    ("times_en", 0.84, 0), ("times_zh", 0.9, 0)])
def test_passages_of_strangers_are_found_as_well_as_they_were(name: str, least: float, most: int) -> None:
    found = [(text, marks(passage, text, start, end)) for passage in passages(name)
             for text, start, end in passage.wrong()]
    alarms = [passage.right for passage in passages(name) if checked(passage, passage.right)[1]]
    assert sum(hit for _, hit in found) >= least * len(found), "\n".join(text for text, hit in found if not hit)
    assert len(alarms) <= most, "\n".join(alarms)
