"""A photo against its case. The tolerances are those of the defaults: 200 m, a day before, ten minutes after."""

from datetime import UTC, datetime, timedelta

import pytest

from banyan.command.forms.photo import Shot, doubts, metres
from banyan.command.forms.texts import TEXTS
from banyan.model.text import render

AT = datetime(2026, 7, 24, 12, tzinfo=UTC)
HERE = (119.3, 26.06)


def told(shot, position=HERE):
    return [(d.sure, render(d.said, TEXTS, "en")) for d in doubts(shot, AT, position)]


@pytest.mark.parametrize("apart", [timedelta(hours=-24), timedelta(0), timedelta(minutes=10)])
def test_a_photo_taken_there_and_then_raises_no_doubt(apart):
    assert told(Shot(AT + apart, HERE)) == []


def test_a_photo_of_another_time_or_place_is_doubted_with_numbers():
    assert told(Shot(AT - timedelta(hours=25), HERE)) == [(True, "the photo was taken 25.0 hours before the report")]
    assert told(Shot(AT + timedelta(minutes=12), HERE)) == [(True, "the photo was taken 0.2 hours after the report")]
    # 0.002 degrees of latitude are 222 m: a nautical mile, 1852 m, is a minute of arc
    assert told(Shot(AT, (119.3, 26.062))) == [(True, "the photo was taken 222 m from the case; 200 m are allowed")]


def test_a_photo_that_says_nothing_is_not_accused():
    assert told(Shot()) == [(False, "the photo doesn't say when it was taken"),
                            (False, "the photo doesn't say where it was taken")]
    assert told(Shot(AT, HERE), position=None) == []


@pytest.mark.parametrize(("a", "b", "distance"), [
    ((0, 0), (0, 0), 0.0), ((0, 0), (180, 0), 20_015_115), ((0, 0), (0, 1), 111_195),
    ((179.9995, 0), (-179.9995, 0), 111),
])  # fmt: skip
def test_distances_go_the_short_way_round_the_earth(a, b, distance):
    assert metres(a, b) == pytest.approx(distance, abs=1)
