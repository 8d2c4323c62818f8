"""Routes of the bulletin: its tables with the rows behind every number, what may be printed, and the documents."""

from datetime import date
from typing import Literal

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import Struct

from banyan.runtime.projects.views import BulletinView, ProjectLine
from banyan.server.office import ASK_LIMIT, FRESH, READ, RELEASE, Doors, Projects, Reader, ask, by, here
from banyan.server.routes import Req

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
KINDS = {"docx": DOCX, "html": "text/html; charset=utf-8"}


class ReleaseAsk(Struct, frozen=True, forbid_unknown_fields=True):
    """`figures`: ids of the bulletin's numbers; `released`: they may be printed, or no longer."""

    edition: str
    as_of: date
    figures: list[str]
    released: bool


@get("/api/bulletin", opt=READ)
async def bulletin(
    projects: Projects, reads: Reader, edition: FromQuery[str] = "", as_of: FromQuery[date | None] = None
) -> Response[BulletinView]:
    """The tables of an edition ("": the newest) as they were on a day (none: today)."""
    return Response(await ask(reads, here(projects).bulletin, edition, as_of), headers=FRESH)


@get("/api/bulletin/rows", opt=READ)
async def bulletin_rows(
    projects: Projects, reads: Reader, edition: FromQuery[str], figure: FromQuery[str],
    as_of: FromQuery[date | None] = None,
) -> Response[list[ProjectLine]]:  # fmt: skip
    """The projects behind a number, each with the cell its amount was read from."""
    return Response(await ask(reads, here(projects).bulletin_rows, edition, as_of, figure), headers=FRESH)


@post("/api/bulletin/release", opt=RELEASE, status_code=200, request_max_body_size=ASK_LIMIT)
async def release(
    data: JSONBody[ReleaseAsk], projects: Projects, reads: Reader, access: Doors, request: Req
) -> Response[BulletinView]:
    """Let figures be printed, or hold them back: recorded with who did it."""
    who = by(access, request)
    return Response(
        await ask(reads, here(projects).release, data.edition, data.as_of, data.figures, data.released, who)
    )


@get("/api/bulletin/document/{kind:str}", opt=READ)
async def document(
    kind: FromPath[Literal["docx", "html"]], projects: Projects, reads: Reader, edition: FromQuery[str],
    as_of: FromQuery[date | None] = None, language: FromQuery[Literal["zh", "en"]] = "zh",
) -> Response[bytes]:  # fmt: skip
    """The bulletin as Word or HTML; what isn't released isn't in it."""
    made = await ask(reads, here(projects).document, edition, as_of, kind, language)
    headers = {**FRESH, "Content-Disposition": f'attachment; filename="bulletin.{kind}"'}
    return Response(made, headers=headers, media_type=KINDS[kind])


ROUTES: list[HTTPRouteHandler] = [bulletin, bulletin_rows, release, document]
