"""Formulas over cases: against loops written by hand, and against answers worked out by hand."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banyan.measure.indicators.catalogue import CATALOGUE
from banyan.measure.indicators.counts import BY_NAME
from banyan.measure.indicators.formula import Indicator, Sum, Undecided, Unit
from banyan.measure.indicators.predicates import Neighbours, View, asker
from banyan.measure.indicators.reckon import Dimension, Period, Result, percent, reckon
from banyan.measure.indicators.row import CaseRow
from banyan.measure.indicators.tally import CountRow, needed, tally
from banyan.measure.indicators.texts import NAMES, TEXTS
from banyan.model.text import Said, render
from banyan.model.time import Instant
from tests.measure.indicators.month import JUNE, MONTH, ZONE, case, hour, rows_of_hours
from tests.measure.indicators.slow import answer

LATER = 100 * 24     # when everything about the month is decided


def named(text: str) -> Indicator:
    return CATALOGUE.named(text)[0]


def june(name: str, *rows: CaseRow, as_of: int = LATER) -> Result:
    return reckon(named(name), rows, JUNE, hour(as_of), ZONE)[0]


@settings(max_examples=150, deadline=None)
@given(rows=rows_of_hours(), as_of=st.integers(-1, 50).map(lambda n: n * 24))
def test_every_indicator_agrees_with_loops_written_by_hand(rows: list[dict[str, Any]], as_of: int) -> None:
    cases = [case(**row) for row in rows]
    everyone = Neighbours(cases)
    for indicator in CATALOGUE.indicators:
        found = reckon(indicator, cases, JUNE, hour(as_of), ZONE, everyone=everyone)[0]
        met, every = answer(indicator.id, rows, 0, MONTH, as_of)
        assert (list(found.met), sorted((*found.met, *found.not_met))) == (met, sorted(every)), indicator.id
        left = [one.id for one in found.left]
        assert sorted((*found.met, *found.not_met, *left)) == sorted(row["id"] for row in rows)
        assert found.numerator == len(met)
        assert found.denominator == (None if indicator.unit is Unit.CASES else len(every))
        assert (found.share is None) == (found.denominator in (None, 0))


@settings(max_examples=60, deadline=None)
@given(rows=rows_of_hours())
def test_groups_add_up_to_the_whole(rows: list[dict[str, Any]]) -> None:
    cases = [case(**row) for row in rows]
    by = (Dimension.REGION, Dimension.PERIOD)
    for name in ("closed-in-time@1", "repeated@1", "reported@1"):
        whole, *groups = reckon(named(name), cases, JUNE, hour(LATER), ZONE, by)
        assert sum(group.numerator for group in groups) == whole.numerator
        assert sum(group.denominator or 0 for group in groups) == (whole.denominator or 0)
        assert sorted(i for group in groups for i in group.met) == sorted(whole.met)
        assert [group.group for group in groups] == sorted(group.group for group in groups)


def counted(rows: list[CaseRow], name: str, as_of: Instant) -> int:
    """A month's count, made from its cases."""
    count, view = BY_NAME[name], View(as_of, Neighbours(rows))
    found = 0
    for row in rows:
        at = row.when(count.base)
        if at is not None and JUNE.holds(at) and asker(count.of, view)(row).truth is True:
            found += 1
    return found


@settings(max_examples=100, deadline=None)
@given(rows=rows_of_hours())
def test_a_month_of_counts_gives_what_its_cases_give(rows: list[dict[str, Any]]) -> None:
    cases, at = [case(**row) for row in rows], hour(LATER)
    for indicator in CATALOGUE.indicators:
        assert needed(indicator), indicator.id
        numbers = {name: counted(cases, name, at) for name in needed(indicator)}
        of_cases = reckon(indicator, cases, JUNE, at, ZONE)[0]
        of_counts = tally(indicator, [CountRow(2, numbers)], Period())[0]
        assert (of_counts.numerator, of_counts.denominator) == (of_cases.numerator, of_cases.denominator), indicator.id
        assert of_counts.share == of_cases.share


def test_a_month_of_counts_gives_the_share_of_each_formula_by_its_name() -> None:
    month = CountRow(2, {"due": 1200, "deferred": 45, "closed_in_time": 1100})
    shares = {i.id: tally(i, [month], Period())[0].share for i in CATALOGUE.named("closed-in-time")[:2]}
    assert shares == {"closed-in-time@1": Fraction(1100, 1200), "closed-in-time@2": Fraction(1100, 1155)}
    assert [str(percent(share)) for share in shares.values() if share is not None] == ["91.67", "95.24"]


def test_counts_that_contradict_each_other_give_no_share() -> None:
    result = tally(named("closed-in-time@1"), [CountRow(2, {"due": 10, "closed_in_time": 11})], Period())[0]
    assert (result.share, result.none) == (
        None, Said("indicators.none.contradiction", {"numerator": "11", "denominator": "10"}))
    more = CountRow(2, {"due": 10, "closed_in_time": 0, "deferred": 11})
    result = tally(named("closed-in-time@2"), [more], Period())[0]
    assert result.none is not None
    assert result.none.key == "indicators.none.below_zero"


