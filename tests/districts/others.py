"""Smaller workbooks in shapes that the ten offices don't use, each with its exact answer.

    for case in write_all(folder): case == {"file", "about", "projects", "rejects", "checks", "reading"}

`projects` holds name and amount (decimal string in CNY) and, where the workbook says it, channel, sector and
investor_kind; `rejects` {file, sheet, cell, text}; `checks` {sheet, cell, text, agrees}; `reading` says how an open
question was answered.
"""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.districts import writers
from tests.districts.shapes import Book, Fault, Formula, Sheet

Rows = list[list[Any]]
Case = tuple[Book, dict[str, Any]]


def sheet(rows: Rows, name: str = "Sheet1", merges: tuple[tuple[int, int, int, int], ...] = (),
          hidden: bool = False) -> Sheet:
    """Rows from A1 on; None leaves a cell empty."""
    cells = {(r, c): value for r, row in enumerate(rows, 1) for c, value in enumerate(row, 1) if value is not None}
    return Sheet(name, cells, list(merges), hidden)


def case(about: str, book: Book, projects: list[dict[str, str]], rejects: tuple[tuple[str, str, str], ...] = (),
         checks: tuple[tuple[str, str, str, bool], ...] = (), reading: str = "") -> Case:
    """A book with its answer."""
    return book, {
        "file": book.file, "about": about, "projects": projects, "reading": reading,
        "rejects": [{"file": book.file, "sheet": s, "cell": cell, "text": text} for s, cell, text in rejects],
        "checks": [{"sheet": s, "cell": cell, "text": text, "agrees": agrees} for s, cell, text, agrees in checks]}


def project(name: str, amount: str, **labels: str) -> dict[str, str]:
    """A clean row."""
    return {"name": name, "amount": amount, **labels}


def three_lines() -> Case:
    """Three header lines, money in two columns with two units, a column of percent."""
    rows: Rows = [
        ["某县签约项目投资构成表", None, None, None, None, None, None],
        ["序号", "项目名称", "投资构成", None, None, None, "签约方式"],
        [None, None, "总投资", "其中", None, "民间投资占比", None],
        [None, None, "（万元）", "固定资产投资（亿元）", "设备投资（亿元）", "（%）", None],
        [1, "榕甲智能工厂项目", 125000, 9, 4.5, 60, "线下"],
        [2, "榕乙数据中心项目", 80500, 6.2, 3.1, 45.5, "线上"],
        [3, "榕丙新材料基地项目", 51234, 4.1, 2, 100, "场外"]]
    merges = ((1, 1, 1, 7), (2, 1, 4, 1), (2, 2, 4, 2), (2, 3, 2, 6), (3, 4, 3, 5), (2, 7, 4, 7))
    return case("three header lines, units by column", Book("others_1_three_lines.xlsx", "xlsx", [sheet(rows, "构成",
                                                                                                        merges)]), [
        project("榕甲智能工厂项目", "1250000000", channel="on-site-offline"),
        project("榕乙数据中心项目", "805000000", channel="on-site-online"),
        project("榕丙新材料基地项目", "512340000", channel="off-site")])


def quarters() -> Case:
    """The total on top, subtotals of quarters, 合计 in the column of names, a correction below zero."""
    rows: Rows = [
        ["单位：万元", None, None],
        ["项目名称", "总投资", "签约日期"],
        ["合计", 335000, None],
        ["樟甲机器人项目", 100000, "2021-02-03"],
        ["樟乙软件园项目", 60000, "2021-03-15"],
        ["一季度小计", 160000, None],
        ["樟丙储能项目", 180000, "2021-05-20"],
        ["核减：樟丙储能项目", -5000, "2021-06-01"],
        ["二季度小计", 175000, None]]
    return case(
        "totals on top, quarters, a negative correction", Book("others_2_quarters.xlsx", "xlsx", [sheet(rows, "台账")]),
        [project("樟甲机器人项目", "1000000000"), project("樟乙软件园项目", "600000000"), project("樟丙储能项目",
                                                                                                  "1800000000")],
        rejects=(("台账", "B8", "-5000"),),
        checks=(("台账", "B3", "335000", False), ("台账", "B6", "160000", True), ("台账", "B9", "175000", False)),
        reading="An amount below zero is no project and isn't subtracted silently: it goes to the red list; the totals "
                "that count it don't agree with the rows that were accepted.")


