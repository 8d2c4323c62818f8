"""Routes of what-ifs: ask, look how far, list, keep, and make a plan that was tried a proposal."""

from collections.abc import Callable
from typing import Any, TypeVar

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, JSONBody, SkipValidation

from banyan.model.ids import DeviceId
from banyan.model.intent import Action, Intent, right
from banyan.runtime.whatif import kept
from banyan.runtime.whatif.planfile import rows_of
from banyan.runtime.whatif.question import Question, sane
from banyan.runtime.whatif.queue import DONE, Standing, WhatIfs
from banyan.runtime.whatif.result import Result
from banyan.runtime.whatif.targets import targets_of
from banyan.runtime.whatif.worker import KNOWN
from banyan.server.access import Access
from banyan.server.errors import Malformed, Unknown
from banyan.server.reads import Reads
from banyan.server.routes import Asked, Req, told
from banyan.server.shapes import Taken
from banyan.server.whatif_shapes import KeepAsk, ProposeAsk, StormLine, WhatIfAsk, WhatIfList, WhatIfView

LIMIT = 1024 * 1024
RUN = "whatif.run"
_READ = {"action": "city.read"}
_EXPECTED = "a question as the description of POST /api/whatif says"
_FRESH = {"Cache-Control": "no-store"}

T = TypeVar("T")
Here = NamedDependency[SkipValidation[WhatIfs | None]]  # made elsewhere: there is nothing to check
Reader = NamedDependency[Reads]


async def _ask(reads: Reads, function: Callable[..., T], *args: object) -> T:
    """In a thread; what the asker can mend becomes a sentence of theirs."""
    try:
        return await reads.ask(function, *args)
    except KNOWN as e:
        raise Malformed(str(e).removeprefix("--"), _EXPECTED) from None


def _here(whatifs: WhatIfs | None) -> WhatIfs:
    if whatifs is None:
        raise Unknown("this city is served without a data folder: there is no what-if here")
    return whatifs


def _question(asked: WhatIfAsk) -> Question:
    def table(rows: list[tuple[float, float]] | None) -> tuple[tuple[float, float], ...] | None:
        return None if rows is None else tuple((float(minute), float(value)) for minute, value in rows)

    plan = rows_of((f"plan, row {n}", (r.minutes, r.device, r.setting)) for n, r in enumerate(asked.plan, 1)) \
        if asked.plan else ()
    return sane(Question(
        moment=asked.moment, hours=asked.hours, storm=asked.storm, storm_at=asked.storm_at, rain=table(asked.rain),
        tide=table(asked.tide), inflow=table(asked.inflow), forecast=table(asked.forecast),
        faults=tuple(asked.faults), plan=plan, approve=asked.approve, look_ahead=asked.look_ahead,
    ))  # fmt: skip


@post(
    "/api/whatif", opt={"action": RUN}, status_code=202, request_max_body_size=LIMIT,
    responses={200: ResponseSpec(WhatIfView, generate_examples=False, description="It was answered before.")},
)
async def ask_what_if(data: JSONBody[WhatIfAsk], whatifs: Here, reads: Reader) -> Response[WhatIfView]:
    """Take up a question. One is simulated at a time and one may wait; the same question has the same id."""
    def take() -> WhatIfView:
        return _view(_here(whatifs), _here(whatifs).ask(_question(data)))

    view = await _ask(reads, take)
    return Response(view, status_code=200 if view.state == DONE else 202, headers=_FRESH)


@get("/api/whatif/{wid:str}", opt=_READ, responses={200: ResponseSpec(WhatIfView, generate_examples=False)})
async def what_if(wid: FromPath[str], whatifs: Here, reads: Reader) -> Response[WhatIfView]:
    """How far a question is, and its answer once it is done."""
    def look() -> WhatIfView:
        return _view(_here(whatifs), _here(whatifs).standing(wid))

    return Response(await _ask(reads, look), headers=_FRESH)


@get("/api/whatif", opt=_READ, responses={200: ResponseSpec(WhatIfList, generate_examples=False)})
async def what_ifs(whatifs: Here, reads: Reader) -> Response[WhatIfList]:
    """What is being answered, what is kept, what is still in the cache, and which storms may be asked for."""
    here = _here(whatifs)
    found = await _ask(reads, kept.listed, here.data)
    storms = [StormLine(s.id, s.name, s.hours) for s in await _ask(reads, here.storms)]
    return Response(WhatIfList(here.unfinished(), found, storms), headers=_FRESH)


@post("/api/whatif/{wid:str}/keep", opt={"action": RUN}, status_code=200, request_max_body_size=LIMIT)
async def keep_what_if(wid: FromPath[str], data: JSONBody[KeepAsk], whatifs: Here, reads: Reader) -> WhatIfView:
    """Keep an answer under a name, in the data folder."""
    def keep() -> WhatIfView:
        here = _here(whatifs)
        kept.keep(here.data, data.name, here.result(wid))
        return _view(here, Standing(wid, DONE, 1.0))

    return await _ask(reads, keep)


@post(
    "/api/whatif/{wid:str}/propose", opt={"action": right(Action.PROPOSE)}, status_code=200,
    request_max_body_size=LIMIT,
    responses={202: ResponseSpec(Taken, generate_examples=False, description="Taken; waits for its tick.")},
)
async def propose_what_if(
    wid: FromPath[str], data: JSONBody[ProposeAsk], whatifs: Here, reads: Reader, desk: Asked,
    access: NamedDependency[Access], request: Req,
) -> Response[dict[str, Any]]:  # fmt: skip
    """What the plan wants at minute 0 becomes a proposal of the asking person, which another one has to approve."""
    if not 0 < len(data.id) <= 100:
        raise Malformed("the intent's id is empty or too long", "a key of your own, 1 to 100 characters")

    def targets() -> dict[DeviceId, str]:
        found: Result = _here(whatifs).result(wid)
        return targets_of(found)

    args = {str(device): setting for device, setting in (await _ask(reads, targets)).items()}
    intent = Intent(data.id, access.of(request).principal, Action.PROPOSE, wid, args)
    waiting = desk.submit(intent)
    if await told(waiting):
        return Response(waiting.result())
    return Response(msgspec.to_builtins(Taken(data.id)), status_code=202)


def _view(whatifs: WhatIfs, standing: Standing) -> WhatIfView:
    found = whatifs.result(standing.id) if standing.state == DONE else None
    return WhatIfView(standing.id, standing.state, standing.progress, standing.error, found)


ROUTES: list[HTTPRouteHandler] = [ask_what_if, what_if, what_ifs, keep_what_if, propose_what_if]
