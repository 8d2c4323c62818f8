"""An OC4IDS package has the fields that readers expect, and the same projects give the same bytes."""

import json
from datetime import UTC, date, datetime
from typing import Any

import jsonschema
import pytest

from banyan.edges.oc4ids import Publication, PublicationError, package
from banyan.model.project import Code, InvestmentKind, Investor, InvestorKind, Project
from tests.packs.projects.small_list import DAY, OFFLINE, invested, project, staged

ABOUT = Publication("Banyan Bay Programme Office", datetime(2021, 8, 24, 1, 2, 3, 4, UTC), "oc4ids-ab12cd")
# The rules of the 0.9 project package and project schemas for the fields that we write (required, types, closed lists).
SCHEMA: dict[str, Any] = {
    "type": "object", "required": ["uri", "publisher", "publishedDate", "projects", "version"],
    "properties": {
        "uri": {"type": "string", "pattern": "^[a-z]+:"}, "version": {"enum": ["0.9"]},
        "publishedDate": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"},
        "publisher": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}},
        "projects": {"type": "array", "minItems": 1, "uniqueItems": True, "items": {
            "type": "object", "required": ["id"], "properties": {
                "id": {"type": "string", "pattern": "^oc4ids-[a-z0-9]{6}-"},
                "status": {"enum": ["identification", "preparation", "implementation", "completion", "completed",
                                    "cancelled"]},
                "type": {"enum": ["construction", "rehabilitation", "replacement"]},
                "sector": {"type": "array", "minItems": 1, "items": {"type": "string"}},
                "period": {"type": "object", "minProperties": 1},
                "budget": {"properties": {"amount": {"required": ["amount", "currency"], "properties": {
                    "amount": {"type": "number"}, "currency": {"enum": ["CNY"]}}}}},
                "locations": {"type": "array", "items": {"required": ["id"], "properties": {
                    "geometry": {"required": ["type", "coordinates"]}}}},
                "parties": {"type": "array", "items": {"required": ["id", "name", "roles"]}},
            }}},
    },
}  # fmt: skip


def told(*projects: Project, about: Publication = ABOUT) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(package(projects, about))
    jsonschema.validate(found, SCHEMA)
    return found


def full() -> Project:
    investor = Investor("Aerial Root Co.", InvestorKind.PRIVATE, Code("91350100M000100Y43", "credit"))
    return project(
        1, invested("6"), invested("1", InvestmentKind.INCREMENT, "2022 expo"), channel=OFFLINE,
        name="光伏产线技术改造", sector=("新能源", "光伏"), district="榕江区", place="根须路 1 号",
        point=(119.3, 26.1), investors=(investor,),
        stages=staged(("started", date(2021, 11, 1)), ("in-production", date(2022, 6, 1))), content="改造两条产线",
    )  # fmt: skip


def test_a_project_is_told_with_its_expected_fields() -> None:
    package_ = told(full())
    assert (package_["version"], package_["publisher"], package_["publishedDate"]) == (
        "0.9", {"name": "Banyan Bay Programme Office"}, "2021-08-24T01:02:03Z")
    assert package_["projects"] == [{
        "id": "oc4ids-ab12cd-P-0001", "updated": "2021-08-01T00:00:00Z", "title": "光伏产线技术改造",
        "description": "改造两条产线", "status": "completion",
        "period": {"startDate": "2021-08-23T00:00:00Z", "endDate": "2022-06-01T00:00:00Z"}, "sector": ["energy"],
        "additionalClassifications": [{"scheme": "x_sector", "id": "新能源", "description": "新能源"},
                                      {"scheme": "x_sector", "id": "光伏", "description": "光伏"}],
        "type": "rehabilitation",
        "locations": [{"id": "1", "description": "榕江区 根须路 1 号",
                       "address": {"streetAddress": "根须路 1 号", "locality": "榕江区", "countryName": "CN"},
                       "geometry": {"type": "Point", "coordinates": [119.3, 26.1]}}],
        "budget": {"amount": {"amount": 7000000000, "currency": "CNY"}},
        "parties": [{"id": "CN-SAIC-91350100M000100Y43", "name": "Aerial Root Co.", "roles": ["funder"],
                     "identifier": {"scheme": "CN-SAIC", "id": "91350100M000100Y43", "legalName": "Aerial Root Co."}},
                    {"id": "district", "name": "榕江区", "roles": ["publicAuthority"]}],
    }]  # fmt: skip


def test_what_was_true_on_a_day() -> None:
    about = Publication("x", ABOUT.published, "oc4ids-ab12cd", as_of=DAY)
    (only,) = told(full(), about=about)["projects"]
    assert only["period"] == {"startDate": "2021-08-23T00:00:00Z"}
    assert "status" not in only


def test_no_contact_leaves_the_office() -> None:
    assert b"13900001234" not in package([full()], ABOUT)
    assert "项目专员".encode() not in package([full()], ABOUT)


def test_an_amount_is_exact_and_no_float() -> None:
    assert b'"amount": 33333333.33' in package([project(1, invested("0.03333333333"))], ABOUT)


def test_the_address_is_made_from_the_content() -> None:
    a, b = told(project(1, invested("1"))), told(project(1, invested("2")))
    assert a["uri"].startswith("urn:uuid:")
    assert a["uri"] != b["uri"]
    assert package([full()], ABOUT) == package([full()], ABOUT)


def test_a_row_that_is_only_an_increase_is_no_project() -> None:
    alone = project(2, invested("1", InvestmentKind.INCREMENT), increases=full().id)
    assert [p["id"] for p in told(full(), alone)["projects"]] == ["oc4ids-ab12cd-P-0001"]


@pytest.mark.parametrize(("about", "said"), [
    (Publication("x", ABOUT.published, "mine"), "one like oc4ids-ab12cd"),
    (Publication(" ", ABOUT.published), "no name"), (Publication("x", ABOUT.published, uri="here"), "no URI"),
])  # fmt: skip
def test_what_cannot_be_published_is_said(about: Publication, said: str) -> None:
    with pytest.raises(PublicationError, match=said):
        package([full()], about)


def test_a_package_without_projects_is_none() -> None:
    with pytest.raises(PublicationError, match="at least one"):
        package([], ABOUT)
