"""Amounts, dates, codes and numerals as they are written."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banyan.model.figure import Amount, Comparison
from banyan.model.plain import key, plain, tidy
from banyan.packs.projects import codes, dates, money
from banyan.packs.projects.money import Said, Unit, Unread, unit_in
from banyan.packs.projects.numerals import chinese

YI, WAN = Unit(Decimal(10) ** 8), Unit(Decimal(10) ** 4)


def value(text: object, unit: Unit | None = YI, **rates: str) -> str:
    """The amount in CNY, or the English reason."""
    read = money.read(text, unit, {k: Decimal(v) for k, v in rates.items()})
    return f"{read.value:f}" if isinstance(read, Amount) else read.reason.en


@pytest.mark.parametrize(("text", "cny"), [
    ("12.5", "1250000000"), (12.5, "1250000000"), (0.1 + 0.2, "30000000"), ("1,250,000,000元", "1250000000"),
    ("12.5亿", "1250000000"),
    ("125,000万元", "1250000000"), ("6亿5000万元", "650000000"), ("2万亿", "2000000000000"),
    ("CNY 1.25 bn", "1250000000"), ("1.25 billion", "1250000000"), ("RMB 500m", "500000000"), ("¥12.5", "1250000000"),
    ("人民币7.2亿元", "720000000"), ("12.5亿元人民币", "1250000000"), ("1.25e9元", "1250000000"),
    ("12.5億元", "1250000000"), ("投资约9亿元", "900000000"),
    ("十二亿五千万元", "1250000000"), ("一点五亿", "150000000"),
])  # fmt: skip
def test_an_amount_is_exact(text: object, cny: str):
    assert value(text).endswith(cny)


@pytest.mark.parametrize(("text", "comparison", "step"), [
    ("约12.5亿元", Comparison.ABOUT, 10**7), ("12.5亿元左右", Comparison.ABOUT, 10**7),
    ("超10亿元", Comparison.ABOVE, 10**8), ("不低于5亿元", Comparison.AT_LEAST, 10**8),
    ("5亿元以上", Comparison.AT_LEAST, 10**8), ("近26亿", Comparison.NEARLY, 10**8),
    ("5亿多元", Comparison.ABOVE, 10**8), ("不超过3.25亿元", Comparison.AT_MOST, 10**6),
    ("12.50", Comparison.EQUAL, 10**6),
    ("approx. CNY 1.25 bn", Comparison.ABOUT, 10**7), ("over 2 bn", Comparison.ABOVE, 10**9),
])  # fmt: skip
def test_its_comparison_and_its_last_digit_are_kept(text: str, comparison: Comparison, step: int):
    read = money.read(text, YI)
    assert isinstance(read, Amount)
    assert (read.comparison, read.step, read.text) == (comparison, step, text)


@pytest.mark.parametrize(("text", "why"), [
    ("10-12亿元", "is a range"), ("10至12", "is a range"), ("8－9亿元", "is a range"), ("待定", "not decided yet"),
    ("暂未确定", "not decided yet"), ("N/A", "not decided yet"), ("—", "not decided yet"), ("", "it is empty"),
    ("#DIV/0!", "a spreadsheet error"), ("1.2亿美元", "in USD and no rate"), ("甲乙丙", "is no amount"),
    ("3亿元 2亿元", "holds several amounts"), ("0", "above zero"), (-5, "above zero"), (True, "is no amount"),
    (float("inf"), "no finite number"), (datetime(2021, 8, 23), "is no amount"),  # noqa: DTZ001  a cell has no zone
])  # fmt: skip
def test_what_is_no_amount_says_why(text: object, why: str):
    assert why in value(text)


def test_another_currency_counts_at_the_rate_given():
    assert value("100万美元", USD="6.48") == "6480000"
    assert value(100, Unit(Decimal(10) ** 4, "USD"), USD="6.48") == "6480000"


@given(st.integers(1, 10**9), st.integers(0, 4))
def test_any_number_in_any_writing_is_the_same_amount(n: int, places: int):
    number = Decimal(n).scaleb(-places)
    wanted = number * 10**4
    for text in (f"{number:f}", f"{number:,f}", f"{number:f}万元", f"约 {number:f} 万", f"{number:f}".translate(
            str.maketrans("0123456789.", "０１２３４５６７８９．"))):
        read = money.read(text, WAN)
        assert isinstance(read, Amount), text
        assert read.value == wanted


@given(st.text(max_size=20))
def test_no_text_raises(text: str):
    assert isinstance(money.read(text, YI), Amount | Unread)
    assert dates.read(text, 2021) is None or isinstance(dates.read(text, 2021), date | Unread)
    assert isinstance(codes.project_code(text).text, str)
    unit_in(text)


@pytest.mark.parametrize(("text", "said"), [
    ("投资额（万元）", Said(Decimal(10**4), "CNY")), ("单位：亿元", Said(Decimal(10**8), "CNY")),
    ("Investment, CNY bn", Said(Decimal(10**9), "CNY")), ("总投资（人民币，亿元）", Said(Decimal(10**8), "CNY")),
    ("Amount (RMB 100 million)", Said(Decimal(10**8), "CNY")), ("签约金额/万美元", Said(Decimal(10**4), "USD")),
    ("金额（元）", Said(Decimal(1), "CNY")), ("金额（人民币）", Said(None, "CNY")),
    ("项目（个）", Said()), ("总投资额", Said()),
])  # fmt: skip
def test_a_header_says_its_unit(text: str, said: Said):
    assert unit_in(text) == said


@pytest.mark.parametrize("written", [
    "2021-08-23", "2021/8/23", "2021.8.23", "2021.08.23.", "20210823", 20210823, 44431, 44431.0, "44431",
    "2021年8月23日", "二〇二一年八月二十三日", "8月23日", "23 August 2021", "Aug 23, 2021", "23rd of August 2021",
    "23/08/2021", "2021-08-23 00:00:00", date(2021, 8, 23), datetime(2021, 8, 23, 9),  # noqa: DTZ001  a cell has no zone
])  # fmt: skip
def test_a_date_is_one_day_however_it_is_written(written: object):
    assert dates.read(written, 2021) == date(2021, 8, 23)


@pytest.mark.parametrize(("written", "day"), [
    ("2021年8月", date(2021, 8, 31)), ("2021-02", date(2021, 2, 28)), (2021, date(2021, 12, 31)), ("", None),
])  # fmt: skip
def test_a_month_or_year_is_its_last_day(written: object, day: date | None):
    assert dates.read(written) == day


@pytest.mark.parametrize("written", ["待定", "2021-13-01", "2021年2月30日", "03/08/2021", 12.5, "上半年", True, "9999"])
def test_what_is_no_date_says_so(written: object):
    assert isinstance(dates.read(written, 2021), Unread)


@given(st.integers(1, 10**9))
def test_numerals_are_the_number_they_spell(n: int):
    assert chinese(spelled(n)) == n


def spelled(n: int) -> str:
    """A slow, obvious way to write a number in characters."""
    if n >= 10**8:
        return spelled(n // 10**8) + "亿" + (spelled(n % 10**8) if n % 10**8 else "")
    if n >= 10**4:
        return spelled(n // 10**4) + "万" + (spelled(n % 10**4) if n % 10**4 else "")
    text = ""
    for size, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = n // size % 10
        text += "零一二三四五六七八九"[digit] + sign if digit else "零"
    return text.strip("零").replace("零零", "零")


def test_a_project_code_has_its_structure_checked():
    assert codes.project_code("2108-350102-04-01-123456").wrong == ""
    assert codes.project_code("２１０８３５０１０２０４０１１２３４５６").text == "2108-350102-04-01-123456"
    assert codes.project_code("2113-350102-04-01-123456").wrong == "2113: no year and month"
    assert codes.project_code("2108-990102-04-01-123456").wrong == "990102: no administrative division begins with 99"
    assert codes.project_code("内部编号7").kind == ""


def test_plain_tidy_and_key():
    assert plain("（人民币）　１２．５\n亿 元") == "(人民币) 12.5 亿元"
    assert tidy("　槐乙（福建）云\u00a0计算 平台 ") == "槐乙（福建）云计算平台"
    assert key("Investor's  Origin") == "investorsorigin"
