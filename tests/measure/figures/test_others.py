"""Currencies, dates, repetitions, ranks, lists, what is missing, the ledger, the projects, waivers."""

from datetime import date

import pytest
from msgspec.structs import replace

from banyan.measure.figures.answer import Answer, Told
from banyan.measure.figures.checks import CHECKS, TEXTS, arithmetic, run
from banyan.measure.figures.claims import Claims, Totals
from banyan.measure.figures.verdicts import Waiver, findings, verdict
from banyan.model.figure import Dimension, Quantity, Reading, Relation, Result, Role, Unit, Verdict
from tests.measure.figures.said import (
    CNY,
    PROJECTS,
    RANK,
    USD,
    Ledger,
    answers,
    bn,
    count,
    day,
    figure,
    percent,
    quantity,
    results,
    tie,
    year,
)

FAIL, PASS, CANNOT_TELL = Result.FAIL, Result.PASS, Result.CANNOT_TELL
CONVERSION = tie(Relation.CONVERSION, ("amount", 0), ("converted", 1))
RATE = Unit(Dimension.EXCHANGE, "CNY/USD")


def converted(cny: str, usd: str) -> list[Quantity]:
    return [bn(cny, period=year(2021)), bn(usd, unit=USD)]


def rate_of_2021(value: str, symbol: str = "CNY/USD") -> Ledger:
    return Ledger(figure("X", "China", "average rate", value, Unit(Dimension.EXCHANGE, symbol), year(2021)))


def test_a_conversion_near_the_years_average_agrees() -> None:
    assert results("conversion", converted("130.0", "20.0"), CONVERSION, ledger=rate_of_2021("6.45")) == [PASS]


def test_a_day_somewhat_off_the_average_cannot_be_told() -> None:
    assert results("conversion", converted("138.0", "20.0"), CONVERSION, ledger=rate_of_2021("6.45")) == [CANNOT_TELL]


def test_a_conversion_far_off_fails_and_a_power_of_ten_explains_it() -> None:
    found = answers("conversion", converted("130.0", "2.0"), CONVERSION, ledger=rate_of_2021("6.45"))
    assert found[0].result is FAIL
    assert {t.args["factor"].en for t in found[0].told if t.key == "magnitude.fits"} == {"×10", "÷10"}


def test_an_amount_of_an_unknown_year_agrees_with_the_only_rate_or_cannot_be_told() -> None:
    for cny, expected in (("130.0", PASS), ("190.0", CANNOT_TELL)):
        undated = [bn(cny), bn("20.0", unit=USD)]
        assert results("conversion", undated, CONVERSION, ledger=rate_of_2021("6.45")) == [expected]


def test_a_rate_may_be_given_the_other_way_round() -> None:
    ledger = rate_of_2021("0.155", "USD/CNY")
    assert results("conversion", converted("130.0", "20.0"), CONVERSION, ledger=ledger) == [PASS]


def test_without_a_rate_the_implied_one_is_shown() -> None:
    found = answers("conversion", converted("130.0", "20.0"), CONVERSION)
    assert found[0].result is CANNOT_TELL
    assert found[0].told[0].args["rate"].en == "6.48 CNY/USD to 6.52 CNY/USD"


def test_the_rate_in_the_text_is_taken_before_the_ledgers() -> None:
    said = quantity("7.1", RATE)
    assert results("conversion", [*converted("142.0", "20.0"), said], CONVERSION, ledger=rate_of_2021("6.45")) == [PASS]


def test_of_several_conversions_the_odd_one_out_fails() -> None:
    quantities = [*converted("65.0", "10.0"), *converted("13.0", "2.0"), *converted("26.0", "0.4")]
    ties = [tie(Relation.CONVERSION, ("amount", i), ("converted", i + 1)) for i in (0, 2, 4)]
    assert results("conversion", quantities, *ties) == [CANNOT_TELL, CANNOT_TELL, FAIL]


def moment(text: str, last: str = "") -> Quantity:
    period = day(text)
    if last:
        period = replace(period, end=date.fromisoformat(last))
    return quantity("0", Unit(Dimension.DATE), role=Role.MOMENT, period=period)


def test_a_day_outside_the_stated_days_fails() -> None:
    quantities = [moment("2022-05-10", "2022-05-11"), moment("2022-05-11"), moment("2022-05-14")]
    found = answers("within", quantities, tie(Relation.WITHIN, ("whole", 0), ("moment", 1), ("moment", 2)))
    assert [(a.result, a.quantities) for a in found] == [(FAIL, (0, 2))]


