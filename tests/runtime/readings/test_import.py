"""banyan import, feeds and rejects, as people call them: over a city that runs, and over one that doesn't."""

import csv
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from banyan.model.feed import By, Feed, Format, Row, TimeAt, ValueAt
from banyan.runtime.readings.folder import load_feeds, remember
from banyan.runtime.readings.importing import chunks
from banyan.runtime.readings.proposing import propose
from tests.runtime.demos import banyan, records, start
from tests.runtime.readings.test_doors import city_with_feeds
from tests.runtime.things.client import datastream, location, thing
from tests.runtime.things.served import Served

KNOWN = {By.KEY: {"w1", "w2"}, By.STREAM: {"bridge.level"}, By.ID: {"7"}}


def known(by: By, names: Any) -> int:
    return len(KNOWN[by] & set(names))


def proposal(columns: dict[str, list[Any]]) -> Feed:
    rows = [Row(n, dict(zip(columns, cells, strict=True)), b"") for n, cells in enumerate(zip(*columns.values(),
                                                                                             strict=True), 1)]
    found = propose("p", Format.CSV, rows, "Asia/Shanghai", known)
    assert found.feed is not None, found.reasons
    return found.feed


@pytest.mark.parametrize(("columns", "time_at", "values"), [
    ({"时间": ["2026/07/24 22:00", "2026/07/24 22:01"], "站点": ["东湖", "西湖"], "水位(cm)": ["142", "143"]},
     TimeAt("时间", "%Y/%m/%d %H:%M", "Asia/Shanghai"), (ValueAt("水位(cm)", "{站点}", By.KEY, "cm"),)),
    ({"ts": ["1784901600", "1784901660"], "key": ["w1", "w2"], "v": ["1.5", "2"]},
     TimeAt("ts", "unix"), (ValueAt("v", "{key}", By.KEY),)),
    ({"t": [1784901600000] * 2, "ds": [7, 7], "temp (degF)": [1, 2], "rain (mm/h)": [0, None]},
     TimeAt("t", "unix-ms"), (ValueAt("temp (degF)", "{ds}.temp", By.KEY, "degF"),
                              ValueAt("rain (mm/h)", "{ds}.rain", By.KEY, "mm/h"))),
    ({"a": ["2026-07-24T14:00:00Z"] * 2, "bridge.level": ["1", "2"], "note": ["x", "y"]},
     TimeAt("a"), (ValueAt("bridge.level", "bridge.level", By.STREAM),)),
    ({"time": ["2026-07-24T14:00:00Z"] * 2, "station": ["w1", "w2"], "value": ["1", "2"], "unit": ["cm", "m"]},
     TimeAt("time"), (ValueAt("value", "{station}", By.KEY, None, "unit"),)),
])
def test_a_mapping_is_proposed_from_headers_and_cells(
    columns: dict[str, list[Any]], time_at: TimeAt, values: tuple[ValueAt, ...]) -> None:
    found = proposal(columns)
    assert (found.time, found.values) == (time_at, values)


def test_nothing_is_proposed_where_no_column_is_a_time_or_a_number() -> None:
    for rows, missing in (([Row(1, {"a": "x", "b": "1"}, b"")], "time"),
                          ([Row(1, {"t": "2026-07-24T14:00:00Z", "b": "x"}, b"")], "values"), ([], "time")):
        found = propose("p", Format.CSV, rows, "UTC", known)
        assert found.feed is None
        assert found.reasons[-1].part == missing


def test_a_remembered_mapping_is_read_back_as_it_was(tmp_path: Path) -> None:
    feed = Feed("old.data", (ValueAt('水位 "a\\b"', "{站点}.x", By.KEY, "cm"),), Format.CSV,
                TimeAt("时间", "%Y年%m月%d日 %H:%M", "Asia/Shanghai"), sequence="{n}", late_s=60, per_minute=5)
    remember(tmp_path, feed)
    assert load_feeds(None, tmp_path)["old.data"].feed == feed


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("import")
    served = Served(city_with_feeds(folder), folder / "data", "--open")
    whole = thing(Locations=[location()], Datastreams=[datastream("w1", properties={"key": "w1"})])
    assert served.ask("POST", "/Things", whole)[0] == 201
    yield served
    served.process.kill()
    served.process.communicate()


