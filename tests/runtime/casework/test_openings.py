"""What the city's own rules open is held to the case types, and every mistake is told at once."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from banyan.runtime.casework.casebook import load_casebook
from banyan.runtime.folder.errors import FolderErrors
from banyan.runtime.folder.places import find_city
from banyan.runtime.folder.reading import load

Change = Callable[..., None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(find_city("banyan-bay"), tmp_path / "bay")
    return tmp_path / "bay"


def changed(folder: Path, file: str, old: str, new: str) -> list[str]:
    """The mistakes that come of one change."""
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    try:
        load_casebook(folder, load(folder))
    except FolderErrors as wrong:
        return [str(e) for e in wrong.errors]
    return []


CASES, ROWS = "cases.toml", "casework.toml"


@pytest.mark.parametrize(("file", "old", "new", "told"), [
    (CASES, 'filed_as = "ponding"\n', "",
     'cases.toml, case_types[0].filed_as: found nothing; expected the case type that the city files it as '
     '(did you mean "ponding"?)'),
    (CASES, 'filed_as = "ponding"', 'filed_as = "pothole"',
     "cases.toml, case_types[0].filed_as: found pothole without the outcome cleared; expected one with it, since the "
     "loop ends it so"),
    (CASES, 'close = "8 urgent hours"', 'close = "9 urgent hours"',
     'cases.toml, case_types[0].limits.close: found "9 urgent hours"; expected the same as its case type (ponding, '
     'version 1: promised "8 urgent hours")'),
    (CASES, 'dispatch = "20 minutes", ', "",
     'cases.toml, case_types[1].limits.dispatch: found "nothing"; expected the same as its case type (high-water, '
     'version 1: dispatch "20 minutes")'),
    (CASES, 'owner = "water-engineer"', 'owner = "duty-officer"',
     'cases.toml, case_types[1].owner: found "duty-officer"; expected the desk of its case type, "water-engineer"'),
    (ROWS, 'opens = "gauge-fault"', 'opens = "gauge-falt"',
     'casework.toml, alerts[0].opens: found "gauge-falt"; expected the id of a case type '
     '(did you mean "gauge-fault"?)'),
    (ROWS, 'opens = "device-fault"', 'opens = "noise"',
     "casework.toml, alerts[3].opens: found noise without the outcome recovered; expected one with it, since the loop "
     "ends it so"),
    (ROWS, 'rules = ["disagree.*"]', 'rules = ["disagrees.*"]',
     'casework.toml, alerts[2].rules[0]: found "disagrees.*"; expected a rule of rules.toml, or how some begin before '
     "a *"),
    (ROWS, 'kinds = ["read-back"]', 'kinds = ["readback"]', "casework.toml, alerts[3].kinds[0]: found "),
])  # fmt: skip
def test_each_mistake_is_one_sentence(folder: Path, file: str, old: str, new: str, told: str) -> None:
    found = changed(folder, file, old, new)
    assert [one for one in found if one.startswith(told)], found


def test_a_row_may_name_rules_that_follow_from_the_city(folder: Path) -> None:
    assert changed(folder, ROWS, 'kinds = ["read-back"]', 'kinds = ["read-back"]\nrules = ["read-back/gate-*"]') == []


def test_a_row_may_name_rules_that_a_template_makes_of_datastreams_that_are_still_to_come(folder: Path) -> None:
    with (folder / "rules.toml").open("a", encoding="utf-8") as out:
        out.write("""
[[templates]]
id = "pressure-high"
kind = "threshold"
observed_property = "pressure"
cause = "pressure"
limits = [{ level = "III", raise_at = 5.0, clear_at = 4.0 }]
""")
    (folder / ROWS).write_text((folder / ROWS).read_text(encoding="utf-8").replace(
        'rules = ["disagree.*"]', 'rules = ["pressure-high:*", "pressure-high:12", "pressure-high:1*", "press*"]'),
        encoding="utf-8")
    load_casebook(folder, load(folder))      # raises FolderErrors for a rule that nothing makes
    assert [one.split(": ")[0] for one in changed(folder, ROWS, '"pressure-high:12"', '"pressure-low:12"')] == [
        "casework.toml, alerts[2].rules[1]"]
