"""Routes of the figures desk: a release in, ledgers beside it, checked, and given back with its numbers marked."""

from typing import Literal

from litestar import Response, delete, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, RawBody

from banyan.runtime.figures.desk import ReleaseView
from banyan.server.bulletin import KINDS
from banyan.server.errors import Malformed
from banyan.server.office import CHECK, FRESH, Figures, Reader, ask, bounded, checker

RELEASE_LIMIT = 32 * 1024 * 1024


@post("/api/figures", opt=CHECK, status_code=201, request_max_body_size=RELEASE_LIMIT)
async def hold(body: RawBody, name: FromQuery[str], figures: Figures, reads: Reader) -> Response[ReleaseView]:
    """Put a release (txt, html, docx) on the desk, as it is, in the body."""
    if not body.strip():
        raise Malformed("the release is empty", "a txt, html or docx file, or pasted text")
    return Response(await ask(reads, checker(figures).hold, bounded("name", name), body), status_code=201)


@post("/api/figures/{rid:str}/ledgers", opt=CHECK, status_code=200, request_max_body_size=RELEASE_LIMIT)
async def add_ledger(
    rid: FromPath[str], body: RawBody, name: FromQuery[str], figures: Figures, reads: Reader
) -> Response[ReleaseView]:
    """A ledger of figures (csv) to compare it with."""
    return Response(await ask(reads, checker(figures).add_ledger, rid, bounded("name", name), body))


@post("/api/figures/{rid:str}/check", opt=CHECK, status_code=202)
async def check(
    rid: FromPath[str], figures: Figures, reads: Reader, edition: FromQuery[str] = ""
) -> Response[ReleaseView]:
    """Begin to check it; ask for the release to see what was found. `edition`: whose projects it is about, if any."""
    return Response(await ask(reads, checker(figures).check, rid, bounded("edition", edition)), status_code=202)


@get("/api/figures/{rid:str}", opt=CHECK)
async def release_on_desk(rid: FromPath[str], figures: Figures, reads: Reader) -> Response[ReleaseView]:
    """The release with its numbers, their verdicts and the findings."""
    return Response(await ask(reads, checker(figures).looked_at, rid), headers=FRESH)


@get("/api/figures/{rid:str}/marked", opt=CHECK)
async def marked(
    rid: FromPath[str], figures: Figures, reads: Reader, kind: FromQuery[Literal["docx", "html"]] = "html",
    language: FromQuery[Literal["zh", "en"]] = "zh",
) -> Response[bytes]:  # fmt: skip
    """The release with its numbers marked, as a document."""
    made = await ask(reads, checker(figures).marked, rid, kind, language)
    headers = {**FRESH, "Content-Disposition": f'attachment; filename="release-marked.{kind}"'}
    return Response(made, headers=headers, media_type=KINDS[kind])


@delete("/api/figures/{rid:str}", opt=CHECK, status_code=204)
async def drop_release(rid: FromPath[str], figures: Figures, reads: Reader) -> None:
    """Take it off the desk."""
    await ask(reads, checker(figures).drop, rid)


ROUTES: list[HTTPRouteHandler] = [hold, add_ledger, check, release_on_desk, marked, drop_release]