def dollars() -> Case:
    """Amounts in 10^4 US dollars with the rate in a column of its own."""
    rows: Rows = [
        ["No.", "Project", "Investor type", "Investment (10,000 USD)", "Rate (CNY per USD)", "Signing channel"],
        [1, "Banyan Alpha Logistics Park", "Foreign enterprise", 12000, 6.45, "On-site, offline"],
        [2, "Banyan Beta Cloud Base", "Foreign enterprise", 8600.5, 6.45, "Off-site"],
        [3, "Banyan Gamma Cold Chain", "Private enterprise", 20000, 6.5, "On-site, online"],
        ["", "Total", "", 40600.5, "", ""]]
    return case("US dollars with a rate column", Book("others_3_dollars.xlsx", "xlsx", [sheet(rows, "Foreign")]), [
        project("Banyan Alpha Logistics Park", "774000000", channel="on-site-offline", investor_kind="foreign"),
        project("Banyan Beta Cloud Base", "554732250", channel="off-site", investor_kind="foreign"),
        project("Banyan Gamma Cold Chain", "1300000000", channel="on-site-online", investor_kind="private")],
        checks=(("Foreign", "D5", "40600.5", True),),
        reading="12000 x 10^4 USD x 6.45; the total is a sum of dollars and agrees with the dollars of the rows.")


def stacked() -> Case:
    """Two tables on a sheet, each with its own title, unit, header and order of columns."""
    rows: Rows = [
        ["一、现场线下签约项目（单位：亿元）"],
        ["序号", "项目名称", "投资额", "产业类别"],
        [1, "槐甲工业母机项目", 23.5, "智能制造"],
        [2, "槐乙算力中心项目", 8, "数字经济"],
        ["小计", None, 31.5, None],
        [None],
        [None],
        ["二、场外签约项目（单位：万元）"],
        ["产业类别", "序号", "项目名称", "投资额"],
        ["科技创新", 1, "槐丙中试基地项目", 65000],
        ["其他", 2, "槐丁康养社区项目", 91000],
        [None, None, "小计", 156000],
        ["注：两表合计4个项目、47.1亿元。"]]
    merges = ((1, 1, 1, 4), (8, 1, 8, 4))
    return case("two tables on one sheet", Book("others_4_stacked.ods", "ods", [sheet(rows, "签约", merges)]), [
        project("槐甲工业母机项目", "2350000000", channel="on-site-offline", sector="intelligent-manufacturing"),
        project("槐乙算力中心项目", "800000000", channel="on-site-offline", sector="digital-economy"),
        project("槐丙中试基地项目", "650000000", channel="off-site", sector="science-technology"),
        project("槐丁康养社区项目", "910000000", channel="off-site", sector="other")],
        checks=(("签约", "C5", "31.5", True), ("签约", "D12", "156000", True)))


def spaces_and_dashes() -> Case:
    """Spaces of three kinds, dashes of four, an empty column, a column of remarks with numbers, notes at the side."""
    rows: Rows = [
        [None, "项 目 名 称", None, "项目代码", "总 投 资\u00a0（亿元）", "备　注", None, "说明：本表共3个项目"],
        [None, "桐甲数控机床项目\u00a0", None, "2108–350102–04–01–100001", "\u00a012.5 ", "较上报增加3亿元", None,
         "截至8月23日"],
        [None, "　桐乙芯片封测项目", None, "2108—350102—04—01—100002", "7.25\u3000", "原为8亿元", None, None],
        [None, "桐丙 文旅小镇项目", None, "2108－350102－04－01－100003", "5.5", "-", None, "联系：综合科"],
        [None, "总  计", None, "——", "25.25", None, None, None]]
    return case("spaces, dashes, remarks", Book("others_5_spaces.xls", "xls", [sheet(rows, "汇总 ")]), [
        project("桐甲数控机床项目", "1250000000", code="2108-350102-04-01-100001"),
        project("桐乙芯片封测项目", "725000000", code="2108-350102-04-01-100002"),
        project("桐丙文旅小镇项目", "550000000", code="2108-350102-04-01-100003")],
        checks=(("汇总 ", "E5", "25.25", True),))


