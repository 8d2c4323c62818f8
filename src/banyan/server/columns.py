"""Deliveries of feeds in columns, past the application's routing."""

from collections.abc import Mapping

import msgspec
from litestar.types import ASGIApp, Scope

from banyan.model.feed import Format
from banyan.model.ports import StoreError
from banyan.runtime.readings.intake import Begun
from banyan.server.readings import MEDIA, Deliveries
from banyan.server.shares import Way
from banyan.server.straight import Answer, Straight

ROOT = b"/api/readings/"
COUNTED = "/api/readings/{name}"        # as the application names readings.deliver where requests are counted
_FORMATS = {media.encode(): format_ for media, format_ in MEDIA.items() if format_ in (Format.JSON, Format.ARROW)}
_MORE = (b"content-encoding", b"idempotency-key")       # what such a header says is for the application


class Columns(Straight[tuple[str, Format], Begun]):
    """Of a feed's own key. What is asked is the feed's name and the body's format."""

    def __init__(self, app: ASGIApp, deliveries: Deliveries) -> None:
        super().__init__(app)
        self._deliveries = deliveries

    def _asked(self, scope: Scope, headers: Mapping[bytes, bytes]) -> tuple[tuple[str, Format], str, Way] | None:
        raw = scope.get("raw_path") or b""
        if not raw.startswith(ROOT) or scope["query_string"] or any(name in headers for name in _MORE):
            return None
        format_ = _FORMATS.get(headers.get(b"content-type", b""))
        said, scheme = raw[len(ROOT) :], headers.get(b"authorization", b"").partition(b" ")
        if format_ is None or not said.isascii() or b"/" in said or b"%" in said or scheme[0].lower() != b"bearer":
            return None
        name = said.decode()
        try:
            opened = self._deliveries.opens(name, scheme[2].decode("latin-1"))
        except StoreError:        # which the application says
            return None
        return ((name, format_), f"the feed {name}", Way.FEED) if opened else None

    def _begin(self, asked: tuple[str, Format], body: bytes) -> Begun | None:
        return self._deliveries.begin(asked[0], body, asked[1])

    async def _ended(self, asked: tuple[str, Format], begun: Begun) -> Answer:  # noqa: ARG002  as the others are asked
        return Answer(200, msgspec.json.encode(await self._deliveries.ended(begun)), COUNTED)
