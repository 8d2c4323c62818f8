"""Limits, rates times quantities, named periods, growths beside their changes, what is missing: each on sentences."""

from datetime import date

import pytest

from banyan.model.figure import Result
from banyan.runtime.figures.checking import Checked, Known, check_text


def checked(text: str) -> Checked:
    return check_text(text, "release.txt", Known((), (), date(2026, 1, 1)), "en")


def results(text: str, check: str) -> list[Result]:
    return [f.result for f in checked(text).findings if f.check == check]


def fails(text: str) -> set[str]:
    return {f.check for f in checked(text).findings if f.result is Result.FAIL}


@pytest.mark.parametrize("text", [
    "2023年培训经费预算1.26亿元，实际支出1.31亿元，未突破预算。",
    "工程概算12.6亿元，竣工决算11.9亿元，超出概算。",
    "能源消费总量控制指标为245万吨，实际消耗251万吨，低于控制指标。",
    "The project's budget was 84 million yuan. Actual spending came to 91 million yuan, well within budget.",
    "Emissions were capped at 320,000 tonnes; the plants emitted 305,000 tonnes, exceeding the cap.",
    "The borrowing ceiling is 5.2 billion yuan and outstanding loans are 5.6 billion yuan, below the ceiling.",
])  # fmt: skip
def test_what_is_said_of_a_limit_is_held_against_it(text: str) -> None:
    assert results(text, "limit") == [Result.FAIL]


@pytest.mark.parametrize("text", [
    "2023年培训经费预算1.26亿元，实际支出1.21亿元，未突破预算。", "工程概算12.6亿元，竣工决算12.9亿元，超出概算。",
    "The ceiling is 5.2 billion yuan and outstanding loans are 4.9 billion yuan, below the ceiling.",
])  # fmt: skip
def test_a_limit_that_is_kept_agrees(text: str) -> None:
    assert results(text, "limit") == [Result.PASS]


@pytest.mark.parametrize("text", [
    "确保全年支出控制在预算30亿元以内，1至6月已支出31.2亿元。",       # what is meant to be
    "收入286.4亿元，为预算283.0亿元的101.2%。",                        # nobody says "within"
    "The city must keep debt below the ceiling of 5 billion yuan; its assets are 9 billion yuan.",
])  # fmt: skip
def test_a_limit_that_nobody_claims_to_keep_is_left_alone(text: str) -> None:
    assert results(text, "limit") == []


@pytest.mark.parametrize("text", [
    "推广滴灌18万亩，亩均节肥12公斤，共节肥2860吨。",
    "收购小麦4200吨，收购价2.8元/公斤，支付货款1576万元。",
    "新设充电桩260台，每台造价3.5万元，总造价1010万元。",
    "亩产640公斤，收获25万亩，总产量达18.2万吨。",
    "护理补贴为每人每月300元，惠及2.4万人，全年发放9640万元。",
    "Farmers sold 4,200 tonnes of pears at 5.2 yuan a kilogram, for a total of 31.84 million yuan.",
    "The fleet has 28 ferries of 120 seats each, 3,660 seats in all.",
    "The allowance is 500 yuan per person per month. Exactly 38,000 people receive it, at a cost of 288 million yuan "
    "a year.",
])  # fmt: skip
def test_so_much_each_times_so_many_is_the_amount(text: str) -> None:
    assert results(text, "product") == [Result.FAIL]


@pytest.mark.parametrize("text", [
    "推广滴灌18万亩，亩均节肥12公斤，共节肥2160吨。", "新设充电桩260台，每台造价3.5万元，总造价910万元。",
    "The fleet has 28 ferries of 120 seats each, 3,360 seats in all.",
    "Farmers sold 4,200 tonnes of pears at 5.2 yuan a kilogram, for a total of 21.84 million yuan.",
    "护理补贴为每人每月300元，惠及2.4万人，全年发放8640万元。",
])  # fmt: skip
def test_a_product_that_comes_out_agrees(text: str) -> None:
    assert results(text, "product") == [Result.PASS]


