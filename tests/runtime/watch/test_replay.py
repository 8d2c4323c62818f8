"""banyan rules replay: the kernel and the trunk's engine say the same of a recorded day, line for line."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banyan.cli.main import main
from banyan.model.time import instant, iso
from banyan.runtime.watch.replay import read_readings, read_rules, replay

T0 = 1_785_000_000_000_000
SECOND = 1_000_000
RULES = """
[[rules]]
id = "high"
kind = "threshold"
subject = "pump-1"
place = "pump-1"
cause = "level"
of = "pump-1.level"
limits = [{ level = "III", raise_at = 2.0, clear_at = 1.5, off_delay_min = 1.0 }, { level = "II", raise_at = 3.0, clear_at = 2.5 }]

[[rules]]
id = "quiet"
kind = "silence"
subject = "pump-1"
place = "pump-1"
cause = "gauge"
of = "pump-1.level"
limits = [{ level = "IV", raise_at = 2 }]

[[rules]]
id = "difference"
kind = "threshold"
subject = "pump-1"
place = "pump-1"
cause = "level"
of = "{pump-1.level} - {pump-2.level}"
limits = [{ level = "IV", raise_at = 1.0, clear_at = 0.5 }]

[[rules]]
id = "rise"
kind = "rise"
subject = "pump-2"
place = "pump-2"
cause = "level"
of = "pump-2.level"
window_min = 1
limits = [{ level = "IV", raise_at = 30, clear_at = 10 }]
"""  # noqa: E501  a rule's limits on a line
DAY = [("pump-1.level", 0, 1.0), ("pump-2.level", 5, 0.5), ("pump-1.level", 30, 2.5), ("pump-1.level", 20, 9.0),
       ("pump-2.level", 65, 2.0), ("pump-1.level", 90, 1.0), ("pump-1.level", 300, 1.0)]  # fmt: skip


def files(folder: Path, day: list[tuple[str, float, float]] = DAY) -> tuple[Path, Path]:
    rules, readings = folder / "rules.toml", folder / "day.ndjson"
    rules.write_text(RULES, encoding="utf-8")
    lines = [json.dumps({"stream": s, "time": iso(instant(T0 + int(at * SECOND))), "result": v}) for s, at, v in day]
    readings.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return rules, readings


def run(folder: Path, *more: str, until: int = 400) -> list[dict[str, Any]]:
    there = (folder / "rules.toml").exists()
    rules, readings = (folder / "rules.toml", folder / "day.ndjson") if there else files(folder)
    out = folder / "out.ndjson"
    with pytest.raises(SystemExit) as left:
        main(["rules", "replay", "--rules", str(rules), "--readings", str(readings), "--out", str(out),
              "--until", iso(instant(T0 + until * SECOND)), *more])
    assert left.value.code in (0, None)
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def timeline(said: list[dict[str, Any]]) -> list[str]:
    start = instant(T0)
    return [f"{one['rule']} {one['condition']} {one['level']} "
            f"{(instant(0).fromisoformat(one['at']) - start).total_seconds():g}" for one in said]


def test_a_recorded_day_says_what_its_rules_say(tmp_path: Path) -> None:
    said = run(tmp_path)
    assert timeline(said) == [
        "high raise III 30", "difference raise IV 30",          # the reading of 0:20 came after that of 0:30
        "rise raise IV 65", "difference clear IV 90",
        "high clear III 150",                                   # 90 s + off_delay
        "quiet raise IV 210", "quiet clear IV 300",
    ]  # fmt: skip
    assert said[0]["text"]["en"] == "pump-1: 2.5, limit 2 reached"
    at = iso(instant(T0 + 30 * SECOND))
    assert said[0]["evidence"] == [{"seq": 3, "stream": "pump-1.level", "time": at, "value": 2.5}]


def test_the_plain_engine_writes_the_same_file(tmp_path: Path) -> None:
    run(tmp_path)
    fast = (tmp_path / "out.ndjson").read_bytes()
    run(tmp_path, "--plain")
    assert (tmp_path / "out.ndjson").read_bytes() == fast
    assert fast


def test_time_goes_on_until_the_given_end_and_no_further(tmp_path: Path) -> None:
    assert timeline(run(tmp_path, until=149))[-1] == "difference clear IV 90"
    assert timeline(run(tmp_path, until=60)) == ["high raise III 30", "difference raise IV 30"]


days = st.lists(st.tuples(st.sampled_from(["pump-1.level", "pump-2.level"]),
                          st.integers(0, 600).map(lambda s: s + 0.25 * (s % 3)),
                          st.sampled_from([0.5, 1.0, 2.0, 2.5, 3.5])), max_size=25)


@settings(max_examples=100, deadline=None)
@given(days)
def test_any_day_is_told_alike_by_both_engines(tmp_path_factory, day) -> None:
    folder = tmp_path_factory.mktemp("day")
    rules, readings = files(folder, day)
    declared, feed, until = read_rules(rules), read_readings(readings), instant(T0 + 900 * SECOND)
    fast, plain = ([said.line() for said in replay(declared, feed, until, plain=way)] for way in (False, True))
    assert fast == plain


def test_lines_that_cannot_be_read_are_left_out_and_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, readings = files(tmp_path)
    bad = '{"stream": 1}\n{"stream":"a","time":"2026-01-01T00:00:00Z","result":"x"}\n'
    readings.write_text(readings.read_text(encoding="utf-8") + bad)
    assert len(run(tmp_path)) == 7
    told = capsys.readouterr()
    assert "day.ndjson, line 8" in told.err
    assert "line 9: the result is no finite number" in told.err
    assert "2 lines were left out" in told.out


def test_a_csv_is_read_like_the_lines(tmp_path: Path) -> None:
    rules, readings = files(tmp_path)
    table = tmp_path / "day.csv"
    rows = [f"{s},{iso(instant(T0 + int(at * SECOND)))},{v}" for s, at, v in DAY]
    table.write_text("stream,time,result\n" + "\n".join(rows) + "\n", encoding="utf-8")
    declared, until = read_rules(rules), instant(T0 + 400 * SECOND)
    assert [one.line() for one in replay(declared, read_readings(table), until)] == [
        one.line() for one in replay(declared, read_readings(readings), until)]
