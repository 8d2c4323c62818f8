"""One project package (OC4IDS 0.9, project package schema and project schema).

Amounts are numbers in CNY, as the schema asks; contacts are left out. Fields we know nothing of are left out too.
"""

import re
import uuid
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import msgspec
from msgspec import Struct

from banyan.edges.oc4ids.codes import STATUS, kind, sectors
from banyan.measure.contribution import contribution, stages_until
from banyan.model.project import Investor, Project

VERSION = "0.9"
PREFIX = "oc4ids-000000"         # of nobody: a publisher registers one of its own
COUNTRY = "CN"
REGISTER = "CN-SAIC"             # org-id.guide: the register that gives unified social credit codes
_PREFIX = re.compile(r"oc4ids-[a-z0-9]{6}")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")


class PublicationError(ValueError):
    """What can't be published, as one sentence."""


class Publication(Struct, frozen=True):
    """Who publishes. `prefix`: registered with the standard's help desk. `uri` "": one made from the content."""

    publisher: str
    published: datetime
    prefix: str = PREFIX
    uri: str = ""
    as_of: date | None = None


def package(projects: Sequence[Project], about: Publication) -> bytes:
    """UTF-8 JSON, the same for the same projects. Raises PublicationError."""
    if not _PREFIX.fullmatch(about.prefix):
        raise PublicationError(f'the prefix "{about.prefix}": one like oc4ids-ab12cd was expected')
    if about.uri and not _URI.fullmatch(about.uri):
        raise PublicationError(f'the package\'s address "{about.uri}" is no URI')
    if not about.publisher.strip():
        raise PublicationError("the publisher has no name")
    told = [_project(project, about) for project in sorted(projects, key=lambda p: p.id) if _counts(project, about)]
    if not told:
        raise PublicationError("no project to publish: a package holds at least one")
    content = _encoded(told)
    made = {
        "uri": about.uri or f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, content.decode())}",
        "publishedDate": _moment(about.published), "version": VERSION, "publisher": {"name": about.publisher},
        "projects": told,
    }  # fmt: skip
    return msgspec.json.format(_encoded(made), indent=2) + b"\n"


def _encoded(made: Any) -> bytes:
    return msgspec.json.Encoder(decimal_format="number").encode(made)


def _counts(project: Project, about: Publication) -> bool:
    return contribution(project, None, about.as_of).count > 0


def _project(project: Project, about: Publication) -> dict[str, Any]:
    amount = contribution(project, None, about.as_of).amount
    whole = int(amount) if amount == amount.to_integral_value() else amount
    made: dict[str, Any] = {
        "id": f"{about.prefix}-{project.id}", "updated": _moment(project.known_at), "title": project.name,
        "description": project.content, "status": _status(project, about.as_of),
        "period": _period(project, about.as_of),
        "sector": sectors(project.sector), "additionalClassifications": _classes(project),
        "type": kind(project.name, project.content), "locations": _locations(project),
        "budget": {"amount": {"amount": whole, "currency": "CNY"}} if amount else {}, "parties": _parties(project),
    }  # fmt: skip
    return {key: value for key, value in made.items() if value not in ("", None, [], {})}


def _status(project: Project, as_of: date | None) -> str:
    told = [STATUS[stage] for stage in stages_until(project, as_of) if stage in STATUS]
    return told[-1] if told else ""


def _period(project: Project, as_of: date | None) -> dict[str, str]:
    """From the signing (else from the first dated stage) to production, where a workbook tells it."""
    dated = {at.stage: at.on for at in project.stages if at.on is not None and (as_of is None or at.on <= as_of)}
    start = project.signed_on or min(dated.values(), default=None)
    end = next((dated[stage] for stage in ("in-production", "at-capacity") if stage in dated), None)
    found = {"startDate": start, "endDate": end if start is None or end is None or end >= start else None}
    return {key: f"{on.isoformat()}T00:00:00Z" for key, on in found.items() if on is not None}


def _classes(project: Project) -> list[dict[str, str]]:
    """The sector as the city's own list or the district has it."""
    return [{"scheme": "x_sector", "id": sector, "description": sector} for sector in dict.fromkeys(project.sector)]


def _locations(project: Project) -> list[dict[str, Any]]:
    words = " ".join(part for part in (project.district, project.place) if part)
    if not words and project.point is None:
        return []
    place: dict[str, Any] = {"id": "1"}
    if words:
        place |= {"description": words, "address": _address(project)}
    if project.point is not None:
        place["geometry"] = {"type": "Point", "coordinates": list(project.point)}     # GeoJSON: longitude first
    return [place]


def _address(project: Project) -> dict[str, str]:
    parts = {"streetAddress": project.place, "locality": project.district, "countryName": COUNTRY}
    return {key: value for key, value in parts.items() if value}


def _parties(project: Project) -> list[dict[str, Any]]:
    """Investors give the money; the responsible district is the public authority."""
    found = [_investor(i, investor) for i, investor in enumerate(project.investors, start=1)]
    if project.district:
        found.append({"id": "district", "name": project.district, "roles": ["publicAuthority"]})
    return found


def _investor(number: int, investor: Investor) -> dict[str, Any]:
    party: dict[str, Any] = {"id": f"investor-{number}", "name": investor.name, "roles": ["funder"]}
    code = investor.code
    if code is not None and code.kind == "credit" and not code.wrong:
        party["id"] = f"{REGISTER}-{code.text}"
        party["identifier"] = {"scheme": REGISTER, "id": code.text, "legalName": investor.name}
    return party


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")