def test_days_inside_the_stated_days_pass() -> None:
    quantities = [moment("2022-05-10", "2022-05-11"), moment("2022-05-11")]
    assert results("within", quantities, tie(Relation.WITHIN, ("whole", 0), ("moment", 1))) == [PASS]


def test_moments_that_go_back_fail() -> None:
    order = tie(Relation.ORDER, ("earlier", 0), ("later", 1))
    assert results("order", [moment("2022-05-10"), moment("2022-05-09")], order) == [FAIL]
    assert results("order", [moment("2022-05-10"), moment("2022-05-10")], order) == [PASS]


def test_the_same_claim_twice_with_two_numbers_fails() -> None:
    same = tie(Relation.SAME, ("claim", 0), ("claim", 1))
    assert results("repeated", [bn("23.9"), bn("29.3")], same) == [FAIL]
    assert results("repeated", [bn("23.9"), bn("24")], same) == [PASS]


def test_what_is_about_other_things_is_no_repetition() -> None:
    about = {"subject": "Nanzhou", "indicator": "investment", "period": year(2021)}
    assert results("repeated", [bn("23.9", **about), bn("29.3", **about)]) == [FAIL]
    assert results("repeated", [bn("23.9", **about), bn("29.3", **(about | {"period": year(2020)}))]) == []
    assert results("repeated", [bn("23.9", **about), bn("29.3", **(about | {"subject": "Beizhou"}))]) == []
    assert results("repeated", [bn("23.9", **about), bn("290", **about)]) == []       # likely another figure


def test_one_number_for_two_subjects_is_shown_and_not_judged() -> None:
    same = tie(Relation.SAME, ("claim", 0), ("claim", 1))
    pair = [percent("20.7", subject="Nanzhou"), percent("20.7", subject="Beizhou")]
    assert results("two-subjects", pair, same) == [CANNOT_TELL]
    assert results("repeated", pair, same) == []


def test_one_ranking_with_two_places_fails() -> None:
    about = {"role": Role.RANKING, "subject": "Nanzhou", "indicator": "index", "sentence": "Both in one."}
    ranks = [quantity("1", RANK, **about), quantity("4", RANK, **about)]
    assert [(a.result, a.quantities) for a in answers("ranking", ranks)] == [(FAIL, (0, 1))]
    assert results("ranking", [ranks[0], quantity("4", RANK, **(about | {"sentence": "Elsewhere."}))]) == []


def test_a_list_is_as_long_as_it_is_said_to_be() -> None:
    assert results("list", [count("4")], tie(Relation.LIST, ("count", 0), years=4)) == [PASS]
    assert results("list", [count("4")], tie(Relation.LIST, ("count", 0), years=5)) == [FAIL]


@pytest.mark.parametrize(("check", "lacking", "whole"), [
    ("no-subject", count("600"), count("600", subject="Nanzhou")),
    ("no-year", count("600"), count("600", period=year(2021))),
    ("no-base", percent("35"), percent("35", unit=Unit(Dimension.PERCENT, of="exports"))),
    ("no-source", percent("35"), percent("35", source="statistics bureau")),
])  # fmt: skip
def test_what_a_number_lacks_is_asked_for_and_never_a_contradiction(
    check: str, lacking: Quantity, whole: Quantity
) -> None:
    assert [(a.check, a.result) for a in answers(check, [lacking])] == [(check, CANNOT_TELL)]
    assert answers(check, [whole]) == []


ABOUT = {"subject": "Nanzhou", "indicator": "exports", "period": year(2021)}


def known(value: str, **more: object) -> Ledger:
    return Ledger(figure("L1", "Nanzhou", "exports", value, CNY, year(2021), source="Yearbook", **more))


def test_the_ledger_agrees_within_both_roundings() -> None:
    assert results("ledger", [bn("23.9", **ABOUT)], ledger=known("23.87")) == [PASS]
    assert results("ledger", [bn("24", **ABOUT)], ledger=known("23.5")) == [PASS]


def test_the_ledger_contradicts_and_names_its_row() -> None:
    found = answers("ledger", [bn("23.9", **ABOUT)], ledger=known("29.3"))
    assert [(a.result, a.quantities, a.against) for a in found] == [(FAIL, (0,), ("L1",))]


def test_over_a_tenth_of_it_is_a_slip_though_it_is_over() -> None:
    assert results("ledger", [bn("3.2", ">", **ABOUT)], ledger=known("32.1")) == [FAIL]
    assert results("ledger", [bn("3.2", ">", **ABOUT)], ledger=known("3.9")) == [PASS]


