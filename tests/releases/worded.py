"""Releases by strangers whose planted errors are named by their exact words (worded/SET/NN.txt, .csv, .json).

NN.csv is the ledger. NN.json has `language`, `quantities` (how many the text has, counted by its writer, give or take
two), and of each error its `kind`, the wrong number as it stands (`text`) within a clause that the text has once
(`context`), `why`, what is `right`, and `also`: other numbers that could as well be called the wrong one.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.releases.score import FAIL, Score, Spans, dense, overlap

SETS = Path(__file__).parent / "worded"


def add(score: Score, name: str, answer: Mapping[str, Any], result: Mapping[str, Any]) -> None:
    """Score one file's result. An error is found when a `fail` marks its number or one of `also`; a `fail` that marks
    no number of any error is a false alarm.
    """
    text, spans = dense(result["text"]), Spans(result["text"])
    theirs = [spans.range(quantity) for quantity in result["quantities"]]
    failing = [finding for finding in result["findings"] if finding["result"] in FAIL]
    score.quantities += answer["quantities"]
    concerned: set[int] = set()
    for error in answer["errors"]:
        mine = {at for at, span in enumerate(theirs) if any(overlap(span, place) for place in _places(text, error))}
        concerned |= mine
        score.planted[error["kind"]] += 1
        if any(mine & set(finding["quantities"]) for finding in failing):
            score.found[error["kind"]] += 1
        else:
            score.missed.append(f"{name}: {error['kind']} at {error['text']}: {error['why']}")
    for finding in failing:
        if not concerned & set(finding["quantities"]):
            score.false.append(f"{name}: {finding.get('check')}: {finding.get('arithmetic')}")


def _places(text: str, error: Mapping[str, Any]) -> list[tuple[int, int]]:
    """In the text without white space."""
    context, wrong = dense(error["context"]), dense(error["text"])
    begin = text.index(context) + context.index(wrong)
    others = [dense(other) for other in error.get("also", [])]
    return [(begin, begin + len(wrong)),
            *((found.start(), found.end()) for other in others for found in re.finditer(re.escape(other), text))]


def answers(which: str) -> dict[str, dict[str, Any]]:
    """By the name of the text."""
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted((SETS / which).glob("*.json"))}
