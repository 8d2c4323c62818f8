"""Scores `banyan figures check` on the releases: recall per kind, false alarms, quantities found, share unknown.

    python -m tests.releases.score ANSWERS RESULT.json [RESULT.json ...]

ANSWERS is the folder of build.py; each RESULT is a `banyan.figures-check/1` of one or more of its files (NAME.txt,
                                                                                                          .html
or .docx). Spans are compared on the text without white space, since a reader of HTML or Word may break lines elsewhere.

A planted error counts as found when a finding of the expected result marks (among others) a number at fault. A `fail`
is a false alarm when it marks no number that a planted fail or flag concerns.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FAIL = frozenset({"fail", "failed", "contradicts"})
CANNOT_TELL = frozenset({"cannot_tell", "can't tell", "cant_tell", "cannot-tell"})
ACCEPTED = {"fail": FAIL, "cannot_tell": CANNOT_TELL, "flag": FAIL | CANNOT_TELL}


@dataclass
class Score:
    """Counts over any number of texts; the rates are those of the issue."""

    planted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    quantities: int = 0
    seen: int = 0
    no_figures: int = 0
    no_figures_taken: int = 0
    covered: int = 0
    unknown: int = 0
    missed: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)
    overlooked: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """Planted errors found, of all."""
        return self.found.total() / max(self.planted.total(), 1)

    @property
    def quantities_found(self) -> float:
        """Quantities that a result's span overlaps, of all."""
        return self.seen / max(self.quantities, 1)

    @property
    def false_per_50(self) -> float:
        """False alarms for every 50 quantities."""
        return 50 * len(self.false) / max(self.quantities, 1)

    @property
    def unknown_share(self) -> float:
        """Quantities that the ledger covers and the result calls unknown (or doesn't find), of those it covers."""
        return self.unknown / max(self.covered, 1)

    def table(self) -> str:
        """Recall per kind and the four rates, for people."""
        lines = [f"{kind:24} {self.found[kind]:3} of {self.planted[kind]:3}" for kind in sorted(self.planted)]
        lines += [f"recall                   {self.recall:.1%}",
                  f"false per 50 quantities  {self.false_per_50:.2f}",
                  f"quantities found         {self.quantities_found:.1%} of {self.quantities}",
                  f"taken for figures        {self.no_figures_taken} of {self.no_figures} that are none",
                  f"unknown with a ledger    {self.unknown_share:.1%} of {self.covered}"]
        return "\n".join(lines)


class Spans:
    """A text's quantities as ranges of characters that aren't white space."""

    def __init__(self, text: str, offset: int = 0) -> None:
        self.at = [offset]
        for char in text:
            self.at.append(self.at[-1] + (not char.isspace()))

    def range(self, quantity: Mapping[str, Any]) -> tuple[int, int]:
        """First and last + 1."""
        return self.at[quantity["start"]], self.at[quantity["end"]]


def dense(text: str) -> str:
    """The text without white space."""
    return "".join(text.split())


def overlap(a: tuple[int, int], b: tuple[int, int]) -> bool:
    """Whether two ranges share a character."""
    return a[0] < b[1] and b[0] < a[1]


def add(score: Score, answer: Mapping[str, Any], result: Mapping[str, Any]) -> None:
    """Score one file's result; ValueError when it is not a reading of the answer's text."""
    offset = dense(result["text"]).find(dense(answer["text"]))
    if offset < 0:
        raise ValueError(f"{result.get('file')}: its text isn't that of {answer['name']}")
    wanted, got = Spans(answer["text"], offset), Spans(result["text"])
    ours = [wanted.range(q) for q in answer["quantities"]]
    theirs = [got.range(q) for q in result["quantities"]]
    hits = [[at for at, span in enumerate(theirs) if overlap(span, mine)] for mine in ours]
    _quantities(score, answer, result, hits)
    for none in answer["not_figures"]:
        score.no_figures += 1
        score.no_figures_taken += any(overlap(wanted.range(none), span) for span in theirs)
    _planted(score, answer, result, hits)
    _false(score, answer, result, hits)


def _quantities(score: Score, answer: Mapping[str, Any], result: Mapping[str, Any], hits: list[list[int]]) -> None:
    for quantity, mine in zip(answer["quantities"], hits, strict=True):
        if quantity["is_date"]:
            continue
        score.quantities += 1
        score.seen += bool(mine)
        if not mine:
            score.overlooked.append(f"{answer['name']}: {quantity['text']}")
        if quantity["in_ledger"]:
            score.covered += 1
            score.unknown += all(result["quantities"][at]["verdict"] == "unknown" for at in mine)


def _planted(score: Score, answer: Mapping[str, Any], result: Mapping[str, Any], hits: list[list[int]]) -> None:
    for statement in answer["statements"]:
        if statement["expected"] == "pass":
            continue
        kind = statement["kind"]
        score.planted[kind] += 1
        right = {at for fault in statement["at_fault"] for at in hits[fault]}
        accepted = ACCEPTED[statement["expected"]]
        if any(right & set(f["quantities"]) for f in result["findings"] if f["result"] in accepted):
            score.found[kind] += 1
        else:
            marked = [answer["quantities"][at]["text"] for at in statement["at_fault"]]
            score.missed.append(f"{answer['name']}: {kind} at {', '.join(marked)}: {statement['reason']}")


def _false(score: Score, answer: Mapping[str, Any], result: Mapping[str, Any], hits: list[list[int]]) -> None:
    concerned = {at for s in answer["statements"] if s["expected"] in ("fail", "flag")
                 for quantity in s["quantities"] for at in hits[quantity]}
    for finding in result["findings"]:
        if finding["result"] in FAIL and not concerned & set(finding["quantities"]):
            marked = [result["quantities"][at]["text"] for at in finding["quantities"]]
            score.false.append(f"{answer['name']}: {finding.get('check')} at {', '.join(marked)}: "
                               f"{finding.get('arithmetic')}")


def files(results: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """The single files of any number of results."""
    for result in results:
        yield from result["files"]


def score_all(answers: Mapping[str, Mapping[str, Any]], results: Iterable[Mapping[str, Any]]) -> Score:
    """Score results by the name of their file; KeyError for a file that has no answer."""
    score = Score()
    for file in files(results):
        add(score, answers[Path(file["file"]).name.split(".")[0]], file)
    return score


def main(arguments: list[str]) -> int:
    """Print the table and what was missed, false or overlooked."""
    parser = argparse.ArgumentParser(description="Score results of `banyan figures check` on the releases.")
    parser.add_argument("answers", type=Path, help="the folder that build.py wrote")
    parser.add_argument("results", type=Path, nargs="+", help="banyan.figures-check/1 as JSON")
    given = parser.parse_args(arguments)
    answers = {path.name.split(".")[0]: json.loads(path.read_text(encoding="utf-8"))
               for path in sorted(given.answers.glob("*.answer.json"))}
    score = score_all(answers, [json.loads(path.read_text(encoding="utf-8")) for path in given.results])
    lines = [score.table()]
    for title, said in (("missed", score.missed), ("false", score.false), ("overlooked", score.overlooked)):
        lines += ["", f"{title}:", *said] if said else []
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
