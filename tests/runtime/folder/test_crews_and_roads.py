"""What crews bring, when they are on duty, and on which lines they drive, as a folder says it."""

import json
from datetime import time

import pytest

from banyan.runtime.declarations import declarations
from banyan.runtime.folder import load
from banyan.runtime.folder.digest import digest
from tests.runtime.conftest import T0
from tests.runtime.folder.conftest import Folder

DETOUR = "detour = 1.4\n"


def feature(kind: str, coordinates: object, n: int) -> dict[str, object]:
    return {"type": "Feature", "properties": {"id": f"r{n}"}, "geometry": {"type": kind, "coordinates": coordinates}}


def draw(folder: Folder, *shapes: tuple[str, object]) -> None:
    drawn = {"type": "FeatureCollection", "features": [feature(k, c, n) for n, (k, c) in enumerate(shapes)]}
    (folder.path / "layers" / "roads.geojson").write_text(json.dumps(drawn), encoding="utf-8")


def test_equipment_and_shifts_are_read(folder: Folder) -> None:
    more = 'equipment = ["pump"]\nshift = [[07:00:00, 12:00:00], [22:00:00, 02:00:00]]\n'
    folder.edit("crews.toml", DETOUR, DETOUR + more)
    (crew,) = load(folder.path).crews
    assert crew.equipment == ("pump",)
    assert crew.shift == ((time(7), time(12)), (time(22), time(2)))


@pytest.mark.parametrize(("more", "told"), [
    ('equipment = ["pump", "pump"]', 'crews[0].equipment[1]: found "pump"; expected each name once'),
    ('equipment = [""]', 'crews[0].equipment[0]: found ""; expected a name of 1 to 40 characters, like pump'),
    ('equipment = "pump"', 'crews[0].equipment: found "pump"; expected a list, each a text in quotes'),
    ("shift = [[07:00:00, 07:00:00]]", "crews[0].shift[0]: found [07:00:00, 07:00:00]; expected an end that differs "
     "from its begin (a crew without shift is always on duty)"),
    ("shift = [[07:00:00, 12:00:00], [11:00:00, 15:00:00]]",
     "crews[0].shift[1]: found a span that overlaps another at 11:00:00; expected spans of the day that don't overlap"),
    ("shift = [[22:00:00, 06:00:00], [05:00:00, 09:00:00]]",
     "crews[0].shift[1]: found a span that overlaps another at 05:00:00; expected spans of the day that don't overlap"),
    ("shift = [[07:00:00]]",
     "crews[0].shift[0]: found a list of 1; expected a list of 2, each a time of day like 08:30:00"),
])  # fmt: skip
def test_a_mistake_in_a_crew_is_told(folder: Folder, more: str, told: str) -> None:
    folder.edit("crews.toml", DETOUR, DETOUR + more + "\n")
    assert folder.broken() == [f"crews.toml, {told}"]


def test_spans_that_meet_do_not_overlap(folder: Folder) -> None:
    folder.edit("crews.toml", DETOUR, DETOUR + "shift = [[08:00:00, 20:00:00], [20:00:00, 08:00:00]]\n")
    assert len(load(folder.path).crews[0].shift) == 2


def test_equipment_that_no_crew_brings_is_told(folder: Folder) -> None:
    folder.edit("cases.toml", 'action = "mobile-pump"', 'action = "mobile-pump"\nequipment = ["pump", "light"]')
    folder.edit("crews.toml", DETOUR, DETOUR + 'equipment = ["pump"]\n')
    assert folder.broken() == ['cases.toml, case_types[0].equipment: found "pump, light"; expected equipment that some '
                               "crew with the skill brings, all of it"]


def test_lines_of_the_layer_roads_are_roads_and_nothing_else_is(folder: Folder) -> None:
    assert load(folder.path).roads == ()
    draw(folder, ("LineString", [[119.6, 26.0], [119.61, 26.0, 5.0]]), ("Point", [119.6, 26.0]),
         ("MultiLineString", [[[119.6, 26.0], [119.6, 26.1]], [[119.7, 26.0], [119.7, 26.1]]]))
    assert load(folder.path).roads == (
        ((119.6, 26.0), (119.61, 26.0)), ((119.6, 26.0), (119.6, 26.1)), ((119.7, 26.0), (119.7, 26.1)))


def test_other_roads_are_another_city_and_another_declaration(folder: Folder) -> None:
    draw(folder, ("LineString", [[119.6, 26.0], [119.61, 26.0]]))
    one = load(folder.path)
    draw(folder, ("LineString", [[119.6, 26.0], [119.62, 26.0]]))
    other = load(folder.path)
    assert digest(one) != digest(other)
    told = [[r.body for r in declarations(city, "d", T0) if r.body["of"] == "roads"] for city in (one, other)]
    assert [(body["id"], body["value"]["lines"], body["value"]["points"]) for (body,) in told] == [
        (f"roads/{one.id}", 1, 2)] * 2
    assert told[0][0]["value"]["sha256"] != told[1][0]["value"]["sha256"]
