"""What is read is read in any words: sentences of other topics, in both languages, with a right and a wrong number."""

import csv
import io

import pytest

from banyan.edges.ledger import read as read_ledger
from banyan.model.figure import Figure, Result, Verdict
from banyan.packs.figures import read
from banyan.runtime.figures.checking import Checked, Known, check_text
from tests.runtime.figures.variations import ledgers, pairs, right, sound, wrong

pytestmark = pytest.mark.no_cover      # many texts through lines that other tests count; counting takes twice the time

ALL = [*pairs("days"), *pairs("places"), *pairs("again"), *pairs("more"), *pairs("laws")]


def checked(text: str, figures: tuple[Figure, ...] = ()) -> Checked:
    return check_text(text, "release.txt", Known(figures), "en")


def failed(text: str, figures: tuple[Figure, ...] = ()) -> set[str]:
    """The checks that call something in the text wrong."""
    return {finding.check for finding in checked(text, figures).findings if finding.result is Result.FAIL}


@pytest.mark.parametrize(("checks", "text"), ALL)
def test_a_wrong_number_is_found(checks: str, text: str) -> None:
    assert failed(wrong(text)) & set(checks.split(","))


@pytest.mark.parametrize("text", [*(text for _, text in ALL), *sound()])
def test_nothing_right_is_called_wrong(text: str) -> None:
    assert failed(right(text)) == set()


def figures_of(rows: tuple[tuple[str, ...], ...]) -> tuple[Figure, ...]:
    held = io.StringIO()
    out = csv.writer(held)
    out.writerow(["id", "subject", "indicator", "operator", "value", "unit", "period", "breakdown", "geography"])
    told = ([f"L{n}", subject, indicator, "=", *rest] for n, (subject, indicator, *rest) in enumerate(rows))
    out.writerows([*row, *[""] * (9 - len(row))] for row in told)
    ledger = read_ledger(held.getvalue().encode(), "ledger.csv")
    assert not ledger.rejected
    return ledger.figures


def told(text: str, rows: tuple[tuple[str, ...], ...], result: Result) -> bool:
    """Does the ledger's check give `result` against the first row?"""
    found = checked(text, figures_of(rows))
    return any(f.check == "ledger" and f.result is result and "L0" in f.against for f in found.findings)


@pytest.mark.parametrize(("text", "rows"), ledgers())
def test_a_ledger_in_other_words_agrees_or_contradicts(text: str, rows: tuple[tuple[str, ...], ...]) -> None:
    assert told(right(text), rows, Result.PASS)
    assert failed(right(text), figures_of(rows)) == set()
    assert told(wrong(text), rows, Result.FAIL)


@pytest.mark.parametrize(("text", "rows"), ledgers("ledgers_sound"))
def test_a_ledger_about_something_else_contradicts_nothing(text: str, rows: tuple[tuple[str, ...], ...]) -> None:
    assert failed(text, figures_of(rows)) == set()


@pytest.mark.parametrize(("text", "number"), pairs("left_open"))
def test_who_or_when_is_left_open_is_said(text: str, number: str) -> None:
    found = checked(text)
    at = next(i for i, q in enumerate(found.reading.quantities) if q.text == number)
    assert any(f.result is Result.CANNOT_TELL and at in f.quantities for f in found.findings)
    assert found.verdicts[at][0] is not Verdict.CONTRADICTS


@pytest.mark.parametrize(("text", "names"), pairs("names"))
def test_a_number_that_is_a_name_is_no_figure(text: str, names: str) -> None:
    taken = [q.text for name in names.split(";") for q in read(text).quantities
             if q.start < text.index(name) + len(name) and text.index(name) < q.end]
    assert taken == []
