"""Each kind of dirt that offices leave in their workbooks, with what has to come of it."""

import pytest

from banyan.model.plain import key
from banyan.model.project import Channel, InvestorKind
from banyan.model.sheet import ref
from banyan.packs.projects.money import Said
from tests.packs.projects.tables import checks, faults, lines, sheet, took

HEAD = ["项目名称", "投资方", "投资额（亿元）"]
ALPHA, BETA = ["甲项目", "甲公司", 12.5], ["乙项目", "乙公司", 3]


@pytest.mark.parametrize("before", [0, 1, 7, 40])
def test_a_header_stands_anywhere(before: int):
    rows = [[f"第{n}行的说明"] for n in range(before)]
    assert lines(took(sheet(*rows, HEAD, ALPHA, BETA))) == ["甲项目 12.5", "乙项目 3"]


def test_a_table_begins_in_any_column():
    rows = [[None, None, *row] for row in (HEAD, ALPHA)]
    found = took(sheet(*rows))
    assert lines(found) == ["甲项目 12.5"]
    assert found.projects[0].sources[0].cells["investment"].ref == "E2"


def test_two_header_lines_are_one_name():
    found = took(sheet(
        ["项目名称", "投资方", None, "投资额", None], [None, "名称", "性质", "总投资（亿元）", "其中：外资（万美元）"],
        ["甲项目", "甲公司", "民营", 12.5, 30], merges=((0, 0, 1, 0), (0, 1, 0, 2), (0, 3, 0, 4))))
    assert lines(found) == ["甲项目 12.5"]
    assert found.projects[0].investors[0].name == "甲公司"
    assert found.projects[0].investor_kind is InvestorKind.PRIVATE
    assert found.projects[0].extra == {"投资额 / 其中:外资(万美元)": "30"}


def test_a_second_line_may_hold_units_alone():
    found = took(sheet(["项目名称", "签约方式", "投资额"], [None, None, "（万元）"], ["甲项目", "线下", 125000]))
    assert lines(found) == ["甲项目 12.5"]


def test_without_merged_cells_a_wider_name_goes_on_to_the_right():
    found = took(sheet(
        ["项目名称", "投资额", ""], ["", "人民币（亿元）", "外币（万美元）"], ["甲项目", "1.5", ""], flat=True))
    assert lines(found) == ["甲项目 1.5"]


@pytest.mark.parametrize(("title", "header", "cell", "yi"), [
    ("单位：亿元", "投资额", 12.5, "12.5"), ("金额单位：人民币万元", "投资额", 125000, "12.5"),
    ("", "投资额（百万元）", 1250, "12.5"), ("", "投资额", "12.5亿元", "12.5"), ("", "投资额", "125,000万元", "12.5"),
    ("单位：亿元", "投资额（万元）", 125000, "12.5"), ("单位：亿元", "投资额", "500万元", "0.05"),
    ("unit: CNY 100 million", "Investment", 12.5, "12.5"), ("", "Investment (CNY bn)", 1.25, "12.5"),
    ("", "Total investment, RMB million", 1250, "12.5"), ("", "投资额（元）", 1250000000, "12.5"),
])  # fmt: skip
def test_the_nearest_unit_holds(title: str, header: str, cell: object, yi: str):
    assert lines(took(sheet([title], ["项目名称", header], ["甲项目", cell]))) == [f"甲项目 {yi}"]


def test_a_unit_in_the_number_format_or_a_column_of_units_is_nearer_than_the_header():
    formatted = sheet(["项目名称", "投资额（万元）"], ["甲项目", 12.5], formats={(1, 1): "亿元"})
    assert lines(took(formatted)) == ["甲项目 12.5"]
    column = sheet(["项目名称", "投资额", "单位"], ["甲项目", 12.5, "亿元"], ["乙项目", 300, "万元"])
    assert lines(took(column)) == ["甲项目 12.5", "乙项目 0.03"]


def test_without_any_unit_nothing_is_guessed():
    table = sheet(["项目名称", "投资额"], ["甲项目", 12.5])
    assert faults(took(table)) == [("B2", "12.5")]
    assert lines(took(table, unit=Said(10**8))) == ["甲项目 12.5"]  # type: ignore[arg-type]  a whole number will do


