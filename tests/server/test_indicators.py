"""The indicators of a city's cases over HTTP: each with its formula, its numbers and the rows behind them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from jsonschema import Draft202012Validator
from litestar.testing import TestClient

from banyan.model.ids import PrincipalId
from banyan.runtime.casework.views import CaseAsked
from banyan.server.app import create_app
from tests.server.fake_cases import OFFICER, BayDesk, Town

SCHEMA = Path(__file__).parents[2] / "docs" / "schemas" / "indicators.schema.json"


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town(tmp_path)


@pytest.fixture
def client(town: Town) -> Iterator[Any]:
    tokens = {"officer": PrincipalId(OFFICER)}
    app = create_app(BayDesk(0), tokens, town.city.authority, None, cases=town.desk, photos=town.photos)
    with TestClient(app, base_url="http://127.0.0.1:8000", raise_server_exceptions=False) as made:
        assert made.post("/api/session", json={"token": "officer"}).status_code == 200
        yield made


def whole(told: dict[str, Any], name: str) -> dict[str, Any]:
    (found,) = [one["results"][0] for one in told["indicators"] if one["indicator"] == name]
    return dict(found)


def test_the_answer_is_the_promised_shape_and_every_case_is_on_one_side_of_each_formula(client, town):
    told = client.get("/api/indicators").json()
    Draft202012Validator(msgspec.json.decode(SCHEMA.read_bytes())).validate(told)
    cases = town.desk.page(CaseAsked()).count
    assert told["source"] == {"kind": "journal", "name": "cases", "rows": cases}
    for one in told["indicators"]:
        (alone,) = client.get(f"/api/indicators/{one['indicator']}").json()["indicators"]
        behind, rows = one["results"][0]["behind"], alone["results"][0]["rows"]
        assert len({*rows["met"], *rows["not_met"], *(left["id"] for left in rows["left_out"])}) == cases
        assert behind["met"] + behind["not_met"] + sum(why["cases"] for why in behind["left_out"]) == cases
        assert {**alone["results"][0], "rows": None} == {**one["results"][0], "rows": None}


def test_closed_as_not_our_duty_is_in_its_share_and_outside_the_solved_one(client):
    names = ("not-our-duty@1", "solved@1")
    ours, solved = (whole(client.get(f"/api/indicators/{name}").json(), name) for name in names)
    assert (ours["numerator"], ours["denominator"], ours["percent"]) == (1, 2, "50.00")
    assert (solved["numerator"], solved["denominator"]) == (1, 1)
    assert not set(ours["rows"]["met"]) & {*solved["rows"]["met"], *solved["rows"]["not_met"]}


def test_a_period_without_cases_has_no_share_and_says_why(client):
    told = client.get("/api/indicators", params={"from": "2026-08", "to": "2026-08"}).json()
    ours = whole(told, "not-our-duty@1")
    assert (told["from"], told["to"]) == ("2026-08-01", "2026-08-31")
    assert (ours["numerator"], ours["denominator"], ours["percent"]) == (0, 0, None)
    assert ours["none"]["en"]
    assert whole(told, "reported@1")["value"] == "0"


def test_groups_add_up_to_the_whole(client):
    told = client.get("/api/indicators", params={"by": "class,region"}).json()
    for one in told["indicators"]:
        first, *groups = one["results"]
        assert sum(group["numerator"] for group in groups) == first["numerator"]
        assert {key for group in groups for key in group["group"]} == {"class", "region"}


@pytest.mark.parametrize(
    ("asked", "said"),
    [({"from": "soon"}, 'from "soon" is no period'), ({"from": "2026-07", "to": "2026-06"}, "is before"),
     ({"by": "class,mood"}, "by names mood"), ({"from": "x" * 300}, "from has 300 characters")],
)
def test_what_cannot_be_understood_is_said(client, asked, said):
    answer = client.get("/api/indicators", params=asked)
    assert (answer.status_code, said in answer.json()["error"]) == (400, True)


@pytest.mark.parametrize("name", ["closed-in-time", "solved@99", "nothing@1", "../secrets@1"])
def test_an_indicator_is_asked_for_by_name_and_version(client, name):
    answer = client.get(f"/api/indicators/{name}")
    assert answer.status_code == 404, answer.text


def test_a_new_case_is_in_the_next_answer(client, town):
    def reported() -> int:
        return int(whole(client.get("/api/indicators").json(), "reported@1")["numerator"])

    before = reported()
    assert reported() == before
    town.report("lamp-out", lon=119.57, lat=25.99)
    assert reported() == before + 1


def test_nobody_reads_them_without_a_right_and_a_city_without_casework_has_none(client, town):
    assert client.get("/api/cases/directory").json()["indicators"] is True
    client.cookies.clear()
    assert client.get("/api/indicators").status_code == 401
    app = create_app(BayDesk(0), {"o": PrincipalId(OFFICER)}, town.city.authority, None)
    with TestClient(app, base_url="http://127.0.0.1:8000") as other:
        other.post("/api/session", json={"token": "o"})
        assert other.get("/api/indicators").status_code == 404
