"""banyan import: files of readings into a city, by a mapping that is proposed, shown and remembered."""

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import click
import msgspec
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from banyan.cli import remote
from banyan.cli.feeds import CITY, SHOWN, show
from banyan.cli.options import DATA, output
from banyan.edges.feeds.files import ReadingsFile
from banyan.edges.feeds.mapping import Ready
from banyan.model.feed import By, Row, Unfit
from banyan.runtime import offline
from banyan.runtime.folder.places import find_city
from banyan.runtime.readings.arriving import Receipt, together
from banyan.runtime.readings.folder import NAME, load_feeds, remember, written
from banyan.runtime.readings.importing import Sink, import_file
from banyan.runtime.readings.intake import Intake
from banyan.runtime.readings.offline import StoreSink, opened
from banyan.runtime.readings.proposing import SAMPLE, Known, propose
from banyan.runtime.readings.shown import timezone
from banyan.runtime.scenario import UsageError
from banyan.runtime.things.service import wall

SCHEMA = "banyan.readings-import/1"
PATIENCE = 20          # times a chunk is sent again to a city that is busy


@click.command("import")
@click.argument("files", type=click.Path(path_type=Path), nargs=-1, required=True)
@click.option("--map", "name", required=True, help="The feed whose mapping holds; a new name: one is proposed.")
@click.option("--preview", is_flag=True, help="Show the mapping and what it makes of the files; nothing is stored.")
@click.option("--yes", is_flag=True, help="Accept what is proposed.")
@click.option("--as", "principal", help="Act as this principal.  [default: the folder's owner]")
@click.option("--json", "json_file", type=click.Path(path_type=Path, dir_okay=False), help="Write the result here.")
@CITY
@DATA
def import_(
    files: tuple[Path, ...], name: str, preview: bool, yes: bool, principal: str | None, json_file: Path | None,
    city: str | None, data: Path,
) -> None:  # fmt: skip
    """Readings of the past from csv, ndjson, json, parquet or xlsx: stored, never judged, whether the city runs or not.

    Stopped half way, the same again goes on; a file that was imported adds nothing.

    \b
    Example:  banyan import 2025.csv --map weather --preview --data .banyan/data
              banyan import 2025.csv 2026.csv --map weather --yes --data .banyan/data
    """
    if not NAME.fullmatch(name):
        raise UsageError(f"--map {name[:60]!r}: a name of small letters, digits, dots and hyphens was expected")
    read = [ReadingsFile(path) for path in files]
    feeds = load_feeds(find_city(city) if city is not None else offline.folder_of(data), data)
    runs = offline.runs(data)
    with _store(data, runs) as intake:
        feed = feeds.get(name) or _proposed(name, read[0], data, intake, principal, preview, yes)
        if preview:
            _preview(feed, read)
            return
        sink: Sink = StoreSink(intake, feed) if intake is not None else _CitySink(data, principal)
        found = [(file, _one(sink, feed, file, runs)) for file in read]
    if json_file is not None:
        with output(json_file, "--json") as stream:
            told = {"schema": SCHEMA, "files": [{"file": str(file.path), "sha256": file.sha256,
                                                 **msgspec.to_builtins(one)} for file, one in found]}
            stream.write(msgspec.json.format(msgspec.json.encode(told), indent=2) + b"\n")
    _tell(found)


@contextmanager
def _store(data: Path, runs: bool) -> Iterator[Intake | None]:
    """Ours, where no city runs on the folder; None: it is the running city's."""
    if runs:
        yield None
        return
    with opened(data) as intake:
        yield intake


