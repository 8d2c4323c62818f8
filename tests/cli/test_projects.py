"""banyan projects on the command line: shapes, exit codes, authority, and what nobody waits for."""

import json
from pathlib import Path
from typing import Any

import click
import jsonschema
import openpyxl
import pytest

from banyan.cli.projects import projects
from tests.cli.conftest import Say
from tests.runtime.projects.office import ALPHA, BETA, EDITION, GAMMA, book

SCHEMAS = Path(__file__).parents[2] / "docs" / "schemas"
COMMANDS = sorted(projects.commands)


def schema_errors(name: str, value: object) -> list[str]:
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return [e.message for e in jsonschema.Draft202012Validator(schema).iter_errors(value)]


def read(path: Path) -> Any:
    return json.loads(path.read_bytes())


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.csv").write_bytes(book("a.csv", ALPHA, BETA, "待办项目,某公司,10-12亿元,,", "合计,,16,,").data)
    (tmp_path / "b.csv").write_bytes(book("b.csv", "榕樹螺栓生產基地項目,榕树螺栓股份有限公司,12.5,,", GAMMA).data)
    return tmp_path


def test_an_import_says_what_it_did_in_the_promised_shape(folder: Path, say: Say):
    said = say("projects", "import", "a.csv", "b.csv", "--edition", EDITION, "--yes", "--json", "i.json")
    assert (said.code, said.err) == (0, "")
    result = read(folder / "i.json")
    assert schema_errors("import", result) == []
    first = result["files"][0]
    assert (first["rows"], first["accepted"]) == (3, 2)
    assert [(r["id"], r["cell"], r["text"]) for r in first["rejected"]] == [("R-0001", "C4", "10-12亿元")]
    assert [(c["cell"], c["said"], c["found"], c["agrees"]) for c in first["checks"]] == [
        ("C5", "1600000000", "1550000000", False)]
    assert [(m["column"], m["field"], m["unit"]) for m in first["mapping"]][2] == ("C", "investment", "100000000 CNY")
    assert [(d["a"], d["b"]) for d in result["duplicates"] if d["score"] >= 0.9] == [("PR-0001", "PR-0003")]
    assert [row["id"] for row in result["changes"]["new"]] == ["PR-0001", "PR-0002", "PR-0003", "PR-0004"]
    assert (folder / ".banyan/data/banyan.db").exists()


def test_without_a_terminal_and_without_yes_nothing_is_written_and_nobody_waits(folder: Path, say: Say):
    said = say("projects", "import", "a.csv", "--edition", EDITION, "--json", "i.json")
    assert said.code == 2
    assert "nothing was written: --yes accepts" in said.err
    assert read(folder / "i.json")["written"] is False
    assert say("projects", "list").out.startswith("None.")


def test_the_rows_with_their_sources_keep_the_schema(folder: Path, say: Say):
    say("projects", "import", "a.csv", "b.csv", "--edition", EDITION, "--yes")
    say("projects", "merge", "--at-least", "0.9", "--edition", EDITION)
    assert say("projects", "list", "--edition", EDITION, "--json", "l.json").code == 0
    listed = read(folder / "l.json")
    assert schema_errors("projects", listed) == []
    rows = listed["projects"]
    assert [(r["id"], r["count"], r["amount"]) for r in rows] == [
        ("PR-0001", 1, "1250000000"), ("PR-0002", 1, "300000000"), ("PR-0004", 1, "200000000")]
    assert [s["file"] for s in rows[0]["sources"]] == ["a.csv", "b.csv"]
    assert rows[0]["sources"][0]["cells"]["investment"] == {"ref": "C2", "text": "12.5"}
    assert rows[0]["contact"] == "项*** *********34"


def test_contacts_are_shown_to_those_who_have_the_right_alone(folder: Path, say: Say):
    say("projects", "import", "a.csv", "--edition", EDITION, "--yes")
    refused = say("projects", "list", "--contacts", "--as", "statistician-1")
    assert (refused.code, "may not projects.contacts" in refused.err) == (2, True)
    say("projects", "list", "--contacts", "--json", "l.json")
    assert read(folder / "l.json")["projects"][0]["contact"] == "项目专员 13900001234"


