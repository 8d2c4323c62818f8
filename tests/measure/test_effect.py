import re
from datetime import UTC, datetime

import pytest

from banyan.allocate.texts import TEXTS as ALLOCATE
from banyan.command.texts import TEXTS as COMMAND
from banyan.measure.effect import Effect, effects, recorded
from banyan.measure.minutes import ReadingFigures, after_action
from banyan.measure.table import Row, tables
from banyan.measure.texts import TEXTS
from banyan.model.effect import Flooding, Run
from banyan.model.text import Name, Said, render


def run(street: float, bank: float, by_place: dict[str, float], pumps: int = 0) -> Run:
    return Run(
        flooding_m3=Flooding(street + bank, street, bank, by_place),
        ponding_hours={"tower-road": street / 100},
        band_hours_outside={"east-lake": 1.5},
        gate_travel={"gate-east": 40.0},
        pump_starts={"pump-1": pumps},
    )


RUNS = {
    "passive": run(400, 600, {"tower-road": 400, "east-lake": 600}),
    "standing": run(300, 0, {"tower-road": 300}),
    "banyan": run(150, 0, {"tower-road": 100, "mill-lane": 50}, pumps=3),
}


def of(measure: str, subject: str) -> Effect:
    return next(e for e in effects(RUNS) if (e.measure, e.subject) == (measure, subject))


def test_an_effect_is_the_difference_to_both_other_runs() -> None:
    assert of("flooding", "total") == Effect(
        id="effect/flooding/total", measure="flooding", subject="total", unit="m3",
        banyan=150, passive=1000, standing=300,
        less_than_passive=850, less_than_standing=150,
        percent_less_than_passive=85, percent_less_than_standing=50,
    )  # fmt: skip


def test_more_water_than_without_us_is_said_as_a_negative_and_has_no_percent_of_nothing() -> None:
    worse = of("flooding", "mill-lane")
    assert (worse.passive, worse.less_than_passive, worse.percent_less_than_passive) == (0, -50, None)


def test_a_place_is_named_once_though_one_run_lacks_it() -> None:
    places = [e.subject for e in effects(RUNS) if e.measure == "flooding"]
    assert places == ["total", "street", "bank", "east-lake", "mill-lane", "tower-road"]


def test_costs_of_control_are_measured_too() -> None:
    assert (of("pump_starts", "pump-1").banyan, of("pump_starts", "pump-1").less_than_standing) == (3, -3)
    assert of("gate_travel", "gate-east").unit == "%"
    assert of("band_hours_outside", "east-lake").percent_less_than_standing == 0


def test_a_run_that_was_not_made_is_missing_and_not_zero() -> None:
    alone = effects({"banyan": RUNS["banyan"]})[0]
    assert (alone.passive, alone.less_than_passive, alone.percent_less_than_standing) == (None, None, None)


def test_without_the_city_brains_own_run_there_is_nothing_to_measure() -> None:
    with pytest.raises(ValueError, match="no run named banyan to measure; there are: passive"):
        effects({"passive": RUNS["passive"]})


def test_effects_are_records_that_name_the_runs_they_come_from() -> None:
    now = datetime(2026, 7, 25, tzinfo=UTC)
    written = recorded(effects(RUNS), now, ("computed-from", "run/banyan"))
    assert written[0].id == "effect/flooding/total"
    assert (written[0].kind, written[0].at) == ("effect", now)
    assert [(c.role, c.id) for c in written[0].causes] == [("computed-from", "run/banyan")]
    assert len({r.id for r in written}) == len(written)


def test_tables_say_effect_minutes_and_counts() -> None:
    effect, minutes, counts = tables(effects(RUNS), after_action([], (), ReadingFigures(10, 8, {"range": 2})))
    assert effect.rows[0] == Row(Said("measure.flooding.total"), (1000, 300, 150, 85, 50))
    assert [r.label.key.rsplit(".", 1)[1] for r in minutes.rows] == ["alert", "case", "on_site", "cleared"]
    assert minutes.rows[0].values == (None, None)
    assert [r.values for r in counts.rows if r.label.key == "measure.readings.rejected"] == [(2,)]


def test_rows_that_are_zero_in_all_runs_are_left_out_but_for_the_total() -> None:
    dry = {name: run(0, 0, {"tower-road": 0}) for name in RUNS}
    effect = tables(effects(dry), after_action([], (), ReadingFigures()))[0]
    assert [r.label.key for r in effect.rows] == [
        "measure.flooding.total", "measure.band_hours_outside", "measure.gate_travel"
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_row_and_head_has_a_text(language: str) -> None:
    names = {"tower-road": Name(zh="塔路", en="Tower Road")}
    said = []
    for table in tables(effects(RUNS), after_action([], (), ReadingFigures())):
        assert all(len(row.values) == len(table.head) for row in table.rows)
        said += [render(s, TEXTS, language, names) for s in (table.title, *table.head, *(r.label for r in table.rows))]
    assert ("漫溢：塔路（立方米）" if language == "zh" else "Flooding: Tower Road (m³)") in said


def test_no_latin_word_in_the_chinese_texts_and_no_chinese_in_the_english() -> None:
    for key, text in {**TEXTS, **COMMAND, **ALLOCATE}.items():
        assert not re.search(r"[A-Za-z]", re.sub(r"\{\w+\}", "", text.zh)), key
        assert not re.search(r"[\u3000-\u9fff\uff00-\uffef]", text.en), key
        assert sorted(re.findall(r"\{\w+\}", text.zh)) == sorted(re.findall(r"\{\w+\}", text.en)), key
