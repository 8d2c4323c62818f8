"""Map layers are GeoJSON with ids that the city knows."""

import json
from typing import Any

import pytest

from banyan.runtime.folder import load_with_layers
from tests.runtime.folder.conftest import Folder

SQUARE = [[119.0, 26.0], [119.1, 26.0], [119.1, 26.1], [119.0, 26.0]]


def layer(folder: Folder, geometry: Any, properties: Any = None) -> None:
    feature = {"type": "Feature", "properties": properties, "geometry": geometry}
    text = json.dumps({"type": "FeatureCollection", "features": [feature]})
    (folder.path / "layers/roads.geojson").write_text(text, encoding="utf-8")


def test_layers_are_read_by_name(folder: Folder) -> None:
    layer(folder, {"type": "Polygon", "coordinates": [SQUARE]})
    _, layers = load_with_layers(folder.path)
    assert sorted(layers) == ["lakes", "river", "roads", "things"]
    assert layers["roads"]["features"][0]["geometry"]["coordinates"] == [SQUARE]


BAD = [
    ({"type": "Polygon", "coordinates": [SQUARE[:3]]},
     "coordinates[0]: found a ring of 3 positions; "
     "expected at least 4"),
    ({"type": "Polygon", "coordinates": [[*SQUARE[:3], [1, 1]]]},
     "coordinates[0]: found a ring that is not closed; expected its first position again at its end"),
    ({"type": "LineString", "coordinates": [[119, 26]]},
     "coordinates: found a line of one position; "
     "expected at least 2"),
    ({"type": "Point", "coordinates": [26, 119]},
     "coordinates: found [26, 119]; expected longitude -180..180, latitude -90..90, in degrees"),
    ({"type": "Point", "coordinates": ["119", 26]}, "coordinates: found a list of 2; expected [longitude, latitude]"),
    ({"type": "Point", "coordinates": [True, 26]}, "coordinates: found a list of 2; expected [longitude, latitude]"),
    ({"type": "Point", "coordinates": None}, "coordinates: found None; expected [longitude, latitude]"),
    ({"type": "MultiLineString", "coordinates": []}, "coordinates: found a list of 0; expected a list, not empty"),
    ({"type": ["Point"], "coordinates": [1, 1]},
     "type: found a list of 1; expected one of Point, MultiPoint, LineString, MultiLineString, Polygon, MultiPolygon"),
    (None, "type: found None; expected one of Point, MultiPoint, LineString, MultiLineString, Polygon, MultiPolygon"),
]  # fmt: skip


@pytest.mark.parametrize(("geometry", "told"), BAD)
def test_a_geometry_that_can_not_be_drawn_is_told(folder: Folder, geometry: Any, told: str) -> None:
    layer(folder, geometry)
    assert folder.broken() == [f"layers/roads.geojson, features[0].geometry.{told}"]


def test_a_feature_of_something_the_city_does_not_have_is_told(folder: Folder) -> None:
    layer(folder, {"type": "Point", "coordinates": [119, 26]}, {"city_id": "gate-9"})
    assert folder.broken() == [
        'layers/roads.geojson, features[0].properties.city_id: found "gate-9"; '
        'expected the id of a lake, place, device, stream or crew (did you mean "gate-1"?)'
    ]


def test_a_lake_that_no_layer_draws_is_told(folder: Folder) -> None:
    (folder.path / "layers/lakes.geojson").unlink()
    assert folder.broken() == [
        'layers: found no feature for the lake lake-1; expected a feature with "city_id": "lake-1" in one layer'
    ]


@pytest.mark.parametrize("text", ["{", "[]", '"a"', '{"type": "Feature"}', "[" * 100_000, '{"a": NaN}'])
def test_text_that_is_no_feature_collection_is_told(folder: Folder, text: str) -> None:
    (folder.path / "layers/roads.geojson").write_text(text, encoding="utf-8")
    assert len(folder.broken()) == 1


def test_a_layer_in_another_projection_is_told_twenty_times_at_most(folder: Folder) -> None:
    layer(folder, {"type": "MultiPoint", "coordinates": [[500_000 + i, 2_900_000] for i in range(1000)]})
    assert len(folder.broken()) == 20


def test_a_layer_with_an_odd_file_name_is_told(folder: Folder) -> None:
    (folder.path / "layers/a b.geojson").write_text("{}", encoding="utf-8")
    assert folder.broken() == [
        "layers/a b.geojson: found a file name that can't be a layer's; "
        "expected letters a-z, digits, - and _, then .geojson"
    ]


def test_two_features_of_one_layer_may_not_share_an_id(folder: Folder) -> None:
    folder.edit("layers/things.geojson", '"id": "market"', '"id": "rain-1"')
    assert folder.broken() == [
        'layers/things.geojson, features[4].properties.id: found "rain-1"; '
        "expected an id of its own: features[2] has it"
    ]
