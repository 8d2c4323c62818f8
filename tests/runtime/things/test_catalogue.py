"""Where a Datastream is: a plain point is read without shapely and says what shapely says."""

from typing import Any

import pytest
import shapely.geometry
from hypothesis import given
from hypothesis import strategies as st

from banyan.runtime.things.catalogue import position

NUMBERS = st.one_of(st.integers(-180, 180), st.floats(allow_nan=False, allow_infinity=False))


@given(NUMBERS, NUMBERS, st.booleans())
def test_a_point_is_where_shapely_says(x: float, y: float, feature: bool) -> None:
    geometry = {"type": "Point", "coordinates": [x, y]}
    said = shapely.geometry.shape(geometry)
    assert position({"type": "Feature", "geometry": geometry} if feature else geometry) == (said.x, said.y)


@pytest.mark.parametrize(("said", "where"), [
    ({"type": "Point", "coordinates": [119.6, 25.99, 12.0]}, (119.6, 25.99)),
    ({"type": "LineString", "coordinates": [[0, 0], [2, 0]]}, (0.0, 0.0)),
    ({"type": "Point", "coordinates": ["119.6", None]}, None),
    ({"type": "Point", "coordinates": []}, None),
    ({"type": "Feature", "geometry": None}, None),
    ("somewhere", None),
])  # fmt: skip
def test_other_locations_are_read_as_before(said: Any, where: tuple[float, float] | None) -> None:
    assert position(said) == where
