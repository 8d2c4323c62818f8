"""The outer door: which Host and Origin may come in, and the headers every answer carries.

A page of another site can make a browser call 127.0.0.1 (DNS rebinding); its Host header gives it away.
"""

from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import urlsplit

import msgspec
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = ("127.0.0.1", "localhost", "::1")
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

# MapLibre starts its worker from an own file and draws images from blobs; nothing is ever fetched elsewhere.
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; worker-src 'self' blob:; manifest-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
_HEADERS = [
    (b"content-security-policy", CONTENT_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
]


@lru_cache(64)      # each request asks, and nearly all of them say the same
def host_of(authority: str) -> str | None:
    """The host without port of "host:port" or "[v6]:port", lower case; None for what is neither."""
    try:
        parts = urlsplit(f"//{authority}")
        _ = parts.port  # raises where the port is no number
    except ValueError:
        return None
    clean = parts.hostname and not (parts.path or parts.query or parts.fragment or "@" in parts.netloc)
    return parts.hostname if clean else None


class Door:
    """ASGI middleware around the whole application."""

    def __init__(self, app: ASGIApp, allowed_hosts: Iterable[str] = LOOPBACK) -> None:
        self._app = app
        self._allowed = frozenset(host.lower() for host in allowed_hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == ScopeType.WEBSOCKET:  # none are served
            await send({"type": "websocket.close", "code": 1008, "reason": ""})
            return

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *_HEADERS]
            await send(message)

        refusal = self.refusal(scope["method"], scope["headers"])
        if refusal is None:
            await self._app(scope, receive, dressed)
            return
        body = msgspec.json.encode(refusal)
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await dressed({"type": "http.response.start", "status": 403, "headers": headers})
        await dressed({"type": "http.response.body", "body": body, "more_body": False})

    def refusal(self, method: str, headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str] | None:
        """Why a request may not come in, or None."""
        hosts = [value.decode("latin-1") for name, value in headers if name == b"host"]
        if len(hosts) != 1 or host_of(hosts[0]) not in self._allowed:
            return _no("this address is not served here", f"a Host among {', '.join(sorted(self._allowed))}")
        if method in _SAFE:
            return None
        origins = [value.decode("latin-1") for name, value in headers if name == b"origin"]
        site = next((value for name, value in headers if name == b"sec-fetch-site"), b"none")
        # Programs send no Origin; browsers always do when they change something, and say where they come from.
        foreign = any(urlsplit(origin).netloc.lower() != hosts[0].lower() for origin in origins)
        if foreign or site not in (b"none", b"same-origin"):
            return _no("another site's page may not change anything here", f"Origin http://{hosts[0]}, or none")
        return None


def _no(error: str, expected: str) -> dict[str, str]:
    return {"error": error, "expected": expected, "code": "refused"}
