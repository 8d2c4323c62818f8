"""Routes for anybody: report, look-alikes, follow, judge; on the authority of the principal `resident`.

Nothing here tells of people: see runtime/casework/residents.py for what is left out.
"""

import gzip
from collections.abc import Callable, Mapping
from typing import Annotated, Any, TypeVar

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery, JSONBody, QueryParameter, RawBody, SkipValidation
from msgspec import Struct

from banyan.runtime.casework.residents import PublicAlike, PublicCase, PublicCity, PublicReport, Residents
from banyan.server.access import PUBLIC
from banyan.server.cases import ask
from banyan.server.cases_screens import PHOTO_LIMIT, PhotoKept
from banyan.server.errors import Unknown
from banyan.server.office import FRESH, Reader, bounded
from banyan.server.pace import Bucket, Pace
from banyan.server.routes import Asked, Req

REPORT = {"action": "case.report", PUBLIC: True}
JUDGE = {"action": "case.judge", PUBLIC: True}
ASK_LIMIT = 64 * 1024
GROUND = ("sea", "river", "lake", "canal", "district", "road", "park")
"""Layers whose names say that they are ground that everybody sees; gauges, gates and pumps are none of it."""

T = TypeVar("T")
Public = NamedDependency[SkipValidation[Residents | None]]
Limits = NamedDependency[Pace]


class NumberAsk(Struct, frozen=True, forbid_unknown_fields=True):
    number: str


class VerdictAsk(Struct, frozen=True, forbid_unknown_fields=True):
    """`reason`: with it, what isn't solved is opened again."""

    number: str
    solved: bool
    reason: str = ""


def here(residents: Residents | None) -> Residents:
    if residents is None:
        raise Unknown("this city takes no reports from residents here")
    return residents


def _take(bucket: Bucket, request: Req) -> None:
    bucket.take(address_of(request))


def address_of(request: Req) -> str:
    return request.client.host if request.client is not None else "-"


@get("/api/public/city", opt=REPORT)
async def public_city(residents: Public, reads: Reader, pace: Limits, request: Req) -> Response[PublicCity]:
    """Its name, and what can be reported."""
    _take(pace.looks, request)
    return Response(await ask(reads, here(residents).city), headers=FRESH)


@get("/api/public/ground", opt=REPORT)
async def ground(residents: Public, desk: Asked, reads: Reader, pace: Limits, request: Req) -> Response[bytes]:
    """Layers of the ground as GeoJSON by name, to put a pin on."""
    _take(pace.looks, request)
    here(residents)
    found = await ask(reads, desk.city)
    headers = {"Cache-Control": "public, max-age=3600", "Content-Encoding": "gzip"}
    return Response(gzip.compress(msgspec.json.encode(plain_ground(found["layers"])), 5, mtime=0), headers=headers,
                    media_type="application/json")


def plain_ground(layers: Mapping[str, Any]) -> dict[str, Any]:
    """Shapes with their names, and nothing else that a layer may carry."""
    told = {}
    for name, layer in layers.items():
        if any(word in name for word in GROUND):
            told[name] = {"type": "FeatureCollection", "features": [
                {"type": "Feature", "geometry": one["geometry"],
                 "properties": {key: one["properties"][key] for key in ("name_zh", "name_en")
                                if key in (one.get("properties") or {})}}
                for one in layer.get("features", ())]}  # fmt: skip
    return told


@get("/api/public/near", opt=REPORT)
async def public_near(
    residents: Public, reads: Reader, pace: Limits, request: Req, type: FromQuery[str],
    lon: Annotated[float, QueryParameter(ge=-180, le=180)], lat: Annotated[float, QueryParameter(ge=-90, le=90)],
) -> Response[list[PublicAlike]]:  # fmt: skip
    """What the city knows of already nearby, of the same kind."""
    _take(pace.looks, request)
    return Response(await ask(reads, here(residents).near, bounded("type", type), (lon, lat)), headers=FRESH)


@post("/api/public/photos", opt=REPORT, status_code=201, request_max_body_size=PHOTO_LIMIT)
async def public_photo(
    body: RawBody, residents: Public, reads: Reader, pace: Limits, request: Req
) -> Response[PhotoKept]:
    """One photo, before the report that names it."""
    _take(pace.photos, request)
    return Response(PhotoKept(await ask(reads, here(residents).keep, body)), status_code=201)


@post("/api/public/reports", opt=REPORT, status_code=200, request_max_body_size=ASK_LIMIT)
async def public_report(
    data: JSONBody[PublicReport], residents: Public, reads: Reader, pace: Limits, request: Req
) -> Response[PublicCase]:
    """A report; its number is told to nobody else. The same id again is the same report."""
    _take(pace.reports, request)
    return Response(await ask(reads, here(residents).report, data), headers=FRESH)


@post("/api/public/follow", opt=REPORT, status_code=200, request_max_body_size=ASK_LIMIT)
async def follow(
    data: JSONBody[NumberAsk], residents: Public, reads: Reader, pace: Limits, request: Req
) -> Response[PublicCase]:
    """By the number, in the body: addresses stand in logs."""
    return Response(await _guessing(pace, request, reads, here(residents).follow, data.number), headers=FRESH)


@post("/api/public/verdict", opt=JUDGE, status_code=200, request_max_body_size=ASK_LIMIT)
async def verdict(
    data: JSONBody[VerdictAsk], residents: Public, reads: Reader, pace: Limits, request: Req
) -> Response[PublicCase]:
    """Solved, or not."""
    judge = here(residents).judge
    found = await _guessing(pace, request, reads, judge, data.number, data.solved, data.reason)
    return Response(found, headers=FRESH)


async def _guessing(pace: Pace, request: Req, reads: Reader, function: Callable[..., T], *args: object) -> T:
    """Whoever tries numbers that nobody has is soon told to wait, for right ones too."""
    _take(pace.looks, request)
    if pace.wrong.empty(address_of(request)):
        _take(pace.wrong, request)
    try:
        return await ask(reads, function, *args)
    except Unknown:
        _take(pace.wrong, request)
        raise Unknown("no report has this number") from None


ROUTES: list[HTTPRouteHandler] = [
    public_city, ground, public_near, public_photo, public_report, follow, verdict,
]  # fmt: skip