def write(path: Path, rows: int, first: int = 0) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["time", "key", "level (cm)"])
        table.writerows([f"2024-01-{1 + n // 1440 % 28:02d} {n // 60 % 24:02d}:{n % 60:02d}:00", "w1", 100 * n]
                        for n in range(first, first + rows))
    return path


def count(served: Served, name: str = "w1") -> int:
    found = served.ask("GET", f"/Datastreams?$filter=name%20eq%20'{name}'")[1]["value"][0]["@iot.id"]
    return int(served.ask("GET", f"/Datastreams({found})/Observations/$count")[1])


def test_a_file_is_imported_into_a_running_city_once_and_its_mapping_remembered(city: Served, tmp_path: Path) -> None:
    path, data = write(tmp_path / "a.csv", 5_000), city.data
    refused = banyan("import", path, "--map", "levels-csv", "--data", data)
    assert refused.returncode == 2
    assert "accept what is proposed with --yes" in refused.stderr
    before = count(city)
    preview = banyan("import", path, "--map", "levels-csv", "--data", data, "--preview")
    assert preview.returncode == 0
    assert "a.csv: 5000 readings, 0 that can't be read; nothing was stored" in preview.stdout
    assert count(city) == before
    done = banyan("import", path, "--map", "levels-csv", "--data", data, "--yes")
    assert (done.returncode, done.stdout) == (0, "a.csv: 5000 readings taken\n"), done.stderr
    assert count(city) == before + 5_000
    again = banyan("import", path, "--map", "levels-csv", "--data", data)
    assert (again.returncode, again.stdout) == (0, "a.csv: was imported before, nothing was added\n")
    assert count(city) == before + 5_000


def test_readings_of_the_past_raise_no_alarm_and_dont_keep_live_ones_waiting(city: Served, tmp_path: Path) -> None:
    path = tmp_path / "old.ndjson"
    path.write_text("\n".join(json.dumps({"t": f"2019-03-01T{n // 60:02d}:{n % 60:02d}:00Z", "v": 470})
                              for n in range(600)), encoding="utf-8")
    done = banyan("import", path, "--map", "bridge", "--data", city.data)
    assert (done.returncode, done.stdout) == (0, "old.ndjson: 600 readings taken\n"), done.stderr
    assert count(city, "bridge.level") == 600
    assert not [one for one in map(json.loads, records(city.data)) if one["kind"] == "alert"]


