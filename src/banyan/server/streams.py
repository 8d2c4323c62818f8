"""Routes of the stream browser: search, states, charts, exports. The Datastreams themselves are at /v1.1."""

from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from typing import Annotated, Literal

import anyio.to_thread
from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, QueryParameter
from litestar.response import Stream

from banyan.edges.readings.writer import FORMATS
from banyan.runtime.things.browsing import (
    FEWEST_POINTS,
    MOST_POINTS,
    StreamBrowser,
    StreamChart,
    StreamPage,
    StreamsAsked,
)
from banyan.runtime.things.standing import State
from banyan.server.errors import Malformed, Unknown
from banyan.server.office import FRESH, Reader, bounded
from banyan.server.things import Doors, Served

READ = {"action": "city.read"}
MOST_PAGES = 1_000_000
Form = Literal["csv", "parquet", "arrow"]


def here(things: Doors) -> StreamBrowser:
    found = things.there.streams
    if found is None:
        raise Unknown("this city's streams can't be looked through: that takes the embedded store, which "
                      "banyan serve has without --store")
    return found


def window(begin: datetime, end: datetime) -> tuple[datetime, datetime]:
    """Raises Malformed."""
    for name, at in (("begin", begin), ("end", end)):
        if at.tzinfo is None:
            raise Malformed(f"{name} has no time zone", "RFC 3339 with Z, as in 2026-07-24T14:00:00Z")
    if begin >= end:
        raise Malformed("begin is not before end", "a begin before the end")
    return begin, end


@get("/api/streams", opt=READ)
async def streams(
    things: Served, reads: Reader, text: FromQuery[str] = "", place: FromQuery[str] = "", owner: FromQuery[str] = "",
    kind: FromQuery[str] = "", fault: Annotated[State | None, QueryParameter(name="state")] = None,
    page: Annotated[int, QueryParameter(ge=1, le=MOST_PAGES)] = 1,
) -> Response[StreamPage]:  # fmt: skip
    """A page of Datastreams by name, with newest readings and what is wrong with them; counts of all that fit."""
    asked = StreamsAsked(bounded("text", text), bounded("place", place), bounded("owner", owner),
                         bounded("kind", kind), fault, page)
    return Response(await reads.ask(here(things).page, asked), headers=FRESH)


@get("/api/streams/{sid:str}/chart", opt=READ)
async def chart(
    sid: FromPath[int], things: Served, reads: Reader, begin: FromQuery[datetime], end: FromQuery[datetime],
    points: Annotated[int, QueryParameter(ge=FEWEST_POINTS, le=MOST_POINTS)] = 500,
) -> Response[StreamChart]:  # fmt: skip
    """The readings with begin <= time < end, downsampled to real ones (LTTB), with the range of all between them."""
    return Response(await reads.ask(here(things).chart, sid, *window(begin, end), points), headers=FRESH)


@get("/api/streams/{sid:str}/export", opt=READ)
async def export(
    sid: FromPath[int], things: Served, reads: Reader, begin: FromQuery[datetime], end: FromQuery[datetime],
    format: FromQuery[Form] = "csv",
) -> Stream:  # fmt: skip
    """Every reading with begin <= time < end as a file, in the order of time, sent while it is read."""
    pieces = await reads.ask(here(things).export, sid, *window(begin, end), format)
    names = {"Content-Disposition": f'attachment; filename="datastream-{sid}.{format}"'}
    return Stream(_pieces(pieces), media_type=FORMATS[format], headers={**FRESH, **names})


async def _pieces(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Each from a thread: what reads a year of a stream holds nobody up."""
    while (piece := await anyio.to_thread.run_sync(next, pieces, None)) is not None:
        yield piece


ROUTES: list[HTTPRouteHandler] = [streams, chart, export]
