"""A row of the red list with the value that a person gave for its cell."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from banyan.model.ids import PrincipalId
from banyan.model.plain import plain
from banyan.model.project import Cell, Investment, InvestmentKind, Investor, Project, StageAt, Unreadable
from banyan.model.text import Name
from banyan.packs.projects import categories, codes, dates, money, texts
from banyan.packs.projects.money import Unit, Unread
from banyan.packs.projects.row_cells import Asked

_STAGE_OF = {"started_on": "started", "production_on": "in-production", "capacity_on": "at-capacity",
             "stopped_on": "stopped"}


def mend(project: Project, cell: Unreadable, value: str, asked: Asked, by: PrincipalId) -> Project | Unread:
    """The row with the value in the cell's field, read as a workbook's cell would be. Its source says who mended it."""
    new = Cell(cell.cell.ref, value, by)
    row = _with(project, cell, value, asked, new)
    if isinstance(row, Unread):
        return row
    source = row.sources[0]
    told = replace(source, cells={**source.cells, cell.field: new})
    return replace(row, sources=(told, *row.sources[1:]))


def _with(project: Project, cell: Unreadable, value: str, asked: Asked, new: Cell) -> Project | Unread:
    field = cell.field
    if field in ("investment", "increment", "revised", "after", "before"):
        return _amount(project, cell, value, asked, new)
    if field in ("signed_on", *_STAGE_OF):
        return _date(project, field, value, asked)
    listed: dict[str, Callable[[str], Any]] = {
        "agreement": categories.agreement, "channel": categories.channel, "investor_kind": categories.investor_kind,
        "stage": lambda text: categories.stage(text, asked.lists)}
    if field in listed:
        found = listed[field](value)
        return Unread(texts.not_in_list(field, value)) if found is None else _listed(project, field, found)
    if field == "code":
        code = codes.project_code(value)
        return Unread(texts.wrong_code(code.text, code.wrong)) if code.wrong else replace(project, codes=(code,))
    if field == "credit_code":
        code = codes.credit_code(value)
        if code.wrong:
            return Unread(texts.wrong_code(code.text, code.wrong))
        first, *others = project.investors or (Investor(""),)
        return replace(project, investors=(replace(first, code=code), *others))
    if not plain(value):
        return Unread(Name("不能为空", "it is empty"))
    return replace(project, name=plain(value)) if field == "name" else replace(project, **{field: plain(value)})


def _amount(project: Project, cell: Unreadable, value: str, asked: Asked, new: Cell) -> Project | Unread:
    scale, _, currency = cell.unit.partition(" ")
    unit = Unit(Decimal(scale), currency or money.CNY, "") if scale else None
    amount = money.read(value, unit, asked.rates)
    if isinstance(amount, Unread):
        return amount
    kind = InvestmentKind.INCREMENT if project.increases is not None or cell.field == "increment" else (
        InvestmentKind.REVISED if cell.field == "revised" and project.investments else InvestmentKind.SIGNED)
    told = Investment(kind, amount, cell.edition, project.signed_on if project.increases is not None else None,
                      cell.unit, new)
    return replace(project, investments=(*project.investments, told))


def _date(project: Project, field: str, value: str, asked: Asked) -> Project | Unread:
    day = dates.read(value, asked.year)
    if not isinstance(day, date):
        return day if day is not None else Unread(Name("没有填写，应为日期", "it is empty, a date was expected"))
    if field == "signed_on":
        return replace(project, signed_on=day)
    stages = (*(s for s in project.stages if s.stage != _STAGE_OF[field]), StageAt(_STAGE_OF[field], day))
    return replace(project, stages=stages)


def _listed(project: Project, field: str, found: Any) -> Project:
    if field == "stage":
        return replace(project, stages=(*(s for s in project.stages[:-1]), StageAt(found)))
    if field == "investor_kind":
        first, *others = project.investors or (Investor(""),)
        return replace(project, investors=(replace(first, kind=found), *others))
    return replace(project, **{field: found})
