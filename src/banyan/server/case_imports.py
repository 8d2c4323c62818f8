"""Routes of imports of cases: tables in, a look at what they would change, taken or dropped, undone."""

from litestar import Response, delete, get, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, JSONBody, RawBody, SkipValidation
from msgspec import Struct

from banyan.runtime.casework.tables.desk import CaseImportDesk, CaseImports, CaseImportView
from banyan.server.cases import ask
from banyan.server.errors import Unknown
from banyan.server.office import ASK_LIMIT, FILE_LIMIT, FRESH, Doors, Reader, bounded, by, table_name
from banyan.server.routes import Req

READ, IMPORT, UNDO = {"action": "case.read"}, {"action": "case.import"}, {"action": "case.undo-import"}
Tables = NamedDependency[SkipValidation[CaseImports | None]]


class CaseImportAsk(Struct, frozen=True, forbid_unknown_fields=True):
    """`mapping`: whose tables they are, as `--map`; "" is told from the first file's name."""

    mapping: str = ""


class CaseColumnsAsk(Struct, frozen=True, forbid_unknown_fields=True):
    """`columns`: header → field of a case, "" for one that isn't wanted."""

    columns: dict[str, str]


def here(tables: CaseImports | None) -> CaseImports:
    if tables is None:
        raise Unknown("this city has no casework: its folder holds no casework.toml")
    return tables


@get("/api/case-imports", opt=READ)
async def case_import_desk(case_tables: Tables, reads: Reader) -> Response[CaseImportDesk]:
    """What was imported, what still can't be read, and what a new import needs to know."""
    return Response(await ask(reads, here(case_tables).desk), headers=FRESH)


@post("/api/case-imports", opt=IMPORT, status_code=201, request_max_body_size=ASK_LIMIT)
async def begin_case_import(
    data: JSONBody[CaseImportAsk], case_tables: Tables, reads: Reader, access: Doors, request: Req
) -> Response[CaseImportView]:
    """An empty import; files come next."""
    mapping = bounded("mapping", data.mapping.strip())
    return Response(await ask(reads, here(case_tables).begin, mapping, by(access, request)), status_code=201)


@post("/api/case-imports/{iid:str}/files", opt=IMPORT, status_code=200, request_max_body_size=FILE_LIMIT)
async def add_case_file(
    iid: FromPath[str], body: RawBody, name: FromQuery[str], case_tables: Tables, reads: Reader
) -> Response[CaseImportView]:
    """One table, as it is, in the body."""
    return Response(await ask(reads, here(case_tables).add, iid, table_name(name, body), body))


@post("/api/case-imports/{iid:str}/read", opt=IMPORT, status_code=202)
async def read_case_files(
    iid: FromPath[str], case_tables: Tables, reads: Reader, access: Doors, request: Req
) -> Response[CaseImportView]:
    """Begin to read what was sent; ask for the import to see how far it is."""
    return Response(await ask(reads, here(case_tables).read, iid, by(access, request)), status_code=202)


@get("/api/case-imports/{iid:str}", opt=READ)
async def case_import(iid: FromPath[str], case_tables: Tables, reads: Reader) -> Response[CaseImportView]:
    """How far it is; once read, what it would change."""
    return Response(await ask(reads, here(case_tables).looked_at, iid), headers=FRESH)


@post("/api/case-imports/{iid:str}/columns", opt=IMPORT, status_code=202, request_max_body_size=ASK_LIMIT)
async def case_columns(
    iid: FromPath[str], data: JSONBody[CaseColumnsAsk], case_tables: Tables, reads: Reader, access: Doors, request: Req
) -> Response[CaseImportView]:
    """What columns hold; remembered with the import, and read anew."""
    return Response(await ask(reads, here(case_tables).say, iid, data.columns, by(access, request)), status_code=202)


@post("/api/case-imports/{iid:str}/take", opt=IMPORT, status_code=202)
async def take_case_import(
    iid: FromPath[str], case_tables: Tables, reads: Reader, access: Doors, request: Req
) -> Response[CaseImportView]:
    """Record it, whole or not at all."""
    return Response(await ask(reads, here(case_tables).take, iid, by(access, request)), status_code=202)


@delete("/api/case-imports/{iid:str}", opt=IMPORT, status_code=204)
async def drop_case_import(iid: FromPath[str], case_tables: Tables, reads: Reader) -> None:
    """Forget one that was not taken."""
    await ask(reads, here(case_tables).drop, iid)


@post("/api/case-imports/{iid:str}/undo", opt=UNDO, status_code=200)
async def undo_case_import(
    iid: FromPath[str], case_tables: Tables, reads: Reader, access: Doors, request: Req
) -> Response[CaseImportView]:
    """Take a whole import back: what it brought is nobody's case any more, what it changed is as before."""
    return Response(await ask(reads, here(case_tables).undo, iid, by(access, request)))


ROUTES: list[HTTPRouteHandler] = [
    case_import_desk, begin_case_import, add_case_file, read_case_files, case_import, case_columns, take_case_import,
    drop_case_import, undo_case_import,
]  # fmt: skip
