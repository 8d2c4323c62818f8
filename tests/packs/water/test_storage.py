"""Volumes between levels, checked by slicing a lake into thin sheets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banyan.model.city import Lake
from banyan.model.ids import StreamId, SubjectId
from banyan.model.text import Name
from banyan.packs.water.storage import area, discharge, level_after, level_below, volume


def bowl(*area_m2: tuple[float, float]) -> Lake:
    return Lake(SubjectId("bowl"), Name("盆", "Bowl"), StreamId("bowl.level"), (0.5, 1.0), 1.5, 1.8, 2.0, area_m2, 1e6)


POND = bowl((0.0, 1000.0), (1.0, 3000.0), (2.0, 3000.0))


def sheets(lake: Lake, low: float, high: float, count: int = 4000) -> float:
    thick = (high - low) / count
    return sum(area(lake, low + (i + 0.5) * thick) * thick for i in range(count))


def test_surface_is_linear_between_its_knots_and_constant_beyond() -> None:
    assert [area(POND, level) for level in (-5.0, 0.0, 0.5, 1.0, 1.7, 9.0)] == [1000, 1000, 2000, 3000, 3000, 3000]


def test_volume_of_a_lake_with_sloping_banks() -> None:
    assert volume(POND, 0.0, 1.0) == 2000.0            # mean of 1000 and 3000 m² over 1 m
    assert volume(POND, 0.5, 1.5) == 2750.0            # 0.5 × 2500 + 0.5 × 3000
    assert volume(POND, -1.0, 0.0) == 1000.0
    assert volume(POND, 1.0, 1.0) == 0.0
    assert volume(POND, 2.0, 1.0) == 0.0


def test_level_below_finds_where_the_room_begins() -> None:
    assert level_below(POND, 1.5, 1500.0, 0.0) == pytest.approx(1.0, abs=0.001)
    assert level_below(POND, 1.5, 1e9, 0.25) == 0.25   # never under the foot
    assert level_below(POND, 1.5, 0.0, 0.0) == pytest.approx(1.5, abs=0.001)


levels = st.floats(-1.0, 3.0)
knots = st.lists(st.floats(0.1, 0.8), min_size=1, max_size=5)
surfaces = st.lists(st.floats(100.0, 1e6), min_size=6, max_size=6)


@st.composite
def lakes(draw: st.DrawFn) -> Lake:
    at, table = -0.5, []
    for gap, surface in zip([0.0, *draw(knots)], draw(surfaces), strict=False):
        at += gap
        table.append((at, surface))
    return bowl(*table)


@given(lakes(), levels, levels)
def test_volume_agrees_with_thin_sheets(lake: Lake, a: float, b: float) -> None:
    low, high = min(a, b), max(a, b)
    assert volume(lake, low, high) == pytest.approx(sheets(lake, low, high), rel=1e-3, abs=1e-3)


@given(lakes(), st.floats(1.0, 3.0), st.floats(0.0, 1e6), st.floats(-1.0, 0.9))
def test_the_room_asked_for_fits_or_the_foot_is_reached(lake: Lake, top: float, space: float, least: float) -> None:
    level = level_below(lake, top, space, least)
    assert least <= level <= top + 1e-9
    if level > least:
        assert volume(lake, level, top) <= space + 1e-6
        assert volume(lake, level - 0.002, top) >= space


def test_level_after_a_gain_and_a_loss() -> None:
    assert level_after(POND, 1.0, 300.0) == pytest.approx(1.1)
    assert level_after(POND, 1.0, -300.0) == pytest.approx(0.9)


def test_discharge_follows_the_orifice_equation() -> None:
    # 0.6 × 2 m² × sqrt(2 × 9.81 × 1 m) = 5.315 m³/s
    assert discharge(2.0, 1.0) == pytest.approx(5.3153, abs=1e-4)
    assert discharge(2.0, 0.0) == 0.0
    assert discharge(2.0, -1.0) == 0.0
