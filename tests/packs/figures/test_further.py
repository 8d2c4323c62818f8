"""The passes over a reading, each on sentences of its own: what they tie, and what they leave alone."""

import pytest

from banyan.model.figure import Dimension, Reading, Relation, Role
from banyan.packs.figures import further, read


def told(text: str) -> Reading:
    return further.read(read(text))


def members(reading: Reading, relation: Relation) -> list[dict[str, str]]:
    """The ties of one relation by the words of their members; of several with one name the last."""
    return [{name: reading.quantities[i].text for name, i in tie.members} for tie in reading.ties
            if tie.relation is relation]


@pytest.mark.parametrize(("text", "now", "before"), [
    ("2022年，南州市出口额312.4亿元，较2021年的280.1亿元增长21.5%。", "312.4亿元", "280.1亿元"),
    ("全市高新技术企业从2019年的1200家增至2023年的2400家，增长80%。", "2400", "1200"),
    ("Output climbed from 120 million tonnes in 2019 to 150 million tonnes in 2023, up 35 percent.",
     "150 million tonnes", "120 million tonnes"),
    ("Exports stood at 54.0 billion yuan, up 18 percent from 50.0 billion yuan a year earlier.",
     "54.0 billion yuan", "50.0 billion yuan"),
])  # fmt: skip
def test_a_growth_gets_both_its_levels(text: str, now: str, before: str) -> None:
    found = members(told(text), Relation.GROWTH)
    assert [(tie["now"], tie["before"]) for tie in found] == [(now, before)]


def test_an_average_growth_runs_over_the_years_between_its_levels() -> None:
    reading = told("Revenue rose from 10.0 billion yuan in 2018 to 16.1 billion yuan in 2023, "
                   "an average annual growth of 16 percent.")
    assert [tie.years for tie in reading.ties if tie.relation is Relation.COMPOUND] == [5]


@pytest.mark.parametrize(("text", "part", "whole"), [
    ("全市共收到申请250件，办结200件，办结率90%。", "200", "250"),
    ("Of 250 applications, 200 were approved, an approval rate of 90 percent.", "200", "250"),
    ("已完工项目84个，占全部120个项目的80%。", "84", "120"),
])  # fmt: skip
def test_a_share_gets_part_and_whole(text: str, part: str, whole: str) -> None:
    assert {(tie.get("part"), tie.get("whole")) for tie in members(told(text), Relation.SHARE)} == {(part, whole)}


def test_parts_that_make_more_than_their_whole_are_tied_and_fewer_are_not() -> None:
    over = told("Of the 1,240 delegates, 830 attended in person and 510 online.")
    assert [tie["whole"] for tie in members(over, Relation.BREAKDOWN)] == ["1,240"]
    few = told("全市企业1,240家，其中高新企业330家，外资企业210家。")
    assert members(few, Relation.BREAKDOWN) == []


def test_the_rest_belongs_to_the_larger_whole() -> None:
    reading = told("A total of 80 projects were signed. Of these 50 were signed on site, 30 in the hall and 20 online, "
                   "while the remaining 30 were signed elsewhere.")
    wholes = {tie["whole"] for tie in members(reading, Relation.BREAKDOWN)}
    assert "80" in wholes


@pytest.mark.parametrize(("text", "rate", "symbol", "pair"), [
    ("The loan of €200 million (1.9 billion yuan at 7.8 yuan per euro) was signed.", "7.8 yuan", "CNY/EUR",
     {"€200 million", "1.9 billion yuan"}),
    ("合同金额30亿美元，按1美元兑7.1元计算，约合人民币213亿元。", "7.1元", "CNY/USD", {"30亿美元", "213亿元"}),
])  # fmt: skip
def test_a_rate_of_exchange_is_a_rate_and_its_amounts_are_one(
    text: str, rate: str, symbol: str, pair: set[str]
) -> None:
    reading = told(text)
    assert [(q.text, q.unit.symbol) for q in reading.quantities
            if q.unit.dimension is Dimension.EXCHANGE and "/" in q.unit.symbol] == [(rate, symbol)]
    found = members(reading, Relation.CONVERSION)
    assert len(found) == 1
    assert all(any(words in text for text in found[0].values()) for words in pair)


@pytest.mark.parametrize(("text", "average", "amount", "count", "per"), [
    ("接待游客200万人次，旅游收入18亿元，人均消费900元。", "900元", "18亿元", "200万", 1),
    ("Parcels numbered 2.0 million, worth 90 million yuan, or 45 yuan a parcel.", "45 yuan", "90 million yuan",
     "2.0 million", 1),
    ("The city, with 2.5 million residents, has 5,000 clinics, or 20 per 10,000 people.", "20", "5,000", "2.5 million",
     10_000),
])  # fmt: skip
def test_an_average_gets_its_amount_and_its_count(text: str, average: str, amount: str, count: str, per: int) -> None:
    reading = told(text)
    found = [(tie.per, {n: reading.quantities[i].text for n, i in tie.members}) for tie in reading.ties
             if tie.relation is Relation.AVERAGE]
    assert found == [(per, {"average": average, "amount": amount, "count": count})]


def test_a_daily_average_of_a_year_counts_its_days() -> None:
    reading = told("The plant made 730,000 cars in 2022, an average of 2,000 a day.")
    assert [tie.years for tie in reading.ties if tie.relation is Relation.AVERAGE] == [365]


@pytest.mark.parametrize(("text", "role"), [
    ("Output grew by 20 percent, higher than the country's 8.1 percentage points GDP growth.", Role.GROWTH),
    ("The share rose from 22 percent to 35 percent, an annual gain of 2.6 percentage points.", None),
])  # fmt: skip
def test_points_are_a_growth_only_where_a_growth_stands(text: str, role: Role | None) -> None:
    points = next(q for q in told(text).quantities if q.unit.dimension is Dimension.POINTS)
    assert (points.role is Role.GROWTH) is (role is Role.GROWTH)


@pytest.mark.parametrize("text", [
    "Of the 320 buses, 350 are electric.", "项目计划总投资50亿元，累计完成投资62亿元。",
])  # fmt: skip
def test_what_cannot_be_more_is_tied_to_its_bound(text: str) -> None:
    assert members(told(text), Relation.SUBSET) != []


def test_each_over_a_floor_is_tied_to_the_total() -> None:
    found = members(told("Each of the 30 firms invested at least 200 million yuan, 5.2 billion yuan in total."),
                    Relation.FLOOR)
    assert {(tie["count"], tie["amount"]) for tie in found} == {("30", "5.2 billion yuan")}


def test_a_bare_number_has_no_subject() -> None:
    reading = told("In 2020 Nanzhou had exports of 46 billion yuan; 60 million items, all of them online.")
    assert next(q for q in reading.quantities if q.text.startswith("60 million")).subject == ""


def test_a_text_without_numbers_stays_as_it_is() -> None:
    assert told("Nothing is counted here.") == read("Nothing is counted here.")
