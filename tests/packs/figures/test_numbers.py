"""Numbers in both languages: value, size of the last written digit, comparison, unit."""

from decimal import Decimal

import pytest

from banyan.model.figure import Quantity
from banyan.packs.figures import read


def one(text: str) -> Quantity:
    quantities = read(text).quantities
    assert len(quantities) == 1, [q.text for q in quantities]
    return quantities[0]


@pytest.mark.parametrize(("text", "said", "value", "step", "comparison", "unit"), [
    ("It signed 92 projects.", "92", "92", "1", "=", "count"),
    ("It drew 1,604 visitors.", "1,604", "1604", "1", "=", "count"),
    ("The deals are worth 31.9 billion yuan.", "31.9 billion yuan", "31900000000", "100000000", "=", "money CNY"),
    ("The deals are worth over US$1.6 trillion.", "US$1.6 trillion", "1600000000000", "100000000000", ">", "money USD"),
    ("A fund of RMB500 million opened.", "RMB500 million", "500000000", "1000000", "=", "money CNY"),
    ("The budget is $3.2bn.", "$3.2bn", "3200000000", "100000000", "=", "money USD"),
    ("It drew nearly 2,600 firms.", "2,600", "2600", "1", "~<", "count"),
    ("A dozen firms came.", "A dozen", "12", "1", "=", "count"),
    ("Seven firms came.", "Seven", "7", "1", "=", "count"),
    ("One thousand six hundred and four firms came.", "One thousand six hundred and four", "1604", "1", "=", "count"),
    ("Two and a half million people came.", "Two and a half million", "2500000", "500000", "=", "count"),
    ("Tens of thousands of people came.", "Tens of thousands", "10000", "10000", ">=", "count"),
    ("About two thirds of the firms came.", "two thirds", "66.67", "5", "~", "percent"),
    ("Output was down 5 to 6 percent.", "5 to 6 percent", "5.5", "1", "=", "percent"),
    ("The fee is ¥10-12 million.", "¥10-12 million", "11000000", "2000000", "=", "money CNY"),
    ("Output grew 1.6 times.", "1.6 times", "1.6", "0.1", "=", "times"),
    ("Output doubled.", "doubled", "2", "0.4", "=", "times"),
    ("The gap is 2.6 percentage points.", "2.6 percentage points", "2.6", "0.1", "=", "points"),
    ("The park has a 200-MW solar farm.", "200-MW", "200", "1", "=", "measure MW"),
    ("It covers up to 1,200 hectares.", "1,200 hectares", "1200", "1", "<=", "measure ha"),
    ("It carries 1.2 million passengers a day.", "1.2 million", "1200000", "100000", "=", "count"),
    ("It ranks 28th in the world.", "28th", "28", "0", "=", "rank"),
    ("It is among the country's top three.", "three", "3", "0", "<=", "rank"),
    ("签约项目92个。", "92", "92", "1", "=", "count"),
    ("新建基站６５，０００个。", "６５，０００", "65000", "1", "=", "count"),
    ("总投资2524亿元。", "2524亿元", "252400000000", "100000000", "=", "money CNY"),
    ("总投资约12.5亿元。", "12.5亿元", "1250000000", "10000000", "~", "money CNY"),
    ("总投资突破1.2万亿元。", "1.2万亿元", "1200000000000", "100000000000", ">", "money CNY"),
    ("出口额1亿2000万美元。", "1亿2000万美元", "120000000", "10000", "=", "money USD"),
    ("总投资3200多亿元。", "3200多亿元", "320000000000", "100000000", "~>", "money CNY"),
    ("投资额不少于5亿元。", "5亿元", "500000000", "100000000", ">=", "money CNY"),
    ("建成车间一千六百零四个。", "一千六百零四", "1604", "1", "=", "count"),
    ("共有两家企业参展。", "两", "2", "1", "=", "count"),
    ("百分之三十五的企业完成改造。", "百分之三十五", "35", "1", "=", "percent"),
    ("约占三成半。", "三成半", "35", "5", "~", "percent"),
    ("近八成企业完成改造。", "八成", "80", "10", "~<", "percent"),
    ("产值翻两番。", "翻两番", "4", "1", "=", "times"),
    ("提高2.6个百分点。", "2.6个百分点", "2.6", "0.1", "=", "points"),
    ("发电量12亿千瓦时。", "12亿千瓦时", "1200000000", "100000000", "=", "measure kWh"),
    ("建筑面积36万平方米左右。", "36万平方米", "360000", "10000", "~", "measure m²"),
    ("户均10-12万元。", "10-12万元", "110000", "20000", "=", "money CNY"),
    ("排名全国第28位。", "28", "28", "0", "=", "rank"),
    ("增速居全国前三。", "三", "3", "0", "<=", "rank"),
    ("办理时限三天。", "三天", "3", "1", "=", "duration day"),
])  # fmt: skip
def test_a_number_is_read_with_its_last_digit_comparison_and_unit(
        text: str, said: str, value: str, step: str, comparison: str, unit: str) -> None:
    quantity = one(text)
    assert quantity.text == said
    assert quantity.amount.value == Decimal(value)
    assert quantity.amount.step == Decimal(step)
    assert quantity.amount.comparison.value == comparison
    assert f"{quantity.unit.dimension} {quantity.unit.symbol}".strip() == unit


@pytest.mark.parametrize("text", [
    "Airbus A320 jets leave from Terminal 3.", "Call 0591-8755-1234 or the 95598 service line.",
    "The 7th Summit opens.",
    "12th Five-Year Plan projects", "Open 24 hours a day, 365 days a year.", "Under Article 12 of the rules",
    "See https://data.example.org/2021/66 for more.", "5.jpgStraits base", "1 2 3 4 5 6 7",
    "A 5G network and 4K cameras",
    "a B2B platform certified under ISO 9001", "The \"9610\" code", "It starts at 9:30 a.m.", "In 2021 it opened.",
    "Boeing 737 flights on Highway 104", "a one-stop shop for experts of the two academies", "UPDATED: 2024-05-24",
    "第四届峰会在2号馆开幕", "国办发〔2021〕15号文件", "推动一批项目落地", "24小时值守，全年无休", "12345热线",
    "三明市与四川省",
    "“一带一路”与“三农”工作", "世界500强企业", "通过9610、1210模式出口", "801路公交", "电话：0591-87551234",
    "升级到2.0版",
])  # fmt: skip
def test_what_is_no_figure_is_left_alone(text: str) -> None:
    assert [q.text for q in read(text).quantities] == []


def test_places_count_code_points_of_the_text_as_it_was_given() -> None:
    text = "\U0001f600 总投资　３１９　亿元"
    (quantity,) = read(text).quantities if read(text).quantities else (None,)
    assert quantity is not None
    assert text[quantity.start:quantity.end] == quantity.text


def test_a_mixed_text_is_read_in_both_languages() -> None:
    reading = read("总投资319亿元。\nA total of 50 projects were signed.\n")
    assert [q.text for q in reading.quantities] == ["319亿元", "50"]
    assert reading.language == "en"
