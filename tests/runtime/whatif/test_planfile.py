"""A plan's file: three forms, the same rows; every mistake is named with its line."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banyan.model.city import City
from banyan.model.ids import DeviceId
from banyan.runtime.scenario import UsageError
from banyan.runtime.whatif.planfile import Row, check_plan, read_plan, rows_of

ROWS = (Row(0, DeviceId("gate-east"), 60), Row(30.5, DeviceId("gate-east"), 0), Row(30.5, DeviceId("pump-1"), 100))
CSV = "minutes,device,setting\n30.5,gate-east,0\n\n# later\n0,gate-east,60\n30.5,pump-1,100\n"
JSON = '[[0, "gate-east", 60], {"minutes": 30.5, "device": "gate-east", "setting": 0}, [30.5, "pump-1", 100]]'
TOML = "".join(f'[[rows]]\nminutes = {r.minutes}\ndevice = "{r.device}"\nsetting = {r.setting}\n' for r in ROWS)


def plan(folder: Path, name: str, text: str | bytes) -> Path:
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder / name


@pytest.mark.parametrize(("name", "text"), [
    ("p.csv", CSV), ("p.txt", CSV.replace("\n", "\r\n")), ("p.csv", "\ufeff" + CSV.replace("minutes", "Minutes")),
    ("p.json", JSON), ("p.json", f'{{"rows": {JSON}}}'), ("p.toml", TOML),
])  # fmt: skip
def test_all_forms_give_the_same_rows_in_order_of_minutes(tmp_path: Path, name: str, text: str) -> None:
    assert read_plan(plan(tmp_path, name, text)) == ROWS


@pytest.mark.parametrize(("name", "text", "says"), [
    ("p.csv", "", "it is empty; CSV with the header minutes,device,setting, or JSON or TOML"),
    ("p.csv", "0,gate-east,60\n", "p.csv, line 1: '0,gate-east,60' found, the header minutes,device,setting was"),
    ("p.csv", "minutes,device,setting\n", "the plan has no row"),
    ("p.csv", "minutes,device,setting\n0,gate-east\n", "p.csv, line 2: 2 values found"),
    ("p.csv", "minutes,device,setting\n0,gate-east,60\nx,gate-east,0\n", "p.csv, line 3: 'x' found as minutes"),
    ("p.csv", "minutes,device,setting\n0,gate-east,nan\n", "p.csv, line 2: setting is nan, a finite number"),
    ("p.csv", "minutes,device,setting\n0,gate-east,101\n", "p.csv, line 2: setting 101: 0 to 100 % was expected"),
    ("p.csv", "minutes,device,setting\n-1,gate-east,10\n", "p.csv, line 2: minute -1: a plan begins at the moment"),
    ("p.csv", "minutes,device,setting\n0,,10\n", "p.csv, line 2: '' found where a device's id was expected"),
    ("p.csv", "minutes,device,setting\n0,g,10\n0.0,g,20\n", "p.csv, line 3: g has a setting at minute 0 already"),
    ("p.json", "{", "p.json: no JSON"), ("p.json", "7", "p.json: no list of rows in it"),
    ("p.json", '[[0,"g",true]]', "p.json, row 1: 'True' found as setting"),
    ("p.json", '[[0,"g",10], {"minutes": 0}]', "p.json, row 2: minutes found; minutes, device and setting"),
    ("p.json", "[3]", "p.json, row 1: 1 values found"), ("p.toml", "rows = 3", "p.toml: no list of rows in it"),
    ("p.toml", "rows =", "p.toml: no TOML"), ("p.csv", b"\xff\xfe1", "p.csv: it is no UTF-8 text"),
])  # fmt: skip
def test_a_mistake_is_one_sentence_that_names_the_line(tmp_path: Path, name: str, text: str, says: str) -> None:
    with pytest.raises(UsageError) as mistake:
        read_plan(plan(tmp_path, name, text))
    assert says in str(mistake.value)
    assert "\n" not in str(mistake.value)


def test_a_file_that_is_not_there_or_far_too_large_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="can't be read"):
        read_plan(tmp_path / "none.csv")
    with pytest.raises(UsageError, match="larger than 1 MB"):
        read_plan(plan(tmp_path, "p.csv", b"#" * 1_000_001))
    with pytest.raises(UsageError, match="2001 rows, at most 2000"):
        rows_of(("row", (n, "g", 1)) for n in range(2001))


def test_an_unknown_device_and_half_a_pump_are_refused(bay: City) -> None:
    check_plan(ROWS, bay)
    with pytest.raises(UsageError, match=r"the plan names gate-north, .* gate-east, gate-west, pump-1, pump-2"):
        check_plan((Row(0, DeviceId("gate-north"), 1),), bay)
    with pytest.raises(UsageError, match=r"pump-1 to 50: a pump takes 0 \(its float decides\) or 100"):
        check_plan((Row(0, DeviceId("pump-1"), 50),), bay)


@given(st.text(max_size=200))
def test_whatever_a_csv_holds_it_is_rows_or_a_sentence(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    file = plan(tmp_path_factory.getbasetemp(), "any.csv", "minutes,device,setting\n" + text.replace("\r", ""))
    try:
        rows = read_plan(file)
    except UsageError:
        return
    assert rows
    assert all(row.minutes >= 0 and 0 <= row.setting <= 100 for row in rows)
