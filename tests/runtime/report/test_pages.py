"""What every format shares: numbers to records, axes, places on the map, what is said in which language."""

import re
import string
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import banyan.runtime.report
from banyan.model.text import Name, Said
from banyan.runtime.report.pages import Area, Chart, Limit, Line, Map, Spot
from banyan.runtime.report.placing import clipped, place
from banyan.runtime.report.scale import hours, of_chart, scale
from banyan.runtime.report.sources import Sources, spans
from banyan.runtime.report.svg import chart, ground, pieces
from banyan.runtime.report.tell import WORDS
from banyan.runtime.report.teller import Teller

START = datetime(2026, 7, 23, 16, 0, tzinfo=UTC)
NAMES = {"east-lake": Name("东湖", "East Lake")}


def teller(language: str) -> Teller:
    return Teller(language, WORDS, NAMES, "Asia/Shanghai")


def test_records_are_numbered_in_the_order_of_reading_and_once() -> None:
    sources = Sources([("b", "a"), (), ("c", "b")])
    assert sources.entries() == [(1, ("b",)), (2, ("a",)), (3, ("c",))]
    assert sources.numbers(("c", "b")) == [1, 3]


def test_many_records_behind_one_figure_have_one_row_and_readings_keep_theirs() -> None:
    many = tuple(f"O-{i}" for i in range(7))
    sources = Sources([("readings/east-lake.level", *many)])
    assert sources.entries() == [(1, ("readings/east-lake.level",)), (2, many)]


@given(st.lists(st.integers(1, 40), unique=True))
def test_spans_name_every_number_and_no_other(numbers: list[int]) -> None:
    found = spans(sorted(numbers))
    assert [n for first, last in found for n in range(first, last + 1)] == sorted(numbers)
    assert all(b[0] > a[1] + 1 for a, b in pairwise(found))


@given(st.lists(st.floats(-1e4, 1e4), max_size=20), st.booleans())
def test_an_axis_covers_its_values_with_few_round_steps(values: list[float], zero: bool) -> None:
    axis = scale(values, zero)
    slack = axis.step * 1e-6
    assert all(axis.low - slack <= v <= axis.high + slack for v in values)
    assert 1 <= len(axis.ticks()) <= 9


def test_a_limit_far_above_all_that_was_seen_does_not_flatten_the_curve() -> None:
    line = Line("a", ((START, 0.0), (START + timedelta(hours=1), 0.1)))
    assert of_chart(Chart("t", "m", START, START, (line,), (Limit("bank", 50.0),))).high < 1


def test_hours_are_round_and_within() -> None:
    begins = START + timedelta(minutes=20)
    found = hours(begins, begins + timedelta(hours=24))
    assert [at.hour for at in found] == [18, 21, 0, 3, 6, 9, 12, 15]
    assert all(at.minute == 0 for at in found)


def test_a_gap_breaks_a_curve() -> None:
    points = [(START + timedelta(minutes=i), v) for i, v in enumerate([1.0, None, 2.0, 3.0])]
    assert [[v for _, v in piece] for piece in pieces(points)] == [[1.0], [2.0, 3.0]]


inside = st.tuples(st.floats(-50, 150), st.floats(-50, 150))


@given(st.lists(inside, min_size=3, max_size=12))
def test_a_clipped_area_stays_in_the_picture_and_one_that_was_inside_is_unchanged(
    points: list[tuple[float, float]],
) -> None:
    cut = clipped(points, 100.0, 100.0)
    assert all(-1e-6 <= x <= 100 + 1e-6 and -1e-6 <= y <= 100 + 1e-6 for x, y in cut)
    if all(0 <= x <= 100 and 0 <= y <= 100 for x, y in points):
        assert cut == points


def the_map(*spots: Spot) -> Map:
    ground = Area(((119.5, 26.0), (119.7, 26.0), (119.7, 26.1)), "road", False)
    return Map("m", (ground,), spots, ("a", "b", "c"))


def test_circles_have_areas_in_proportion_and_each_kind_its_own_scale() -> None:
    spots = (Spot((119.6, 26.02), "A", "", 100.0, 400.0), Spot((119.65, 26.04), "B", "", None, 100000.0, bank=True))
    found = {p.spot.name: p for p in place(the_map(*spots)).spots}
    assert found["A"].without == pytest.approx(2 * found["A"].ours)
    assert found["B"].without == found["A"].without


def test_names_close_together_do_not_cover_each_other() -> None:
    spots = tuple(Spot((119.6 + i * 1e-4, 26.02), f"Place {i}", "dry", 0.0, 0.0) for i in range(4))
    placed = place(the_map(*spots)).spots
    lines = {(round(p.label_x / 60), round(p.label_y / 20)) for p in placed}
    assert len(lines) == 4


def test_what_comes_from_outside_is_escaped_in_pictures() -> None:
    evil = "<script>alert('x')</script>"
    drawn = ground(the_map(Spot((119.6, 26.02), evil, evil, 1.0, 2.0)))
    line = Line(evil, ((START, 1.0), (START + timedelta(hours=1), 2.0)))
    curves = Chart(evil, evil, START, START + timedelta(hours=1), (line, line), (Limit(evil, 1.5),))
    drawn += chart(curves, teller("en"))
    assert "<script" not in drawn


def test_times_are_the_citys_own_and_numbers_keep_their_sign() -> None:
    zh, en = teller("zh"), teller("en")
    assert (zh.clock(START), en.clock(START)) == ("7月24日 00:00", "24 Jul 00:00")
    assert (zh.big(283381.0), en.big(283381.0)) == ("28.34万", "283,381")
    assert (en.number(-1234.5, 1), en.number(-0.001, 1), en.number(None)) == ("−1,234.5", "0.0", "–")


def test_ids_become_names_and_an_unknown_text_of_another_version_is_shown_as_it_is() -> None:
    silent = Said("finding.gauge.silence", {"subject": "east-lake", "minutes": "5"})
    assert teller("zh").said(silent) == "东湖：失联 5 分钟。"
    assert teller("en").said(Said("later.key", {"lake": "east-lake"})) == "later.key lake=east-lake"


def test_a_sentence_without_its_unit_has_no_hole() -> None:
    said = Said("judge.threshold.over", {"subject": "east-lake", "value": "0.1", "limit": "0.05"})
    assert teller("en").said(said) == "East Lake: 0.1, limit 0.05 reached"


@pytest.mark.parametrize("key", sorted(WORDS))
def test_both_languages_have_the_same_places_for_facts(key: str) -> None:
    def fields(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    assert fields(WORDS[key].zh) == fields(WORDS[key].en)


def test_every_text_that_the_report_asks_for_is_there() -> None:
    folder = Path(banyan.runtime.report.__file__).parent
    asked = {key for path in folder.glob("*.py")
             for key in re.findall(r"t\.say\(\s*\"([a-z_.3]+)\"", path.read_text(encoding="utf-8"))}
    assert len(asked) > 100
    assert asked - set(WORDS) == set()
