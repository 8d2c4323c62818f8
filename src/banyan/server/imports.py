"""Routes of the import desk: workbooks in, a look at what they would change, the mapping, taken or dropped, undone."""

from litestar import Response, delete, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, JSONBody, RawBody
from msgspec import Struct

from banyan.runtime.projects.views import ImportDesk, ImportView
from banyan.server.errors import Malformed
from banyan.server.office import (
    ASK_LIMIT,
    FILE_LIMIT,
    FRESH,
    IMPORT,
    READ,
    UNDO,
    Doors,
    Projects,
    Reader,
    ask,
    bounded,
    by,
    here,
    table_name,
)
from banyan.server.routes import Req


class ImportAsk(Struct, frozen=True, forbid_unknown_fields=True):
    """`edition`: of the signing ceremony that the workbooks are about."""

    edition: str


class MappingAsk(Struct, frozen=True, forbid_unknown_fields=True):
    """`fields`: column letter → field, "" for one that is kept under its header alone."""

    file: str
    sheet: str
    fields: dict[str, str]


@get("/api/imports", opt=READ)
async def import_desk(projects: Projects, reads: Reader) -> Response[ImportDesk]:
    """What was imported, and what a new import needs to know."""
    return Response(await ask(reads, here(projects).import_desk), headers=FRESH)


@post("/api/imports", opt=IMPORT, status_code=201, request_max_body_size=ASK_LIMIT)
async def begin_import(
    data: JSONBody[ImportAsk], projects: Projects, reads: Reader, access: Doors, request: Req
) -> Response[ImportView]:
    """An empty import; files come next."""
    edition = bounded("edition", data.edition.strip())
    if not edition:
        raise Malformed("the import names no edition", "the ceremony that the workbooks are about, as in 2021 expo")
    return Response(await ask(reads, here(projects).begin_import, edition, by(access, request)), status_code=201)


@post("/api/imports/{iid:str}/files", opt=IMPORT, status_code=200, request_max_body_size=FILE_LIMIT)
async def add_file(
    iid: FromPath[str], body: RawBody, name: FromQuery[str], projects: Projects, reads: Reader,
    sender: FromQuery[str] = "",
) -> Response[ImportView]:  # fmt: skip
    """One workbook, as it is, in the body. `sender`: who sent it; "" is told from its name."""
    plain = table_name(name, body)
    return Response(await ask(reads, here(projects).add_file, iid, plain, body, bounded("sender", sender)))


@post("/api/imports/{iid:str}/read", opt=IMPORT, status_code=202)
async def read_files(
    iid: FromPath[str], projects: Projects, reads: Reader, access: Doors, request: Req
) -> Response[ImportView]:
    """Begin to read what was sent; ask for the import to see how far it is."""
    return Response(await ask(reads, here(projects).read_files, iid, by(access, request)), status_code=202)


@get("/api/imports/{iid:str}", opt=READ)
async def looked_at(iid: FromPath[str], projects: Projects, reads: Reader) -> Response[ImportView]:
    """How far it is; once read, what it would change."""
    return Response(await ask(reads, here(projects).looked_at, iid), headers=FRESH)


@post("/api/imports/{iid:str}/mapping", opt=IMPORT, status_code=202, request_max_body_size=ASK_LIMIT)
async def map_columns(
    iid: FromPath[str], data: JSONBody[MappingAsk], projects: Projects, reads: Reader, access: Doors, request: Req
) -> Response[ImportView]:
    """What the columns of a sheet are; remembered for the sender, and read anew."""
    who = by(access, request)
    return Response(await ask(reads, here(projects).map_columns, iid, data.file, data.sheet, data.fields, who),
                    status_code=202)


@post("/api/imports/{iid:str}/take", opt=IMPORT, status_code=202)
async def take_import(
    iid: FromPath[str], projects: Projects, reads: Reader, access: Doors, request: Req
) -> Response[ImportView]:
    """Record it, whole or not at all."""
    return Response(await ask(reads, here(projects).take_import, iid, by(access, request)), status_code=202)


@delete("/api/imports/{iid:str}", opt=IMPORT, status_code=204)
async def drop_import(iid: FromPath[str], projects: Projects, reads: Reader) -> None:
    """Forget one that was not taken."""
    await ask(reads, here(projects).drop_import, iid)


@post("/api/imports/{iid:str}/undo", opt=UNDO, status_code=200)
async def undo_import(
    iid: FromPath[str], projects: Projects, reads: Reader, access: Doors, request: Req
) -> Response[ImportView]:
    """Take a whole import back: what it brought goes, what it changed is as before."""
    return Response(await ask(reads, here(projects).undo_import, iid, by(access, request)))


ROUTES: list[HTTPRouteHandler] = [
    import_desk, begin_import, add_file, read_files, looked_at, map_columns, take_import, drop_import, undo_import,
]  # fmt: skip
