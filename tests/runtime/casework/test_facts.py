"""What a form begins with: of fixed things the newest answer nearby, of the place its names; of people nothing."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from banyan.model.ids import PrincipalId
from banyan.runtime.casework.facts import known
from tests.server.fake_cases import OFFICER, Town, forms

LAMP = (119.6, 26.0)


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town(tmp_path, seeded=False)


def asked(town, type_="lamp-out", position=LAMP, address="", who=OFFICER):
    found = known(town.office, town.desk.store, type_, position, address, PrincipalId(who))
    return {k.field: (k.value, k.case) for k in found}


def lamp(town, number, lon=119.6, **more):
    return town.report("lamp-out", answers={"lamps": "one", "number": number}, lon=lon, alone=True, **more)


def test_the_newest_answer_about_the_same_lamp_is_filled_in_with_its_case(town):
    lamp(town, "E-1")
    town.advance(30)
    newest = lamp(town, "E-2")
    assert asked(town) == {"number": ("E-2", newest)}


def test_who_may_report_and_read_no_case_learns_no_earlier_answer_and_no_case(town):
    town.office.forms["lamp"] = replace(forms()["lamp"], prefill=forms()["lamp"].prefill | {"where": "place.address"})
    lamp(town, "E-1")
    assert "number" in asked(town)
    assert "number" not in asked(town, who="apps-1")


def test_another_lamp_another_type_and_no_position_tell_nothing(town):
    lamp(town, "E-1", lon=119.6004)                      # 40 m away, where 30 m are the same
    assert asked(town) == {}
    lamp(town, "E-2")
    assert asked(town, "lamp-post") == {}
    assert asked(town, position=None) == {}
    assert asked(town, "rubbish") == {}


def test_what_was_answered_of_people_is_never_filled_in(town):
    town.office.forms["elder"] = replace(forms()["elder"], prefill={"key": "before.key"})
    town.report("elder-silent", answers={"key": "family"})
    assert asked(town, "elder-silent") == {}


def test_the_place_tells_its_area_cell_and_address_by_name(town):
    fields = {"area": "place.area", "cell": "place.cell", "grate": "place.address"}
    schema = {"type": "object", "properties": {f: {"type": "string"} for f in fields}}
    town.office.forms["drain"] = replace(forms()["drain"], schema=schema, rules=(), prefill=fields)
    found = asked(town, "drain-blocked", (119.5911, 26.0044), "Ring Road 3")
    assert found == {"grate": ("Ring Road 3", None), "area": ("水碓片区 Mill District", None),
                     "cell": ("网格08-07 Cell 08-07", None)}
