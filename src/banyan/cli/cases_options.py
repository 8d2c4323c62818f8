"""What the commands about cases share: their options, who asks, and the file for programs."""

from pathlib import Path
from typing import Any

import click
import msgspec

from banyan.model.authority import authorize
from banyan.model.ids import PrincipalId
from banyan.runtime.casework.begun import Opened
from banyan.runtime.declarations import owner
from banyan.runtime.scenario import UsageError

FILE = click.Path(path_type=Path)
CITY = click.option("--city", type=FILE, help="The city's folder or name, where the journal doesn't know it.")
AS = click.option("--as", "principal", metavar="PRINCIPAL", help="Act as this principal.  [default: the owner]")
JSON = click.option("--json", "json_file", type=FILE, help="Write the result for programs.")


def may_read(opened: Opened, principal: str | None) -> PrincipalId:
    who = PrincipalId(principal) if principal else owner(opened.city)
    authorize(opened.desk.office.authority, who, "case.read")
    return who


def write(file: Path, found: Any) -> None:
    try:
        file.write_bytes(msgspec.json.format(msgspec.json.encode(found), indent=2) + b"\n")
    except OSError as e:
        raise UsageError(f"--json {file}: can't be written ({e.strerror}); everything else is done") from e
