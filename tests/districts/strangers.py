"""Workbooks in shapes that their importer's authors hadn't thought of, each with its exact answer (others.py)."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from tests.districts import writers
from tests.districts.others import Case, Rows, case, project, sheet
from tests.districts.shapes import Book


def letter() -> Case:
    """A covering letter above the table, units in the middle of a sentence, digits of full width."""
    rows: Rows = [
        ["榕东区发展和改革局关于报送签约项目情况的函"], ["市发改委："],
        ["现将我区2021年签约项目报送如下（金额单位：亿元人民币），请审阅。"], [None],
        [None, "序　号", "项　目　名　称", "投　资　方", "投　资　总　额", "签　约　时　间"],
        [None, "１", "柏甲船舶配套项目", "柏甲船舶有限公司", "１２．５", "２０２１年８月３日"],
        [None, "２", "柏乙海工装备项目", "柏乙海工有限公司", "１，０３２．７５", "２０２１．０８．０４"],
        [None, "合计", None, None, "１，０４５．２５", None],
        ["联系人：项目科　电话：0591-00000000"]]
    return case("a covering letter, full-width digits", Book("strange_1_letter.xls", "xls", [sheet(rows, "附件")]), [
        project("柏甲船舶配套项目", "1250000000", signed_on="2021-08-03"),
        project("柏乙海工装备项目", "103275000000", signed_on="2021-08-04")],
        checks=(("附件", "E8", "１，０４５．２５", True),))


def sections() -> Case:
    """Section rows, merged across, say the district and the channel of the rows below them; each closes with 小计."""
    rows: Rows = [
        ["序号", "项目名称", "总投资（万元）", "企业性质"],
        ["（一）现场线下签约", None, None, None],
        [1, "杏甲光电项目", 52000, "民营"], [2, "杏乙光学项目", "48,000", "国有"],
        ["小计", None, 100000, None],
        ["（二）现场线上签约", None, None, None],
        [3, "杏丙云服务项目", 7300.5, "外资"],
        ["小计", None, 7300.5, None],
        ["总计", None, 107300.5, None]]
    merges = ((2, 1, 2, 4), (6, 1, 6, 4))
    return case("section rows that say the channel", Book("strange_2_sections.ods", "ods",
                                                         [sheet(rows, "表", merges)]), [
        project("杏甲光电项目", "520000000", channel="on-site-offline", investor_kind="private"),
        project("杏乙光学项目", "480000000", channel="on-site-offline", investor_kind="state"),
        project("杏丙云服务项目", "73005000", channel="on-site-online", investor_kind="foreign")],
        checks=(("表", "C5", "100000", True), ("表", "C8", "7300.5", True), ("表", "C9", "107300.5", True)))


def in_cells() -> Case:
    """Every amount says its own unit, in words, signs and both scripts; one says only "about"."""
    rows: Rows = [
        ["项目名称", "计划总投资", "签约方式"],
        ["梅甲项目", "约12.5亿元", "线下"], ["梅乙项目", "人民币8,500万元", "线上"],
        ["梅丙项目", "3亿5000万元", "线下"],
        ["梅丁项目", "￥2.4亿", "场外"], ["梅戊项目", "不低于6亿元", "场外"], ["梅己项目", "5-8亿元", "线下"],
        ["梅庚项目", "面议", "线下"]]
    return case("units in each cell", Book("strange_3_cells.csv", "csv-gb18030", [sheet(rows)]), [
        project("梅甲项目", "1250000000", channel="on-site-offline"),
        project("梅乙项目", "85000000", channel="on-site-online"),
        project("梅丙项目", "350000000", channel="on-site-offline"),
        project("梅丁项目", "240000000", channel="off-site"), project("梅戊项目", "600000000", channel="off-site")],
        rejects=(("", "B7", "5-8亿元"), ("", "B8", "面议")),
        reading="At least so much is an amount that keeps its word; a range waits on the red list.")


def days() -> Case:
    """Days as a true date, a serial in a column of text, Chinese numerals, eight digits and slashes."""
    rows: Rows = [
        ["项目名称", "投资额（亿元）", "签约日期"],
        ["桂甲项目", 1, date(2021, 8, 1)], ["桂乙项目", 2, "44410"], ["桂丙项目", 3, "二〇二一年八月三日"],
        ["桂丁项目", 4, "20210804"], ["桂戊项目", 5, "2021/8/5"], ["桂己项目", 6, "8月6日"], ["桂庚项目", 7, 44415]]
    days_ = ("2021-08-01", "2021-08-02", "2021-08-03", "2021-08-04", "2021-08-05", "2021-08-06", "2021-08-07")
    return case("days in seven ways", Book("strange_4_days.xlsx", "xlsx", [sheet(rows)]), [
        project(f"桂{c}项目", f"{n}00000000", signed_on=day)
        for n, (c, day) in enumerate(zip("甲乙丙丁戊己庚", days_, strict=True), 1)])


def by_category() -> Case:
    """A sheet for each sector, the sector in its name; one is hidden; a summary sheet repeats only totals."""
    head = ["序号", "项目名称", "总投资\n(亿元)", "投资主体"]
    one: Rows = [["智能制造类签约项目"], head, [1, "榆甲机器人项目", 3.2, "榆甲公司"],
                 [2, "榆乙轴承项目", 1.8, "榆乙公司"],
                 [None, "合 计", 5, None]]
    two: Rows = [["数字经济类签约项目"], head, [1, "榆丙算力项目", 9.9, "榆丙公司"], [None, "合 计", 9.9, None]]
    old: Rows = [head, [1, "榆丁旧项目", 100, "榆丁公司"]]
    summary: Rows = [["类别", "个数", "总投资（亿元）"], ["智能制造", 2, 5], ["数字经济", 1, 9.9], ["合计", 3, 14.9]]
    sheets = [sheet(summary, "汇总"), sheet(one, "智能制造"), sheet(two, "数字经济"), sheet(old, "旧稿", hidden=True)]
    return case("a sheet a sector", Book("strange_5_category.xlsx", "xlsx", sheets), [
        project("榆甲机器人项目", "320000000", sector="intelligent-manufacturing"),
        project("榆乙轴承项目", "180000000", sector="intelligent-manufacturing"),
        project("榆丙算力项目", "990000000", sector="digital-economy")],
        checks=(("智能制造", "C5", "5", True), ("数字经济", "C4", "9.9", True)))


def english() -> Case:
    """English headers with the unit in brackets, thousands with spaces and commas, a footnote, a Grand total."""
    rows: Rows = [
        ["List of signed projects, CNY million"], [],
        ["Ref", "Project name", "Lead investor", "Total investment", "Signed on", "Mode"],
        ["A1", "Kapok Yard Expansion", "Kapok Shipping Ltd", "1,250.5", "3 Aug 2021", "On-site, offline"],
        ["A2", "Camphor Data Campus", "Camphor Cloud Inc", "2 400", "August 4, 2021", "Online"],
        ["", "Sub-total", "", "3,650.5", "", ""],
        ["A3", "Cassia Cold Store", "Cassia Foods", "88", "2021-08-05", "Off-site"],
        ["", "Grand total", "", "3,738.5", "", ""],
        ["* provisional figures", "", "", "", "", ""]]
    return case("English, millions in the title", Book("strange_6_english.csv", "csv-utf8-bom", [sheet(rows)]), [
        project("Kapok Yard Expansion", "1250500000", channel="on-site-offline", signed_on="2021-08-03"),
        project("Camphor Data Campus", "2400000000", channel="on-site-online", signed_on="2021-08-04"),
        project("Cassia Cold Store", "88000000", channel="off-site", signed_on="2021-08-05")],
        checks=(("", "D6", "3,650.5", True), ("", "D8", "3,738.5", True)))


def wrong_total() -> Case:
    """The subtotal is right, the total isn't; a line 其中 repeats what stands above it."""
    rows: Rows = [
        ["序号", "项目名称", "总投资（亿元）", "备注"],
        [1, "松甲项目", 10, None], [None, "其中：一期", 4, None], [2, "松乙项目", 6.5, None],
        ["小计", None, 16.5, None], [3, "松丙项目", 2, "另有配套0.5亿元"], ["合计", "3个项目", 19.5, None]]
    return case("a total that is wrong", Book("strange_7_total.xlsx", "xlsx", [sheet(rows, "签约")]), [
        project("松甲项目", "1000000000"), project("松乙项目", "650000000"), project("松丙项目", "200000000")],
        checks=(("签约", "C5", "16.5", True), ("签约", "C7", "19.5", False)))