def test_rejects_are_listed_shown_and_replayed_from_the_command_line(city: Served, tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("ds,t,v,n\nnone,1784901600,1,b1\n", encoding="utf-8")
    done = banyan("import", path, "--map", "levels", "--data", city.data)
    assert (done.returncode, done.stdout) == (
        1, "bad.csv: 0 readings taken; not taken: 1 unknown-stream (banyan rejects list)\n"), done.stderr
    listed = banyan("rejects", "list", "--source", "levels", "--json", tmp_path / "r.json", "--data", city.data)
    found = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert [one["reason"] for one in found["rejects"]] == ["unknown-stream"]
    assert "levels" in listed.stdout
    rid = found["rejects"][0]["id"]
    shown = banyan("rejects", "show", rid, "--data", city.data).stdout
    assert '{"ds":"none","t":"1784901600","v":"1","n":"b1"}' in shown
    assert "expected the @iot.id of a Datastream that is there" in shown
    assert banyan("rejects", "replay", rid, "--data", city.data).returncode == 1
    unknown = banyan("rejects", "replay", 99_999, "--data", city.data)
    assert (unknown.returncode, "there is no reject 99999" in unknown.stderr) == (2, True)


def test_an_import_that_is_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    folder, data = city_with_feeds(tmp_path), tmp_path / "data"
    served = Served(folder, data, "--open")
    whole = thing(Locations=[location()], Datastreams=[datastream("w1", properties={"key": "w1"})])
    assert served.ask("POST", "/Things", whole)[0] == 201
    assert served.stop()[0] == 0
    path = write(tmp_path / "big.csv", 12_000)
    first = banyan("import", path, "--map", "big", "--data", data, "--preview")
    assert first.returncode == 0, first.stderr
    killed = start("import", path, "--map", "big", "--yes", "--data", data)
    time.sleep(2.5)
    killed.kill()
    killed.communicate()
    done = banyan("import", path, "--map", "big", "--yes", "--data", data)
    assert done.returncode == 0, done.stderr
    assert done.stdout in ("big.csv: 12000 readings taken\n", "big.csv: was imported before, nothing was added\n")
    served = Served(folder, data, "--open")
    assert count(served) == 12_000
    served.kill()


def test_a_feeds_file_with_mistakes_is_told_whole(tmp_path: Path) -> None:
    city = city_with_feeds(tmp_path)
    (city / "feeds.toml").write_text('[[feeds]]\nname = "A b"\n[feeds.time]\nformat = "sometimes"\n[[feeds.values]]\n'
                                     'path = "v"\nstream = "{"\nbye = "key"\n', encoding="utf-8")
    done = banyan("feeds", "check", "--city", city)
    assert done.returncode == 2
    assert "small letters, digits, dots and hyphens" in done.stderr
    assert 'did you mean "by"' in done.stderr


def test_a_mapping_is_tried_on_a_message_without_storing_anything(tmp_path: Path) -> None:
    city = city_with_feeds(tmp_path)
    (tmp_path / "m.json").write_text('[{"t": "2026-07-24T14:00:00Z", "v": 142}, {"t": "?", "v": 1}]', encoding="utf-8")
    done = banyan("feeds", "try", tmp_path / "m.json", "--map", "bridge", "--city", city)
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "2026-07-24T14:00:00Z  stream bridge.level  142 cm",
        "time: row 2, t: ?: expected a time as 2026-07-24T14:00:00Z", "1 readings, 1 that can't be read"]
    listed = banyan("feeds", "list", "--city", city).stdout
    assert "  v in cm -> stream bridge.level" in listed


def test_commands_say_what_was_wrong_in_one_sentence(tmp_path: Path) -> None:
    for arguments, said in (
        (("import", tmp_path / "no.csv", "--map", "x"), "no such file"),
        (("import", tmp_path / "no.doc", "--map", "x"), "a file of another kind; expected one of .csv"),
        (("import", tmp_path / "no.csv", "--map", "X y"), "small letters"),
        (("rejects", "list", "--data", tmp_path / "none"), "holds no city"),
        (("rejects", "list", "--since", "today", "--data", tmp_path), "a time with its offset"),
        (("feeds", "key", "bridge", "--city", "nowhere"), "nowhere"),
    ):
        done = banyan(*arguments)
        assert done.returncode == 2, done.stderr
        assert said in done.stderr
        assert "Traceback" not in done.stderr


def test_chunks_end_at_so_many_rows_or_bytes_and_the_same_file_gives_the_same_ones() -> None:
    long = [Row(n, {}, b"x" * 1_500_000) for n in range(1, 6)]
    assert [(first, len(some)) for first, some in chunks(iter(long))] == [(1, 2), (3, 2), (5, 1)]
    short = [Row(n, {}, b"x") for n in range(1, 4_002)]
    assert [(first, len(some)) for first, some in chunks(iter(short))] == [(1, 2_000), (2_001, 2_000), (4_001, 1)]
    assert list(chunks(iter([]))) == []
