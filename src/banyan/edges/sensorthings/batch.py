"""$batch: many requests in one (18-088, clause 11), as multipart/mixed or as JSON."""

import re
from typing import Any
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from banyan.model.things import Wrong

MOST = 1_000          # requests of one batch
ROOT = "/v1.1"
REF = re.compile(r"\$([A-Za-z0-9_.\-]{1,60})")
WRITES = ("POST", "PATCH", "PUT", "DELETE")
FAILED = 400          # the lowest status of an error
_START = re.compile(r"(\S+) (\S+)(?: HTTP/\d\.\d)?")


class Part(Struct, frozen=True):
    """One request. `path` after the service's root. `group`: those of one group are done all or none."""

    key: str | None
    method: str
    path: str
    query: str
    body: bytes
    media: str
    group: str | None = None


class Reply(Struct, frozen=True):
    """`body`: JSON or text as bytes; empty: none."""

    part: Part
    status: int
    body: bytes
    location: str | None = None


def read_batch(media: str, body: bytes) -> list[Part]:
    """Raises Wrong."""
    kind, _, parameters = media.partition(";")
    if kind.strip().lower() == "multipart/mixed":
        found = _multipart(_boundary(parameters), body, None)
    elif kind.strip().lower() == "application/json":
        found = _json(body)
    else:
        raise Wrong(415, f"a batch of {kind.strip()[:60]!r} can't be read", "multipart/mixed or application/json")
    if len(found) > MOST:
        raise Wrong(413, f"the batch has {len(found)} requests", f"at most {MOST}")
    return found


def _boundary(parameters: str) -> bytes:
    match = re.search(r"boundary=\"?([^\";\s]{1,70})\"?", parameters)
    if match is None:
        raise Wrong(400, "the batch names no boundary", "Content-Type: multipart/mixed; boundary=...")
    return match[1].encode()


def _multipart(boundary: bytes, body: bytes, group: str | None) -> list[Part]:
    chunks = re.split(rb"(?:^|\r?\n)--" + re.escape(boundary) + rb"(?:--)?[ \t]*(?=\r?\n|$)", body)
    if len(chunks) < 2:
        raise Wrong(400, "the boundary isn't in the batch", "parts between --boundary lines")
    found: list[Part] = []
    for n, chunk in enumerate(chunks[1:-1]):
        headers, rest = _headers(chunk.lstrip(b"\r\n") if not chunk.startswith((b"\r\n\r\n", b"\n\n")) else chunk)
        media = headers.get("content-type", "application/http")
        if media.lower().startswith("multipart/mixed"):
            if group is not None:
                raise Wrong(400, "a change set is within a change set", "requests alone in a change set")
            found += _multipart(_boundary(media), rest, f"set-{n}")
        else:
            found.append(_http(headers.get("content-id"), rest, group))
    return found


def _headers(data: bytes) -> tuple[dict[str, str], bytes]:
    head, _, rest = re.sub(rb"^\r?\n", b"\n", data).replace(b"\r\n", b"\n").partition(b"\n\n") \
        if b"\r\n" in data else data.partition(b"\n\n")
    found = {}
    for line in head.decode("utf-8", "replace").splitlines():
        name, colon, value = line.partition(":")
        if colon:
            found[name.strip().lower()] = value.strip()
    return found, rest


def _http(key: str | None, data: bytes, group: str | None) -> Part:
    line, _, rest = data.lstrip().partition(b"\n")
    match = _START.fullmatch(line.decode("utf-8", "replace").strip())
    if match is None:
        raise Wrong(400, f"{line[:60]!r} begins no request", "GET /v1.1/Things HTTP/1.1")
    headers, body = _headers(rest) if not rest.startswith(b"\n") else ({}, rest[1:])
    length = headers.get("content-length", "")
    body = body[: int(length)] if length.isdecimal() and len(length) < 10 else body.strip()
    return _part(key, match[1].upper(), match[2], body, headers.get("content-type", "application/json"), group)


def _part(key: str | None, method: str, url: str, body: bytes, media: str, group: str | None) -> Part:
    try:
        split = urlsplit(url)
    except ValueError:
        raise Wrong(400, f"{url[:60]!r} is no address", "one under /v1.1/") from None
    path = split.path
    at = path.find(f"{ROOT}/")
    path = path[at + len(ROOT):] if at >= 0 else path
    if method not in (*WRITES, "GET"):
        raise Wrong(400, f"{method[:20]!r} can't stand in a batch", "GET, POST, PATCH, PUT or DELETE")
    if group is not None and method == "GET":
        raise Wrong(400, "a GET stands in a change set", "requests that change something")
    return Part(key, method, path.strip("/"), split.query, body, media.partition(";")[0].strip().lower(), group)


