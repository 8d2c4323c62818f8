"""Routes of notices: what waits and what nobody could be told; trying one again while the city runs."""

from typing import Annotated

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery, JSONBody, QueryParameter, SkipValidation
from msgspec import Struct

from banyan.runtime.notices.desk import MOST, NoticeDesk, NoticeLine, NoticePage
from banyan.server.errors import Unknown
from banyan.server.office import ASK_LIMIT, FRESH, Doors, Reader, ask, bounded, by
from banyan.server.routes import Req

RETRY = "notice.retry"
Notices = NamedDependency[SkipValidation[NoticeDesk | None]]


class RetryAsk(Struct, frozen=True, forbid_unknown_fields=True):
    """`id`: the notice's."""

    id: str


def _here(notices: NoticeDesk | None) -> NoticeDesk:
    if notices is None:
        raise Unknown("this city tells nobody anything: it is a demo, or a recorded feed")
    return notices


@get("/api/notices", opt={"action": RETRY})
async def notices_list(
    notices: Notices, reads: Reader, every: FromQuery[bool] = False,
    limit: Annotated[int, QueryParameter(ge=1, le=MOST)] = 100,
) -> Response[NoticePage]:  # fmt: skip
    """What isn't delivered, newest first; `every`: what is, too. Reporters are pseudonyms, their contacts masked."""
    return Response(await ask(reads, _here(notices).page, every, limit), headers=FRESH)


@post("/api/notices/retry", opt={"action": RETRY}, status_code=200, request_max_body_size=ASK_LIMIT)
async def retry_notice(
    data: JSONBody[RetryAsk], notices: Notices, reads: Reader, access: Doors, request: Req
) -> Response[NoticeLine]:
    """Try one again that wasn't delivered, at once and from its first channel."""
    return Response(await ask(reads, _here(notices).again, bounded("id", data.id), by(access, request)), headers=FRESH)


ROUTES: list[HTTPRouteHandler] = [notices_list, retry_notice]
