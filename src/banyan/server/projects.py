"""Routes of the project list, one project's page, duplicates, the red list and cohorts."""

from datetime import date
from typing import Annotated, Literal

from litestar import Response, get, post
from litestar.di import NamedDependency, Provide
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter, SkipValidation
from msgspec import Struct

from banyan.runtime.projects.views import (
    Asked,
    CohortView,
    MapPoint,
    PairView,
    ProjectLine,
    ProjectPage,
    ProjectView,
    UnreadableView,
)
from banyan.server.office import (
    ASK_LIMIT,
    FRESH,
    MEND,
    MERGE,
    READ,
    Doors,
    Projects,
    Reader,
    ask,
    bounded,
    by,
    here,
    selection,
)
from banyan.server.routes import Req

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SELECT = {"asked": Provide(selection)}
Which = NamedDependency[SkipValidation[Asked]]  # made above: there is nothing to check
State = Literal["open", "merged", "apart"]


class PairAsk(Struct, frozen=True, forbid_unknown_fields=True):
    """Two projects; `keep` is the one whose name and numbers stay when they are merged, "" the first."""

    a: str
    b: str
    keep: str = ""


class UnmergeAsk(Struct, frozen=True, forbid_unknown_fields=True):
    merge: str


class MendAsk(Struct, frozen=True, forbid_unknown_fields=True):
    """`text`: what should have stood in the cell, as it would be written in the workbook."""

    id: str
    text: str


class Done(Struct, frozen=True):
    """It is recorded."""

    done: bool = True


@get("/api/projects", opt=READ, dependencies=SELECT)
async def projects_list(
    asked: Which, projects: Projects, reads: Reader,
    offset: Annotated[int, QueryParameter(ge=0)] = 0,
    limit: Annotated[int, QueryParameter(ge=1, le=500)] = 100,
) -> Response[ProjectPage]:  # fmt: skip
    """A page of projects with count and sum of all of them, and what the filters may be set to."""
    return Response(await ask(reads, here(projects).projects, asked, offset, limit), headers=FRESH)


@get("/api/projects/points", opt=READ, dependencies=SELECT)
async def points(asked: Which, projects: Projects, reads: Reader) -> Response[list[MapPoint]]:
    """Where they are, as far as a workbook says; else their district."""
    return Response(await ask(reads, here(projects).points, asked), headers=FRESH)


@get("/api/projects/cleaned.xlsx", opt=READ, dependencies=SELECT, media_type=XLSX)
async def cleaned(
    asked: Which, projects: Projects, reads: Reader, language: FromQuery[Literal["zh", "en"]] = "zh"
) -> Response[bytes]:
    """The cleaned list with the cell of every value."""
    headers = {**FRESH, "Content-Disposition": 'attachment; filename="projects.xlsx"'}
    return Response(await ask(reads, here(projects).cleaned, asked, language), headers=headers, media_type=XLSX)


@get("/api/projects/one/{pid:path}", opt=READ)
async def project(pid: FromPath[str], projects: Projects, reads: Reader) -> Response[ProjectView]:
    """One project with history, sources and the cells behind every value."""
    return Response(await ask(reads, here(projects).project, pid.lstrip("/")), headers=FRESH)


@get("/api/duplicates", opt=READ)
async def duplicates(
    projects: Projects, reads: Reader, edition: FromQuery[str] = "", standing: FromQuery[State] = "open"
) -> Response[list[PairView]]:
    """Pairs that look like one project, the likeliest first."""
    return Response(await ask(reads, here(projects).pairs, edition, standing), headers=FRESH)


@post("/api/duplicates/merge", opt=MERGE, status_code=200, request_max_body_size=ASK_LIMIT)
async def merge(data: JSONBody[PairAsk], projects: Projects, reads: Reader, access: Doors, request: Req) -> Done:
    """Two become one, with the sources of both; `unmerge` takes it back."""
    await ask(reads, here(projects).merge, data.a, data.b, data.keep or data.a, by(access, request))
    return Done()


@post("/api/duplicates/apart", opt=MERGE, status_code=200, request_max_body_size=ASK_LIMIT)
async def apart(data: JSONBody[PairAsk], projects: Projects, reads: Reader, access: Doors, request: Req) -> Done:
    """They are two, and are not shown as a pair again."""
    await ask(reads, here(projects).keep_apart, data.a, data.b, by(access, request))
    return Done()


@post("/api/duplicates/unmerge", opt=MERGE, status_code=200, request_max_body_size=ASK_LIMIT)
async def unmerge(data: JSONBody[UnmergeAsk], projects: Projects, reads: Reader, access: Doors, request: Req) -> Done:
    await ask(reads, here(projects).unmerge, data.merge, by(access, request))
    return Done()


@get("/api/unreadable", opt=READ)
async def unreadable(
    projects: Projects, reads: Reader, edition: FromQuery[str] = ""
) -> Response[list[UnreadableView]]:
    """The red list: cells that couldn't be read, with the reason."""
    return Response(await ask(reads, here(projects).unreadable, edition), headers=FRESH)


@post("/api/unreadable/mend", opt=MEND, status_code=200, request_max_body_size=ASK_LIMIT)
async def mend(
    data: JSONBody[MendAsk], projects: Projects, reads: Reader, access: Doors, request: Req
) -> Response[UnreadableView]:
    """Say what should have stood there; it is read as the cell would be, and keeps who mended it."""
    text = bounded("text", data.text)
    return Response(await ask(reads, here(projects).mend, data.id, text, by(access, request)), headers=FRESH)


@get("/api/cohorts", opt=READ)
async def cohorts(
    projects: Projects, reads: Reader, as_of: FromQuery[date | None] = None
) -> Response[list[CohortView]]:
    """How far the projects signed together have come: every rate with numerator, denominator and day."""
    return Response(await ask(reads, here(projects).cohorts, as_of), headers=FRESH)


@get("/api/cohorts/rows", opt=READ)
async def cohort_rows(
    projects: Projects, reads: Reader, cohort: FromQuery[str], stage: FromQuery[str] = "",
    as_of: FromQuery[date | None] = None,
) -> Response[list[ProjectLine]]:  # fmt: skip
    """The projects behind a rate's numerator; without a stage all of the cohort."""
    return Response(await ask(reads, here(projects).cohort_rows, cohort, stage, as_of), headers=FRESH)


ROUTES: list[HTTPRouteHandler] = [
    projects_list, points, cleaned, project, duplicates, merge, apart, unmerge, unreadable, mend, cohorts,
    cohort_rows,
]  # fmt: skip
