"""The route of the indicators: every formula over the city's daily cases, with the rows behind each."""

from typing import Annotated, Any

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import QueryParameter

from banyan.measure.indicators.reckon import Dimension
from banyan.runtime.indicators.on_desk import of_desk
from banyan.server.cases import READ, Cases, ask, here
from banyan.server.errors import Malformed
from banyan.server.office import FRESH, Reader, bounded

TOLD = {200: ResponseSpec(dict[str, Any], generate_examples=False,
                          description="banyan.indicators/1 (docs/schemas/indicators.schema.json)")}  # fmt: skip


@get("/api/indicators", opt=READ, responses=TOLD)
async def indicators(
    cases: Cases, reads: Reader, first: Annotated[str, QueryParameter(name="from")] = "",
    last: Annotated[str, QueryParameter(name="to")] = "", by: Annotated[str, QueryParameter()] = "",
) -> Response[Any]:  # fmt: skip
    """`from`, `to`: a day, month, quarter or year, included. `by`: region, department, post, class, period."""
    known = [d.value for d in Dimension]
    for word in filter(None, bounded("by", by).split(",")):
        if word not in known:
            raise Malformed(f"by names {word[:40]}", f"some of {', '.join(known)}, with commas between them")
    groups = [Dimension(word) for word in by.split(",") if word]
    period = (bounded("from", first) or None, bounded("to", last) or None)
    return Response(await ask(reads, of_desk, here(cases), *period, groups), headers=FRESH)


ROUTES: list[HTTPRouteHandler] = [indicators]
