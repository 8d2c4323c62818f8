"""A command to a city: through its local API while it runs, else straight into its journal under its lock."""

import secrets
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import click
import msgspec

from banyan.model.authority import Refused
from banyan.model.ids import PrincipalId
from banyan.model.intent import Action, Intent
from banyan.model.ports import StoreError
from banyan.runtime import offline
from banyan.runtime.folder.places import find_city
from banyan.runtime.folder.reading import load_with_layers
from banyan.runtime.scenario import UsageError
from banyan.server.access import ACT_AS
from banyan.server.centre import KEY_FILE, OwnerKey
from banyan.server.shapes import WAITING, Wish


def do(
    data: Path, action: Action, target: str, args: dict[str, str], principal: str | None, city: Path | None = None
) -> None:
    """Do it, and say what was done. `city`: its folder, where it doesn't run and the journal doesn't know.

    Raises Refused, UsageError, StoreError.
    """
    if not offline.runs(data):
        _put_into_journal(data, action, target, args, principal, city)
        return
    key = _key(data)
    who = PrincipalId(principal or key.principal)
    intent = Intent(f"cli-{secrets.token_hex(8)}", who, action, target, args)
    answer = _post(key, intent)
    if answer.get("result") == WAITING:
        click.echo(f"{action}: taken, and will be done by {who} at the city's next tick, which is late")
        return
    click.echo(f"{action}: done by {who}, recorded as {answer.get('id', intent.id)}")


def _put_into_journal(
    data: Path, action: Action, target: str, args: dict[str, str], principal: str | None, city: Path | None
) -> None:
    remembered = offline.folder_of(data) if city is None else city
    declared, _ = load_with_layers(find_city(remembered))
    rid = f"cli-{secrets.token_hex(8)}"
    who, body = offline.act(data, declared, PrincipalId(principal) if principal else None, rid, action, target, args)
    click.echo(f"{action}: done by {who}, recorded as {body['id']}; the city doesn't run, its next start goes on from "
               "there")


def _key(data: Path) -> OwnerKey:
    try:
        return msgspec.json.decode((data / KEY_FILE).read_bytes(), type=OwnerKey)
    except FileNotFoundError:
        raise UsageError(f"no city runs on {data}: start it with banyan serve or demo, or name its --data") from None
    except (OSError, msgspec.MsgspecError) as e:
        raise StoreError(f"{data / KEY_FILE} can't be read ({e}): only the folder's owner may command the city") from e


def post(data: Path, path: str, body: Any, principal: str | None) -> bytes:
    """What the city that runs on a folder answers to an ask. Raises Refused, UsageError, StoreError."""
    key = _key(data)
    return _answer(key, path, body, principal or key.principal)


def _post(key: OwnerKey, intent: Intent) -> dict[str, object]:
    wish = Wish(intent.id, intent.action, intent.target, intent.args)     # who asks goes into the header
    body: dict[str, object] = msgspec.json.decode(_answer(key, "api/intents", wish, intent.by))
    return body


def _answer(key: OwnerKey, path: str, body: Any, principal: str) -> bytes:
    request = urllib.request.Request(  # noqa: S310  the address comes from a file only the owner can write
        key.url + path, msgspec.json.encode(body), method="POST",
        headers={"Authorization": f"Bearer {key.key}", "Content-Type": "application/json", ACT_AS: principal},
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as response:  # noqa: S310  the same
            answer: bytes = response.read()
            return answer
    except urllib.error.HTTPError as e:
        raise Refused(_why(e.read())) from e
    except urllib.error.URLError as e:
        raise UsageError(f"the city at {key.url} doesn't answer ({e.reason}): was it killed? Start it again") from e


def _why(body: bytes) -> str:
    try:
        found = msgspec.json.decode(body, type=dict[str, str])
    except msgspec.MsgspecError:
        return "the city refused, without saying why"
    said = found.get("error", "the city refused, without saying why")
    return f"{said}; {found['expected']}" if "expected" in found else said
