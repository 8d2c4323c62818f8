"""banyan trace, records, rebuild, checkjournal: what a data folder knows."""

import sys
from pathlib import Path

import click
import msgspec

from banyan.cli.options import DATA, output
from banyan.model.record import plain
from banyan.runtime import views
from banyan.runtime.data_folder import open_reader, open_writer
from banyan.runtime.owner_key import is_served
from banyan.runtime.scenario import UsageError
from banyan_check.command import main as check_main


@click.command()
@click.argument("id")
@DATA
@click.option("--json", "json_file", type=click.Path(path_type=Path, dir_okay=False), help="Write the chain here.")
def trace(id: str, data: Path, json_file: Path | None) -> None:
    """The way from a gauge's reading to what it changed, through ID (a record's or an entity's).

    \b
    Example:  banyan trace P-0001 --data .banyan/demo
    """
    with open_reader(data) as store:
        try:
            links = views.trace(store, id)
        except KeyError:
            raise UsageError(f"{id}: no record and nothing recorded has that id in {data}; "
                             "banyan records lists what there is") from None
    if json_file is not None:
        with output(json_file, "--json") as stream:
            stream.write(msgspec.json.encode(links) + b"\n")
    for link in links:
        r = link.record
        mark = "▶" if link.depth == 0 else " "
        when = str(r["at"] or "")[:19]
        click.echo(f"{link.depth:+4d} {mark} {when:<20}{r['kind']:<13}{link.role:<14}{r['id']}  {_gist(r)}")


def _gist(record: dict[str, object]) -> str:
    body = record["body"]
    if not isinstance(body, dict):
        return ""
    shown = ("value", "level", "phase", "status", "setting", "outcome", "agreed", "decided_by", "by", "crew", "result")
    return " ".join(f"{k}={body[k]}" for k in shown if body.get(k) is not None)


@click.command()
@DATA
@click.option("--kind", help="Only this kind.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write to a file instead of the terminal.")
def records(data: Path, kind: str | None, out: Path | None) -> None:
    """The journal as NDJSON, one canonical record a line (docs/schemas/record.schema.json).

    \b
    Example:  banyan records --kind alert --data .banyan/demo
    """
    with open_reader(data) as store, output(out) as stream:
        for _, rec in store.records(kind=kind):
            stream.write(msgspec.json.encode(plain(rec), order="deterministic") + b"\n")


@click.command()
@DATA
def rebuild(data: Path) -> None:
    """Make the current state anew from the journal, and say whether it differed.

    \b
    Example:  banyan rebuild --data .banyan/demo
    """
    if is_served(data):
        raise UsageError(f"a city is served from {data}, and its state is made from its journal as it goes: stop it to "
                         "make it anew; nothing was changed")
    with open_writer(data) as store:
        differed = store.rebuild()
        click.echo(f"{store.sequence()} records read; {differed} rows of the current state differed")
    sys.exit(1 if differed else 0)


@click.command(context_settings={"ignore_unknown_options": True, "allow_extra_args": True}, add_help_option=False)
@click.pass_context
def checkjournal(context: click.Context) -> None:
    """Prove that every actuation was within its limits and authority (independent checker)."""
    sys.exit(check_main(context.args))
