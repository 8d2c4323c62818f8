"""The table that the screens are held to, too (ui/tests/forms.test.ts): a form, answers, what they come to."""

import json
from pathlib import Path

import pytest

from banyan.command.forms.check import check
from banyan.command.forms.fill import fill
from banyan.command.forms.form import decode

TABLE = json.loads((Path(__file__).parent / "examples.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("example", TABLE, ids=[one["name"] for one in TABLE])
def test_answers_come_to_what_the_table_says(example):
    form = decode(example["form"])
    assert check(form) == ()
    for row in example["rows"]:
        found = fill(form, row["answers"])
        wrong = sorted({f"{w.field} {w.said.key.removeprefix('forms.')}" for w in found.wrong})
        told = (found.values, list(found.shown), list(found.required), list(found.computed), wrong)
        assert told == (row["values"], row["shown"], row["required"], row["computed"], row["wrong"]), row["answers"]
