"""banyan open311: keys for other programs and cities, cases handed over, contacts revealed."""

import sys
from pathlib import Path
from urllib.parse import quote

import click
import msgspec

from banyan.cli.place import data_option
from banyan.cli.remote import post
from banyan.command.exchange import Shared
from banyan.command.privacy import Contact
from banyan.runtime.open311.begun import PEER_KEYS, keep_peer_key
from banyan.runtime.open311.keys import minted
from banyan.runtime.scenario import UsageError

DATA = data_option("Data folder of the city.")
AS = click.option("--as", "principal", help="Act as this principal.  [default: the folder's owner]")


@click.group()
def open311() -> None:
    """The door for other programs (Open311 GeoReport v2)."""


@open311.command("key")
@click.option("--id", "key_id", required=True, help="What the key is called in the city folder and the journal.")
@click.option("--principal", required=True, help="Whose authority its requests are filed on (authority.toml).")
@click.option("--jurisdiction", help="Of the city that gets it, which may then hand over cases.")
def key_command(key_id: str, principal: str, jurisdiction: str | None) -> None:
    """Make an API key. It is shown once; the city folder gets its digest.

    \b
    Example:  banyan open311 key --id walking-app --principal apps
    """
    key, sha256 = minted()
    lines = ["[[keys]]", f"id = {_quoted(key_id)}", f"principal = {_quoted(principal)}", f'sha256 = "{sha256}"']
    if jurisdiction:
        lines.append(f"jurisdiction = {_quoted(jurisdiction)}")
    click.echo(f"The key, for its holder and nobody else: {key}", err=True)
    click.echo("\n".join(["# into open311.toml of the city folder:", *lines]))


def _quoted(text: str) -> str:
    return '"' + "".join(c for c in text if c.isprintable()).replace("\\", "\\\\").replace('"', '\\"') + '"'


@open311.command("peer-key")
@click.argument("jurisdiction")
@DATA
def peer_key_command(jurisdiction: str, data: Path) -> None:
    """Keep our key at another city, read from standard input; it holds from the next start.

    \b
    Example:  banyan open311 peer-key neighbour.gov --data .banyan/data < key.txt
    """
    key = sys.stdin.readline(1000).strip()
    if not key or len(key) > 500 or not key.isprintable():
        raise UsageError("no key was read: give it on standard input, one line")
    keep_peer_key(data, jurisdiction, key)
    click.echo(f"The key at {jurisdiction} is kept in {data / PEER_KEYS}, for the folder's owner alone.")


@open311.command("hand-over")
@click.argument("case")
@click.option("--to", required=True, help="Jurisdiction of the other city (open311.toml).")
@click.option("--reason", default="", help="Why; needed where somebody works on it already.")
@DATA
@AS
def hand_over_command(case: str, to: str, reason: str, data: Path, principal: str | None) -> None:
    """Give a case to another city. It is sent until it is answered.

    \b
    Example:  banyan open311 hand-over K20260724-0001 --to neighbour.gov --reason "their road"
    """
    body = {"to": to, "reason": reason}
    answer = post(data, f"api/cases/{quote(case, safe='')}/hand-over", body, principal)
    shared = msgspec.json.decode(answer, type=Shared)
    click.echo(f"Case {shared.case} is on its way to {shared.leaving} (hand {shared.hand}).")


@open311.command("contact")
@click.argument("case")
@click.argument("reporter")
@click.option("--reason", required=True, help="Recorded with who asked, before the contact is shown.")
@DATA
@AS
def contact_command(case: str, reporter: str, reason: str, data: Path, principal: str | None) -> None:
    """How a reporter (their pseudonym, P-...) can be reached.

    \b
    Example:  banyan open311 contact K20260724-0001 P-ABCDEFGHIJKLMNOPQRST --reason "to call back"
    """
    body = {"reporter": reporter, "reason": reason}
    found = msgspec.json.decode(post(data, f"api/cases/{quote(case, safe='')}/contacts", body, principal), type=Contact)
    for field in Contact.__struct_fields__:
        if getattr(found, field):
            click.echo(f"{field}: {getattr(found, field)}")
