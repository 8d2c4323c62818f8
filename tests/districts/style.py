"""How each of the ten offices writes its workbook."""

from dataclasses import dataclass

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
