"""What the routes of the programme office share: where it is, its actions, and how its errors are said."""

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from litestar.di import NamedDependency
from litestar.params import FromQuery, SkipValidation

from banyan.model.ids import PrincipalId
from banyan.model.time import Instant
from banyan.runtime.figures.desk import FigureDesk
from banyan.runtime.projects.desk import ProjectDesk
from banyan.runtime.projects.views import Asked
from banyan.runtime.scenario import UsageError
from banyan.server.access import Access
from banyan.server.errors import Malformed, Unknown
from banyan.server.reads import Reads
from banyan.server.routes import Req

READ = {"action": "projects.read"}
IMPORT = {"action": "projects.import"}
MERGE = {"action": "projects.merge"}
MEND = {"action": "projects.fix"}
UNDO = {"action": "projects.undo"}
RELEASE = {"action": "figures.release"}
CHECK = {"action": "figures.check"}

FILE_LIMIT = 64 * 1024 * 1024       # a workbook of 100,000 rows is some 15 MB
ASK_LIMIT = 256 * 1024
FRESH = {"Cache-Control": "no-store"}
_LONGEST = 200                      # characters of a name or of what is searched for
_EXPECTED = "what the page of the programme office offers"

T = TypeVar("T")
Projects = NamedDependency[SkipValidation[ProjectDesk | None]]  # a protocol: there is no class to check against
Figures = NamedDependency[SkipValidation[FigureDesk | None]]  # the same
Reader = NamedDependency[Reads]
Doors = NamedDependency[Access]


def here(projects: ProjectDesk | None) -> ProjectDesk:
    if projects is None:
        raise Unknown("this city is served without a data folder: there is no programme office here")
    return projects


def checker(figures: FigureDesk | None) -> FigureDesk:
    if figures is None:
        raise Unknown("this city is served without a programme office: no release is checked here")
    return figures


async def ask(reads: Reads, function: Callable[..., T], *args: object) -> T:
    """In a thread; what the asker can mend becomes a sentence of theirs. Raises Unknown for an unknown id."""
    try:
        return await reads.ask(function, *args)
    except UsageError as e:
        raise Malformed(str(e), _EXPECTED) from None


def by(access: Access, request: Req) -> PrincipalId:
    return access.of(request).principal


def bounded(name: str, text: str) -> str:
    """Raises Malformed for a text that no screen sends."""
    if len(text) > _LONGEST:
        raise Malformed(f"{name} has {len(text)} characters", f"at most {_LONGEST}")
    return text


def table_name(name: str, body: bytes) -> str:
    """Of a table that was sent, without the folder it lay in. Raises Malformed."""
    if not body:
        raise Malformed(f"{name} is empty", "an xlsx, xls, ods or csv file")
    return bounded("name", name).replace("\\", "/").rsplit("/", 1)[-1]


async def selection(
    edition: FromQuery[str] = "",
    district: FromQuery[str] = "",
    sector: FromQuery[str] = "",
    stage: FromQuery[str] = "",
    investor_kind: FromQuery[str] = "",
    channel: FromQuery[str] = "",
    text: FromQuery[str] = "",
    as_of: FromQuery[date | None] = None,
    known_at: FromQuery[Instant | None] = None,
) -> Asked:
    """Which projects; without `as_of` and `known_at` as they are known now."""
    if known_at is not None and known_at.tzinfo is None:
        raise Malformed("known_at has no time zone", "RFC 3339 with Z, as in 2026-07-24T14:00:00Z")
    return Asked(edition, district, sector, stage, investor_kind, channel, bounded("text", text), as_of, known_at)
