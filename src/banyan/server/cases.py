"""Routes of the cases: the list, one case, what it could be a duplicate of, a report, a move."""

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from litestar import Response, get, post
from litestar.di import NamedDependency, Provide
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter, SkipValidation
from msgspec import Struct

from banyan.model.clock import Account, Clock
from banyan.runtime.casework.asks import MoveAsk, ReportAsk, intake, move
from banyan.runtime.casework.facts import Known, known
from banyan.runtime.casework.looking import CaseDesk
from banyan.runtime.casework.office import Declined
from banyan.runtime.casework.views import CaseAsked, CaseLine, CasePage, CaseView
from banyan.runtime.scenario import UsageError
from banyan.server.access import FROM_BODY
from banyan.server.errors import Malformed, Unknown
from banyan.server.office import ASK_LIMIT, FRESH, Doors, Reader, bounded, by
from banyan.server.reads import Reads
from banyan.server.routes import Req

T = TypeVar("T")
READ = {"action": "case.read"}
REPORT = {"action": "case.report"}
MOVE = {"action": FROM_BODY}      # case.<verb>: the office asks for the right by the verb in the body

class CaseShape(Struct, frozen=True):
    """One case in full. `case`, `answers_due` and `log` are bodies as the journal has them (docs/journal.md)."""

    line: CaseLine
    case: dict[str, Any]
    clocks: list[Clock]
    account: Account
    answers_due: list[dict[str, Any]]
    log: list[dict[str, Any]]
    may: list[str]


SHOWN = {200: ResponseSpec(CaseShape, generate_examples=False)}
Cases = NamedDependency[SkipValidation[CaseDesk | None]]


async def ask(reads: Reads, function: Callable[..., T], *args: object) -> T:
    """In a thread; what the case doesn't allow is the asker's to mend. Raises Unknown for an unknown id."""
    try:
        return await reads.ask(function, *args)
    except UsageError as e:
        zh = e.text("zh") if isinstance(e, Declined) else None
        raise Malformed(str(e), "what the case and its type allow (docs/cases.md)", zh) from None


def here(cases: CaseDesk | None) -> CaseDesk:
    if cases is None:
        raise Unknown("this city has no casework: its folder holds no casework.toml")
    return cases


async def selection(
    open: FromQuery[bool | None] = None,
    status: FromQuery[str] = "",
    type: FromQuery[str] = "",
    holder: FromQuery[str] = "",
    area: FromQuery[str] = "",
    outcome: FromQuery[str] = "",
    channel: FromQuery[str] = "",
    late: FromQuery[bool | None] = None,
    waiting: FromQuery[bool | None] = None,
    text: FromQuery[str] = "",
    source: FromQuery[str] = "",
    handler: FromQuery[str] = "",
) -> CaseAsked:
    return CaseAsked(open, status, type, holder, area, outcome, channel, late, waiting, bounded("text", text),
                     bounded("source", source), handler)


SELECT = {"asked": Provide(selection)}
Which = NamedDependency[SkipValidation[CaseAsked]]  # made above: there is nothing to check


@get("/api/cases", opt=READ, dependencies=SELECT)
async def cases_list(
    asked: Which, cases: Cases, reads: Reader, offset: Annotated[int, QueryParameter(ge=0)] = 0,
    limit: Annotated[int, QueryParameter(ge=1, le=1000)] = 100,
) -> Response[CasePage]:  # fmt: skip
    """Every case of the city, what is due first; closed ones behind. `count` is of all that fit."""
    return Response(await ask(reads, here(cases).page, asked, offset, limit), headers=FRESH)


@get("/api/cases/types", opt=READ, responses={200: ResponseSpec(list[dict[str, Any]], generate_examples=False)})
async def case_types(cases: Cases, reads: Reader) -> Response[Any]:
    """The case types that hold today, as casetypes/*.toml has them (docs/cases.md), with their forms' questions."""
    office = here(cases).office
    return Response(await ask(reads, lambda: [office.asked(d) for d in office.types()]), headers=FRESH)


@get("/api/cases/forms", opt=READ, responses={200: ResponseSpec(list[dict[str, Any]], generate_examples=False)})
async def case_forms(cases: Cases, reads: Reader) -> Response[Any]:
    """The forms that case types name (docs/forms.md), with their rules: what a screen asks as it is answered."""
    office = here(cases).office
    return Response(await ask(reads, lambda: list(office.forms.values())), headers=FRESH)


@post("/api/cases/known", opt=REPORT, status_code=200, request_max_body_size=ASK_LIMIT)
async def case_known(
    data: JSONBody[ReportAsk], cases: Cases, reads: Reader, access: Doors, request: Req
) -> Response[list[Known]]:
    """What the city knows already of this place and thing, by field of the type's form; nothing is written. What was
    answered before, and in which case, only for who may read cases.
    """
    desk, who = here(cases), by(access, request)
    found = await ask(reads, known, desk.office, desk.store, data.type, data.position, data.address, who)
    return Response(found, headers=FRESH)


@get("/api/cases/one/{cid:path}", opt=READ, responses=SHOWN)
async def case(
    cid: FromPath[str], cases: Cases, reads: Reader, access: Doors, request: Req
) -> Response[Any]:
    """One case with its clocks, holders and log."""
    return Response(await ask(reads, here(cases).show, cid.lstrip("/"), by(access, request)), headers=FRESH)


@post("/api/cases/near", opt=REPORT, status_code=200, request_max_body_size=ASK_LIMIT)
async def case_near(
    data: JSONBody[ReportAsk], cases: Cases, reads: Reader, access: Doors, request: Req
) -> Response[list[CaseLine]]:
    """Open cases that this report would be about, too; nothing is written."""
    desk, who = here(cases), by(access, request)

    def near() -> list[CaseLine]:
        now = desk.office.now()
        found = desk.office.near(intake(_aware(data), desk.office.actor(who), now))
        return [desk.line(one, now) for one in found]

    return Response(await ask(reads, near), headers=FRESH)


@post("/api/cases", opt=REPORT, status_code=200, request_max_body_size=ASK_LIMIT, responses=SHOWN)
async def case_report(
    data: JSONBody[ReportAsk], cases: Cases, reads: Reader, access: Doors, request: Req
) -> Response[Any]:
    """A report: the case that it opened, or joined."""
    desk, who = here(cases), by(access, request)

    def reported() -> CaseView:
        office = desk.office
        return desk.show(office.report(intake(_aware(data), office.actor(who), office.now())).id, who)

    return Response(await ask(reads, reported), headers=FRESH)


@post("/api/cases/move", opt=MOVE, status_code=200, request_max_body_size=ASK_LIMIT, responses=SHOWN)
async def case_move(
    data: JSONBody[MoveAsk], cases: Cases, reads: Reader, access: Doors, request: Req
) -> Response[Any]:
    """One move; the case after it. What its type or its state doesn't allow is 400 with the reason."""
    desk, who = here(cases), by(access, request)

    def moved() -> CaseView:
        return desk.show(desk.office.move(data.case, move(data, desk.office.actor(who))).id, who)

    return Response(await ask(reads, moved), headers=FRESH)


def _aware(data: ReportAsk) -> ReportAsk:
    if data.at is not None and data.at.tzinfo is None:
        raise Malformed("at has no time zone", "RFC 3339 with Z, as in 2026-07-24T14:00:00Z")
    return data


ROUTES: list[HTTPRouteHandler] = [
    cases_list, case_types, case_forms, case, case_near, case_known, case_report, case_move,
]  # fmt: skip
