"""Whether a pack keeps the rules: the page's own pack, broken in one way each; and the packs of the program."""

import re
from pathlib import Path

import pytest

from banyan.model.text import render
from banyan.runtime.packs.check import PACKS, check, find_pack, names
from banyan.runtime.packs.texts import TEXTS
from banyan.runtime.packs.verdict import Rule, Verdict
from banyan.runtime.scenario import UsageError

PAGE = Path(__file__).parents[3] / "docs" / "packs.md"
FILES = re.compile(r"^`(bikes/[\w./]+)`\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture
def bikes(tmp_path: Path) -> Path:
    """The pack of docs/packs.md, from the page's own text."""
    for name, text in FILES.findall(PAGE.read_text(encoding="utf-8")):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return tmp_path / "bikes"


def verdicts(folder: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in check(folder):
        found.setdefault(one.verdict, []).append(one.rule)
    return found


def test_the_pack_of_the_page_keeps_every_rule_and_each_applies(bikes: Path) -> None:
    assert verdicts(bikes) == {"pass": [*Rule]}


# file, what stands there, what it becomes, the rule that fails, a word of what is told
BROKEN = [
    ("__init__.py", 'name="bikes"', 'name="bike"', "loads", "PACK is named 'bike'"),
    ("__init__.py", "PACK =", "PACKS =", "loads", "has no PACK"),
    ("idle.py", "def idle", "def (idle", "loads", "can't be read as Python"),
    ("idle.py", "from banyan.model.text", "from banyan.runtime import mode\nfrom banyan.model.text", "imports",
     "idle.py:5: it imports banyan.runtime"),
    ("idle.py", "from banyan.model.text", "import banyan.packs.water\nfrom banyan.model.text", "imports",
     "packs.water"),
    ("idle.py", "from datetime import timedelta", "import random\nfrom datetime import timedelta", "pure", "random"),
    ("idle.py", "ABANDONED =", "LINES = (\n" + "    1,\n" * 700 + ")\nABANDONED =", "size", "are more than 700"),
    ("casetypes/bikes.toml", "[[types]]", "[[types]", "data", "casetypes/bikes.toml"),
    ("texts.py", "已停放 {days} 天", "已停放 {days} days", "texts", "has a Latin word"),
    ("texts.py", "it has stood", "它 has stood", "texts", "has Chinese in it"),
    ("texts.py", "for {days} days", "for {day} days", "texts", "(days)"),
    ("casetypes/bikes.toml", "挡住通道", "block", "texts", "states[0].name"),
    ("texts.py", '"bikes.idle"', '"bikes.idel"', "keys", "idle.py:14: the key bikes.idle has no text"),
    ("casetypes/bikes.toml", "2 working days", "2 working weeks", "types", "2 working weeks"),
    ("casetypes/bikes.toml", 'role = "supervisor"', 'role = "superviser"', "types", 'did you mean "supervisor"?'),
    ("casetypes/bikes.toml", "escalation", 'follow_on = [{ type = "bicycle" }]\nescalation', "types", '"bicycle"'),
    ("idle.py", "days=7", "days=8", "examples", "7 days: answered nothing; expected bikes.idle 7"),
    ("__init__.py", '"idle",', '"idle", "rust",', "examples", "the rule rust has no example"),
    ("examples/bikes.toml", "03-03T15", "03-02T15", "examples", "expected due 2026-03-02T07:00:00Z, closed, solved"),
    ("examples/bikes.toml", 'state = "blocking"\n', "", "examples", "the case type bike (blocking) has no example"),
    ("examples/bikes.toml", 'verb = "verify"', 'verb = "verfy"', "examples", "one of report, file"),
    ("examples.py", '"7 days", "bikes.idle 7", lambda: _of(7)', '"7 days", "?", lambda: str(hash("x"))', "replay",
     "7 days: first"),
    ("README.md", "# bikes", "bikes", "docs", "README.md is missing"),
    ("idle.py", '"""When a bicycle counts as abandoned."""\n', "", "docs", "idle.py: no first line"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "was", "now", "rule", "told"), BROKEN, ids=lambda v: v[:24].replace("\n", " "))
def test_a_pack_broken_in_one_way_fails_with_that_rule_alone(
    bikes: Path, file: str, was: str, now: str, rule: str, told: str
) -> None:
    text = (bikes / file).read_text(encoding="utf-8")
    assert was in text
    (bikes / file).write_text(text.replace(was, now, 1), encoding="utf-8")
    found = check(bikes)
    assert [one.rule for one in found] == [*Rule]
    assert [one.rule for one in found if one.verdict is Verdict.FAIL] == [rule]
    (broken,) = (one for one in found if one.rule == rule)
    assert any(told in render(wrong, TEXTS, "en") for wrong in broken.wrong), broken.wrong


def test_a_pack_that_ends_the_process_is_told_and_not_suffered(bikes: Path) -> None:
    (bikes / "idle.py").write_text('"""Ends."""\nimport os\nos._exit(3)\n', encoding="utf-8")
    assert verdicts(bikes)["fail"] == ["loads", "pure"]


def test_what_a_pack_prints_is_no_answer(bikes: Path) -> None:
    with (bikes / "idle.py").open("a", encoding="utf-8") as file:
        file.write("print({})\n")
    assert verdicts(bikes) == {"pass": [*Rule]}


# Which rules have nothing to hold of, pack by pack; all others pass.
APART = {"figures": ["texts", "keys", "types"], "frontline": ["keys"], "projects": ["data", "keys", "types"],
         "water": []}


def test_every_pack_of_the_program_is_checked() -> None:
    assert names() == sorted(APART)


@pytest.mark.parametrize("name", sorted(APART))
def test_the_packs_of_the_program_keep_the_rules(name: str) -> None:
    found = check(PACKS / name)
    assert [(one.rule, one.wrong) for one in found if one.verdict is Verdict.FAIL] == []
    assert [one.rule for one in found if one.verdict is Verdict.NONE] == APART[name]
    assert [one.rule for one in found if one.verdict is Verdict.WAITS] == []


@pytest.mark.parametrize(("name", "told"), [
    ("watre", 'did you mean "water"?'), ("", "is no pack"), ("\0", "is no pack"), ("..", "is no pack"),
])  # fmt: skip
def test_what_is_no_pack_is_told_with_those_that_are(name: str, told: str) -> None:
    with pytest.raises(UsageError, match=re.escape(told)):
        find_pack(name)


def test_a_folder_whose_name_python_cannot_import_is_told(tmp_path: Path) -> None:
    (tmp_path / "two-wheels").mkdir()
    (tmp_path / "two-wheels" / "__init__.py").touch()
    with pytest.raises(UsageError, match=r"two-wheels.*can't be a pack's name"):
        find_pack(str(tmp_path / "two-wheels"))


def test_what_is_said_is_there_in_both_languages() -> None:
    for key, name in TEXTS.items():
        assert not re.search("[A-Za-z]", re.sub(r"{\w+}", "", name.zh)), key
        assert not re.search("[\u3400-\u9fff]", name.en), key
    for rule in Rule:
        assert {f"rule.{rule}", f"todo.{rule}"} <= TEXTS.keys()
