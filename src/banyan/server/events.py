"""Routes of the event log and of the shifts' notes. Reading them is reading the city; writing one is an intent."""

from collections.abc import AsyncIterator, Iterator
from itertools import islice
from typing import Annotated, Any, Literal

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromQuery, QueryParameter, SkipValidation
from litestar.response import Stream

from banyan.model.handover import Handover
from banyan.model.level import Level
from banyan.runtime.desk import Desk
from banyan.runtime.events.shape import GROUPS, Asked, EventPage
from banyan.server.errors import Malformed
from banyan.server.reads import Reads

_READ = {"action": "city.read"}
LINES = 500            # of CSV, made in one go
LONGEST = 100          # characters that may be searched for

Desk_ = NamedDependency[SkipValidation[Desk]]  # a protocol: there is no class to check against
Reader = NamedDependency[Reads]
Kinds = Annotated[str, QueryParameter(description=f"Groups, with commas between: {', '.join(GROUPS)}; empty: all.")]


def _asked(kind: str, level: Level | None, incident: str | None, text: str, before: int | None, limit: int) -> Asked:
    groups = tuple(part for part in kind.split(",") if part)
    unknown = [group for group in groups if group not in GROUPS]
    if unknown:
        raise Malformed(f"kind names {unknown[0]!r}, which is no group of events", ", ".join(GROUPS))
    if len(text) > LONGEST:
        raise Malformed(f"text has {len(text)} characters", f"at most {LONGEST}")
    return Asked(before, groups, level, incident, text, limit)


@get("/api/events", opt=_READ)
async def events(
    desk: Desk_,
    reads: Reader,
    before: Annotated[int | None, QueryParameter(ge=1)] = None,
    kind: Kinds = "",
    level: FromQuery[Level | None] = None,
    incident: FromQuery[str | None] = None,
    text: FromQuery[str] = "",
    limit: Annotated[int, QueryParameter(ge=1, le=500)] = 100,
) -> Response[EventPage]:
    """What happened, newest first; `before` of one page asks for the next. `level`: this one and graver."""
    found = await reads.ask(desk.events, _asked(kind, level, incident, text, before, limit))
    return Response(found, headers={"Cache-Control": "no-store"})


@get("/api/events.csv", opt=_READ, media_type="text/csv")
async def event_table(
    desk: Desk_,
    reads: Reader,
    kind: Kinds = "",
    level: FromQuery[Level | None] = None,
    incident: FromQuery[str | None] = None,
    text: FromQuery[str] = "",
    language: FromQuery[Literal["zh", "en"]] = "zh",
) -> Stream:
    """The same as a table for a spreadsheet: UTF-8 with a byte order mark, all of it."""
    rows = await reads.ask(desk.event_rows, _asked(kind, level, incident, text, None, LINES), language)

    async def chunks() -> AsyncIterator[bytes]:
        while part := await reads.ask(_some, rows):
            yield part

    headers = {"Cache-Control": "no-store", "Content-Disposition": 'attachment; filename="banyan-events.csv"'}
    return Stream(chunks(), media_type="text/csv; charset=utf-8", headers=headers)


def _some(rows: Iterator[str]) -> bytes:
    return "".join(islice(rows, LINES)).encode()


@get("/api/handovers", opt=_READ, responses={200: ResponseSpec(list[Handover], generate_examples=False)})
async def handovers(
    desk: Desk_, reads: Reader, limit: Annotated[int, QueryParameter(ge=1, le=200)] = 30
) -> Response[list[dict[str, Any]]]:
    """The shifts' notes with what stood then, newest first."""
    return Response(await reads.ask(desk.handovers, limit), headers={"Cache-Control": "no-store"})


ROUTES = (events, event_table, handovers)