def printed_pages() -> Case:
    """The header again on every printed page, labels merged over rows across the pages, page totals."""
    head: list[Any] = ["签约方式", "企业性质", "项目名称", "总投资（万元）"]
    rows: Rows = [
        head,
        ["现场线下签约", "国有企业", "枫甲装备基地项目", 300000],
        [None, None, "枫乙智造园项目", 120000],
        [None, "民营企业", "枫丙电机项目", 90000],
        ["本页小计", None, None, 510000],
        head,
        ["现场线上签约", "民营企业", "枫丁云平台项目", 70000],
        [None, None, "枫戊软件项目", 56000],
        ["本页小计", None, None, 126000],
        ["累计", None, None, 636000]]
    merges = ((2, 1, 4, 1), (2, 2, 3, 2), (7, 1, 8, 1), (7, 2, 8, 2))
    offline = {"channel": "on-site-offline"}
    online = {"channel": "on-site-online", "investor_kind": "private"}
    return case("headers repeated on printed pages", Book("others_6_pages.xlsx", "xlsx", [sheet(rows, "打印",
                                                                                                merges)]), [
        project("枫甲装备基地项目", "3000000000", investor_kind="state", **offline),
        project("枫乙智造园项目", "1200000000", investor_kind="state", **offline),
        project("枫丙电机项目", "900000000", investor_kind="private", **offline),
        project("枫丁云平台项目", "700000000", **online), project("枫戊软件项目", "560000000", **online)],
        checks=(("打印", "D5", "510000", True), ("打印", "D9", "126000", True), ("打印", "D10", "636000", True)))


def mixed_text() -> Case:
    """Every amount another text: yuan with separators, 亿 alone, 亿 and 万 together, full-width, a range."""
    rows: Rows = [
        ["项目名称", "投资额", "产业类别"],
        ["柏甲机器人项目", "1,250,000,000元", "智能制造"],
        ["柏乙数据港项目", "12.5亿", "数字经济"],
        ["柏丙生物药项目", "6亿5000万元", "科技创新"],
        ["柏丁冷链项目", "８５０００万元", "其他"],
        ["柏戊储能项目", "人民币7.2亿元", "其他"],
        ["柏己机床项目", "投资约9亿元", "智能制造"],
        ["柏庚软件项目", "8－9亿元", "数字经济"],
        ["柏辛光电项目", "超10亿元（含设备）", "科技创新"],
        ["柏壬物流项目", "", "其他"],
        ["柏癸外资电子项目", "3000万美元", "智能制造"]]
    return case("a text for every amount", Book("others_7_texts.csv", "csv-gb18030", [sheet(rows, "")]), [
        project("柏甲机器人项目", "1250000000", sector="intelligent-manufacturing"),
        project("柏乙数据港项目", "1250000000", sector="digital-economy"),
        project("柏丙生物药项目", "650000000", sector="science-technology"),
        project("柏丁冷链项目", "850000000", sector="other"), project("柏戊储能项目", "720000000", sector="other"),
        project("柏己机床项目", "900000000", sector="intelligent-manufacturing"),
        project("柏辛光电项目", "1000000000", sector="science-technology")],
        rejects=(("", "B8", "8－9亿元"), ("", "B10", ""), ("", "B11", "3000万美元")),
        reading="`超10亿元` counts as 10 with the comparison `more than`; a range, an empty cell and dollars "
                "without a rate don't count.")


def of_which() -> Case:
    """Lines `其中` under a project, which repeat a part of its amount; numbers 1, 1.1, 1.2."""
    rows: Rows = [
        ["杉县重点签约项目", None, None, None],
        ["编号", "项目名称", "总投资（亿元）", "企业性质"],
        ["1", "杉甲产业园项目", 30, "民营企业"],
        ["1.1", "其中：一期", 18, None],
        ["1.2", "　　　二期", 12, None],
        ["2", "杉乙研究院项目", 6.6, "其他"],
        ["3", "杉丙外资电子项目", "15", "外资企业"],
        [None, "其中：利用外资", 10, None],
        [None, "合计（3个）", 51.6, None]]
    book = Book("others_8_of_which.xlsx", "xlsx", [sheet(rows, "重点", ((1, 1, 1, 4),))])
    return case("lines `of which` under a project", book, [
        project("杉甲产业园项目", "3000000000", investor_kind="private"),
        project("杉乙研究院项目", "660000000", investor_kind="other"),
        project("杉丙外资电子项目", "1500000000", investor_kind="foreign")],
        checks=(("重点", "C9", "51.6", True),),
        reading="A line 其中 (and the one that goes on under it) is a part of the project above and counts nothing.")


