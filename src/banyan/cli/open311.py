"""banyan open311: keys for other programs and cities."""

import click

from banyan.runtime.open311.keys import minted


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
