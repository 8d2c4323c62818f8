"""Routes of the indicators: every formula over the city's cases, and one with the cases behind it."""

from typing import Annotated, Any

from litestar import Response, get
from litestar.di import NamedDependency, Provide
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, QueryParameter, SkipValidation

from banyan.measure.indicators.catalogue import CATALOGUE
from banyan.measure.indicators.reckon import Dimension
from banyan.runtime.indicators.on_desk import Question
from banyan.server.cases import READ, Cases, ask, here
from banyan.server.errors import Malformed, Unknown
from banyan.server.office import FRESH, Reader, bounded

TOLD = {200: ResponseSpec(dict[str, Any], generate_examples=False,
                          description="banyan.indicators/1 (docs/schemas/indicators.schema.json)")}  # fmt: skip


async def question(
    first: Annotated[str, QueryParameter(name="from")] = "", last: Annotated[str, QueryParameter(name="to")] = "",
    by: Annotated[str, QueryParameter()] = "",
) -> Question:  # fmt: skip
    """`from`, `to`: a day, month, quarter or year, included. `by`: region, department, post, class, period."""
    known = [d.value for d in Dimension]
    for word in filter(None, bounded("by", by).split(",")):
        if word not in known:
            raise Malformed(f"by names {word[:40]}", f"some of {', '.join(known)}, with commas between them")
    groups = tuple(Dimension(word) for word in by.split(",") if word)
    return bounded("from", first) or None, bounded("to", last) or None, groups


ASK = {"asked": Provide(question)}
Questioned = NamedDependency[SkipValidation[Question]]  # made above: there is nothing to check


@get("/api/indicators", opt=READ, responses=TOLD, dependencies=ASK)
async def indicators(cases: Cases, reads: Reader, asked: Questioned) -> Response[Any]:
    """Every ready formula, with how many cases are behind it."""
    return Response(await ask(reads, here(cases).indicators.every, *asked), headers=FRESH)


@get("/api/indicators/{indicator:str}", opt=READ, responses=TOLD, dependencies=ASK)
async def indicator(cases: Cases, reads: Reader, asked: Questioned, indicator: FromPath[str]) -> Response[Any]:
    """One formula, as closed-in-time@1, with the ids of the cases behind it."""
    desk = here(cases).indicators
    found = CATALOGUE.named(bounded("indicator", indicator))
    if len(found) != 1:
        raise Unknown(f"there is no indicator {indicator[:60]}; expected one of /api/indicators, as closed-in-time@1")
    return Response(await ask(reads, desk.one, found[0], *asked), headers=FRESH)


ROUTES: list[HTTPRouteHandler] = [indicators, indicator]
