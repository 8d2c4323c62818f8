"""How each of the ten offices writes its workbook."""

from dataclasses import dataclass, replace
from random import Random

HEADERS = {  # three manners of naming a column; the English office has its own
    "name": ("项目名称", "签约项目", "项目（中文）", "Project name"),
    "code": ("项目代码", "投资项目统一代码", "赋码", "Project code"),
    "investor": ("投资方", "投资主体", "签约企业", "Investor"),
    "kind": ("企业性质", "投资主体类型", "企业类型", "Investor type"),
    "credit": ("统一社会信用代码", "信用代码", "社会信用代码", "Credit code"),
    "amount": ("总投资", "投资额", "计划总投资", "Total investment"),
    "sector": ("产业类别", "所属产业", "行业分类", "Sector"),
    "channel": ("签约方式", "签约形式", "签约渠道", "Signing channel"),
    "agreement": ("协议类别", "协议类型", "文本类型", "Agreement"),
    "signed": ("签约日期", "签约时间", "签订日期", "Date signed"),
    "district": ("责任单位", "所属区县", "落地区县", "District"),
    "contact": ("联系人", "对接人", "责任人", "Contact"),
    "stage": ("项目阶段", "进展", "当前阶段", "Stage"),
    "origin": ("投资方所在地", "来源地", "资金来源地", "Origin"),
    "nature": ("项目性质", "新签/增资", "类别", "New or increase"),
}
GROUPS = {"investor": "投资方情况", "kind": "投资方情况", "credit": "投资方情况", "signed": "签约情况",
          "agreement": "签约情况",
          "channel": "签约情况"}
STANDARD = ("name", "code", "investor", "kind", "credit", "amount", "sector", "channel", "agreement", "signed",
            "district",
            "contact", "stage", "origin")


@dataclass(frozen=True)
class Style:
    """One office's manner. Every field names dirt that `without` may take away again."""

    form: str
    file: str
    columns: tuple[str, ...] = STANDARD
    manner: int = 0                    # which of the names in HEADERS
    unit: str = "万元"
    unit_at: str = "header"            # title, header or cell
    number: str = "number"             # number, text, thousands or full_width
    date: str = "date"                 # date (typed) or a manner of words.date_text, or serial
    low: bool = False                  # title and office above the header
    two_lines: bool = False
    breaks: bool = False
    section: str = ""                  # label carried by section rows
    sheets: str = ""                   # label carried by sheet names
    merged: str = ""                   # label merged over its rows
    totals: str = ""                   # "", end or top
    wrong: bool = False
    notes: bool = False
    blank: bool = False
    hidden: str = ""                   # "", hidden or very
    bad: str = ""                      # the amount of this office's unreadable row
    marks_increases: bool = False
    increase_sheet: bool = False


STYLES = (
    Style("xlsx", "01_鼓楼区_签约项目表.xlsx", unit="亿元", unit_at="title", low=True, two_lines=True,
          section="channel",
          totals="end", notes=True, hidden="hidden", bad="待定"),
    Style("xlsx", "02_台江区_汇总.xlsx", manner=1, number="thousands", date="zh", sheets="sector", totals="end",
          wrong=True,
          notes=True, bad="面议"),
    Style("xls", "03_仓山区_项目.xls", manner=2, unit="亿元", unit_at="cell", number="full_width", date="serial",
          low=True,
          bad="10-12亿元"),
    Style("ods", "04_马尾区_签约.ods", unit="万元", two_lines=True, date="slash", merged="kind", totals="end",
          blank=True,
          bad="约十几亿元"),
    Style("csv-gb18030", "05_晋安区_项目清单.csv", manner=1, unit="亿元", unit_at="title", number="full_width",
          date="zh_numerals",
          low=True, totals="end", notes=True, bad="另行商定"),
    Style("csv-utf8-bom", "06_长乐区.csv", manner=2, number="thousands", date="dot", breaks=True, totals="end",
          bad="—"),
    Style("xlsx", "07_Minhou_County.xlsx", manner=3, unit="bn", number="number", date="english", low=True, notes=True,
          totals="end", bad="TBD"),
    Style("xls", "08_连江县_重大项目.xls", ("nature", *STANDARD), manner=1, number="text", date="compact",
          section="sector",
          totals="top", hidden="hidden", bad="待核实", marks_increases=True),
    Style("ods", "09_罗源县_智博会.ods", manner=2, unit="亿元", two_lines=True, date="zh", sheets="channel",
          totals="end",
          hidden="hidden", notes=True, bad="不低于5亿元，不超过8亿元"),
    Style("xlsx", "10_闽清县_签约及增资.xlsx", manner=0, unit="万元", number="number", date="date", blank=True,
          low=True,
          merged="sector", hidden="very", totals="end", notes=True, bad="#REF!", increase_sheet=True),
)