def merged_down() -> Case:
    """District and investor are merged down over several rows; two header lines with money under one group."""
    rows: Rows = [
        ["区县", "项目名称", "投资情况", None, "投资方"],
        [None, None, "总投资（亿元）", "其中外资（万美元）", None],
        ["榕东区", "竹甲一号项目", 5, 100, "竹甲集团"], [None, "竹甲二号项目", 6, None, None],
        ["榕西区", "竹乙项目", 7.5, 20, "竹乙公司"], [None, "竹丙项目", 0.85, None, "竹丙公司"]]
    merges = ((1, 1, 2, 1), (1, 2, 2, 2), (1, 3, 1, 4), (1, 5, 2, 5), (3, 1, 4, 1), (3, 5, 4, 5), (5, 1, 6, 1))
    return case("districts and investors merged down", Book("strange_8_down.xls", "xls", [sheet(rows, "表", merges)]), [
        project("竹甲一号项目", "500000000", district="榕东区", investor="竹甲集团"),
        project("竹甲二号项目", "600000000", district="榕东区", investor="竹甲集团"),
        project("竹乙项目", "750000000", district="榕西区", investor="竹乙公司"),
        project("竹丙项目", "85000000", district="榕西区", investor="竹丙公司")])


def right_part() -> Case:
    """Two lists side by side on one sheet would be one header twice: here the right one only explains the codes."""
    rows: Rows = [
        [None, None, None, None, None, "填报单位：榕南区", None],
        [None, "项目名称", "投资额", "方式", None, "代码", "含义"],
        [None, "枫甲项目", "4.2亿元", "1", None, "1", "线下"], [None, "枫乙项目", "3600万元", "2", None, "2", "线上"],
        [None, "以上共计", "4.56亿元", None, None, None, None]]
    return case("an explanation beside the table", Book("strange_9_beside.xlsx", "xlsx", [sheet(rows, "名单")]), [
        project("枫甲项目", "420000000"), project("枫乙项目", "36000000")],
        checks=(("名单", "C5", "4.56亿元", True),))


