"""For any true numbers: rounded in any way they never contradict; slipped beyond what they stand for they always do."""

from decimal import ROUND_HALF_UP, Decimal

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from banyan.measure.figures.interval import meet
from banyan.measure.figures.widths import coarsely, stands_for
from banyan.model.figure import Amount, Comparison, Dimension, Quantity, Relation, Result, Role, Unit
from tests.measure.figures.said import CNY, PERCENT, TIMES, results, tie

TRUE = st.integers(10**6, 10**13).map(Decimal)                # yuan
STEPS = st.integers(0, 6)
PARTS = st.lists(TRUE, min_size=2, max_size=8)
SLIPS = st.sampled_from([Decimal(10), Decimal(100), Decimal(1000), Decimal("0.1"), Decimal("0.01")])
WORDS = st.sampled_from([Comparison.EQUAL, Comparison.ABOUT, Comparison.NEARLY, Comparison.ABOVE])


def published(value: Decimal, step: Decimal, unit: Unit, role: Role = Role.LEVEL) -> Quantity:
    """The value as somebody prints it who rounds to `step`."""
    rounded = (value / step).quantize(Decimal(1), ROUND_HALF_UP) * step
    return Quantity(str(rounded), 0, 1, "A sentence.", Amount(str(rounded), rounded, step), unit, role)


def money(value: Decimal, digits: int) -> Quantity:
    """To so many digits after the first."""
    return published(value, Decimal(1).scaleb(max(0, value.adjusted() - digits)), CNY)


@given(TRUE, STEPS)
def test_a_true_number_is_among_what_its_rounding_stands_for(value: Decimal, digits: int) -> None:
    said = money(value, digits)
    low, high = stands_for(said.amount, CNY).low, stands_for(said.amount, CNY).high
    assert low is not None
    assert high is not None
    assert low <= value < high or said.amount.value == value


@given(PARTS, st.lists(STEPS, min_size=9, max_size=9))
def test_a_rounded_breakdown_never_contradicts(parts: list[Decimal], digits: list[int]) -> None:
    said = [money(sum(parts, Decimal(0)), digits[0]), *map(money, parts, digits[1:])]
    members = tie(Relation.BREAKDOWN, ("whole", 0), *(("part", i) for i in range(1, len(said))))
    assert results("breakdown", said, members) == [Result.PASS]


@given(PARTS, st.lists(STEPS, min_size=9, max_size=9), st.data())
def test_a_slip_in_a_breakdown_beyond_all_rounding_always_does(
    parts: list[Decimal], digits: list[int], data: st.DataObject
) -> None:
    said = [money(sum(parts, Decimal(0)), digits[0]), *map(money, parts, digits[1:])]
    at, factor = data.draw(st.integers(0, len(parts))), data.draw(SLIPS)
    value = said[at].amount.value * factor
    moved = abs(value - said[at].amount.value)
    wide = [coarsely(q.amount, q.unit) for q in said]
    room = sum(((i.high or 0) - (i.low or 0) for i in wide), Decimal(0)) * 2
    step = said[at].amount.step * factor
    assume(moved > room + step * 2 + value * Decimal("0.02"))
    said[at] = Quantity("x", 0, 1, "A sentence.", Amount("x", value, step), CNY)
    members = tie(Relation.BREAKDOWN, ("whole", 0), *(("part", i) for i in range(1, len(said))))
    assert results("breakdown", said, members) == [Result.FAIL]


@given(TRUE, TRUE, STEPS, STEPS, st.integers(0, 2))
def test_a_rounded_share_never_contradicts(a: Decimal, b: Decimal, first: int, second: int, places: int) -> None:
    part, whole = sorted((a, b))
    share = published(part / whole * 100, Decimal(1).scaleb(-places), PERCENT, Role.SHARE)
    members = tie(Relation.SHARE, ("share", 0), ("part", 1), ("whole", 2))
    assert results("share", [share, money(part, first), money(whole, second)], members) == [Result.PASS]


@given(PARTS, st.integers(0, 2))
def test_rounded_shares_of_one_whole_never_contradict(parts: list[Decimal], places: int) -> None:
    whole = sum(parts, Decimal(0))
    said = [published(part / whole * 100, Decimal(1).scaleb(-places), PERCENT, Role.SHARE) for part in parts]
    members = tie(Relation.BREAKDOWN, *(("part", i) for i in range(len(said))))
    assert results("shares-add", said, members) == [Result.PASS]


@given(TRUE, st.integers(-40, 300), STEPS, STEPS, st.integers(0, 2))
def test_a_rounded_growth_never_contradicts(before: Decimal, grown: int, a: int, b: int, places: int) -> None:
    now = (before * (100 + grown) / 100).quantize(Decimal(1))
    exact = (now / before - 1) * 100
    growth = published(abs(exact), Decimal(1).scaleb(-places), PERCENT, Role.GROWTH)
    growth = Quantity(growth.text, 0, 1, "s", growth.amount, PERCENT, Role.GROWTH, falls=exact < 0)
    members = tie(Relation.GROWTH, ("growth", 0), ("now", 1), ("before", 2))
    assert results("growth", [growth, money(now, a), money(before, b)], members) == [Result.PASS]


@settings(deadline=None)
@given(TRUE, st.integers(1, 400), st.integers(1, 12), STEPS, STEPS)
def test_a_rounded_compound_growth_never_contradicts(before: Decimal, tenths: int, years: int, a: int, b: int) -> None:
    now = before * (1 + Decimal(tenths) / 1000) ** years
    average = published(Decimal(tenths) / 10, Decimal("0.1"), PERCENT, Role.AVERAGE_GROWTH)
    levels = tie(Relation.COMPOUND, ("average", 0), ("now", 1), ("before", 2), years=years)
    assert results("compound", [average, money(now, a), money(before, b)], levels) == [Result.PASS]
    total = published(now / before - 1, Decimal("0.1"), TIMES, Role.GROWTH)
    growth = tie(Relation.COMPOUND, ("average", 0), ("total", 1), years=years)
    assert results("compound", [average, total], growth) == [Result.PASS]


@given(st.lists(st.integers(5 * 10**8, 10**11), min_size=1, max_size=60), STEPS)
def test_projects_that_are_each_over_a_floor_never_contradict(sizes: list[int], digits: int) -> None:
    number = published(Decimal(len(sizes)), Decimal(1), Unit(Dimension.COUNT, noun="project"))
    floor = published(Decimal(min(sizes)), Decimal(1), CNY, Role.FLOOR)
    members = tie(Relation.FLOOR, ("count", 0), ("amount", 1), ("floor", 2))
    assert results("floor", [number, money(Decimal(sum(sizes)), digits), floor], members) == [Result.PASS]


@given(TRUE, STEPS, WORDS)
def test_what_is_read_widely_holds_what_is_read_strictly(value: Decimal, digits: int, word: Comparison) -> None:
    amount = money(value, digits).amount
    amount = Amount(amount.text, amount.value, amount.step, word)
    assert meet(stands_for(amount, CNY), coarsely(amount, CNY))