@pytest.mark.parametrize("text", [
    "每亩补贴100元，种植面积32万亩，农业总产值52亿元。",               # too far off to be its product
    "Of the 300 firms, 40 spend over 2 million yuan each, while the sector earns 1.2 billion yuan in total.",
    "护理补贴为每人每月300元，惠及2.4万人，已发放1500万元。",           # for how long isn't said
])  # fmt: skip
def test_what_need_not_be_a_product_is_not_called_wrong(text: str) -> None:
    assert fails(text) == set()


@pytest.mark.parametrize(("text", "check"), [
    ("南州市2024年灌溉通报\n本次放水自6月18日开始，至6月10日结束。", "order"),
    ("南州市2024年防火通报\n今年防火期为2月1日至5月31日。6月6日，系防火期内，全市出现雷电。", "within"),
    ("南州市2022年春节假期（1月31日至2月6日）旅游通报\n2月9日，仍在假期内，接待游客12万人次。", "within"),
    ("The 2023 fair opened on May 9 and closed on May 3.", "order"),
    ("The 2023 trial ran from June 20 to June 8.", "order"),
    ("Spring Festival in Nanzhou, 2023\nThe holiday ran from January 21 to January 27. On January 29, still within "
     "the holiday, the city received 80,000 visitors.", "within"),
])  # fmt: skip
def test_days_without_a_year_are_held_against_the_period_that_names_them(text: str, check: str) -> None:
    assert fails(text) == {check}


@pytest.mark.parametrize("text", [
    "南州市2024年供暖通报\n供暖季从11月15日开始，至3月15日结束。",     # over the new year
    "南州市2024年渔业通报\n禁渔期为5月1日至8月16日。8月20日，禁渔期结束后，渔船出海80艘。",
    "南州市2024年旅游通报\n假期为5月1日至5日。5月3日，仍在假期内，接待游客12万人次。",
    "Nanzhou, 2023\nThe festival ran from May 9 to May 14. On May 16, after the festival, 80 stalls were removed.",
])  # fmt: skip
def test_days_that_are_in_order_are_not_called_wrong(text: str) -> None:
    assert fails(text) == set()


@pytest.mark.parametrize("text", [
    "全市普通高中招生计划8.14万人，较为充足。\n与上年相比，招生计划数增加0.62万人，增幅为9.2%。",
    "Enrolment reached 86,400 this year.\nEnrolment grew by 5,200, an increase of 8.4 percent.",
    "The fleet numbered 4,300 buses. The fleet grew by 300, or 9.5 percent.",
])  # fmt: skip
def test_a_growth_beside_its_change_is_held_against_the_level_elsewhere(text: str) -> None:
    assert results(text, "rise") == [Result.FAIL]


@pytest.mark.parametrize("text", [
    "全市普通高中招生计划8.14万人。\n招生计划数增加0.62万人，增幅为8.2%。",
    "全市招生计划8.14万人。\n其中，普通高中招生计划数增加0.62万人，增幅为19.2%。",      # a part's own level isn't told
    "2022年全市招生7.52万人。\n2023年招生计划数增加0.62万人，增幅为8.2%。",                # the level before
    "全市招生计划8.14万人。\n就业人数增加0.62万人，增幅为1.2%。",
    "Enrolment reached 86,400 this year.\nEnrolment grew by 5,200, an increase of 6.4 percent.",
])  # fmt: skip
def test_a_growth_that_fits_or_whose_level_is_not_told_is_not_called_wrong(text: str) -> None:
    assert fails(text) == set()


@pytest.mark.parametrize("text", [
    "总投资86.5亿元的跨江通道开工。该通道投资865亿元，工期四年。",
    "水库库容3450万立方米。这一3.45亿立方米的库容可供全市用水。",
    "The Nanzhou reservoir holds 3.45 million cubic meters. These 34.5 million cubic meters serve the city.",
    "The depot cost 1.27 billion yuan. This 127 million yuan was raised by bonds.",
])  # fmt: skip
def test_a_thing_named_again_at_another_scale_is_found(text: str) -> None:
    assert results(text, "repeated") == [Result.FAIL]