def repeated() -> Case:
    """The header again on each page, with a page number and 接上页; the serial begins again."""
    head = ["序号", "项目名称", "总投资(万元)", "签约方式"]
    rows: Rows = [["签约项目汇总表", None, None, None], head, [1, "槭甲项目", 11000, "线下"],
                  [2, "槭乙项目", 12000, "线下"],
                  ["本页小计", None, 23000, None], ["第1页 共2页"], ["（接上页）"],
                  head, [1, "槭丙项目", 13000, "场外"],
                  ["本页小计", None, 13000, None], ["累计", None, 36000, None], ["第2页 共2页"]]
    return case("pages with their own sums", Book("strange_10_pages.ods", "ods", [sheet(rows, "打印")]), [
        project("槭甲项目", "110000000", channel="on-site-offline"),
        project("槭乙项目", "120000000", channel="on-site-offline"),
        project("槭丙项目", "130000000", channel="off-site")],
        checks=(("打印", "C5", "23000", True), ("打印", "C10", "13000", True), ("打印", "C11", "36000", True)))


def units_in_rows() -> Case:
    """A column of units beside the column of amounts."""
    rows: Rows = [
        ["项目名称", "总投资", "单位", "投资方"],
        ["桦甲项目", 3.5, "亿元", "桦甲公司"], ["桦乙项目", 8800, "万元", "桦乙公司"],
        ["桦丙项目", "12,000,000", "元", "桦丙公司"]]
    return case("a column of units", Book("strange_11_units.xlsx", "xlsx", [sheet(rows, "表")]), [
        project("桦甲项目", "350000000"), project("桦乙项目", "88000000"), project("桦丙项目", "12000000")])