@pytest.mark.parametrize(("text", "yi"), [
    ("１２．５", "12.5"), ("1,250.50", "1250.5"), ("约12.5", "12.5"), ("12.5左右", "12.5"), ("　12.5 ", "12.5"),
    ("12.5亿", "12.5"), ("十二点五亿元", "12.5"), ("６亿５０００万元", "6.5"), ("超过10亿元（含设备）", "10"),
])  # fmt: skip
def test_an_amount_is_read_as_it_is_written(text: str, yi: str):
    found = took(sheet(HEAD, ["甲项目", "甲公司", text]))
    assert lines(found) == [f"甲项目 {yi}"]
    assert found.projects[0].sources[0].cells["investment"].text == text.strip()


@pytest.mark.parametrize("text", [
    "待定", "10-12亿元", "10～12", "TBD", "-", "/", "面议", "12亿美元", "0", "-3", "三五亿左右吧",
])
def test_what_cannot_be_read_waits_on_the_red_list(text: str):
    found = took(sheet(HEAD, ["甲项目", "甲公司", text], BETA))
    assert lines(found) == ["乙项目 3"]
    assert faults(found) == [("C2", text)]
    assert found.rows == 2


def test_an_error_and_a_formula_without_a_value_wait_with_their_cell():
    found = took(sheet(HEAD, ["甲项目", "甲公司", ""], ["乙项目", "乙公司", ""],
                       errors={(1, 2): "#REF!", (2, 2): "=B2*2"}))
    assert faults(found) == [("C2", "#REF!"), ("C3", "=B2*2")]


def test_sections_carry_a_value_for_the_rows_under_them():
    found = took(sheet(
        ["序号", *HEAD], ["一、智能制造（2个）"], [1, *ALPHA], [2, *BETA], ["二、数字经济"],
        [3, "丙项目", "丙公司", 1]))
    assert [p.sector for p in found.projects] == [("智能制造",), ("智能制造",), ("数字经济",)]
    assert found.projects[0].sources[0].cells["sector"].ref == "A2"
    assert checks(found) == [("A2", True)]


def test_a_section_within_a_section_keeps_the_outer_one():
    found = took(sheet(
        ["序号", *HEAD], ["一、现场线下签约"], ["（一）智能制造"], [1, *ALPHA], ["（二）数字经济"], [2, *BETA],
        ["二、场外签约"], [3, "丙项目", "丙公司", 1]))
    assert [(p.sector, p.channel) for p in found.projects] == [
        (("智能制造",), Channel.ON_SITE_OFFLINE), (("数字经济",), Channel.ON_SITE_OFFLINE), ((), Channel.OFF_SITE)]


def test_a_section_may_stand_among_the_numbers_with_its_sum():
    found = took(sheet(
        ["序号", *HEAD], ["一", "智能制造", "", 15.5], [1, *ALPHA], [2, *BETA], ["二", "数字经济", "", 2],
        [3, "丙项目", "丙公司", 1]))
    assert [p.sector[0] for p in found.projects] == ["智能制造", "智能制造", "数字经济"]
    assert checks(found) == [("D2", True), ("D5", False)]


def test_a_label_merged_over_rows_holds_for_each_of_them():
    found = took(sheet(
        ["签约方式", *HEAD], ["线下", *ALPHA], [None, *BETA], ["场外", "丙项目", "丙公司", 1], merges=((1, 0, 2, 0),)))
    assert [str(p.channel) for p in found.projects] == ["on-site-offline", "on-site-offline", "off-site"]


def test_an_amount_merged_over_two_projects_is_neithers():
    found = took(sheet(HEAD, ALPHA, ["乙项目", "乙公司", None], merges=((1, 2, 2, 2),)))
    assert lines(found) == []
    assert faults(found) == [("C2", "12.5"), ("C2", "12.5")]


