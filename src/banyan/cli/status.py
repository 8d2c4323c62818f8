"""banyan status: is a city running on a data folder, and how does it do."""

import os
import shutil
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import click
import msgspec
from rich.console import Console
from rich.table import Table

from banyan.cli.options import DATA, output
from banyan.cli.remote import get
from banyan.model.time import EPOCH, iso
from banyan.runtime import offline
from banyan.runtime.data_folder import open_reader
from banyan.runtime.owner_key import is_served
from banyan.server.status import Number, Status

SCHEMA = "banyan.status/1"


@click.command()
@DATA
@click.option("--json", "json_file", type=click.Path(path_type=Path, dir_okay=False), help="Write it here.")
def status(data: Path, json_file: Path | None) -> None:
    """Whether a city runs on the data folder, its time and positions, what waits, and what went wrong.

    \b
    Example:  banyan status --data .banyan/demo
    """
    told = _whole(data)
    if json_file is not None:
        with output(json_file, "--json") as stream:
            stream.write(msgspec.json.encode(told) + b"\n")
    console = Console(width=max(Console().width, 80), highlight=False)
    table = Table(show_header=False, box=None, pad_edge=False)
    for name, value in _lines(told):
        table.add_row(name, value)
    console.print(table)
    for trouble in told["troubles"]:
        said = f"{trouble.where}: {trouble.what}: {trouble.said}"
        console.print(f"  {iso(trouble.at)} {trouble.number} {said}", markup=False)


def _whole(data: Path) -> dict[str, Any]:
    with open_reader(data) as store:
        position, sequence, waiting = store.position(), store.sequence(), sum(store.unsent().values())
        last = next((record.at for _, record in store.newest(None, ("clock", "intent", "alert", "declaration"))), None)
    size = _size(data)
    found: dict[str, Any] = {
        "schema": SCHEMA, "running": offline.runs(data), "position": position, "records": sequence,
        "outbox_waiting": waiting, "last_record_at": last, "bytes": size, "bytes_free": shutil.disk_usage(data).free,
        "since": None, "numbers": [], "unexpected": 0, "troubles": [],
    }  # fmt: skip
    if found["running"] and is_served(data):
        told = msgspec.json.decode(get(data, "api/status"), type=Status)
        found |= {"since": told.since, "numbers": told.numbers, "unexpected": told.unexpected,
                  "troubles": told.troubles}
    return found


def _size(folder: Path) -> int:
    """In bytes, of the files in it; those that go while it is looked at don't count."""
    size = 0
    for path, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                size += Path(path, name).stat().st_size
    return size


def _lines(told: dict[str, Any]) -> list[tuple[str, str]]:
    numbers: list[Number] = told["numbers"]

    def of(name: str) -> list[Number]:
        return [number for number in numbers if number.name == name]

    lines = [("city", "runs without a page: nobody can ask it" if told["running"] else "doesn't run")]
    if numbers:
        city_time = EPOCH + timedelta(seconds=of("city_time_seconds")[0].value)
        state = next((number.labels["state"] for number in of("state") if number.value), "unknown")
        lines = [
            ("city", f"{of('city_info')[0].labels['city']}: {state}, served since {iso(told['since'])}"),
            ("city time", f"{iso(city_time)}, {_ago(of('behind_seconds')[0].value)}"),
            ("readings", f"{_n(of('readings_received'))} received, {_n(of('readings_accepted'))} accepted, "
                         f"{_n(of('readings_rejected'))} rejected{_by(of('readings_rejected'), 'reason')}"),
            ("waiting", ", ".join(f"{number.value:.0f} {number.labels['what']}" for number in of("inbox_waiting"))),
            ("alerts", f"{_n(of('alerts_standing'))} standing{_by(of('alerts_standing'), 'level')}"),
            ("out of service", f"{_n(of('out_of_service'))} rules and controllers"),
        ]  # fmt: skip
    elif told["last_record_at"] is not None:
        lines.append(("last record", iso(told["last_record_at"])))
    return [
        *lines,
        ("journal", f"position {told['position']}, {told['records']} records, {told['outbox_waiting']} notices wait"),
        ("disk", f"{told['bytes'] / 1e6:.1f} MB, {told['bytes_free'] / 1e9:.1f} GB free"),
        *([("unexpected", f"{told['unexpected']} exceptions")] if numbers else []),
    ]


def _n(numbers: list[Number]) -> str:
    return f"{sum(number.value for number in numbers):.0f}"


def _by(numbers: list[Number], label: str) -> str:
    counts: dict[str, float] = {}
    for number in numbers:
        counts[number.labels[label]] = counts.get(number.labels[label], 0) + number.value
    told = ", ".join(f"{name} {n:.0f}" for name, n in counts.items())
    return f" ({told})" if told else ""


def _ago(behind: float) -> str:
    return "up to date" if behind <= 1 else f"{timedelta(seconds=round(behind))} behind its clock"