def test_the_way_of_an_office_from_import_to_undo(folder: Path, say: Say):
    say("projects", "import", "a.csv", "b.csv", "--edition", EDITION, "--yes")
    assert "10-12亿元" in say("projects", "rejects").out
    fixed = say("projects", "fix", "R-0001", "--value", "11亿元")
    assert fixed.out == 'R-0001: mended as "11亿元", project PR-0005\n'
    assert say("projects", "rejects").out == "None.\n"
    assert say("projects", "duplicates", "--at-least", "0.9", "--json", "d.json").code == 0
    assert [(d["a"], d["b"]) for d in read(folder / "d.json")["duplicates"]] == [("PR-0001", "PR-0003")]
    assert say("projects", "merge", "PR-0001", "PR-0003", "--keep", "PR-0003").code == 0
    assert "merged from: PR-0001" in say("projects", "show", "PR-0003").out
    assert say("projects", "unmerge", "PR-0001").out == "Parted: PR-0001\n"
    assert say("projects", "history", "PR-0005", "--json", "h.json").code == 0
    assert [v["amount"] for v in read(folder / "h.json")["versions"]] == ["1100000000"]
    assert "investment" in say("projects", "mappings").out
    assert say("projects", "undo-import", "I-0001").code == 0
    assert "undone" in say("projects", "imports").out
    say("projects", "list", "--json", "l.json")
    assert read(folder / "l.json")["projects"] == []
    assert say("rebuild").code == 0
    assert say("checkjournal").code == 0


def test_known_at_a_day_is_its_end_in_the_citys_time(folder: Path, say: Say):
    say("projects", "import", "a.csv", "--edition", EDITION, "--yes")
    for moment, rows in (("2020-01-01", 0), ("2999-12-31", 2), ("2020-01-01T12:00", 0)):
        assert say("projects", "list", "--known-at", moment, "--json", "l.json").code == 0
        assert len(read(folder / "l.json")["projects"]) == rows


@pytest.mark.parametrize(("arguments", "told"), [
    (["import", "nowhere.xlsx", "--edition", "e"], "nowhere.xlsx: can't be read (No such file or directory)"),
    (["import", "a.csv", "--edition", " "], "--edition: no name"),
    (["import", "a.csv", "--edition", "e", "--unit", "Stück"], "--unit Stück: a unit of money was expected"),
    (["import", "a.csv", "--edition", "e", "--rate", "USD"], "--rate USD: CURRENCY=CNY"),
    (["import", "a.csv", "--edition", "e", "--rate", "dollar=6"], "three letters"),
    (["import", "a.csv", "--edition", "e", "--map", "甲=colour"], "--map 甲=colour: HEADER=FIELD was expected"),
    (["import", "a.csv", "--edition", "e", "--as-of", "yesterday"], "--as-of yesterday: a day like"),
    (["import", "broken.xlsx", "--edition", "e"], "broken.xlsx: found a damaged"),
    (["import", "picture.png", "--edition", "e"], "picture.png: found a document or a picture"),
    (["import", "a.csv", "--edition", "e", "--city", "atlantis"], "no ready city"),
    (["list"], "holds no projects yet"), (["undo-import", "I-0001"], "holds no projects yet"),
])  # fmt: skip
def test_what_a_user_gets_wrong_is_one_sentence(folder: Path, say: Say, arguments: list[str], told: str):
    (folder / "broken.xlsx").write_bytes(b"PK\x03\x04 and no more")
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n")
    said = say("projects", *arguments)
    assert said.code == 2
    assert told in said.err
    assert said.err.count("\n") == 1


@pytest.mark.parametrize(("arguments", "told"), [
    (["show", "PR-0009"], "no project stands under that id"), (["history", "PR-0009"], "no project has that id"),
    (["merge", "PR-0001"], "either two ids or --at-least"), (["merge", "PR-0001", "PR-0009"], "no project stands"),
    (["merge", "PR-0001", "PR-0001"], "are one project"), (["merge", "PR-0001", "PR-0002", "--keep", "X"], "--keep X"),
    (["unmerge", "PR-0001"], "is not merged with anything"), (["undo-import", "I-0009"], "no such import"),
    (["fix", "R-0009", "--value", "1"], "nothing on the red list"), (["list", "--as-of", "x"], "--as-of x"),
    (["list", "--known-at", "x"], "--known-at x"),
])  # fmt: skip
def test_what_is_not_there_is_said(folder: Path, say: Say, arguments: list[str], told: str):
    say("projects", "import", "a.csv", "--edition", EDITION, "--yes")
    said = say("projects", *arguments)
    assert (said.code, told in said.err) == (2, True)


