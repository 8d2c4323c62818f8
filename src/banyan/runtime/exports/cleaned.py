"""The cleaned list as a workbook: what each project says, and beside it the cell that every value was read from."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from banyan.edges.lists import Column, ListSheet, write
from banyan.edges.lists.writer import Value
from banyan.measure.contribution import contribution
from banyan.model.project import AgreementKind, InvestmentKind, Project, Source, masked
from banyan.model.text import Name
from banyan.packs.projects.bulletin_texts import FIELDS, LABELS

_AGREEMENTS = {AgreementKind.CONTRACT: Name("合同", "Contract"), AgreementKind.AGREEMENT: Name("协议", "Agreement"),
               AgreementKind.LETTER_OF_INTENT: Name("意向书", "Letter of intent")}  # fmt: skip
_COLUMNS: tuple[tuple[Name, float, bool], ...] = (
    (Name("编号", "Id"), 11, False), (Name("项目名称", "Project"), 34, False), (Name("别名", "Aliases"), 22, False),
    (Name("项目代码", "Codes"), 26, False), (Name("投资方", "Investors"), 30, False),
    (Name("投资方性质", "Kind of investor"), 14, False), (Name("统一社会信用代码", "Credit codes"), 22, False),
    (Name("产业领域", "Sector"), 18, False), (Name("协议类型", "Agreement"), 12, False),
    (Name("签约渠道", "Channel"), 14, False), (Name("届次", "Edition"), 16, False), (Name("批次", "Cohort"), 14, False),
    (Name("签约日期", "Signed on"), 12, False), (Name("计入项目数", "Counts as"), 9, True),
    (Name("签约额（元）", "Signed (CNY)"), 18, True), (Name("增资额（元）", "Increases (CNY)"), 16, True),
    (Name("计入投资额（元）", "Counted (CNY)"), 18, True), (Name("阶段", "Stage"), 12, False),
    (Name("区县", "District"), 12, False), (Name("地点", "Place"), 18, False), (Name("来源地", "Origin"), 14, False),
    (Name("联系人", "Contact"), 18, False), (Name("建设内容", "Content"), 30, False), (Name("备注", "Note"), 20, False),
    (Name("出处", "Source"), 40, False),
)  # fmt: skip
_SOURCE_FIELDS = ("name", "code", "investor", "investor_kind", "credit_code", "sector", "agreement", "channel",
                  "signed_on", "investment", "revised", "increment", "stage", "district", "place", "origin", "contact",
                  "content", "note")  # fmt: skip
_SOURCE_NAMES: Mapping[str, Name] = {
    **FIELDS, "code": Name("项目代码", "code"), "credit_code": Name("信用代码", "credit code"),
    "agreement": Name("协议类型", "agreement"), "signed_on": Name("签约日期", "signed on"),
    "district": Name("区县", "district"), "place": Name("地点", "place"), "contact": Name("联系人", "contact"),
    "content": Name("建设内容", "content"), "note": Name("备注", "note"),
}  # fmt: skip
_SOURCE_HEADS = (Name("编号", "Id"), Name("项目名称", "Project"), Name("文件", "File"), Name("工作表", "Sheet"),
                 Name("行", "Row"), Name("报送单位", "Sender"))  # fmt: skip


def workbook(
    projects: Sequence[Project], edition: str | None, as_of: date | None, created: datetime, language: str,
    names: Mapping[str, Name], contacts: bool = False,
) -> bytes:  # fmt: skip
    """Two sheets: the list, and for every source row the cells its values stood in, as they were written.

    `contacts`: unmasked, which asks for authority of its own. `names`: words of sectors and stages.
    """
    title = Name("项目清单", "Projects").said(language)
    columns = tuple(Column(name.said(language), width, numeric) for name, width, numeric in _COLUMNS)
    rows = (_row(project, edition, as_of, language, names, contacts) for project in projects)
    heads = [*(name.said(language) for name in _SOURCE_HEADS),
             *(_SOURCE_NAMES[field].said(language) for field in _SOURCE_FIELDS)]  # fmt: skip
    sources = ListSheet(Name("原始单元格", "Cells read").said(language), tuple(Column(head, 20) for head in heads),
                        _sources(projects, contacts))  # fmt: skip
    return write([ListSheet(title, columns, rows), sources], title, created)


def _row(
    p: Project, edition: str | None, as_of: date | None, language: str, names: Mapping[str, Name], contacts: bool
) -> list[Value]:
    adds = contribution(p, edition, as_of)
    increments = adds.amount - (adds.signed or 0)
    return [
        p.id, p.name, _list(p.aliases, language), _list([c.text for c in p.codes], language),
        _list([i.name for i in p.investors], language), _said(p.investor_kind, language, names),
        _list([i.code.text for i in p.investors if i.code is not None], language),
        " / ".join(_said(s, language, names) for s in p.sector),
        _AGREEMENTS[p.agreement].said(language) if p.agreement is not None else "", _said(p.channel, language, names),
        p.edition, p.cohort, p.signed_on, adds.count, _number(adds.signed), _number(increments or None),
        _number(adds.amount), _said(p.stage, language, names), p.district, p.place, p.origin,
        p.contact if contacts else masked(p.contact), p.content, p.note,
        "; ".join(_where(s) for s in p.sources),
    ]  # fmt: skip


def _sources(projects: Sequence[Project], contacts: bool) -> Iterator[list[Value]]:
    """One row a source: "D17: 约12.5亿元" says cell and what stood there."""
    for project in projects:
        amounts = {i.cell.ref: i for i in project.investments if i.cell is not None}
        for source in project.sources:
            said: list[Value] = []
            for field in _SOURCE_FIELDS:
                cell = source.cells.get(field)
                text = "" if cell is None else masked(cell.text) if field == "contact" and not contacts else cell.text
                unit = amounts[cell.ref].unit if cell is not None and cell.ref in amounts else ""
                shown = f"{text} [{unit}]" if unit and field in _MONEY else text
                said.append("" if cell is None else f"{cell.ref}: {shown}")
            yield [project.id, project.name, source.file, source.sheet, source.row, source.sender, *said]


_MONEY = frozenset({"investment", "revised", "increment", *map(str, InvestmentKind)})


def _where(source: Source) -> str:
    cell = source.cells.get("investment") or source.cells.get("name")
    return f"{source.file} · {source.sheet} · {cell.ref if cell is not None else source.row}"


def _said(label: str | None, language: str, names: Mapping[str, Name]) -> str:
    if not label:
        return ""
    name = names.get(label) or LABELS.get(label)
    return str(label) if name is None else name.said(language)


def _list(words: Sequence[str], language: str) -> str:
    return ("、" if language == "zh" else ", ").join(word for word in words if word)


def _number(amount: Decimal | None) -> int | Decimal | None:
    if amount is None:
        return None
    return int(amount) if amount == amount.to_integral_value() else amount
