"""A GeoReport v2 client: another city's server, or any other's. It says what happened; whether to try again is for the
caller, who knows whether the message can be repeated.
"""

import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from http.client import HTTPException
from urllib.parse import quote, urlencode, urlsplit

from msgspec import Struct

from banyan.edges.open311 import reader
from banyan.edges.open311.nouns import (
    Fault,
    Filed,
    Format,
    Origin,
    Report,
    Service,
    ServiceDefinition,
    ServiceRequest,
)

MOST_BYTES = 16 * 1024 * 1024
PATIENCE_S = 20.0


class Unreached(Exception):  # noqa: N818  said as operators say it
    """No usable answer: the message may or may not have arrived. The same again is safe where it has an origin."""


class Declined(Exception):  # noqa: N818  said as operators say it
    """The other side answered with its list of errors."""

    def __init__(self, status: int, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(f.description for f in faults) or f"refused with {status}")
        self.status, self.faults = status, faults


class Reply(Struct, frozen=True):
    status: int
    content_type: str
    body: bytes


Send = Callable[[str, str, bytes | None, Mapping[str, str]], Reply]
"""(method, url, body, headers) → reply. Raises Unreached."""


class Peer(Struct, frozen=True):
    """Another city's endpoint. `services`: our service codes → theirs, where they differ."""

    jurisdiction: str
    url: str                          # of the endpoint, as its discovery has it
    api_key: str = ""
    services: dict[str, str] = {}
    form: Format = Format.JSON


class Client:
    """One peer's methods. All raise Unreached, Declined, and AnswerError for an answer that is not GeoReport v2."""

    def __init__(self, peer: Peer, send: Send | None = None) -> None:
        self.peer = peer
        self._send = send or over_http

    def services(self) -> tuple[Service, ...]:
        return reader.services(*self._get("services", {}))

    def definition(self, code: str) -> ServiceDefinition:
        return reader.definition(*self._get(f"services/{quote(code, safe='')}", {}))

    def request(self, rid: str) -> ServiceRequest | None:
        """With what it says beyond the standard, where it does."""
        try:
            found = reader.requests(*self._get(f"requests/{quote(rid, safe='')}", {"extensions": "true"}))
        except Declined as refusal:
            if refusal.status == 404:
                return None
            raise
        return next((r for r in found if r.service_request_id == rid), None)

    def requests(self, **args: str) -> tuple[ServiceRequest, ...]:
        return reader.requests(*self._get("requests", args))

    def token(self, token: str) -> Filed:
        return reader.filed(*self._get(f"tokens/{quote(token, safe='')}", {}))

    def file(self, report: Report) -> Filed:
        """POST; media travel by `media_url` alone, which every server understands."""
        body = urlencode(_fields(report, self.peer)).encode()
        kind = "application/x-www-form-urlencoded; charset=utf-8"
        return reader.filed(*self._ask("POST", "requests", {}, body, {"Content-Type": kind}))

    def _get(self, resource: str, args: dict[str, str]) -> tuple[bytes, Format]:
        return self._ask("GET", resource, {"jurisdiction_id": self.peer.jurisdiction} | args, None, {})

    def _ask(
        self, method: str, resource: str, args: dict[str, str], body: bytes | None, headers: dict[str, str]
    ) -> tuple[bytes, Format]:
        form = self.peer.form
        query = f"?{urlencode(args)}" if args else ""
        address = f"{self.peer.url.rstrip('/')}/{resource}.{form.value}{query}"
        reply = self._send(method, address, body, {"Accept": form.media_type} | headers)
        told = Format.JSON if "json" in reply.content_type else Format.XML if "xml" in reply.content_type else form
        if reply.status >= 500 or reply.status == 429:
            raise Unreached(f"{self.peer.jurisdiction} answered {reply.status}: it can't at the moment")
        if reply.status >= 400:
            raise Declined(reply.status, reader.errors(reply.body, told))
        return reply.body, told


def _fields(report: Report, peer: Peer) -> list[tuple[str, str]]:
    who = report.reporter
    fields = [
        ("api_key", peer.api_key), ("jurisdiction_id", peer.jurisdiction),
        ("service_code", peer.services.get(report.service_code, report.service_code)),
        ("lat", "" if report.lat is None else f"{report.lat:.7f}"),
        ("long", "" if report.long is None else f"{report.long:.7f}"),
        ("address_string", report.address_string), ("address_id", report.address_id),
        ("description", report.description), ("media_url", report.media_url), ("email", who.email),
        ("phone", who.phone), ("first_name", who.first_name), ("last_name", who.last_name),
        ("account_id", who.account_id), *_origin(report.origin),
    ]  # fmt: skip
    for code, values in report.attributes:
        many = "[]" if len(values) > 1 else ""
        fields += [(f"attribute[{code}]{many}", value) for value in values]
    return [(name, value) for name, value in fields if value]


def _origin(origin: Origin | None) -> list[tuple[str, str]]:
    if origin is None:
        return []
    return [("origin_jurisdiction", origin.jurisdiction), ("origin_request_id", origin.request),
            ("origin_hand", str(origin.hand))]


def over_http(method: str, url: str, body: bytes | None, headers: Mapping[str, str]) -> Reply:
    """No redirect is followed: a key must not travel to an address that nobody entered."""
    host = _host(url)
    if host is None:
        raise Unreached(f"{url} is no address of a server: one begins with http:// or https://")
    request = urllib.request.Request(url, body, dict(headers), method=method)  # noqa: S310  checked above
    try:
        with _OPENER.open(request, timeout=PATIENCE_S) as answer:
            return _reply(answer.status, answer.headers.get("Content-Type", ""), answer.read(MOST_BYTES + 1))
    except urllib.error.HTTPError as refusal:
        return _reply(refusal.code, refusal.headers.get("Content-Type", ""), refusal.read(MOST_BYTES + 1))
    except (OSError, HTTPException, ValueError) as failure:      # ValueError: an address that is none
        raise Unreached(f"{host} doesn't answer ({failure})") from None


def _host(url: str) -> str | None:
    try:
        parts = urlsplit(url)
        return parts.netloc if parts.scheme in ("http", "https") and parts.hostname else None
    except ValueError:
        return None


def _reply(status: int, kind: str, body: bytes) -> Reply:
    if len(body) > MOST_BYTES:
        raise Unreached(f"the answer is larger than {MOST_BYTES // 1_048_576} MB")
    if 300 <= status < 400:
        raise Unreached(f"the server answered {status}, to ask elsewhere: enter that address instead")
    return Reply(status, kind, body)


class _StayHere(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


_OPENER = urllib.request.build_opener(_StayHere)