def arguments_of(command: click.Command) -> list[str]:
    """Something for everything that a command requires."""
    found: list[str] = []
    for parameter in command.params:
        if isinstance(parameter, click.Argument) and (parameter.required or command.name == "merge"):
            found.append("a.csv" if command.name == "import" else "PR-0001" if parameter.name == "a" else "PR-0002")
        elif parameter.required:
            found += [parameter.opts[0], "1"]
    return [*found, "--xlsx", "list.xlsx"] if command.name == "export" else found


@pytest.mark.parametrize("name", COMMANDS)
def test_no_command_answers_one_whom_the_city_does_not_know(folder: Path, say: Say, name: str):
    say("projects", "import", "a.csv", "--edition", EDITION, "--yes")
    said = say("projects", name, *arguments_of(projects.commands[name]), "--as", "nobody")
    assert said.code == 2
    assert "nobody is not known here" in said.err


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_every_command_has_an_example(name: str):
    text = projects.commands[name].help or ""
    assert f"banyan projects {name}" in text


def test_a_column_is_what_a_person_says_and_is_remembered(folder: Path, say: Say):
    (folder / "c.csv").write_text("项目名称,总投资（亿元）,管理费（亿元）\n甲项目,3,9\n", encoding="utf-8")
    arguments = ["projects", "import", "c.csv", "--edition", EDITION, "--yes", "--json", "i.json"]
    say(*arguments, "--map", "管理费（亿元）=investment", "--map", "总投资（亿元）=-")
    assert read(folder / "i.json")["changes"]["new"][0]["amount"] == "900000000"
    (folder / "c.csv").write_text("项目名称,总投资（亿元）,管理费（亿元）\n甲项目,3,8\n", encoding="utf-8")
    say(*arguments)
    result = read(folder / "i.json")
    assert result["changes"]["changed"][0]["amount"] == "800000000"
    assert {m["reason"] for m in result["files"][0]["mapping"]} == {"remembered from this sender's last workbook"}


def test_dollars_count_where_a_rate_is_given(folder: Path, say: Say):
    (folder / "d.csv").write_text("项目名称,总投资（万美元）\n甲项目,100\n", encoding="utf-8")
    say("projects", "import", "d.csv", "--edition", EDITION, "--yes", "--json", "i.json")
    assert read(folder / "i.json")["files"][0]["rejected"][0]["reason"] == (
        '"100" is in USD and no rate was given, CNY was expected')
    say("projects", "import", "d.csv", "--edition", EDITION, "--yes", "--rate", "USD=6.48", "--json", "i.json")
    assert read(folder / "i.json")["changes"]["new"][0]["amount"] == "6480000"


def test_workbooks_of_four_kinds_give_the_same_rows(folder: Path, say: Say):
    rows = [["项目名称", "投资额（亿元）"], ["甲项目", 1.5], ["乙项目", 2]]
    made = openpyxl.Workbook()
    for row in rows:
        made.worksheets[0].append(row)
    made.save(folder / "x.xlsx")
    text = "\n".join(",".join(map(str, row)) for row in rows)
    (folder / "g.csv").write_bytes(text.encode("gb18030"))
    (folder / "u.csv").write_bytes(text.encode("utf-8-sig"))
    (folder / "w.csv").write_bytes(text.encode("utf-16"))
    for name in ("x.xlsx", "g.csv", "u.csv", "w.csv"):
        data = folder / name.partition(".")[0]
        say("projects", "import", name, "--edition", EDITION, "--yes", "--data", data)
        say("projects", "list", "--data", data, "--json", "l.json")
        assert [(r["name"], r["amount"]) for r in read(folder / "l.json")["projects"]] == [
            ("甲项目", "150000000"), ("乙项目", "200000000")]
