"""Routes of the readings' doors: deliveries of feeds by name, and what of them wasn't taken."""

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

import anyio
import anyio.to_thread
import msgspec
from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, HeaderParameter, JSONBody, RawBody, SkipValidation
from msgspec import Struct

from banyan.edges.feeds.documents import Unread, read_json
from banyan.model.feed import By, Fault, Format, Row, Unfit
from banyan.model.ledger import Asked
from banyan.model.time import Instant, micros
from banyan.runtime.readings.arriving import Receipt
from banyan.runtime.readings.desk import ReadingsDesk
from banyan.runtime.readings.intake import Begun
from banyan.runtime.readings.replay import Replayed
from banyan.runtime.readings.views import FeedView, RejectLine, RejectPage
from banyan.server.access import KEYED
from banyan.server.committing import Commits
from banyan.server.errors import Malformed, Unknown, Unsupported
from banyan.server.straight import BEGUN

T = TypeVar("T")
LIMIT = 16 * 1024 * 1024      # bytes of one delivery
AT_ONCE = 8                   # deliveries of all sources that are decoded or wait for their commit
SEND, READ = "readings.send", "city.read"
MOST = 500                    # rejects on one page
MEDIA = {
    "application/json": Format.JSON, "application/x-ndjson": Format.NDJSON, "application/ndjson": Format.NDJSON,
    "text/csv": Format.CSV, "application/vnd.apache.arrow.stream": Format.ARROW,
    "application/vnd.apache.parquet": Format.PARQUET,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": Format.XLSX,
}

Req = Request[Any, Any, State]
Served = NamedDependency[SkipValidation["Deliveries"]]


class Deliveries:
    """The desk with the threads that wait for it. Made once for an application."""

    def __init__(self, desk: ReadingsDesk | None) -> None:
        self._desk = desk
        self._commits = Commits(AT_ONCE)
        self._taking = anyio.CapacityLimiter(AT_ONCE)
        self._looking = anyio.CapacityLimiter(4)

    @property
    def desk(self) -> ReadingsDesk:
        if self._desk is None:
            raise Unknown("this city has no feeds: that is what banyan serve has")
        return self._desk

    def opens(self, name: str, key: str) -> bool:
        """Whether a key is a feed's."""
        return self._desk is not None and self._desk.opens(name, key)

    def begin(self, name: str, body: bytes, format_: Format) -> Begun | None:
        """As ReadingsDesk.begin; None where as many wait for their commit as may."""
        return self.desk.begin(name, body, format_) if self._commits.has_room else None

    async def ended(self, begun: Begun) -> Receipt:
        """Raises what kept it from being stored."""
        return begun.receipt(await self._commits.stored(begun.stored))

    async def take(self, work: Callable[..., T], *given: Any) -> T:
        return await anyio.to_thread.run_sync(work, *given, limiter=self._taking)

    async def look(self, work: Callable[..., T], *given: Any) -> T:
        return await anyio.to_thread.run_sync(work, *given, limiter=self._looking)


def _format(request: Req) -> Format:
    """Raises Unsupported."""
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding != "identity":
        raise Unsupported(f"the body is in the encoding {encoding[:40]!r}", "a plain body")
    media = request.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    if media not in MEDIA:
        raise Unsupported(f"{media[:60]!r} is not read here", f"one of {', '.join(MEDIA)}")
    return MEDIA[media]


@post("/api/readings/{name:str}", opt={"action": SEND, KEYED: True}, status_code=200, request_max_body_size=LIMIT)
async def deliver(
    name: FromPath[str], request: Req, body: RawBody, deliveries: Served, backfill: FromQuery[bool] = False,
    key: Annotated[str | None, HeaderParameter(name="Idempotency-Key")] = None,
) -> Receipt:  # fmt: skip
    """Readings of one feed, durable when this returns; what isn't taken is kept as a reject. NDJSON, CSV, JSON (also
    columns), an Arrow stream. The same Idempotency-Key again is answered as before, and nothing is doubled.
    """
    begun: Any = request.scope.get(BEGUN)        # of it, before it came here (server/columns.py)
    if begun is not None:
        return await deliveries.ended(begun)
    return await deliveries.take(deliveries.desk.deliver, name, body, _format(request), key, backfill)


@post("/api/readings/{name:str}/rows", opt={"action": SEND}, status_code=200, request_max_body_size=LIMIT)
async def rows(
    name: FromPath[str], body: RawBody, deliveries: Served,
    key: Annotated[str, HeaderParameter(name="Idempotency-Key")],
) -> Receipt:  # fmt: skip
    """Some rows of a file, as banyan import sends them: an NDJSON line each. They are of the past: never judged."""
    return await deliveries.take(deliveries.desk.rows, name, list(_rows(body)), key, True)


