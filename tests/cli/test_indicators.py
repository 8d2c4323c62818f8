"""banyan indicators, as a person and as a program meet it."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.cli.conftest import Say

SCHEMA = Path(__file__).parents[2] / "docs" / "schemas" / "indicators.schema.json"
SHOW = ("indicators", "show")
JUNE = """period,region,due,deferred,closed_in_time
2026-06,gulou,700,30,650
2026年6月,taijiang,500,15,450
2026-05,gulou,10,0,1
"""
CASES = """id,class,region,place,reported_at,closed_at,due,outcome,verdict
A,drain,gulou,p1,2026-06-01 09:00,2026-06-02 09:00,2026-06-03 09:00,solved,solved
B,drain,gulou,p1,2026-06-20 09:00,,2026-06-23 09:00,,
C,drain,taijiang,p2,2026-06-20 09:00,2026-06-25 10:00,2026-06-23 09:00,not-our-duty,
D,drain,taijiang,p2,2026-06-20 09:00,2026-06-25 10:00,soon,solved,
"""


def write(file: Path, text: str) -> Path:
    file.write_text(text, encoding="utf-8")
    return file


def checked(file: Path) -> dict[str, Any]:
    """What was written for programs, after its published schema had nothing against it."""
    told: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    published = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(published)
    assert [e.message for e in jsonschema.Draft202012Validator(published).iter_errors(told)] == []
    assert set(told) <= set(published["properties"])
    return told


def test_a_month_of_counts_gives_the_share_of_each_formula(say: Say, tmp_path: Path) -> None:
    june, out = write(tmp_path / "june.csv", JUNE), tmp_path / "out.json"
    said = say(*SHOW, "closed-in-time", "--rows", june, "--from", "2026-06", "--to", "2026-06", "--by", "region",
               "--json", out)
    assert (said.code, said.err) == (0, "")
    lines = said.out.splitlines()
    assert lines[:2] == ["closed-in-time@1  Closed in time, deferred cases counted", "  about 91.67 %  = 1100 / 1200"]
    assert "    region gulou: about 92.86 %  = 650 / 700" in lines
    assert "    region taijiang: 90.00 %  = 450 / 500" in lines
    assert lines[-1] == "closed-in-time@3: not reckoned, the table lacks closed_by_extended_due, due_as_extended"
    told = checked(out)
    assert [(i["indicator"], i["results"][0]["exact"], i["results"][0]["percent"]) for i in told["indicators"]] == [
        ("closed-in-time@1", "11/12", "91.67"), ("closed-in-time@2", "20/21", "95.24")]
    assert told["indicators"][0]["base_period"] == {"by": "first_due", "from": "2026-06-01", "to": "2026-06-30"}
    assert told["indicators"][0]["results"][0]["value"] == "91.67"
    assert told["indicators"][0]["results"][0]["rows"]["met"] == ["2", "3"]
    assert [left["id"] for left in told["indicators"][0]["results"][0]["rows"]["left_out"]] == ["4"]
    assert told["skipped"] == [
        {"indicator": "closed-in-time@3", "lacks": ["closed_by_extended_due", "due_as_extended"]}]


def test_chinese_headers_and_thousands_are_read(say: Say, tmp_path: Path) -> None:
    quarter = '\ufeff月份,应结案件数,延期件数,按期结案件数\n2026年第二季度,"1,200",45,"1,100"\n'
    june = write(tmp_path / "june.csv", quarter)
    said = say(*SHOW, "closed-in-time@2", "--rows", june, "--from", "2026-04", "--to", "2026-06", "--language", "zh")
    assert said.out.splitlines()[:2] == ["closed-in-time@2  按期结案率（不含延期）", "  约 95.24 %  = 1100 / 1155"]
    assert "  统计期间：2026-04-01 至 2026-06-30，按表中数字" in said.out.splitlines()


def test_every_case_has_its_place_and_bad_rows_are_told(say: Say, tmp_path: Path) -> None:
    cases, out = write(tmp_path / "cases.csv", CASES), tmp_path / "out.json"
    said = say(*SHOW, "solved", "--rows", cases, "--json", out)
    assert said.code == 2
    assert said.err == (f'{cases}, row 5: column due: "soon" is no date and time; expected one like 2026-06-30 17:50; '
                        "it is not in the figures\n")
    rows = checked(out)["indicators"][0]["results"][0]["rows"]
    assert (rows["met"], rows["not_met"]) == (["A"], [])
    assert {left["id"]: left["en"] for left in rows["left_out"]} == {
        "B": "no time of closing: it belongs to no period", "C": "not counted: outcome is not our duty"}
    assert "  note: the table has no column duplicate_of: taken as empty in every case" in said.out.splitlines()


def test_no_denominator_is_none_with_its_reason(say: Say, tmp_path: Path) -> None:
    cases, out = write(tmp_path / "cases.csv", CASES.replace("soon", "2026-06-30 09:00")), tmp_path / "out.json"
    said = say(*SHOW, "solved-by-verdict@1", "--rows", cases, "--from", "2026-07", "--json", out)
    assert said.out.splitlines()[1] == "  none (the denominator is 0: every case is left out, 4)"
    result = checked(out)["indicators"][0]["results"][0]
    assert (result["numerator"], result["denominator"], result["percent"], result["exact"]) == (0, 0, None, None)
    assert result["none"]["zh"] == "分母为零：4 件均不计入或尚不能判定"


def test_what_happens_later_is_not_known(say: Say, tmp_path: Path) -> None:
    cases = write(tmp_path / "cases.csv", CASES.replace("soon", "2026-06-30 09:00"))
    early = say(*SHOW, "repeated@1", "--rows", cases, "--as-of", "2026-06-10")
    assert "  none (the denominator is 0: every case is left out, 4)" in early.out
    assert "1: not decided yet: closed less than 30 days ago" in early.out
    late = say(*SHOW, "repeated@1", "--rows", cases, "--as-of", "2026-07-31")
    assert late.out.splitlines()[1] == "  about 33.33 %  = 1 / 3"


OWN = """[[indicators]]
name = "{name}"
version = 1
title = {{ zh = "甲", en = "a" }}
formula = {{ zh = "甲", en = "a" }}
base = "{base}"
met = {{ is = "done", moment = "closed_at" }}
valid_from = 2026-01-01
valid_until = 2026-03-31
"""


def test_a_city_has_formulas_of_its_own(say: Say, tmp_path: Path) -> None:
    cases = write(tmp_path / "cases.csv", CASES.replace("soon", "2026-06-30 09:00"))
    own = write(tmp_path / "own.toml", OWN.format(name="ended", base="reported_at"))
    said = say(*SHOW, "ended", "--rows", cases, "--formulas", own, "--from", "2026-06", "--to", "2026-06")
    assert said.out.splitlines()[:2] == ["ended@1  a", "  75.00 %  = 3 / 4"]
    assert "  note: valid: 2026-01-01 to 2026-03-31; the period isn't within" in said.out.splitlines()


@pytest.mark.parametrize(
    ("name", "base", "expected"),
    [("closed", "due", "closed@1 is there already"), ("Not A Name", "due", "expected a name like closed-in-time"),
     ("ended", "sunset", "Invalid enum value 'sunset'"), ("ended", 'due"\nsql = "x', "unknown field `sql`"),
     ("ended", 'due"\ncounted = { is = "came-before", days = 0 }\nowner = "x', "days = 0; expected 1 to 3660")],
)
def test_a_formula_that_can_not_be_one_is_refused(
    say: Say, tmp_path: Path, name: str, base: str, expected: str
) -> None:
    said = say("indicators", "list", "--formulas", write(tmp_path / "own.toml", OWN.format(name=name, base=base)))
    assert (said.code, said.out) == (2, "")
    assert expected in said.err
    assert said.err.count("\n") == 1


@pytest.mark.parametrize(
    ("table", "arguments", "expected"),
    [
        (JUNE, ("on-time",), 'there is no indicator "on-time"; expected one of closed@1, '),
        (JUNE, ("closed-in-time", "--from", "June"), '--from "June" is no period; expected 2026-06-15, 2026-06'),
        (JUNE, ("closed-in-time", "--from", "2026-06", "--to", "2026-05"), "--to 2026-05 is before --from 2026-06"),
        (JUNE, ("closed-in-time", "--as-of", "2026-07-01"), "is a table of counts, which were made when they were"),
        (JUNE, ("closed-in-time", "--timezone", "Fuzhou"), '--timezone: "Fuzhou" is not a time zone'),
        (JUNE, ("returned@1",), "has not every column that is needed: returned@1 needs closed_returned, closed"),
        (CASES, ("filed-in-time",), "filed-in-time@1 needs filing_due, filed_at"),
        (CASES, ("solved", "--as-of", "soon"), '--as-of "soon" is no day and no time'),
        ("", ("solved",), "found an empty file"),
        ("a,b\n1,2\n", ("solved",), 'found the header "a,b"; expected a column id'),
        ("id,closed_at\n", ("closed-cases",), "no case has happened yet and no period ends: give --as-of"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_code_2(
    say: Say, tmp_path: Path, table: str, arguments: tuple[str, ...], expected: str
) -> None:
    said = say(*SHOW, *arguments, "--rows", write(tmp_path / "t.csv", table))
    assert (said.code, said.out) == (2, "")
    assert expected in said.err
    assert said.err.count("\n") == 1


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("A,2026-06-01 09:00,2", "row 3: id A is in row 2 already"), (",2026-06-01 09:00,2", "row 3: no id"),
        ("B,2026-06-01 09:00,two", 'column returns: "two" is no number of cases'),
        ("B,2026-06-01 09:00,-1", 'column returns: "-1" is no number of cases'),
        ("B,2026-06-31 09:00,1", 'column closed_at: "2026-06-31 09:00" is no date'),
        ("B,2026-06-01 09:00," + "9" * 5000, "is no number of cases"),
    ],
)
def test_a_row_with_a_mistake_is_told_and_not_in_the_figures(say: Say, tmp_path: Path, row: str, expected: str) -> None:
    table = write(tmp_path / "t.csv", f"id,closed_at,returns\nA,2026-06-01 09:00,2\n{row}\n")
    said = say(*SHOW, "returned@1", "--rows", table)
    assert said.code == 2
    assert said.out.splitlines()[1] == "  100.00 %  = 1 / 1"
    assert expected in said.err


def test_the_journals_cases_are_rows_without_a_table(say: Say, flooded: Path, tmp_path: Path) -> None:
    said = say(*SHOW, "dispatched-in-time", "--data", flooded, "--by", "class", "--json", tmp_path / "out.json")
    assert (said.code, said.err) == (0, "")
    told = checked(tmp_path / "out.json")
    rows = told["indicators"][0]["results"][0]["rows"]
    assert told["source"]["kind"] == "journal"
    assert told["source"]["rows"] == len(rows["met"]) + len(rows["not_met"]) + len(rows["left_out"]) > 0


def test_what_is_asked_and_needed_is_explained(say: Say, tmp_path: Path) -> None:
    said = say("indicators", "explain", "closed-in-time@2", "--json", tmp_path / "out.json")
    assert "  asked of the denominator: all(not duplicate_of, not deferred >= 1)" in said.out.splitlines()
    assert "  from a table of counts: closed_in_time / due - deferred" in said.out.splitlines()
    assert checked(tmp_path / "out.json")["indicators"][0]["denominator_counts"] == "due - deferred"