def test_a_project_over_two_lines_has_two_investors():
    found = took(sheet(HEAD, ALPHA, [None, "乙公司", None], BETA, merges=((1, 0, 2, 0), (1, 2, 2, 2))))
    assert lines(found) == ["甲项目 12.5", "乙项目 3"]
    assert [i.name for i in found.projects[0].investors] == ["甲公司", "乙公司"]


@pytest.mark.parametrize("label", [
    "合计", "合  计", "总计（2个）", "小计", "智能制造小计", "以上合计：", "Total", "Sub-total", "共计2个",
])
def test_a_sum_is_no_project_and_is_checked(label: str):
    assert checks(took(sheet(HEAD, ALPHA, BETA, [label, "", 15.5])))[0] == ("C4", True)
    wrong = took(sheet(HEAD, ALPHA, BETA, [label, "", 16.5]))
    assert (len(wrong.projects), checks(wrong)[0]) == (2, ("C4", False))


def test_a_project_whose_name_begins_like_a_sum_is_one():
    assert lines(took(sheet(HEAD, ["总计算中心项目", "合计科技公司", 2], ALPHA))) == ["总计算中心项目 2", "甲项目 12.5"]


def test_a_total_above_its_rows_is_checked_at_their_end():
    assert checks(took(sheet(HEAD, ["合计", "", 15.5], ALPHA, BETA))) == [("C2", True)]


def test_an_amount_without_a_name_is_a_sum_or_a_mistake():
    found = took(sheet(HEAD, ALPHA, BETA, ["", "", 15.5], ["", "", 9]))
    assert checks(found) == [("C4", True)]
    assert [f.fault.field for f in found.faults] == ["name"]


def test_hidden_sheets_are_reported_and_read_when_asked_for():
    sheets = sheet(HEAD, ALPHA), sheet(HEAD, BETA, name="旧稿", hidden=True)
    assert took(*sheets).left_out == (("旧稿", "hidden"),)
    assert lines(took(*sheets, hidden=True)) == ["甲项目 12.5", "乙项目 3"]


def test_a_sheet_for_each_category_gives_its_name():
    found = took(sheet(HEAD, ALPHA, name="智能制造"), sheet(HEAD, BETA, name="数字经济类"))
    assert [p.sector for p in found.projects] == [("智能制造",), ("数字经济",)]


def test_notes_under_a_table_are_no_rows():
    found = took(sheet(HEAD, ALPHA, ["注：另有3个项目、投资45亿元未列入"], ["填表人：某科员", "", "审核：某领导"]))
    assert (lines(found), found.rows, faults(found)) == (["甲项目 12.5"], 1, [])


def test_several_tables_on_a_sheet_each_have_their_own_header_and_unit():
    found = took(sheet(
        ["表一（单位：亿元）"], ["项目名称", "投资额"], ["甲项目", 12.5], [],
        ["表二（单位：万元）"], ["投资额", "签约项目"], [500, "乙项目"]))
    assert lines(found) == ["甲项目 12.5", "乙项目 0.05"]


def test_a_header_again_on_a_printed_page_is_no_row():
    assert lines(took(sheet(HEAD, ALPHA, HEAD, BETA))) == ["甲项目 12.5", "乙项目 3"]


def test_a_part_of_the_project_above_counts_nothing():
    found = took(sheet(["序号", *HEAD], [1, *ALPHA], ["1.1", "其中：一期", "", 8], ["1.2", "　二期", "", 4.5],
                       [2, *BETA]))
    assert lines(found) == ["甲项目 12.5", "乙项目 3"]


@pytest.mark.parametrize("row", [["甲项目（增资）", "新签", 2], ["甲项目", "增资", 2]])
def test_an_increase_of_capital_is_told_by_its_kind_or_its_name(row: list[object]):
    found = took(sheet(["项目名称", "项目性质", "投资额（亿元）"], ["乙项目", "新签", 3],
                       row if row[1] == "增资" else [row[0], "", 2]))
    assert lines(found) == ["乙项目 3", f"{row[0]} increment 2"]


