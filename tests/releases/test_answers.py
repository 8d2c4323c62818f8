"""The releases' own soundness: spans, arithmetic of what is true and of what is planted, and the scorer's counts."""

from pathlib import Path
from typing import Any

import pytest

from tests.releases.build import answer, write_all
from tests.releases.interval import Interval, holds, published
from tests.releases.marked import Release, load_all
from tests.releases.score import Score, add

RELEASES = load_all()
KINDS = {"sum", "share", "band", "growth", "compound", "ratio", "points", "magnitude", "currency",
         "currency_without_rate",
         "subset", "dates", "same_number", "definition", "no_base", "no_year", "no_source", "no_subject", "rank",
         "ledger", "list"}


def planted(release: Release) -> list[Any]:
    return [statement for statement in release.statements if statement.expected != "pass"]


@pytest.mark.parametrize("release", RELEASES, ids=lambda r: r.name)
def test_spans_are_the_text_s_and_marks_are_gone(release: Release) -> None:
    assert all(release.text[q.start:q.end] == q.text for q in release.quantities)
    assert not any(mark in release.text for mark in ("[[", "]]", "{{", "}}"))
    names = [q.name for q in release.quantities if q.name]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("release", RELEASES, ids=lambda r: r.name)
def test_true_statements_hold_and_planted_errors_are_false_beyond_rounding(release: Release) -> None:
    values = {q.name: q.value for q in release.quantities if q.name}
    for statement in release.statements:
        assert set(statement.names) | set(statement.fault) <= set(values), statement
        assert (statement.expected == "pass") == (not statement.fault), statement
        if statement.expected == "fail":
            assert statement.expression, statement
        if statement.expression:
            assert holds(statement.expression, values) == (statement.expected == "pass"), statement


def test_the_set_is_as_large_and_as_wrong_as_it_says() -> None:
    assert sorted(release.language for release in RELEASES).count("zh") == 16
    assert len(RELEASES) == 32
    quantities = sum(not q.is_date for release in RELEASES for q in release.quantities)
    errors = [statement.kind for release in RELEASES for statement in planted(release)]
    assert quantities >= 600
    assert quantities / 11 <= len(errors) <= quantities / 8
    assert set(errors) == KINDS


def test_intervals_keep_rounding_and_counts() -> None:
    assert published("31.9 billion yuan", None) == Interval(31.85e9, 31.95e9)
    assert published("3,456.78亿元", None) == Interval(345677500000.0, 345678500000.0)
    assert published("148", None) == Interval(148, 148)
    assert holds("s = 100 * a / t", {"s": published("17%", None), "a": Interval(42.75, 42.85), "t": Interval(252, 253)})
    assert not holds("a + b = t", {name: Interval.exactly(1) for name in "abt"})


def test_files_are_written_and_read_again(tmp_path: Path) -> None:
    answers = write_all(tmp_path)
    assert len(list(tmp_path.glob("*.txt"))) == len(answers) == 32
    assert len(list(tmp_path.glob("*.html"))) == len(list(tmp_path.glob("*.docx"))) == 4
    assert all((tmp_path / a["ledger"]).exists() for a in answers if a["ledger"])


def perfect(made: dict[str, Any]) -> dict[str, Any]:
    """A result that finds every quantity and every planted error."""
    results = {"fail": "fail", "cannot_tell": "cannot_tell", "flag": "fail", "pass": "pass"}
    return {"file": made["name"] + ".txt", "text": made["text"],
            "quantities": [{**q, "verdict": "agrees"} for q in made["quantities"]],
            "findings": [{"id": str(at), "check": s["kind"], "result": results[s["expected"]],
                          "quantities": s["quantities"]}
                         for at, s in enumerate(made["statements"])]}


def test_a_perfect_result_scores_full_marks() -> None:
    score = Score()
    for release in RELEASES:
        add(score, answer(release), perfect(answer(release)))
    assert (score.recall, score.quantities_found, score.false_per_50, score.unknown_share) == (1, 1, 0, 0)
    assert score.missed == score.false == score.overlooked == []


def test_an_empty_result_scores_nothing() -> None:
    score = Score()
    for release in RELEASES:
        add(score, answer(release), {"file": "", "text": release.text, "quantities": [], "findings": []})
    assert (score.recall, score.quantities_found, score.unknown_share) == (0, 0, 1)


def test_calling_everything_wrong_is_a_false_alarm_for_each() -> None:
    score, made = Score(), answer(RELEASES[0])
    result = perfect(made)
    result["findings"] = [{"id": "x", "check": "sum", "result": "fail", "quantities": [at]}
                          for at in range(len(made["quantities"]))]
    add(score, made, result)
    assert score.recall == 1
    concerned = {at for s in made["statements"] if s["expected"] in ("fail", "flag") for at in s["quantities"]}
    assert len(score.false) == len(made["quantities"]) - len(concerned)


def test_line_breaks_elsewhere_don_t_move_the_spans() -> None:
    made = answer(RELEASES[-1])
    result = perfect(made)
    result["text"] = "\n\n" + made["text"]
    result["quantities"] = [{**q, "start": q["start"] + 2, "end": q["end"] + 2} for q in result["quantities"]]
    score = Score()
    add(score, made, result)
    assert score.quantities_found == 1