class _One(Struct):
    method: str
    url: str
    id: str | int | None = None
    body: Any = msgspec.UNSET
    headers: dict[str, str] = {}
    atomicityGroup: str | None = None  # noqa: N815  the format's own name


class _Many(Struct):
    requests: list[_One]


def _json(body: bytes) -> list[Part]:
    try:
        found = msgspec.json.decode(body, type=_Many)
    except (msgspec.MsgspecError, UnicodeError, RecursionError, ValueError) as error:
        raise Wrong(400, f"the batch can't be read: {error}",
                    '{"requests": [{"id", "method", "url", "body"}]}') from None
    parts = []
    keys = [one.id for one in found.requests if one.id is not None]
    if len(set(map(str, keys))) < len(keys):
        raise Wrong(400, "two requests of the batch have the same id", "an id of its own for each")
    for one in found.requests:
        headers = {name.lower(): value for name, value in one.headers.items()}
        data = b"" if one.body is msgspec.UNSET else msgspec.json.encode(one.body)
        parts.append(_part(None if one.id is None else str(one.id), one.method.upper(), one.url, data,
                           headers.get("content-type", "application/json"), one.atomicityGroup))
    return parts


def resolved(part: Part, made: dict[str, tuple[str, int]]) -> Part:
    """With what requests before it created in place of their keys: in the address and as an @iot.id (18-088, 11.2)."""
    path, body = part.path, part.body
    match = REF.match(path)
    if match is not None and match[1] in made:
        path = made[match[1]][0] + path[match.end():]
    if b'"$' in body:
        try:
            value = msgspec.json.decode(body)
        except (msgspec.MsgspecError, RecursionError, ValueError):
            return part       # no JSON: whoever reads it says so
        body = msgspec.json.encode(_replaced(value, made))
    return Part(part.key, part.method, path, part.query, body, part.media, part.group)


def _replaced(value: Any, made: dict[str, tuple[str, int]]) -> Any:
    if isinstance(value, list):
        return [_replaced(inner, made) for inner in value]
    if not isinstance(value, dict):
        return value
    found = {name: _replaced(inner, made) for name, inner in value.items()}
    key = found.get("@iot.id")
    if isinstance(key, str) and key.startswith("$") and key[1:] in made:
        found["@iot.id"] = made[key[1:]][1]
    return found


def write_json(replies: list[Reply]) -> bytes:
    return msgspec.json.encode({"responses": [
        {"id": reply.part.key, "status": reply.status}
        | ({"location": reply.location} if reply.location is not None else {})
        | ({"body": _raw(reply.body)} if reply.body else {})
        for reply in replies
    ]})  # fmt: skip


def _raw(body: bytes) -> Any:
    try:
        return msgspec.json.decode(body)
    except msgspec.MsgspecError:
        return body.decode("utf-8", "replace")


def write_multipart(replies: list[Reply], boundary: str) -> bytes:
    """Those of one change set in a part of their own, whose boundary doesn't begin with the other (RFC 2046, 5.1.2);
    the one answer of a set that failed stands alone (OData 4.0 part 1, 11.7.4).
    """
    lines: list[bytes] = []
    group: str | None = None
    for reply in [*replies, None]:
        mine = reply.part.group if reply is not None and reply.status < FAILED else None
        if group is not None and mine != group:
            lines += [f"--{group}-{boundary}--".encode()]
        if mine is not None and mine != group:
            head = f"Content-Type: multipart/mixed; boundary={mine}-{boundary}"
            lines += [f"--{boundary}".encode(), head.encode(), b""]
        group = mine
        if reply is not None:
            lines += [f"--{mine + '-' if mine else ''}{boundary}".encode(), *_written(reply)]
    return b"\r\n".join([*lines, f"--{boundary}--".encode(), b""])


REASONS = {200: "OK", 201: "Created", 204: "No Content", 400: "Bad Request", 403: "Forbidden", 404: "Not Found",
           405: "Method Not Allowed", 409: "Conflict", 501: "Not Implemented", 503: "Service Unavailable"}


def _written(reply: Reply) -> list[bytes]:
    lines = ["Content-Type: application/http"]
    if reply.part.key is not None:
        lines.append(f"Content-ID: {reply.part.key}")
    lines += ["", f"HTTP/1.1 {reply.status} {REASONS.get(reply.status, 'Answer')}"]
    if reply.location is not None:
        lines.append(f"Location: {reply.location}")
    if reply.body:
        lines += ["Content-Type: application/json; charset=UTF-8", f"Content-Length: {len(reply.body)}"]
    return [*(line.encode() for line in lines), b"", reply.body]