def test_of_the_amounts_before_and_after_the_difference_is_new():
    found = took(sheet(
        ["项目名称", "原投资额（亿元）", "增资后总投资（亿元）", "项目性质"], ["甲项目", 10, 12.5, "增资"]))
    assert lines(found) == ["甲项目 increment 2.5"]


def test_a_revised_amount_beside_the_signed_one_is_its_history():
    found = took(sheet(["项目名称", "签约金额（亿元）", "调整后投资额（亿元）"], ["甲项目", 10, 12.5],
                       ["乙项目", 3, 3]))
    assert lines(found) == ["甲项目 10 revised 12.5", "乙项目 3"]


@pytest.mark.parametrize("said", [["现场", "线上"], ["现场签约", "云签约"]])
def test_two_columns_may_say_the_channel_together(said: list[str]):
    found = took(sheet(["项目名称", "签约方式", "线上线下", "投资额（亿元）"], ["甲项目", *said, 1]))
    assert found.projects[0].channel is Channel.ON_SITE_ONLINE


def test_vague_headers_are_what_their_values_are():
    found = took(sheet(["名称", "类型", "方式", "金额（亿元）", "项目代码"], ["甲项目", "民营", "线下", 1, ""],
                       ["乙项目", "国企", "场外", 2, ""]))
    assert {m.header: m.field for _, m in found.mapping} == {
        "名称": "name", "类型": "investor_kind", "方式": "channel", "金额(亿元)": "investment", "项目代码": "code"}


def test_a_header_that_says_one_thing_over_values_of_another_gives_way():
    found = took(sheet(["项目名称", "签约类型", "投资额（亿元）"], ["甲项目", "线下", 1], ["乙项目", "线上", 2]))
    assert [str(p.channel) for p in found.projects] == ["on-site-offline", "on-site-online"]


def test_planned_dates_and_other_amounts_are_kept_and_not_taken_for_facts():
    found = took(sheet(
        ["项目名称", "总投资（亿元）", "年度计划投资（亿元）", "计划开工时间", "预计年产值（亿元）"],
        ["甲项目", 5, 2, "2022年3月", 30]))
    assert lines(found) == ["甲项目 5"]
    assert found.projects[0].stages == ()
    assert len(found.projects[0].extra) == 3


def test_a_person_or_the_last_workbook_may_say_what_a_column_is():
    table = sheet(["项目名称", "总投资（亿元）", "核定数（亿元）"], ["甲项目", 5, 4])
    assert lines(took(table, wanted={key("核定数(亿元)"): "investment"})) == ["甲项目 4"]
    assert lines(took(table, remembered={key("核定数(亿元)"): "investment", key("总投资(亿元)"): ""})) == ["甲项目 4"]


def test_a_sheet_without_projects_is_reported():
    found = took(sheet(HEAD, ALPHA), sheet(["类别", "个数", "金额（亿元）"], ["智能制造", 3, 12.5], name="汇总"))
    assert found.left_out == (("汇总", "no table of projects"),)


def test_sectors_of_the_citys_list_are_counted_under_its_ids():
    found = took(sheet(
        [*HEAD, "行业"], [*ALPHA, "智能制造类"], [*BETA, "Digital economy"], ["丙项目", "丙", 1, "养蜂"]),
        listed=True)
    assert [p.sector for p in found.projects] == [("intelligent-manufacturing",), ("digital-economy",), ("养蜂",)]


def test_wrong_codes_are_told_and_their_rows_count():
    found = took(sheet(
        [*HEAD, "项目代码", "统一社会信用代码"], [*ALPHA, "2113-350102-04-01-123456", "91350100M000100Y40"]))
    assert lines(found) == ["甲项目 12.5"]
    assert [(f.fault.field, f.at) for f in found.faults] == [("code", 0), ("credit_code", 0)]


@pytest.mark.parametrize("place", range(6))
def test_every_place_of_a_cell_is_the_one_in_the_workbook(place: int):
    rows = [[None] * place + HEAD if r == place else [None] * place + ["", "", ""] for r in range(place + 1)]
    found = took(sheet(*rows, [None] * place + ALPHA))
    assert found.projects[0].sources[0].cells["name"].ref == ref(place + 1, place)