@pytest.mark.parametrize("text", [
    "总投资86.5亿元的跨江通道开工。该通道投资86.5亿元。", "跨江通道投资86.5亿元，隧道投资865亿元。",
    "The depot cost 1.27 billion yuan, the line 127 million yuan.",
])  # fmt: skip
def test_two_things_of_like_digits_are_not_one(text: str) -> None:
    assert fails(text) == set()


@pytest.mark.parametrize("text", [
    "高标准果园（指连片果园）面积31.6万亩。高标准果园（指有滴灌的果园）面积48.2万亩。",
    "Managed forest, defined as fenced plots, covers 4,200 hectares. Managed forest, defined as plots with a ranger, "
    "covers 6,100 hectares.",
])  # fmt: skip
def test_a_name_that_is_defined_twice_is_asked_about(text: str) -> None:
    assert results(text, "two-definitions") == [Result.CANNOT_TELL]


def lacking(text: str) -> dict[str, set[str]]:
    found = checked(text)
    return {f.check: {found.reading.quantities[i].text for i in f.quantities} for f in found.findings
            if f.check.startswith("no-")}


OPENED = ("南州市2023年教育事业统计公报\n南州市教育局 2024年3月1日\n"
          "全市共有中小学校612所，在校学生48.6万人，比上年增长2.1%。\n公办学校占全部学校的88%。")
ISSUED = ("Nanzhou schools in 2023\nThe Nanzhou Education Bureau said on March 1, 2024 that 612 schools taught 486,000 "
          "pupils, up 2.1 percent on 2022.\nPublic schools account for 88 percent of all schools.")


@pytest.mark.parametrize("text", [OPENED, ISSUED])
def test_what_title_and_opening_say_holds_for_the_whole_text(text: str) -> None:
    assert lacking(text) == {}


@pytest.mark.parametrize(("text", "check", "words"), [
    (OPENED + "\n学校综合实力居全国第9位。", "no-source", "9"),
    (OPENED + "\n问卷调查显示，满意的家长占96%。", "no-source", "96%"),
    (OPENED + "\n占比由71%提高到88%。", "no-year", "71%"),
    (ISSUED + "\nA survey found a satisfaction rate of 96 percent.", "no-source", "96 percent"),
    (ISSUED + "\nThe share rose from 71 percent to 88 percent.", "no-year", "71 percent"),
])  # fmt: skip
def test_what_one_sentence_leaves_out_is_still_told(text: str, check: str, words: str) -> None:
    assert any(words in said for said in lacking(text).get(check, set()))


def test_what_is_missing_is_one_finding_a_check() -> None:
    found = [f.check for f in checked("项目12个。\n企业30家。\n道路8公里。").findings]
    assert found.count("no-year") == found.count("no-subject") == 1


@pytest.mark.parametrize("text", [
    "总投资40亿元的会展中心项目开工，一期投资55亿元。",
    "The park costs 4 billion yuan, with the first phase costing 45 billion yuan.",
])  # fmt: skip
def test_a_phase_that_costs_more_than_its_project_is_found(text: str) -> None:
    assert fails(text) == {"subset"}


@pytest.mark.parametrize("text", [
    "一期投资5亿元，二期投资8亿元。", "总投资40亿元的会展中心项目开工，一期投资15亿元。",
])  # fmt: skip
def test_phases_beside_each_other_are_not_each_others_parts(text: str) -> None:
    assert fails(text) == set()


@pytest.mark.parametrize("text", [
    "东河区新增就业12,450人，西河区新增就业12,450人。",
    "The eastern district added 12,450 new jobs, and the western district added 12,450 new jobs.",
])  # fmt: skip
def test_one_number_in_two_like_clauses_is_asked_about(text: str) -> None:
    assert Result.CANNOT_TELL in results(text, "two-subjects")


@pytest.mark.parametrize(("text", "words"), [
    (OPENED + "\n累计办理3.6万件，位居前列。", "3.6万"), (ISSUED + "\nIn all 36,000 were handled.", "36,000"),
])  # fmt: skip
def test_a_count_in_a_clause_that_says_nothing_has_no_subject(text: str, words: str) -> None:
    assert words in lacking(text).get("no-subject", set())
