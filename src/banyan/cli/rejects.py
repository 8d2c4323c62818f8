"""banyan rejects: what the doors for readings didn't take, why, and taking it after all."""

from datetime import datetime
from pathlib import Path

import click
import msgspec
from msgspec.structs import replace

from banyan.cli import remote
from banyan.cli.feeds import CITY
from banyan.cli.options import DATA, output
from banyan.model.feed import Fault
from banyan.model.ledger import Asked
from banyan.model.things import Wrong
from banyan.model.time import instant, iso, micros
from banyan.runtime import offline
from banyan.runtime.data_folder import has_journal
from banyan.runtime.folder.places import find_city
from banyan.runtime.readings.book import Book
from banyan.runtime.readings.offline import opened
from banyan.runtime.readings.replay import Replayed, every_page, replay, replay_one
from banyan.runtime.readings.shown import page_of, whole
from banyan.runtime.readings.views import RejectLine, RejectPage
from banyan.runtime.scenario import UsageError

SCHEMA = "banyan.rejects/1"
SOURCE = click.option("--source", help="Of this feed only.")
REASON = click.option("--reason", type=click.Choice([*Fault]), help="For this reason only.")
SINCE = click.option("--since", help="Received at or after this time, as 2026-07-24T14:00:00Z.")
UNTIL = click.option("--until", help="Received before this time.")
JSON = click.option("--json", "json_file", type=click.Path(path_type=Path, dir_okay=False),
                    help="Write the result here.")


@click.group()
def rejects() -> None:
    """Readings that weren't taken: each is kept as it came, with the reason.

    \b
    Example:  banyan rejects list --source weather --data .banyan/data
              banyan rejects replay --source weather --data .banyan/data
    """


@rejects.command("list")
@SOURCE
@REASON
@SINCE
@UNTIL
@click.option("--all", "every", is_flag=True, help="Those that were taken after all, too.")
@click.option("--limit", type=click.IntRange(1, 100_000), default=50, show_default=True)
@JSON
@DATA
def list_command(
    source: str | None, reason: str | None, since: str | None, until: str | None, every: bool, limit: int,
    json_file: Path | None, data: Path,
) -> None:  # fmt: skip
    """How many wait, by source and reason, and the first of them. Works while the city runs, too.

    \b
    Example:  banyan rejects list --reason unit --data .banyan/data
    """
    asked = Asked(source, reason, _time("--since", since), _time("--until", until), None if every else "waiting",
                  most=limit)
    page = page_of(_there(data), asked)
    _write(json_file, page)
    for one in page.counts:
        click.echo(f"{one.source:<20}{one.reason:<20}{one.waiting:>8} wait{one.replayed:>8} taken since  {one.last_at}")
    for line in page.rejects:
        click.echo(f"{line.id:>8}  {line.at:<28}{line.source}  {line.reason}: {line.where}: expected {line.expected}")
    if page.after is not None:
        click.echo(f"... and more: --limit beyond {limit} shows them")


@rejects.command("show")
@click.argument("id", type=click.IntRange(1))
@JSON
@DATA
def show_command(id: int, json_file: Path | None, data: Path) -> None:
    """One of them, with what came.

    \b
    Example:  banyan rejects show 7 --data .banyan/data
    """
    one = whole(_there(data), id)
    _write(json_file, one)
    click.echo(f"{one.id}  {one.source}  {one.at}  {one.state}")
    click.echo(f"  {one.reason}: {one.where}\n  expected {one.expected}\n  {one.raw}")


@rejects.command("replay")
@click.argument("id", type=click.IntRange(1), required=False)
@SOURCE
@REASON
@SINCE
@UNTIL
@click.option("--backfill", is_flag=True, help="As readings of the past: stored and not judged.")
@click.option("--as", "principal", help="Act as this principal.  [default: the folder's owner]")
@CITY
@JSON
@DATA
def replay_command(
    id: int | None, source: str | None, reason: str | None, since: str | None, until: str | None, backfill: bool,
    principal: str | None, city: str | None, json_file: Path | None, data: Path,
) -> None:  # fmt: skip
    """Try them again, after their mapping was mended or their Datastream made: each is taken once. Exit 1: some wait.

    \b
    Example:  banyan rejects replay --source weather --reason time --data .banyan/data
    """
    asked = Asked(source, reason, _time("--since", since), _time("--until", until))
    found = _replay(data, city, id, asked, backfill, principal)
    _write(json_file, found)
    waiting = ", ".join(f"{count} {fault}" for fault, count in sorted(found.waiting.items()))
    click.echo(f"{found.taken} taken" + (f"; still waiting: {waiting}" if waiting else ""))
    if found.waiting:
        raise click.exceptions.Exit(1)


def _replay(data: Path, city: str | None, rid: int | None, asked: Asked, backfill: bool, principal: str | None
            ) -> Replayed:
    if offline.runs(data):
        return every_page(lambda after: _page(data, rid, replace(asked, after=after), backfill, principal))
    folder = find_city(city) if city is not None else offline.folder_of(data)
    with opened(data) as intake:
        book = Book(folder, data)
        try:
            if rid is not None:
                return replay_one(intake, book, rid, backfill)
            return every_page(lambda after: replay(intake, book, replace(asked, after=after), backfill))
        except Wrong as e:
            raise UsageError(f"{e}; expected {e.expected}" if e.expected else str(e)) from e


def _page(data: Path, rid: int | None, asked: Asked, backfill: bool, principal: str | None) -> Replayed:
    body = msgspec.json.encode({"id": rid, "source": asked.source, "reason": asked.fault, "backfill": backfill,
                                "begin": _iso(asked.begin), "end": _iso(asked.end), "after": asked.after})
    answer = remote.ask(data, "POST", "api/rejects/replay", body, principal, **{"Content-Type": "application/json"})
    return msgspec.json.decode(answer, type=Replayed)


def _iso(us: int | None) -> str | None:
    return None if us is None else iso(instant(us))


def _there(data: Path) -> Path:
    if not has_journal(data):
        raise UsageError(f"{data} holds no city: name the --data folder of one")
    return data


def _time(option: str, said: str | None) -> int | None:
    if said is None:
        return None
    try:
        at = datetime.fromisoformat(said)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise UsageError(f"{option} {said[:60]!r}: a time with its offset, as 2026-07-24T14:00:00Z, was expected")
    return micros(at)


def _write(file: Path | None, found: RejectPage | RejectLine | Replayed) -> None:
    if file is not None:
        with output(file, "--json") as stream:
            told = {"schema": SCHEMA, **msgspec.to_builtins(found)}
            stream.write(msgspec.json.format(msgspec.json.encode(told), indent=2) + b"\n")
