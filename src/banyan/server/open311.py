"""Open311 GeoReport v2 at /open311/v2 and its discovery at /open311/discovery. Open to programs without a session.

GET needs no key (GeoReport v2) and tells what the public may know; POST carries its API key in the form. Every error,
also one of addresses, methods and sizes, is the standard's list, in the format that was asked for.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler, route
from litestar.params import FromPath, RawBody, SkipValidation

from banyan.edges.open311 import form, query, tree
from banyan.edges.open311.nouns import Discovery, Endpoint, Fault, Format
from banyan.edges.open311.writer import write
from banyan.runtime.desk import Busy
from banyan.runtime.open311.desk import Requests311, Turned
from banyan.runtime.open311.intake import jurisdiction, take
from banyan.server.access import Access
from banyan.server.errors import Asked, Problem
from banyan.server.reads import Reads

ROOT = "/open311/"
POST_LIMIT = 32 * 1024 * 1024
_NO_STORE = {"Cache-Control": "no-store"}

Door311 = NamedDependency[SkipValidation[Requests311 | None]]  # a protocol: there is no class to check against
Reader = NamedDependency[Reads]
Handler = Callable[[Any, Any], Response[Any]]


def _here(desk: Requests311 | None) -> Requests311:
    if desk is None:
        raise Turned(Fault(404, "This city takes no requests by Open311."))
    return desk


def _answer(document: tree.Document, form_: Format, status: int = 200) -> Response[bytes]:
    # Litestar itself names the charset of text/*, and of nothing else.
    media_type = form_.media_type if form_ is Format.XML else f"{form_.media_type}; charset=utf-8"
    return Response(write(document, form_), status_code=status, headers=_NO_STORE, media_type=media_type)


def form_of(path: str, accept: str = "") -> Format:
    """The format that the resource's suffix names; for errors at an address without one, what the caller accepts."""
    suffix = path.rpartition(".")[2]
    if suffix in (Format.XML, Format.JSON):
        return Format(suffix)
    return Format.JSON if "json" in accept else Format.XML


def _named(path: Path, what: str) -> tuple[str, Format]:
    """("033", JSON) of "/033.json". Raises Turned for another suffix: there is no such resource."""
    name, dot, suffix = path.as_posix().lstrip("/").rpartition(".")
    if not dot or suffix not in (Format.XML, Format.JSON):
        raise Turned(Fault(404, f"There is nothing at this address; expected {what} with .xml or .json after it."))
    if not name:
        raise Turned(Fault(400, f"{what} was not provided."))
    return name, Format(suffix)


def _args(request: Asked, desk: Requests311) -> dict[str, list[str]]:
    """The address's arguments, once the jurisdiction is ours. Raises Turned."""
    pairs = query.arguments(request.scope["query_string"])
    if isinstance(pairs, tuple):
        raise Turned(*pairs)
    args = query.named(pairs)
    given = next((text.strip() for text in args.get("jurisdiction_id", ()) if text.strip()), None)
    wrong = jurisdiction(desk, given)
    if wrong:
        raise Turned(*wrong)
    return args


def _language(args: dict[str, list[str]]) -> str:
    """Argument `locale` (an extension), zh where it is not told."""
    return "en" if any(text.lower().startswith("en") for text in args.get("locale", ())) else "zh"


@get(["/open311/discovery.json", "/open311/discovery.xml", "/open311/v2/discovery.json", "/open311/v2/discovery.xml"],
     include_in_schema=False)  # fmt: skip
async def discovery(door311: Door311, request: Asked) -> Response[bytes]:
    """Also below v2, where clients that know the endpoint alone look for it."""
    about = _here(door311).about()
    endpoint = Endpoint(f"{str(request.base_url).rstrip('/')}/open311/v2", about.changeset, about.type)
    found = Discovery(about.changeset, about.contact, about.key_service, (endpoint,))
    return _answer(tree.discovery(found), form_of(request.url.path))


@get(["/open311/v2/services.json", "/open311/v2/services.xml"], include_in_schema=False)
async def services(door311: Door311, reads: Reader, request: Asked) -> Response[bytes]:
    desk = _here(door311)
    found = await reads.ask(desk.services, _language(_args(request, desk)))
    return _answer(tree.services(found), form_of(request.url.path))


@get("/open311/v2/services/{path:path}", include_in_schema=False)
async def definition(path: FromPath[Path], door311: Door311, reads: Reader, request: Asked) -> Response[bytes]:
    desk, (code, form_) = _here(door311), _named(path, "service_code")
    found = await reads.ask(desk.definition, code, _language(_args(request, desk)))
    if found is None:
        raise Turned(Fault(404, f"service_code {code[:40]!r} was not found."))
    return _answer(tree.definition(found), form_)


