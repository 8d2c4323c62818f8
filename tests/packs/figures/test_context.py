"""What a number does and is of: role, noun, base, period, indicator, place."""

from datetime import date

import pytest

from banyan.model.figure import Quantity
from banyan.packs.figures import read


def quantity(text: str, said: str) -> Quantity:
    return next(q for q in read(text).quantities if q.text == said)


@pytest.mark.parametrize(("text", "said", "role"), [
    ("Output reached 88 billion yuan, up 12.6 percent year on year.", "12.6 percent", "growth"),
    ("Over the past five years output grew 20.7 percent annually.", "20.7 percent", "average-growth"),
    ("The share rose from 50 percent to over 65 percent.", "65 percent", "share"),
    ("It accounts for 45 percent of GDP.", "45 percent", "share"),
    ("Women made up 38 percent of the field.", "38 percent", "share"),
    ("The completion rate was 82.5%.", "82.5%", "rate"),
    ("It had 81 parks, 23 more than last year.", "23", "change"),
    ("Growth was 12.3 percent, 2.1 percentage points higher than the average.", "2.1 percentage points", "gap"),
    ("It was higher than the city's 8.1 percentage points GDP growth.", "8.1 percentage points", "growth"),
    ("Projects worth over ¥1 billion numbered 81.", "¥1 billion", "threshold"),
    ("Each project is worth at least ¥500 million.", "¥500 million", "floor"),
    ("It runs from April 25th to 26th.", "April 25th to 26th", "moment"),
    ("实现产值880亿元，同比增长12.6%。", "12.6%", "growth"),
    ("十年来年均增长20.7%。", "20.7%", "average-growth"),
    ("占全市生产总值的45%。", "45%", "share"),
    ("项目开工率82.5%。", "82.5%", "rate"),
    ("比上年增加23个。", "23", "change"),
    ("增长12.3%，高于全国平均水平2.1个百分点。", "2.1个百分点", "gap"),
    ("10亿元以上项目81个。", "10亿元", "threshold"),
    ("单个项目投资额均不低于5亿元。", "5亿元", "floor"),
    ("投资同比增长8.1个百分点。", "8.1个百分点", "growth"),
])  # fmt: skip
def test_the_words_around_a_number_tell_its_role(text: str, said: str, role: str) -> None:
    assert quantity(text, said).role.value == role


def test_a_decrease_keeps_its_number_and_says_that_it_falls() -> None:
    found = quantity("The number of cases fell by 16 percent.", "16 percent")
    assert (found.amount.value, found.falls) == (16, True)
    assert not quantity("The number of cases fell to 42.", "42").falls


@pytest.mark.parametrize(("text", "said", "noun"), [
    ("It signed 92 key projects in two days.", "92", "project"), ("65,000 5G base stations were built.", "65,000",
        "station"),
    ("About 280,000 micro, small and medium enterprises joined.", "280,000", "enterprise"), ("签约项目92个。", "92",
        "project"),
    ("来自20多个国家和地区的嘉宾。", "20多", "country"), ("300余家企业参展。", "300余", "enterprise"),
])  # fmt: skip
def test_a_count_says_what_it_counts(text: str, said: str, noun: str) -> None:
    assert quantity(text, said).unit.noun == noun


@pytest.mark.parametrize(("text", "said", "start", "end"), [
    ("The share rose to 35 percent in 2021 from 21.9 percent in 2016.", "35 percent", (2021, 1, 1), (2021, 12, 31)),
    ("The share rose to 35 percent in 2021 from 21.9 percent in 2016.", "21.9 percent", (2016, 1, 1), (2016, 12, 31)),
    ("In the first quarter of 2024 output was 29 billion yuan.", "29 billion yuan", (2024, 1, 1), (2024, 3, 31)),
    ("In the first eight months of 2024 output was 29 billion yuan.", "29 billion yuan", (2024, 1, 1), (2024, 8, 31)),
    ("The fair runs on 23-25 August 2021.", "23-25 August 2021", (2021, 8, 23), (2021, 8, 25)),
    ("2023年前三季度，投资290亿元。", "290亿元", (2023, 1, 1), (2023, 9, 30)),
    ("2023年上半年，投资290亿元。", "290亿元", (2023, 1, 1), (2023, 6, 30)),
    ("“十三五”期间，投资290亿元。", "290亿元", (2016, 1, 1), (2020, 12, 31)),
    ("2021年8月23日至9月2日举行。", "2021年8月23日至9月2日", (2021, 8, 23), (2021, 9, 2)),
])  # fmt: skip
def test_a_period_has_its_days(text: str, said: str, start: tuple[int, int, int], end: tuple[int, int, int]) -> None:
    period = quantity(text, said).period
    assert period is not None
    assert (period.start, period.end) == (date(*start), date(*end))


def test_last_year_is_told_from_the_texts_own_date_and_the_base_from_the_figures() -> None:
    text = (
        "CITY, 25 May 2024 -- Last year the city drew 421 firms.\n"
        "In 2021 it drew 300 firms, up 5 percent year on year."
    )
    first, growth = quantity(text, "421"), quantity(text, "5 percent")
    assert first.period is not None
    assert first.period.start == date(2023, 1, 1)
    assert growth.base is not None
    assert growth.base.start == date(2020, 1, 1)


def test_a_day_without_its_year_takes_it_from_the_weekday() -> None:
    text = "In 2020 it drew 300 firms.\nSunday, April 25\nOpening"
    moment = quantity(text, "April 25")
    assert moment.period is not None
    assert moment.period.start == date(2021, 4, 25)      # a Sunday; in 2020 it was a Saturday


def test_what_the_text_does_not_say_stays_empty() -> None:
    found = quantity("They signed 92 projects.", "92")
    assert (found.subject, found.geography, found.breakdown, found.source) == ("", "", "", "")
    assert (found.period, found.base) == (None, None)


def test_a_source_is_named_by_its_words() -> None:
    found = quantity("According to the statistics bureau, 92 projects were signed.", "92")
    assert found.source == "According to the statistics bureau"
    assert quantity("据市统计局统计，签约项目92个。", "92").source == "据市统计局统计"
