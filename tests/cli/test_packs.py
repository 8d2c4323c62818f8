"""banyan check-pack, as a person at a terminal and as a program."""

import json
from pathlib import Path

from banyan.runtime.packs.verdict import Rule
from tests.cli.conftest import Say


def broken(folder: Path) -> Path:
    """A pack of one file without a text to say or a page to read."""
    (folder / "kites").mkdir()
    (folder / "kites" / "__init__.py").write_text('from banyan.model.pack import Pack\nPACK = Pack(name="kites")\n')
    return folder / "kites"


def test_a_pack_that_keeps_the_rules_is_told_line_by_line(say: Say, tmp_path: Path) -> None:
    said = say("check-pack", "frontline", "--language", "zh", "--json", tmp_path / "out.json")
    assert (said.code, said.err) == (0, "")
    assert len(said.out.splitlines()) == len(Rule) + 1
    assert said.out.splitlines()[-1] == "frontline：守规矩（10 条规则通过，1 条不适用）"
    told = json.loads((tmp_path / "out.json").read_bytes())
    assert (told["pack"], told["ok"], [one["rule"] for one in told["rules"]]) == ("frontline", True, [*Rule])
    keys = next(one for one in told["rules"] if one["rule"] == "keys")
    assert (keys["verdict"], keys["todo"]) == ("not-applicable", None)
    assert keys["about"]["en"] == "its code makes no Said, so it says nothing by a key of its own"


def test_a_pack_that_does_not_is_told_what_to_do(say: Say, tmp_path: Path) -> None:
    said = say("check-pack", broken(tmp_path), "--language", "en", "--json", tmp_path / "out.json")
    assert (said.code, said.err) == (1, "")
    lines = said.out.splitlines()
    assert lines[-1] == "kites doesn't keep the rules (failed: 1)"
    assert "    __init__.py: no first line says what it is" in lines
    assert "    → say in README.md what the pack decides, and in each module what it is" in lines
    told = json.loads((tmp_path / "out.json").read_bytes())
    assert (told["ok"], [one["rule"] for one in told["rules"] if one["wrong"]]) == (False, ["docs"])


def test_what_is_no_pack_is_one_sentence(say: Say) -> None:
    said = say("check-pack", "watre")
    assert (said.code, said.out) == (2, "")
    assert said.err == (
        'banyan: "watre" is no pack; expected one of figures, frontline, projects, water (did you mean "water"?), or a '
        "folder with an __init__.py, as docs/packs.md shows\n"
    )
