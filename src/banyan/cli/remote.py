"""A command to a city: through its local API while it runs, else straight into its journal under its lock."""

import secrets
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import click
import msgspec

from banyan.model.authority import Refused
from banyan.model.ids import PrincipalId
from banyan.model.intent import Action, Intent
from banyan.model.ports import StoreError
from banyan.runtime import offline
from banyan.runtime.folder.places import find_city
from banyan.runtime.folder.reading import load_with_layers
from banyan.runtime.owner_key import ACT_AS, KEY_FILE, OwnerKey
from banyan.runtime.scenario import UsageError
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


class Later(Exception):  # noqa: N818  said as operators say it
    """The city takes nothing now; `after_s`: when it may."""

    def __init__(self, said: str, after_s: float) -> None:
        super().__init__(said)
        self.after_s = after_s


def ask(data: Path, method: str, path: str, body: bytes | None = None, principal: str | None = None,
        **headers: str) -> bytes:
    """What the city that runs on a folder answers. Raises Later, Refused, UsageError, StoreError."""
    with _opened(_key(data), method, path, body, principal, 120.0, headers) as response:
        answer: bytes = response.read()
        return answer


def lines(data: Path, path: str, body: bytes, principal: str | None, silence_s: float) -> Iterator[bytes]:
    """What the city that runs on a folder answers, line by line as it says it; `silence_s` without a word is the end.

    Raises Later, Refused, UsageError, StoreError; OSError, HTTPException where it breaks off.
    """
    headers = {"Content-Type": "application/octet-stream"}
    with _opened(_key(data), "POST", path, body, principal, silence_s, headers) as answer:
        yield from answer


def _opened(key: OwnerKey, method: str, path: str, body: bytes | None, principal: str | None, silence_s: float,
            headers: dict[str, str]) -> HTTPResponse:
    """Raises Later, Refused, UsageError."""
    connection = HTTPConnection(urlsplit(key.url).netloc, timeout=silence_s)
    try:
        with suppress(BrokenPipeError, ConnectionResetError):      # what isn't taken is answered before its end
            connection.request(method, f"/{path}", body, {**_as(key, principal), "Connection": "close", **headers})
        answer = connection.getresponse()
        said = answer.read() if answer.status >= 400 else b""
    except (OSError, HTTPException) as e:
        connection.close()
        raise UsageError(f"the city at {key.url} doesn't answer ({e}): was it killed? Start it again") from e
    if answer.status < 400:
        return answer
    why = _why(said)
    if answer.status in (429, 503):
        after_s = float(answer.headers.get("Retry-After", 1))
        raise Later(why.replace("Retry-After seconds", f"{after_s:.0f} s"), after_s)
    raise UsageError(why) if answer.status in (400, 404, 409, 413, 422) else Refused(why)


def _as(key: OwnerKey, principal: str | None) -> dict[str, str]:
    """Quoted, because headers hold ASCII alone, and a terminal whatever is typed."""
    return {"Authorization": f"Bearer {key.key}", ACT_AS: quote(principal or key.principal, safe="")}


def get(data: Path, path: str) -> bytes:
    """What the city that runs on a folder tells its owner. Raises Refused, UsageError, StoreError."""
    key = _key(data)
    request = urllib.request.Request(key.url + path, headers=_as(key, None))  # noqa: S310  the address comes from a file only the owner can write
    return _open(key, request)


def _post(key: OwnerKey, intent: Intent) -> dict[str, object]:
    wish = Wish(intent.id, intent.action, intent.target, intent.args)     # who asks goes into the header
    body: dict[str, object] = msgspec.json.decode(_answer(key, "api/intents", wish, intent.by))
    return body


def _answer(key: OwnerKey, path: str, body: Any, principal: str) -> bytes:
    request = urllib.request.Request(  # noqa: S310  the address comes from a file only the owner can write
        key.url + path, msgspec.json.encode(body), method="POST",
        headers={**_as(key, principal), "Content-Type": "application/json"},
    )
    return _open(key, request)


def _open(key: OwnerKey, request: urllib.request.Request) -> bytes:
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
