"""A plan to try: rows of minute, device and setting, from a CSV, JSON or TOML file."""

import csv
import math
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from banyan.model.city import City
from banyan.model.device import Kind
from banyan.model.ids import DeviceId
from banyan.runtime.scenario import UsageError

HEADER = ("minutes", "device", "setting")
LARGEST = 1_000_000      # bytes
MOST_ROWS = 2_000
FORMS = "CSV with the header minutes,device,setting, or JSON or TOML with rows of these three"


class Row(Struct, frozen=True):
    """From this minute on the device is wanted at this setting in %. A pump's is 0 (its float decides) or 100."""

    minutes: float
    device: DeviceId
    setting: float


def read_plan(file: Path) -> tuple[Row, ...]:
    """The rows of a file, in order of minutes. Raises UsageError that names file and line (CSV) or row."""
    try:
        if file.stat().st_size > LARGEST:
            raise UsageError(f"--plan {file}: larger than {LARGEST / 1e6:g} MB, which no plan is")
        text = file.read_bytes().decode("utf-8-sig")
    except OSError as e:
        raise UsageError(f"--plan {file}: can't be read ({e.strerror}); {FORMS} was expected") from None
    except UnicodeDecodeError:
        raise UsageError(f"--plan {file}: it is no UTF-8 text; {FORMS} was expected") from None
    kind = file.suffix.lower()
    rows = _listed(file, text, kind) if kind in (".json", ".toml") else _csv(file, text)
    return rows_of(rows)


def rows_of(rows: Iterable[tuple[str, Sequence[Any]]]) -> tuple[Row, ...]:
    """Checked rows, sorted by minute. `rows` are (where, three values). Raises UsageError that says where."""
    found: dict[tuple[float, str], Row] = {}
    for where, values in rows:
        row = _row(where, values)
        if (row.minutes, row.device) in found:
            raise UsageError(f"{where}: {row.device} has a setting at minute {row.minutes:g} already")
        found[row.minutes, row.device] = row
    if not found:
        raise UsageError(f"the plan has no row; {FORMS} was expected")
    if len(found) > MOST_ROWS:
        raise UsageError(f"the plan has {len(found)} rows, at most {MOST_ROWS} were expected")
    return tuple(sorted(found.values(), key=lambda row: row.minutes))


def check_plan(rows: Sequence[Row], city: City) -> None:
    """Raises UsageError for a device the city doesn't have, with those it has, and for half a pump."""
    devices = {device.id: device for device in city.devices}
    for row in rows:
        if row.device not in devices:
            raise UsageError(f"the plan names {row.device}, which is no device of {city.id}; it has "
                             f"{', '.join(devices) or 'none'}")
        if devices[row.device].kind is Kind.PUMP and row.setting not in (0.0, 100.0):
            raise UsageError(f"the plan sets {row.device} to {row.setting:g}: a pump takes 0 (its float decides) "
                             "or 100")


def _csv(file: Path, text: str) -> list[tuple[str, Sequence[Any]]]:
    found: list[tuple[str, Sequence[Any]]] = []
    head = False
    reader = csv.reader(text.splitlines())
    try:
        for cells in reader:
            row = [cell.strip() for cell in cells]
            if not any(row) or row[0].startswith("#"):
                continue
            where = f"--plan {file}, line {reader.line_num}"
            if not head:
                if tuple(cell.lower() for cell in row) != HEADER:
                    raise UsageError(f"{where}: {','.join(row)[:60]!r} found, the header minutes,device,setting was "
                                     "expected")
                head = True
                continue
            found.append((where, row))
    except csv.Error as e:
        raise UsageError(f"--plan {file}, line {reader.line_num}: {e}") from None
    if not head:
        raise UsageError(f"--plan {file}: it is empty; {FORMS} was expected")
    return found


def _listed(file: Path, text: str, kind: str) -> list[tuple[str, Sequence[Any]]]:
    """JSON: a list of rows, or {"rows": [...]}; TOML: [[rows]]. A row is an object, or a list of three."""
    try:
        whole: Any = msgspec.json.decode(text) if kind == ".json" else tomllib.loads(text)
    except (msgspec.DecodeError, tomllib.TOMLDecodeError) as e:
        raise UsageError(f"--plan {file}: no {kind[1:].upper()} ({e}); {FORMS} was expected") from None
    rows = whole.get("rows") if isinstance(whole, dict) else whole
    if not isinstance(rows, list):
        raise UsageError(f"--plan {file}: no list of rows in it; {FORMS} was expected")
    found: list[tuple[str, Sequence[Any]]] = []
    for n, row in enumerate(rows, start=1):
        where = f"--plan {file}, row {n}"
        if isinstance(row, dict):
            if set(row) != set(HEADER):
                raise UsageError(f"{where}: {', '.join(map(str, row)) or 'nothing'} found; minutes, device and setting "
                                 "were expected")
            row = [row[name] for name in HEADER]
        found.append((where, row if isinstance(row, list) else [row]))
    return found


def _row(where: str, values: Sequence[Any]) -> Row:
    if len(values) != 3:
        raise UsageError(f"{where}: {len(values)} values found; minutes, device and setting were expected")
    minute, setting = (_number(where, name, value) for name, value in (("minutes", values[0]), ("setting", values[2])))
    device = values[1]
    if not isinstance(device, str) or not device:
        raise UsageError(f"{where}: {device!r} found where a device's id was expected")
    if minute < 0:
        raise UsageError(f"{where}: minute {minute:g}: a plan begins at the moment it goes on from, 0 or later")
    if not 0 <= setting <= 100:
        raise UsageError(f"{where}: setting {setting:g}: 0 to 100 % was expected")
    return Row(minute, DeviceId(device), setting)


def _number(where: str, name: str, value: Any) -> float:
    try:
        if isinstance(value, bool):
            raise ValueError(value)
        number = float(value)
    except (TypeError, ValueError):
        raise UsageError(f"{where}: {str(value)[:40]!r} found as {name}, a number was expected") from None
    if not math.isfinite(number):
        raise UsageError(f"{where}: {name} is {value}, a finite number was expected")
    return number
