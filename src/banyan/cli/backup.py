"""banyan backup, restore: a data folder as one file, while its city runs, and back."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import msgspec
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from banyan.cli.options import DATA, output
from banyan.cli.place import data_option
from banyan.runtime import backup as backups
from banyan.runtime.restoring import restore as restored

JSON = click.option("--json", "json_file", type=click.Path(path_type=Path, dir_okay=False),
                    help="Write the manifest here.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@DATA
@JSON
def backup(file: Path, data: Path, json_file: Path | None) -> None:
    """Write the data folder as it is now to FILE, whole or not at all, also while its city runs.

    It holds keys and contacts, as the folder does: only its owner may read it.

    \b
    Example:  banyan backup backup-$(date +%F).tar --data .banyan/demo
    """
    with _bar() as told:
        made = backups.backup(data, file, told)
    _say(json_file, made, f"{file}: the city {made.city} up to record {made.sequence} in {len(made.files)} files, "
         f"{made.bytes / 1e6:.1f} MB. To restore: banyan restore {file} --data FOLDER")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@data_option("A folder that isn't there yet, or is empty.", None)
@JSON
def restore(file: Path, data: Path, json_file: Path | None) -> None:
    """Make the data folder of a backup again; every file is checked before the folder is there.

    The journal of a city on PostgreSQL goes into the --store that is given, which holds none yet.

    \b
    Example:  banyan restore backup-2026-07-24.tar --data restored
    """
    with _bar() as told:
        made = restored(file, data, told)
    _say(json_file, made, f"{data}: the city {made.city} up to record {made.sequence}, {len(made.files)} files "
         f"checked. To prove its journal: banyan checkjournal --data {data}")


@contextmanager
def _bar() -> Iterator[backups.Progress]:
    """On a terminal alone."""
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task("", total=None)

        def told(what: str, done: int, whole: int) -> None:
            progress.update(task, description=what[-40:], completed=done, total=whole)

        yield told


def _say(json_file: Path | None, made: backups.Manifest, sentence: str) -> None:
    if json_file is not None:
        with output(json_file, "--json") as stream:
            stream.write(msgspec.json.encode(made) + b"\n")
    click.echo(sentence)
