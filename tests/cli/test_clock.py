"""banyan clock: one due time, a table of them, a month of a calendar, as a person and as a program meet them."""

import csv
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.cli.conftest import Say
from tests.command.test_due_table import rows

SCHEMAS = Path(__file__).parents[2] / "docs" / "schemas"
DUE = ("clock", "due", "--city", "banyan-bay")


def checked(file: Path, schema: str) -> dict[str, Any]:
    """What was written for programs, after its published schema had nothing against it."""
    told: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    published = json.loads((SCHEMAS / f"{schema}.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(published)
    assert [e.message for e in jsonschema.Draft202012Validator(published).iter_errors(told)] == []
    assert set(told) == set(published["properties"])
    return told


def write(file: Path, text: str) -> Path:
    file.write_text(text, encoding="utf-8")
    return file


def read(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_a_due_time_comes_with_the_steps_that_led_there(say: Say, tmp_path: Path) -> None:
    said = say(*DUE, "--start", "2026-09-30 17:50", "--limit", "5 working days", "--json", tmp_path / "due.json")
    assert (said.code, said.err) == (0, "")
    assert said.out.splitlines() == [
        "2026-10-13T17:30:00+08:00  (5 working days, calendar cn-mainland, Asia/Shanghai)",
        "  Counted from 2026-09-30 17:50: working days, 5",
        "  2026-10-01 to 2026-10-07: public holidays, 7, not counted",
        "  2026-10-08 to 2026-10-09: working days, 2",
        "  2026-10-10 to 2026-10-10: days off worked in exchange, 1",
        "  2026-10-11 to 2026-10-11: weekend days, 1, not counted",
        "  2026-10-12 to 2026-10-13: working days, 2",
        "  2026-10-13 17:50 is outside office hours: moved to 2026-10-13 17:30",
        "  Due at 2026-10-13 17:30",
    ]
    told = checked(tmp_path / "due.json", "clock-due")
    assert (told["due"], told["provisional"], len(told["steps"])) == ("2026-10-13T17:30:00+08:00", False, 8)


def test_it_is_said_in_chinese_too(say: Say) -> None:
    said = say(*DUE, "--start", "2026-12-31T10:00:00+08:00", "--limit", "1 working day", "--language", "zh")
    assert said.out.splitlines()[1:] == [
        "  自 2026-12-31 10:00 起算，时限 1 个工作日",
        "  2027-01-01 至 2027-01-01：工作日 1 天",
        "  时限到 2027-01-01 10:00",
        "暂定：日历 cn-mainland 只公布到 2026 年，推算用到了未公布的年份，公布后将重新推算。",
    ]


def test_another_calendar_of_the_city_is_asked_by_its_id(say: Say) -> None:
    start = ("--start", "2026-10-03 06:00", "--limit", "2 working hours")
    assert say(*DUE, *start).out.startswith("2026-10-08T10:30:00+08:00")
    assert say(*DUE, *start, "--calendar", "hotline").out.startswith("2026-10-03T09:00:00+08:00")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((), "nothing to reckon: give --start and --limit, or --table"),
        (("--start", "2026-09-30 17:50"), "nothing to reckon"),
        (("--start", "30.9.2026", "--limit", "1 working day"),
         'start "30.9.2026" is no date and time; expected one like 2026-09-30 17:50'),
        (("--start", "2026-09-30", "--limit", "1 working day"), 'start "2026-09-30" is no date and time'),
        (("--start", "2026-09-31 10:00", "--limit", "1 working day"), 'start "2026-09-31 10:00" is no date and time'),
        (("--start", "2026-09-30 17:50", "--limit", "1 day"), 'limit "1 day" is not a time limit; expected a whole'),
        (("--start", "2026-09-30 17:50", "--limit", "1 working day", "--calendar", "duty"),
         'no calendar "duty"; expected cn-mainland, hotline, street-office'),
        (("--start", "2026-09-30 17:50", "--limit", "1 working day", "--out", "x.csv"), "--out is for --table"),
        (("--start", "2026-09-30 17:50", "--limit", "1 working day", "--json", "nowhere/x"), "can't be written"),
        (("--start", "2026-09-30 17:50", "--table", "x.csv"), "--table has its own starts and limits"),
        (("--table", "no.csv"), "no.csv: found no such file; expected a CSV file with the header start,limit"),
        (("--start", "8999-09-30 17:50", "--limit", "999999 working days"), "leads past 9999; expected a shorter"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_code_2(say: Say, arguments: tuple[str, ...], expected: str) -> None:
    said = say(*DUE, *arguments)
    assert (said.code, said.out) == (2, "")
    assert expected in said.err
    assert said.err.count("\n") == 1


def test_a_table_gets_the_due_times_worked_out_by_hand(say: Say, tmp_path: Path) -> None:
    lines = ["start,limit,calendar", *(f"{start},{limit},cn-mainland" for start, limit, _, _ in rows())]
    table = write(tmp_path / "starts.csv", "\n".join(lines))
    said = say(*DUE, "--table", table, "--out", tmp_path / "due.csv", "--json", tmp_path / "due.json")
    assert (said.code, said.err) == (0, "")
    assert [(row["due"], row["provisional"]) for row in read(tmp_path / "due.csv")] == [
        (f"{due.replace(' ', 'T')}:00+08:00", str(provisional).lower()) for _, _, due, provisional in rows()
    ]
    assert (tmp_path / "due.csv").read_text(encoding="utf-8").splitlines()[0] == "start,limit,calendar,due,provisional"
    told = checked(tmp_path / "due.json", "clock-table")
    assert (told["rows"], told["provisional"], told["bad"]) == (len(rows()), sum(row[3] for row in rows()), 0)


MIXED = """\ufeffnote,Start,LIMIT,calendar
"one, with a comma",2026/9/30 17:50,5 working days,
two,2026-09-30 17:50,5 working dayz,
three,2026-02-30 10:00,1 working day,
four,2026-09-30T09:50:00Z,1 working day,hotline

five,2026-09-30 17:50,1 working day,nobody
six,2026-09-30 17:50,1,working day,
seven
"""


def test_bad_rows_say_why_and_nothing_else_is_lost(say: Say, tmp_path: Path) -> None:
    table = write(tmp_path / "mixed.csv", MIXED)
    said = say(*DUE, "--table", table, "--out", tmp_path / "due.csv", "--json", tmp_path / "due.json")
    assert said.code == 2
    assert said.out == "Rows: 7; provisional: 0; with mistakes: 5.\n"
    where = f"{table}, row"
    assert [line.partition(";")[0] for line in said.err.splitlines()] == [
        f'{where} 3: limit "5 working dayz" is not a time limit',
        f'{where} 4: start "2026-02-30 10:00" is no date and time',
        f'{where} 7: there is no calendar "nobody"',
        f"{where} 8: found 5 cells under 4 columns, too many: ",
        f'{where} 9: start "" is no date and time',
    ]
    text = (tmp_path / "due.csv").read_text(encoding="utf-8")
    assert text.startswith("\ufeffnote,Start,LIMIT,calendar,due,provisional,error\n")
    kept = list(csv.reader(text.splitlines()))
    given = [row for row in csv.reader(MIXED.splitlines()) if row]
    assert [row[: len(had)] for row, had in zip(kept, given, strict=True) if len(had) <= 4] == [
        had for had in given if len(had) <= 4
    ]
    assert [row[4:6] for row in kept[1:]] == [
        ["2026-10-13T17:30:00+08:00", "false"], ["", ""], ["", ""], ["2026-10-01T17:50:00+08:00", "false"],
        ["", ""], ["", ""], ["", ""],
    ]
    told = checked(tmp_path / "due.json", "clock-table")
    assert [error["row"] for error in told["errors"]] == [3, 4, 7, 8, 9]


def test_a_table_done_twice_is_the_same(say: Say, tmp_path: Path) -> None:
    write(tmp_path / "mixed.csv", MIXED)
    say(*DUE, "--table", tmp_path / "mixed.csv", "--out", tmp_path / "once.csv")
    write(tmp_path / "mended.csv", (tmp_path / "once.csv").read_text(encoding="utf-8").replace("dayz", "days"))
    said = say(*DUE, "--table", tmp_path / "mended.csv", "--out", tmp_path / "twice.csv")
    assert said.code == 2
    second = read(tmp_path / "twice.csv")[1]
    assert (second["due"], second["error"]) == ("2026-10-13T17:30:00+08:00", "")
    assert (tmp_path / "twice.csv").read_text(encoding="utf-8").splitlines()[0].count("due") == 1


def test_without_out_the_table_goes_to_the_terminal_and_the_rest_beside_it(say: Say, tmp_path: Path) -> None:
    said = say(*DUE, "--table", write(tmp_path / "t.csv", "start,limit\n2026-07-24 09:00,30 minutes\n"))
    assert said.out == "start,limit,due,provisional\n2026-07-24 09:00,30 minutes,2026-07-24T09:30:00+08:00,false\n"
    assert said.err == "Rows: 1; provisional: 0; with mistakes: 0.\n"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "found an empty file; expected the header start,limit"),
        (b"begin,limit\n", "line 1: found the header \"begin,limit\"; expected columns named start, limit"),
        (b"start;limit\n2026-07-24 09:00;30 minutes\n", "with commas between them"),
        ("start,limit\n二〇二六\n".encode("gb18030"), "not UTF-8 (it reads as GB18030)"),
        (b'start,limit\n"2026-07-24 09:00,30 minutes\n', "found a mistake in the CSV"),
    ],
)
def test_a_table_that_cannot_be_read_is_one_sentence(say: Say, tmp_path: Path, data: bytes, expected: str) -> None:
    (tmp_path / "t.csv").write_bytes(data)
    said = say(*DUE, "--table", tmp_path / "t.csv")
    assert (said.code, said.out) == (2, "")
    assert expected in said.err


def test_mistakes_of_a_calendar_are_told_with_file_and_key(say: Say, tmp_path: Path) -> None:
    say("init", tmp_path / "city")
    calendar = tmp_path / "city" / "calendar.toml"
    write(calendar, calendar.read_text(encoding="utf-8").replace("weekend =", "weekends ="))
    said = say("clock", "due", "--city", tmp_path / "city", "--start", "2026-07-24 09:00", "--limit", "1 working day")
    assert said.code == 2
    assert 'calendar.toml, weekends: found an unknown key "weekends"; expected one of id, office' in said.err


def test_local_times_that_a_clock_skips_or_shows_twice(say: Say, tmp_path: Path) -> None:
    say("init", tmp_path / "city")
    calendar = tmp_path / "city" / "calendar.toml"
    write(calendar, 'timezone = "Europe/Berlin"\n' + calendar.read_text(encoding="utf-8"))
    berlin = ("clock", "due", "--city", tmp_path / "city", "--limit", "60 minutes", "--start")
    assert "is a time that the clock leaves out on that day" in say(*berlin, "2026-03-29 02:30").err
    assert say(*berlin, "2026-10-25 02:30").out.startswith("2026-10-25T02:30:00+01:00")      # an hour later
    assert say(*berlin, "2026-10-25 02:30+01:00").out.startswith("2026-10-25T03:30:00+01:00")


def test_a_month_shows_each_day_and_its_sums(say: Say, tmp_path: Path) -> None:
    month = ("clock", "calendar", "--city", "banyan-bay", "--month", "2026-10")
    said = say(*month, "--json", tmp_path / "month.json")
    lines = said.out.splitlines()
    assert (said.code, len(lines)) == (0, 33)
    assert lines[0] == "2026-10  calendar cn-mainland (Asia/Shanghai)"
    assert lines[1] == "  2026-10-01 Thu  public holiday"
    assert lines[10] == "  2026-10-10 Sat  worked in exchange  08:30-12:00, 14:30-17:30"
    # 31 days, 7 of them holidays, and of the other weekend days (10, 11, 17, 18, 24, 25, 31) the 10th is worked
    assert lines[-1] == "Working days: 18; office time 117:00 (h:mm)"
    told = checked(tmp_path / "month.json", "clock-calendar")
    assert (told["working_days"], told["working_s"], told["published"]) == (18, 18 * 23_400, True)
    assert "2026-10-10 六  调休上班" in say(*month, "--language", "zh").out


def test_a_month_of_an_unpublished_year_says_so(say: Say) -> None:
    later = say("clock", "calendar", "--city", "banyan-bay", "--month", "2027-10")
    assert later.out.splitlines()[-1] == "Provisional: calendar cn-mainland has no holidays of 2027 yet."
    bad = say("clock", "calendar", "--city", "banyan-bay", "--month", "2026-13")
    assert (bad.code, "is no month; expected one like 2026-10" in bad.err) == (2, True)