@get(["/open311/v2/requests.json", "/open311/v2/requests.xml"], include_in_schema=False)
async def requests(door311: Door311, reads: Reader, request: Asked) -> Response[bytes]:
    desk = _here(door311)
    args = _args(request, desk)
    about = desk.about()
    asked = query.read(args, desk.now(), about.timezone) if about.timezone else query.read(args, desk.now())
    if isinstance(asked, tuple):
        raise Turned(*asked)
    found = await reads.ask(desk.find, asked, _language(args))
    return _answer(tree.requests(found, asked.extensions), form_of(request.url.path))


@get("/open311/v2/requests/{path:path}", include_in_schema=False)
async def one_request(path: FromPath[Path], door311: Door311, reads: Reader, request: Asked) -> Response[bytes]:
    """One request, or several by a comma list. 404 only where none of them is there."""
    desk, (name, form_) = _here(door311), _named(path, "service_request_id")
    args = _args(request, desk)
    faults: list[Fault] = []
    ids = query.ids_of([name], faults)
    if faults or not ids:
        raise Turned(*(faults or [Fault(400, "service_request_id was not provided.")]))
    asked = query.by_ids(ids, desk.now(), query.extensions(args))
    found = await reads.ask(desk.find, asked, _language(args))
    if not found:
        raise Turned(Fault(404, f"service_request_id {name[:80]!r} was not found."))
    return _answer(tree.requests(found, asked.extensions), form_)


@get("/open311/v2/tokens/{path:path}", include_in_schema=False)
async def token(path: FromPath[Path], door311: Door311, reads: Reader, request: Asked) -> Response[bytes]:
    desk, (name, form_) = _here(door311), _named(path, "token")
    _args(request, desk)
    found = await reads.ask(desk.token, name)
    if found is None:
        raise Turned(Fault(404, f"token {name[:40]!r} was not found."))
    return _answer(tree.redeemed(found), form_)


@post(["/open311/v2/requests.json", "/open311/v2/requests.xml"], include_in_schema=False, status_code=200,
      request_max_body_size=POST_LIMIT)  # fmt: skip
async def file_request(
    body: RawBody, door311: Door311, reads: Reader, access: NamedDependency[Access], request: Asked
) -> Response[bytes]:
    """Created requests are answered with 200: the standard's clients look for nothing else."""
    desk = _here(door311)
    pairs = query.arguments(request.scope["query_string"])
    if isinstance(pairs, tuple):
        raise Turned(*pairs)
    posting = form.read(body, request.headers.get("content-type", ""), pairs)
    filed = await reads.ask(take, desk, posting, access.require, _language(query.named(pairs)))
    return _answer(tree.filed(filed), form_of(request.url.path))


@route("/open311/{path:path}", http_method=["GET", "POST"], include_in_schema=False, sync_to_thread=False)
def nothing(path: FromPath[Path]) -> None:
    raise Turned(Fault(404, f"There is nothing at /open311{path.as_posix()[:80]}; expected a resource of GeoReport v2 "
                            "with .xml or .json after it."))


ROUTES: list[HTTPRouteHandler] = [
    discovery, services, definition, requests, one_request, token, file_request, nothing,
]  # fmt: skip


def refused(request: Asked, faults: tuple[Fault, ...]) -> Response[bytes]:
    """The error list; its status is the gravest entry's: a bad key before an unknown id before anything else."""
    codes = {f.code for f in faults}
    status = next(code for code in (403, 404, 400) if code in codes or code == 400)
    form_ = form_of(request.url.path, request.headers.get("accept", ""))
    return _answer(tree.errors(faults), form_, status)


def turned(request: Asked, error: Turned) -> Response[bytes]:
    return refused(request, error.faults)


def in_its_words(handlers: dict[int | type[Exception], Any]) -> dict[int | type[Exception], Any]:
    """The application's error handlers; below /open311 they answer with the standard's list."""
    return {Turned: turned} | {kind: _either(handler) for kind, handler in handlers.items()}


def _either(handler: Handler) -> Handler:
    def answer(request: Asked, error: Exception) -> Response[Any]:
        answered = handler(request, error)
        if not request.url.path.startswith(ROOT):
            return answered
        content = answered.content
        said = content.error if isinstance(content, Problem) else "the request was not accepted"
        code = answered.status_code if answered.status_code in (403, 404) else 400
        made = refused(request, (Fault(code, f"{said[:1].upper()}{said[1:]}."),))
        if isinstance(error, Busy):
            made.headers["Retry-After"] = "1"
        return made

    return answer