EXTENSIONS = {"xlsx": "xlsx", "xls": "xls", "ods": "ods", "csv-gb18030": "csv", "csv-utf8-bom": "csv"}
NAMES = ("鼓楼区_项目", "台江区签约表", "仓山区（报送）", "马尾区-汇总", "晋安区", "长乐区 项目清单",
         "Minhou_projects", "连江县_重大项目",
         "罗源县_签约", "闽清县_签约及增资")
BAD = ("待定", "面议", "10-12亿元", "8～10亿元", "#REF!", "#N/A", "—", "/", "若干亿元", "待核实", "暂无", "详见附件",
       "?", "未定（约几亿）")


def draw_styles(rng: Random) -> list[Style]:
    """Ten other offices: the same dirt in other company. What only the fixed ten can do with is found here."""
    styles = [_draw(rng, office) for office in range(len(NAMES))]
    totalled = [at for at, style in enumerate(styles) if style.totals]
    wrong = rng.choice(totalled) if totalled else 0
    styles[wrong] = replace(styles[wrong], wrong=True, totals=styles[wrong].totals or "end")
    return styles


def _draw(rng: Random, office: int) -> Style:
    english, has_sheet, marks = office == 6, office == 9, office == 7
    form = rng.choice(("xlsx", "xls", "ods") if has_sheet else tuple(EXTENSIONS))
    flat = form.startswith("csv")
    unit_at = "header" if english else rng.choice(("title", "header", "header", "cell"))
    dates = ("date", "english", "slash") if english else ("date", "zh", "zh_numerals", "slash", "dot", "compact", "iso")
    labels = [*rng.sample(("channel", "sector"), 2), "kind"]  # 其他 alone doesn't say whether it is a sector or a kind
    section, sheets, merged = (label if rng.random() < 0.4 else "" for label in labels)
    if flat or english:
        section, sheets, merged = section if flat and not english else "", "", ""
    if merged and section:  # rows are in order of one label only
        merged = ""
    bad = rng.choice([text for text in BAD if not (flat and text.startswith("#")) and (not english or text.isascii())])
    columns = list(STANDARD[2:])
    if rng.random() < 0.3:
        rng.shuffle(columns)
    unit = rng.choice(("元", "万元", "百万元", "亿元") if unit_at == "header" else ("万元", "亿元"))
    return Style(
        form, f"{office + 1:02}_{NAMES[office]}.{EXTENSIONS[form]}",
        columns=("name", *(("nature",) if marks else ()), "code", *columns),
        manner=3 if english else rng.randrange(3),
        unit="bn" if english else unit, unit_at=unit_at, number=rng.choice(("number", "text", "thousands",
                                                                            "full_width")),
        date=rng.choice(dates + (("serial",) if not flat else ())), low=rng.random() < 0.5,
        two_lines=not flat and not english and rng.random() < 0.4, breaks=rng.random() < 0.3,
        section=section, sheets=sheets, merged=merged, totals=rng.choice(("", "end", "top")), notes=rng.random() < 0.6,
        blank=rng.random() < 0.3, hidden="" if flat or english else rng.choice(("", "hidden", "very")), bad=bad,
        marks_increases=marks, increase_sheet=has_sheet)
