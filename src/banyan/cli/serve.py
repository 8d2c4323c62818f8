"""banyan serve, and what people do to a running city from the command line: stop, release, approve, refuse, ..."""

import signal
from pathlib import Path
from types import FrameType

import click

from banyan.cli.remote import do
from banyan.model.intent import Action
from banyan.runtime.casework.begun import of_running
from banyan.runtime.declarations import owner
from banyan.runtime.folder.places import find_city
from banyan.runtime.folder.reading import load_with_layers
from banyan.runtime.projects.served import Served
from banyan.runtime.scenario import UsageError
from banyan.runtime.serving import Serving
from banyan.server.centre import CommandCentre

DATA = click.option("--data", type=click.Path(path_type=Path, file_okay=False), default=Path(".banyan/data"),
                    show_default=True, help="Data folder of the running city.")
CITY = click.option("--city", type=click.Path(path_type=Path, file_okay=False),
                    help="The city's folder, where the city doesn't run and its folder has moved.")
AS = click.option("--as", "principal", help="Act as this principal.  [default: the folder's owner]")


@click.command()
@click.option("--city", required=True, help="A city's folder, or the name of a ready city.")
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), required=True, help="Data folder.")
@click.option("--port", type=click.IntRange(0, 65535), default=8420, show_default=True, help="0: any free one.")
@click.option("--replay", type=click.Path(path_type=Path, dir_okay=False), help="NDJSON readings, on their own time.")
@click.option("--open", "open_", is_flag=True, help="No sign-in on loopback: for conformance runs only.")
@click.option("--actuators", type=click.Path(path_type=Path, dir_okay=False),
              help="Append orders to this file or FIFO, for whoever obeys them. Without it control is advisory.")
@click.option("--headless", is_flag=True, help="With --replay: no page, end with the file.")
@click.option("--yes", is_flag=True, help="Accept a changed city folder.")
def serve(
    city: str, data: Path, port: int, replay: Path | None, open_: bool, actuators: Path | None, headless: bool,
    yes: bool,
) -> None:  # fmt: skip
    """The city brain on a wall clock, fed by HTTP, or on a recorded feed.

    Without --actuators nobody obeys its orders: it proposes, people may approve, and no order leaves.

    \b
    Example:  banyan serve --city cities/banyan-bay --data .banyan/data
              banyan serve --city banyan-bay --data /tmp/replayed --replay readings.ndjson --headless
    """
    if headless and replay is None:
        raise UsageError("--headless without --replay would run for ever and take nothing in: leave one of them out")
    folder = find_city(city)
    declared, layers = load_with_layers(folder)

    def accept(changed: list[str]) -> bool:
        click.echo(f"The city folder changed: {', '.join(changed)}", err=True)
        return yes

    with Serving(declared, layers, data, replay, accept, actuators, folder.resolve()) as serving:
        running = serving.running
        if not headless:
            click.echo(_mode(actuators), err=True)

        def halt(_signal: int, _frame: FrameType | None) -> None:
            running.halt.set()

        signal.signal(signal.SIGINT, halt)
        signal.signal(signal.SIGTERM, halt)
        if headless:
            running.run()
            click.echo(f"{running.brain.state.counts.received} readings gone through, "
                       f"{serving.folder.store.sequence()} records in {data}")
            return
        office = Served(running.brain.store, running.brain.note)
        office.declare(folder)
        cases = of_running(folder, declared, running)
        with CommandCentre(running, declared, port, data, owner(declared), open_, office, cases) as centre:
            click.echo(f"{declared.name.en} is served. Sign in once with one of these, on this machine:\n", err=True)
            for who, address in centre.addresses():
                click.echo(f"  {who:<18} {address}", err=True)
            if open_:
                click.echo("\nOPEN: whoever reaches this port may do anything. Not for a real city.", err=True)
            click.echo(f"\nReadings: POST NDJSON to {centre.url}api/readings with the key in {data / 'owner.json'}."
                       "\nCtrl-C stops it properly.", err=True)
            running.run()
            running.halt.wait()


def _mode(actuators: Path | None) -> str:
    if actuators is None:
        return ("Control is advisory: nobody takes orders, so it proposes and people may approve, but standing "
                "authority is not applied and no order leaves (--actuators FILE switches it on).")
    return (f"Control is on once the city is up to date: orders are appended to {actuators}, for whoever obeys them "
            "there.")


@click.command()
@click.option("--release", is_flag=True, help="Release it again.")
@DATA
@AS
@CITY
def stop(release: bool, data: Path, principal: str | None, city: Path | None) -> None:
    """Pull the emergency stop: no order leaves, gates hold, pumps return to their floats.

    A city that doesn't run remembers it from its next start on.

    \b
    Example:  banyan stop --data .banyan/demo
              banyan stop --release --data .banyan/demo --as director-1
    """
    do(data, Action.RELEASE if release else Action.STOP, "stop", {}, principal, city)


@click.command()
@click.argument("proposal")
@DATA
@AS
def approve(proposal: str, data: Path, principal: str | None) -> None:
    """Approve an open proposal.   Example: banyan approve P-0003 --data .banyan/demo"""
    do(data, Action.APPROVE, proposal, {}, principal)


@click.command()
@click.argument("proposal")
@click.option("--reason", default="", help="Why not.")
@DATA
@AS
def refuse(proposal: str, reason: str, data: Path, principal: str | None) -> None:
    """Refuse an open proposal.   Example: banyan refuse P-0003 --reason "gate under repair" --data .banyan/demo"""
    do(data, Action.REFUSE, proposal, {"reason": reason}, principal)


@click.command()
@click.argument("alert")
@DATA
@AS
@CITY
def acknowledge(alert: str, data: Path, principal: str | None, city: Path | None) -> None:
    """Acknowledge an alert: somebody has seen it."""
    do(data, Action.ACKNOWLEDGE, alert, {}, principal, city)