def _proposed(name: str, file: ReadingsFile, data: Path, intake: Intake | None, principal: str | None, preview: bool,
              yes: bool) -> Ready:
    rows = [row for row in islice(file.rows(), SAMPLE) if isinstance(row, Row)]
    found = propose(name, file.format, rows, timezone(data), _known(data, intake, principal))
    click.echo(f"{name} has no mapping yet. Proposed from {file.path.name}:", err=True)
    for one in found.reasons:
        click.echo(f"  {one.part}: {one.said or 'nothing'} ({one.reason})", err=True)
    if found.feed is None:
        raise UsageError(f"{file.path.name}: no mapping can be proposed; write one into the city's feeds.toml, or to a "
                         f"file in {data / 'feeds'} (docs/readings.md)")
    if preview:
        click.echo(written(found.feed))
        return Ready(found.feed)
    asked = sys.stdin.isatty() and sys.stderr.isatty()
    if not yes and not (asked and click.confirm("Import with this mapping, and remember it?", err=True)):
        raise UsageError("nothing was imported: accept what is proposed with --yes, or look at it with --preview")
    click.echo(f"Remembered in {remember(data, found.feed)}", err=True)
    return Ready(found.feed)


def _known(data: Path, intake: Intake | None, principal: str | None) -> Known:
    def count(by: By, names: Sequence[str]) -> int:
        if intake is not None:
            return len(intake.directory.find((by, name) for name in names))
        body = msgspec.json.encode({"by": by, "names": names})
        answer = remote.ask(data, "POST", "api/feeds/known", body, principal, **{"Content-Type": "application/json"})
        return msgspec.json.decode(answer, type=int)
    return count


def _preview(feed: Ready, read: Sequence[ReadingsFile]) -> None:
    for file in read:
        readings = refused = 0
        for row in file.rows(feed):
            said = feed.read([row], wall(), {})
            if readings + refused < SHOWN:
                show(said.readings, said.refused)
            readings, refused = readings + len(said.readings), refused + len(said.refused)
        click.echo(f"{file.path.name}: {readings} readings, {refused} that can't be read; nothing was stored")


def _one(sink: Sink, feed: Ready, file: ReadingsFile, runs: bool) -> Receipt:
    console = Console(stderr=True)
    bar = Progress(TextColumn(file.path.name), BarColumn(), TextColumn("{task.completed} rows"), console=console,
                   disable=not console.is_terminal, transient=True)
    with bar:
        task = bar.add_task("", total=None)
        return import_file(sink, feed, file, lambda rows, _: bar.advance(task, rows), yields=runs)


def _tell(found: Sequence[tuple[ReadingsFile, Receipt]]) -> None:
    for file, one in found:
        if one.again:
            click.echo(f"{file.path.name}: was imported before, nothing was added")
            continue
        more = f", {one.repeated} that were there" if one.repeated else ""
        bad = ", ".join(f"{count} {reason}" for reason, count in sorted(one.rejected.items()))
        click.echo(f"{file.path.name}: {one.accepted} readings taken{more}" + (
            f"; not taken: {bad} (banyan rejects list)" if bad else ""))
    total = together(one for _, one in found)
    if total.rejected:
        raise click.exceptions.Exit(1)


class _CitySink:
    """importing.Sink to the city that runs: what it can't take now is sent again a moment later."""

    def __init__(self, data: Path, principal: str | None) -> None:
        self._data, self._principal = data, principal

    def take(self, feed: str, rows: Sequence[Row | Unfit], key: str) -> Receipt:
        lines = b"\n".join(_line(row) for row in rows)
        for _ in range(PATIENCE):
            try:
                answer = remote.ask(self._data, "POST", f"api/readings/{feed}/rows", lines, self._principal,
                                    **{"Idempotency-Key": key, "Content-Type": "application/x-ndjson"})
                return msgspec.json.decode(answer, type=Receipt)
            except remote.Later as later:
                said = str(later)
                time.sleep(later.after_s)
        raise UsageError(f"the city takes nothing more ({said}): what was told until now is stored, the same command "
                         "goes on behind it")


def _line(row: Row | Unfit) -> bytes:
    raw = row.raw.decode("utf-8", "backslashreplace")
    if isinstance(row, Row):
        return msgspec.json.encode({"n": row.n, "raw": raw})
    return msgspec.json.encode({"n": row.n, "raw": raw, "fault": row.fault, "where": row.where,
                                "expected": row.expected})