def test_a_figure_that_is_only_near_proves_nothing() -> None:
    later = ABOUT | {"period": year(2022)}
    assert results("ledger", [bn("23.9", **later)], ledger=known("29.3")) == [CANNOT_TELL]


def test_a_vague_row_of_the_ledger_contradicts_only_what_is_far_off() -> None:
    assert results("ledger", [bn("27.5", **ABOUT)], ledger=known("24", comparison="~")) == [CANNOT_TELL]
    assert results("ledger", [bn("30.1", **ABOUT)], ledger=known("24", comparison="~")) == [FAIL]


def test_one_name_with_two_definitions_cannot_be_compared() -> None:
    a = figure("A", "Nanzhou", "exports", "23.9", CNY, year(2021), definition="goods")
    b = figure("B", "Nanzhou", "exports", "31.4", CNY, year(2021), definition="goods and services")
    assert results("two-definitions", [bn("23.9", **ABOUT)], ledger=Ledger(a, b)) == [CANNOT_TELL]


def test_the_projects_of_an_edition_are_counted_against_the_text() -> None:
    totals = Totals("2021 expo", figure("n", "expo", "projects", "92", PROJECTS, year(2021)),
                    figure("v", "expo", "investment", "250.1", CNY, year(2021)))
    quantities = (count("93"), bn("250.1"), count("50", breakdown="channel: live"))
    reading = Reading("", "en", quantities, (tie(Relation.PAIR, ("count", 0), ("amount", 1)),))
    found = list(CHECKS["projects"].run(Claims(reading, Ledger(), totals)))
    assert [(a.result, a.quantities) for a in found] == [(FAIL, (0,)), (PASS, (1,))]


def answer(result: Result, *indices: int) -> Answer:
    return Answer("breakdown", result, (Told("outcome.pass"),), indices)


def verdicts(*found: Answer, waivers: tuple[Waiver, ...] = ()) -> list[Verdict]:
    quantities = [count("1"), count("2"), count("3")]
    told = findings(found, quantities, waivers, date(2022, 1, 1), "en")
    return [verdict(i, told)[0] for i in range(3)]


def test_contradicts_is_over_agrees_over_cannot_tell_over_unknown() -> None:
    assert verdicts(answer(PASS, 0, 1), answer(FAIL, 0), answer(CANNOT_TELL, 1)) == [
        Verdict.CONTRADICTS, Verdict.AGREES, Verdict.UNKNOWN]
    assert verdicts(answer(CANNOT_TELL, 2))[2] is Verdict.CANNOT_TELL


def test_a_waiver_counts_until_its_last_day() -> None:
    until = Waiver("breakdown", "1", "chief statistician", "known", date(2022, 1, 1))
    assert verdicts(answer(FAIL, 0), waivers=(until,))[0] is Verdict.UNKNOWN
    ended = replace(until, until=date(2021, 12, 31))
    assert verdicts(answer(FAIL, 0), waivers=(ended,))[0] is Verdict.CONTRADICTS
    other = replace(until, check="share")
    assert verdicts(answer(FAIL, 0), waivers=(other,))[0] is Verdict.CONTRADICTS


def test_findings_stand_worst_first() -> None:
    found = [answer(PASS, 0), answer(CANNOT_TELL, 1), answer(FAIL, 2)]
    told = findings(found, [count("1")] * 3, (), date(2022, 1, 1), "en")
    assert [(f.id, f.result) for f in told] == [("F1", FAIL), ("F2", CANNOT_TELL), ("F3", PASS)]


def test_a_vague_number_is_told_with_its_width() -> None:
    reading = Reading("", "en", (count("40"), count("25", "~"), count("15")),
                      (tie(Relation.BREAKDOWN, ("whole", 0), ("part", 1), ("part", 2)),))
    told = next(a for a in run(Claims(reading, Ledger())) if a.check == "breakdown")
    assert "“25” is read as 22.5 to 27.5." in arithmetic(told, "en")
    assert "“25”按 22.5 至 27.5 理解。" in arithmetic(told, "zh")


def test_every_check_and_text_is_in_both_languages() -> None:
    assert all(check.asks.zh and check.asks.en for check in CHECKS.values())
    import string
    for key, said in TEXTS.items():
        names = [{name for _, name, _, _ in string.Formatter().parse(t) if name} for t in (said.zh, said.en)]
        assert names[0] == names[1], key