def _rows(body: bytes) -> list[Row | Unfit]:
    found: list[Row | Unfit] = []
    for line in body.splitlines():
        try:
            said = msgspec.json.decode(line, type=FileRow)
            raw = said.raw.encode("utf-8", "surrogatepass")
            if said.fault is not None:
                found.append(Unfit(said.n, raw, said.fault, said.where, said.expected, row=False))
            else:
                found.append(Row(said.n, read_json(raw), raw))
        except (msgspec.MsgspecError, Unread, UnicodeError) as e:
            raise Malformed(f"line {len(found) + 1} of the rows can't be read ({str(e)[:100]})",
                            "what banyan import sends") from None
    return found


class FileRow(Struct, frozen=True, omit_defaults=True):
    """A row of a file: its number and its JSON; or why it can't be read."""

    n: int
    raw: str
    fault: Fault | None = None
    where: str = ""
    expected: str = ""


@get("/api/feeds", opt={"action": READ})
async def feeds(deliveries: Served) -> list[FeedView]:
    """The city's sources and what their mappings say."""
    return await deliveries.look(deliveries.desk.feeds)


class KnownAsk(Struct, frozen=True, forbid_unknown_fields=True):
    """Names of Datastreams, as a source says them."""

    by: By
    names: list[str]


@post("/api/feeds/known", opt={"action": READ}, status_code=200)
async def known(data: JSONBody[KnownAsk], deliveries: Served) -> int:
    """How many of some names are Datastreams."""
    return await deliveries.look(deliveries.desk.known, data.by, data.names)


@get("/api/rejects", opt={"action": READ})
async def rejects(
    deliveries: Served, source: FromQuery[str | None] = None, reason: FromQuery[str | None] = None,
    begin: FromQuery[Instant | None] = None, end: FromQuery[Instant | None] = None,
    standing: FromQuery[str] = "waiting", after: FromQuery[int] = 0, limit: FromQuery[int] = 100,
) -> Response[RejectPage]:  # fmt: skip
    """What feeds sent and wasn't taken, with its reason; `standing`: waiting, replayed or all."""
    asked = _asked(source, reason, begin, end, standing)
    asked = msgspec.structs.replace(asked, after=max(0, after), most=min(max(1, limit), MOST))
    return Response(await deliveries.look(deliveries.desk.rejects, asked), headers={"Cache-Control": "no-store"})


@get("/api/rejects/{rid:str}", opt={"action": READ})
async def reject(rid: FromPath[str], deliveries: Served) -> RejectLine:
    """One reject, whole."""
    if not (rid.isascii() and rid.isdecimal() and len(rid) < 19):
        raise Malformed(f"{rid[:40]!r} is no reject", "its number")
    return await deliveries.look(deliveries.desk.reject, int(rid))


class ReplayAsk(Struct, frozen=True, forbid_unknown_fields=True):
    """`id`: one reject; else a page of those that wait, of a source, for a reason, behind the number `after`.
    `backfill`: stored and not judged.
    """

    id: int | None = None
    source: str | None = None
    reason: str | None = None
    begin: Instant | None = None
    end: Instant | None = None
    backfill: bool = False
    after: int = 0


@post("/api/rejects/replay", opt={"action": SEND}, status_code=200)
async def replay(data: JSONBody[ReplayAsk], deliveries: Served) -> Replayed:
    """Try rejects again by their mappings as they are now; each is taken once."""
    asked = msgspec.structs.replace(_asked(data.source, data.reason, data.begin, data.end, "waiting"),
                                    after=max(0, data.after))
    return await deliveries.take(deliveries.desk.replay, asked, data.id, data.backfill)


def _asked(source: str | None, reason: str | None, begin: Instant | None, end: Instant | None, state: str) -> Asked:
    if state not in ("waiting", "replayed", "all"):
        raise Malformed(f"the state {state[:40]!r}", "waiting, replayed or all")
    if reason and reason not in list(Fault):
        raise Malformed(f"the reason {reason[:40]!r}", f"one of {', '.join(Fault)}")
    for at in (begin, end):
        if at is not None and at.tzinfo is None:
            raise Malformed("a time without its offset", "as 2026-07-24T14:00:00Z")
    return Asked(source or None, reason or None, None if begin is None else micros(begin),
                 None if end is None else micros(end), None if state == "all" else state)


ROUTES: list[HTTPRouteHandler] = [deliver, rows, feeds, known, rejects, reject, replay]
