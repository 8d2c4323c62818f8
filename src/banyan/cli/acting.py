"""banyan stop, approve, refuse, acknowledge: a person's word to a city."""

from pathlib import Path

import click

from banyan.cli.options import AS
from banyan.cli.place import data_option
from banyan.cli.remote import do
from banyan.model.intent import Action

DATA = data_option("Data folder of the running city.")
CITY = click.option("--city", type=click.Path(path_type=Path, file_okay=False),
                    help="The city's folder, where the city doesn't run and its folder has moved.")


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
    """Acknowledge an alert: somebody has seen it.

    \b
    Example:  banyan acknowledge "ponding.tower-road/tower-road@20260724T060600Z" --data .banyan/demo
    """
    do(data, Action.ACKNOWLEDGE, alert, {}, principal, city)
