"""banyan notices: who was told what, who couldn't be reached, and trying it again."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import msgspec

from banyan.cli.options import DATA
from banyan.cli.remote import post
from banyan.command.notices.addressing import words
from banyan.command.notices.delivery import OPEN, Delivery, Phase, again
from banyan.command.notices.policy import Policy
from banyan.model.record import plain
from banyan.model.time import Instant, iso
from banyan.runtime import offline
from banyan.runtime.data_folder import open_reader
from banyan.runtime.folder.places import find_city
from banyan.runtime.folder.reading import load
from banyan.runtime.mode import waiting_for_people
from banyan.runtime.notices.desk import NoticeLine
from banyan.runtime.notices.folder import load_policy
from banyan.runtime.notices.postman import as_record, deliveries
from banyan.runtime.projects.office import writing
from banyan.runtime.scenario import UsageError

SCHEMA = "banyan.notices/1"
RETRY = "notice.retry"
JSON = click.option("--json", "json_file", type=click.Path(path_type=Path, dir_okay=False),
                    help="Write the result (docs/schemas/notices.schema.json).")
AS = click.option("--as", "principal", help="Act as this principal.  [default: the folder's owner]")
CITY = click.option("--city", type=click.Path(path_type=Path, file_okay=False),
                    help="The city's folder, where it has moved.")


@click.group(invoke_without_command=True)
@DATA
@click.pass_context
def notices(context: click.Context, data: Path) -> None:
    """Who was told what: escalations, cases, crews to be sent or called home.

    \b
    Example:  banyan notices --data .banyan/data            what waits, or must be passed on by somebody
              banyan notices list --all --data .banyan/data
    """
    if context.invoked_subcommand is None:
        _list(data, False, None)


@notices.command("list")
@DATA
@click.option("--all", "every", is_flag=True, help="Those that were delivered, too.")
@JSON
def list_command(data: Path, every: bool, json_file: Path | None) -> None:
    """What waits to be sent, and what nobody could be told: somebody has to pass that on.

    \b
    Example:  banyan notices list --data .banyan/data
    """
    _list(data, every, json_file)


@notices.command("show")
@click.argument("id")
@DATA
@JSON
def show_command(id: str, data: Path, json_file: Path | None) -> None:
    """One notice: its words, and every try with what became of it.

    \b
    Example:  banyan notices show escalation/E-0001 --data .banyan/data
    """
    with open_reader(data) as store:
        found = deliveries(store, [id]).get(f"delivery/{id}")
    if found is None:
        raise UsageError(f"{id}: no notice of that id has been on its way in {data}; banyan notices list --all tells "
                         "which have")
    _write(json_file, [found])
    title, text = words(found.letter, Policy(), found.language)
    for line in (f"{found.letter.id}  {found.phase}", f"  to {found.letter.to}: {title}", f"  {text}", _when(found)):
        click.echo(line.rstrip())
    for one in found.tries:
        became = one.result or "under way"
        reached = f"  {one.reached}" if one.reached else ""
        said = f"  {iso(one.began_at):<22}{one.n:>3}  {one.channel}{reached}  {became}  {one.why}{one.receipt}"
        click.echo(said.rstrip())


@notices.command("retry")
@click.argument("id")
@DATA
@AS
@CITY
def retry_command(id: str, data: Path, principal: str | None, city: Path | None) -> None:
    """Try a notice again that wasn't delivered, from its first channel: at once while the city runs, else with its next
    start.

    \b
    Example:  banyan notices retry escalation/E-0001 --data .banyan/data
    """
    if offline.runs(data):
        line = msgspec.json.decode(post(data, "api/notices/retry", {"id": id}, principal), type=NoticeLine)
        click.echo(f"{id}: is tried again now, asked for by {line.by}")
        return
    folder = find_city(offline.folder_of(data) if city is None else city)
    policy = load_policy(folder, load(folder))
    with writing(data, principal) as office:
        office.may(RETRY)
        found = deliveries(office.store, [id]).get(f"delivery/{id}")
        if found is None:
            raise UsageError(f"{id}: no notice of that id has been on its way in {data}; banyan notices list --all "
                             "tells which have")
        now = datetime.now(UTC)
        office.append([as_record(again(found, str(office.who), policy), now)])
        click.echo(f"{id}: will be tried again with the next round, asked for by {office.who}")


def _list(data: Path, every: bool, json_file: Path | None) -> None:
    """What waits for people without ever having been looked at is shown as pending."""
    with open_reader(data) as store:
        ways = deliveries(store)
        waiting = [(at, notice) for at, notice in waiting_for_people(store) if f"delivery/{notice.id}" not in ways]
    shown = [way for way in ways.values() if every or way.phase is not Phase.DELIVERED]
    _write(json_file, shown, [{"id": n.id, "decided_at": iso(at), "body": n.body} for at, n in waiting])
    for at, notice in waiting:
        told = " ".join(f"{key}={value}" for key, value in notice.body.items())
        click.echo(f"{iso(at):<22}pending  {notice.id}  {told}")
    for way in shown:
        said = words(way.letter, Policy(), way.language)[0]
        click.echo(f"{iso(way.letter.decided_at):<22}{way.phase}  {way.letter.id}  {way.letter.to}: {said}")


def _when(way: Delivery) -> str:
    at: Instant | None = way.next_at
    return f"  next try {iso(at)}" if way.phase in OPEN and at is not None else ""


def _write(file: Path | None, ways: list[Delivery], pending: list[dict[str, Any]] | None = None) -> None:
    if file is None:
        return
    told = {"schema": SCHEMA, "deliveries": [plain(way) for way in ways], "pending": pending or []}
    try:
        file.write_bytes(msgspec.json.format(msgspec.json.encode(told), indent=2) + b"\n")
    except (OSError, ValueError) as error:
        raise UsageError(f"--json {file} can't be written ({error}); give the path of a file in a folder that exists"
                         ) from None