def english_csv() -> Case:
    """Semicolons, a title, million and billion by row, a dash for nothing, a total with its count."""
    text = ("Projects signed by Mossgate County;;;;\n"
            "\n"
            "Project;Amount;Unit;Sector;Investor\n"
            "Elm Alpha Robotics Plant;1.35;CNY bn;Intelligent manufacturing;Elm Alpha Robotics Co., Ltd.\n"
            "Elm Beta Data Hub;860;CNY m;Digital economy;Elm Beta Data Co., Ltd.\n"
            "Elm Gamma Hotel;-;CNY m;Other;Elm Gamma Tourism Co., Ltd.\n"
            "Elm Delta Pilot Line;620.5;CNY m;Science and technology;Elm Delta Photonics Co., Ltd.\n"
            "Total (3 projects);2.8305;CNY bn;;\n")
    return case("semicolons, a unit in every row", Book("others_9_semicolons.csv", "csv-utf8", text=text), [
        project("Elm Alpha Robotics Plant", "1350000000", sector="intelligent-manufacturing"),
        project("Elm Beta Data Hub", "860000000", sector="digital-economy"),
        project("Elm Delta Pilot Line", "620500000", sector="science-technology")],
        rejects=(("", "B6", "-"),), checks=(("", "B8", "2.8305", True),))


def formulas() -> Case:
    """Amounts and totals as formulas with saved values; one of them failed."""
    rows: Rows = [
        ["项目名称", "固定资产投资（亿元）", "流动资金（亿元）", "总投资（亿元）", "签约方式"],
        ["杉丁电机项目", 8, Decimal("1.5"), Formula("B2+C2", Decimal("9.5")), "线下"],
        ["杉戊算力项目", 12, 3, Formula("B3+C3", 15), "线上"],
        ["杉己仓储项目", 6, 1, Formula("B4+VLOOKUP(A4,#REF!,2,0)", Fault("#REF!")), "线下"],
        ["合计", Formula("SUM(B2:B4)", 26), Formula("SUM(C2:C4)", Decimal("5.5")),
         Formula("SUM(D2:D3)", Decimal("24.5")), ""]]
    return case("formulas with saved values", Book("others_10_formulas.xlsx", "xlsx", [sheet(rows, "汇总")]), [
        project("杉丁电机项目", "950000000", channel="on-site-offline"),
        project("杉戊算力项目", "1500000000", channel="on-site-online")],
        rejects=(("汇总", "D4", "#REF!"),), checks=(("汇总", "D5", "24.5", True),))


def with_instructions() -> Case:
    """Visible sheets that hold no projects: how to fill in the form, and the lists behind its drop-down cells."""
    how: Rows = [["填表说明"], ["1. 总投资以亿元为单位，保留两位小数。"], ["2. 签约方式从下拉列表选择。"],
                 ["3. 示例：某某智能工厂项目，总投资10亿元，线下签约。"],
                 ["4. 请于8月24日17:00前报送，联系人：综合科科员。"]]
    lists: Rows = [["签约方式", "产业类别", "企业性质"], ["现场线下签约", "智能制造", "国有企业"],
                   ["现场线上签约", "数字经济", "民营企业"], ["场外签约", "科技创新", "外资企业"], [None, "其他",
                                                                                                    "其他"]]
    form: Rows = [["序号", "项目名称", "总投资（亿元）", "签约方式", "产业类别", "企业性质"],
                  [1, "柳甲机床项目", 21.6, "现场线下签约", "智能制造", "民营企业"],
                  [2, "柳乙平台项目", 7.05, "场外签约", "数字经济", "国有企业"],
                  [3, None, None, None, None, None], [4, None, None, None, None, None], [5, None, None, None, None,
                                                                                         None]]
    sheets = [sheet(how, "填表说明"), sheet(form, "填报表"), sheet(lists, "字典")]
    book = Book("others_11_instructions.xlsx", "xlsx", sheets)
    return case("a form with instructions, lists and empty numbered lines", book, [
        project("柳甲机床项目", "2160000000", channel="on-site-offline", sector="intelligent-manufacturing",
                investor_kind="private"),
        project("柳乙平台项目", "705000000", channel="off-site", sector="digital-economy", investor_kind="state")],
        reading="Numbered lines that nobody filled in are no rows; a sheet without amounts holds no projects.")


CASES: tuple[Callable[[], Case], ...] = (
    three_lines, quarters, dollars, stacked, spaces_and_dashes, printed_pages, mixed_text, of_which, english_csv,
    formulas, with_instructions)


def write_all(folder: Path) -> list[dict[str, Any]]:
    """Write every workbook and return their answers."""
    folder.mkdir(parents=True, exist_ok=True)
    answers = []
    for make in CASES:
        book, answer = make()
        writers.write(book, folder)
        answers.append(answer)
    return answers