def dittos() -> Case:
    """As above, in words and marks, also for the name; the last line is a count and no word of sums."""
    rows: Rows = [
        ["项目名称", "总投资（亿元）", "签约日期", "区县"],
        ["朴甲项目", 3, "2021-08-01", "榕东区"], ["朴乙项目", 4, "〃", "同上"], ["朴丙项目", "同上", "〃", "榕西区"],
        ["共 3 个", 7, None, None]]
    return case("ditto marks and a bare count", Book("strange_13_dittos.xlsx", "xlsx", [sheet(rows, "表")]), [
        project("朴甲项目", "300000000", signed_on="2021-08-01", district="榕东区"),
        project("朴乙项目", "400000000", signed_on="2021-08-01", district="榕东区")],
        rejects=(("表", "B4", "同上"),), checks=(("表", "B5", "7", True),),
        reading="An amount is never taken from the row above: who writes it twice counts it twice.")


def spaced() -> Case:
    """Groups of three digits with a space, and a sheet whose amounts go by a word that nobody knows."""
    rows: Rows = [["Project name", "Total investment (RMB 10,000)", "District"],
                  ["Alder Plant", "12 000", "East"], ["Birch Plant", "1 250 000.5", "East"],
                  ["Total", "1 262 000.5", None]]
    other: Rows = [["Project name", "Outlay (RMB 10,000)", "District"], ["Cedar Plant", "500", "West"]]
    return case("spaces in numbers", Book("strange_14_spaced.ods", "ods", [sheet(rows, "East"), sheet(other,
                "West")]), [
        project("Alder Plant", "120000000"), project("Birch Plant", "12500005000")],
        checks=(("East", "B4", "1 262 000.5", True),), reading="The second sheet is told as left out.")


def notes() -> Case:
    """Notes under the table that look like rows: numbered, with a name and an amount in one sentence."""
    rows: Rows = [
        ["序号", "项目名称", "总投资（亿元）", "投资方"],
        [1, "楠甲项目", 2.6, "楠甲公司"], [2, "楠乙项目", 3.4, "楠乙公司"], ["合计", None, 6, None], [None],
        ["备注：1、楠甲项目含土地款0.3亿元；"], ["2、楠乙项目分两期实施，一期1.4亿元。"],
        ["填表人：某某", None, "审核人：某某", None], ["填报日期：2021年8月20日"]]
    return case("notes that look like rows", Book("strange_12_notes.csv", "csv-utf8", [sheet(rows)]), [
        project("楠甲项目", "260000000"), project("楠乙项目", "340000000")], checks=(("", "C4", "6", True),))


LEFT_OUT = {"by_category": ["汇总"], "spaced": ["West"]}      # sheets without a table of projects, by case


CASES: tuple[Callable[[], Case], ...] = (
    letter, sections, in_cells, days, by_category, english, wrong_total, merged_down, right_part, repeated,
    units_in_rows, dittos, spaced, notes)


def written(make: Callable[[], Case], folder: Path) -> tuple[Path, dict[str, Any]]:
    """One workbook, and its answer."""
    book, answer = make()
    return writers.write(book, folder), answer | {"left_out": LEFT_OUT.get(make.__name__, [])}
