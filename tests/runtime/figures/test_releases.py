"""The releases of tests/releases, written by another hand: what the issue asks of recall, false alarms and coverage."""

import sys
from datetime import date
from pathlib import Path

import pytest

from banyan.edges.ledger import read
from banyan.runtime.figures.checking import Known, check
from banyan.runtime.figures.result import result
from tests.releases import worded
from tests.releases.build import write_all
from tests.releases.marked import SOURCES, load_all
from tests.releases.score import Score, score_all

pytestmark = pytest.mark.no_cover      # many texts through lines that other tests count; counting takes twice the time


@pytest.fixture(scope="module")
def score(tmp_path_factory: pytest.TempPathFactory) -> Score:
    return scored(tmp_path_factory.mktemp("releases"), SOURCES)


def scored(folder: Path, sources: Path) -> Score:
    answers = {answer["name"]: answer for answer in write_all(folder, load_all(sources))}
    checked = []
    for name in sorted(answers):
        ledger = folder / f"{name}.ledger.csv"
        figures = read(ledger.read_bytes(), ledger.name).figures if ledger.exists() else ()
        known = Known(figures, (), date(2026, 1, 1))
        for release in (folder / f"{name}{ending}" for ending in (".txt", ".html", ".docx")):
            if release.exists():
                checked.append(check(release.read_bytes(), release.name, known, "en"))
    found = score_all(answers, [result(checked)])
    sys.stdout.write("\n".join(["", found.table(), "missed:", *found.missed, "false:", *found.false, ""]))
    return found


def test_planted_errors_are_found_with_the_right_number_marked(score: Score) -> None:
    assert score.recall >= 0.95, score.missed


def test_hardly_anything_right_is_called_wrong(score: Score) -> None:
    assert score.false_per_50 <= 1, score.false


def test_numbers_are_found_and_those_that_the_ledger_covers_are_judged(score: Score) -> None:
    assert score.quantities_found >= 0.98, score.overlooked
    assert score.unknown_share <= 0.20


# Sets by seven other hands who had not seen the program. What was found at first sight: 33, 65, 53, 68, 65, 53 and 60 %
# of what was planted, with 0.6, 1.0, 0.8, 0.3, 0.1, 0.8 and 0.1 false alarms; each has been worked on since. So the
# last first sight, and not what is reached now, says how the program does on a text that nobody has worked on: half to
# two thirds; the aim is 95 %.
@pytest.mark.parametrize(("which", "recall", "false"), [
    ("first", 0.97, 0.2), ("second", 0.9, 0.2), ("third", 0.86, 0.3), ("fourth", 0.95, 0.2), ("fifth", 0.94, 0.2),
    ("sixth", 0.89, 0.1), ("seventh", 0.9, 0.1)])
def test_sets_of_strangers_are_found_as_well_as_they_were(
    which: str, recall: float, false: float, tmp_path: Path
) -> None:
    found = scored(tmp_path, SOURCES.parent / "strangers" / which)
    assert found.recall >= recall, found.missed
    assert found.false_per_50 <= false, found.false
    assert found.quantities_found >= 0.97, found.overlooked
    assert found.unknown_share <= 0.20


# Fifteen more, of which it found 71, 65, 74, 75, 68, 74, 80, 81, 84, 74, 83, 74, 76, 78 and 73 % at first sight, with
# 0.7, 1.8, 0.8, 1.4, 0.8, 0.8, 1.0, 1.0, 1.0, 0.9, 0.5, 0.7, 0.5, 0.9 and 0.8 false alarms; each has been worked on
# since, but the last, and the twentieth hardly.
@pytest.mark.parametrize(("which", "recall", "false"), [
    ("eighth", 0.79, 0.4), ("ninth", 0.77, 0.9), ("tenth", 0.85, 0.7), ("eleventh", 0.9, 0.3), ("twelfth", 0.83, 0.4),
    ("thirteenth", 0.88, 0.7), ("fourteenth", 0.96, 0.2), ("fifteenth", 0.9, 0.6), ("sixteenth", 0.92, 0.7),
    ("seventeenth", 0.83, 0.9), ("eighteenth", 0.95, 0.1), ("nineteenth", 0.94, 0.1), ("twentieth", 0.79, 0.4),
    ("twentyfirst", 0.95, 0.1), ("twentysecond", 0.72, 0.9)])
def test_errors_that_are_named_by_their_words_are_found_as_well_as_they_were(
    which: str, recall: float, false: float
) -> None:
    found, folder = Score(), worded.SETS / which
    for name, answer in worded.answers(which).items():
        ledger = folder / f"{name}.csv"
        known = Known(read(ledger.read_bytes(), ledger.name).figures, (), date(2027, 1, 1))
        checked = check((folder / f"{name}.txt").read_bytes(), f"{name}.txt", known, "en")
        worded.add(found, name, answer, result([checked])["files"][0])
    assert found.planted.total() >= 90
    assert found.recall >= recall, found.missed
    assert found.false_per_50 <= false, found.false