def test_no_denominator_is_no_share_and_says_why() -> None:
    assert june("solved@1").none == Said("indicators.none.nothing")
    only = june("solved@1", case("A", closed_at=5, outcome="not-our-duty"))
    assert (only.share, only.none) == (None, Said("indicators.none.left", {"left": "1"}))
    nobody = june("solved@1", case("A", closed_at=5, outcome="not-solved"))
    assert (nobody.share, nobody.none) == (Fraction(0), None)


def test_closed_as_not_our_duty_is_outside_the_solved_rate_and_inside_its_own() -> None:
    rows = (case("A", closed_at=1, outcome="solved"), case("B", closed_at=2, outcome="not-our-duty"),
            case("C", closed_at=3, outcome="not-solved"))
    solved = june("solved@1", *rows)
    assert (solved.met, solved.not_met, [left.id for left in solved.left]) == (("A",), ("C",), ["B"])
    assert render(solved.left[0].leaf or Said(""), TEXTS, "zh", NAMES) == "处置结果为非职责范围"
    assert june("not-our-duty@1", *rows).share == Fraction(1, 3)


def test_what_is_done_at_the_very_moment_that_it_is_due_is_in_time() -> None:
    rows = (case("A", due=10, closed_at=10), case("B", due=10, closed_at=11), case("C", due=10))
    assert june("closed-in-time@1", *rows).met == ("A",)
    at_due = june("closed-in-time@1", *rows, as_of=10)
    assert (at_due.met, [left.id for left in at_due.left]) == (("A",), ["B", "C"])   # B isn't known to be closed yet
    assert {left.why.key for left in at_due.left} == {"indicators.left.undecided"}


def test_a_deferred_case_counts_in_one_formula_of_the_name_and_not_in_the_other() -> None:
    rows = (case("A", due=10, closed_at=9), case("B", first_due=10, due=30, closed_at=29, deferred=1))
    shares = [june(f"closed-in-time@{n}", *rows).share for n in (1, 2, 3)]
    assert shares == [Fraction(1, 2), Fraction(1), Fraction(1)]


def test_a_repeat_is_known_when_it_comes_and_its_absence_after_thirty_days() -> None:
    first = case("A", reported_at=0, closed_at=24, place="p")
    again = case("B", reported_at=24 + 720, place="p")
    assert june("repeated@1", first, again).met == ("A",)
    assert june("repeated@1", first, case("B", reported_at=24 + 721, place="p")).not_met == ("A",)
    assert [left.id for left in june("repeated@1", first, as_of=24 + 720).left] == ["A"]
    elsewhere = case("B", reported_at=30, place="q")
    joined = case("C", reported_at=30, place="p", duplicate_of="A")
    assert june("repeated@1", first, elsewhere, joined).not_met == ("A",)
    assert june("repeated@2", first, again, as_of=LATER).met == ()         # reported in July
    assert june("repeated@2", first, case("B", reported_at=25, place="p")).met == ("B",)


def test_what_is_undecided_stays_in_the_denominator_where_the_formula_says_so() -> None:
    rows = (case("A", dispatched_at=1), case("B", dispatched_at=1, closed_at=2, returns=1))
    found = june("returned@2", *rows)
    assert (named("returned@2").undecided, found.met, found.not_met) == (Undecided.NOT_MET, ("B",), ("A",))


def test_the_period_holds_its_first_moment_and_not_the_one_after_its_last() -> None:
    rows = (case("A", reported_at=0), case("B", reported_at=MONTH - 1), case("C", reported_at=MONTH))
    found = june("reported@1", *rows)
    assert (found.met, found.denominator, found.left[0].why.key) == (("A", "B"), None, "indicators.left.outside")


@pytest.mark.parametrize(
    ("share", "shown"),
    [(Fraction(1, 3), "33.33"), (Fraction(1, 800), "0.13"), (Fraction(1, 8), "12.50"), (Fraction(0), "0.00"),
     (Fraction(10**30 - 1, 10**30), "100.00"), (Fraction(3, 2), "150.00")],
)
def test_percentages_round_halves_up(share: Fraction, shown: str) -> None:
    assert percent(share) == Decimal(shown)
    assert str(percent(share)) == shown


def test_every_count_that_a_formula_takes_is_defined() -> None:
    taken = {name for i in CATALOGUE.indicators for name in needed(i)}
    assert taken == set(BY_NAME)


def test_a_published_formula_can_not_be_replaced() -> None:
    with pytest.raises(ValueError, match="closed-in-time@1 is there already"):
        CATALOGUE.with_more((named("closed-in-time@1"),))
    assert Sum() == Sum((), ())


def test_texts_are_in_both_languages() -> None:
    said = [*TEXTS.values(), *NAMES.values(), *(t for i in CATALOGUE.indicators for t in (i.title, i.formula)),
            *(count.title for count in BY_NAME.values())]
    for name in said:
        bare = "".join(part.partition("}")[2] if n else part for n, part in enumerate(name.zh.split("{")))
        assert not any("a" <= c.lower() <= "z" for c in bare), name
        assert name.en.isascii(), name
