"""Tables for tests, cell by cell, and what is read of them in one line a row."""

from decimal import Decimal
from typing import Any

from banyan.model.project import Project, Sector
from banyan.model.sheet import Merge, Sheet, Value, Workbook
from banyan.model.text import Name
from banyan.packs.projects.categories import Lists
from banyan.packs.projects.money import UNSAID
from banyan.packs.projects.reading import FileRead, Options, read
from banyan.packs.projects.row_cells import Asked

YI = Decimal(10) ** 8
SECTORS = (Sector("intelligent-manufacturing", Name("智能制造", "Intelligent manufacturing")),
           Sector("digital-economy", Name("数字经济", "Digital economy")))


def sheet(*rows: list[Value | None], name: str = "Sheet1", merges: tuple[tuple[int, int, int, int], ...] = (),
          **more: Any) -> Sheet:
    """`merges`: (top, left, bottom, right) from 0."""
    cells: list[list[Value]] = [["" if v is None else v for v in row] for row in rows]
    return Sheet(name, cells, merges=tuple(Merge(*m) for m in merges), **more)


def took(*sheets: Sheet, listed: bool = False, **asked: Any) -> FileRead:
    options = {k: asked.pop(k) for k in ("hidden", "remembered", "wanted") if k in asked}
    lists = Lists(sectors=SECTORS) if listed else Lists()
    edition = asked.pop("edition", "2021 expo")
    whole = Asked("a", edition, lists, asked.pop("rates", {}), asked.pop("unit", UNSAID), **asked)
    return read(Workbook("a.xlsx", "0" * 64, tuple(sheets)), Options(whole, **options))


def yi(project: Project) -> str:
    """Its amounts in 亿元, with their kind where it isn't the first signing."""
    return " ".join(("" if i.kind == "signed" else f"{i.kind} ") + f"{(i.amount.value / YI).normalize():f}"
                    for i in project.investments)


def lines(found: FileRead) -> list[str]:
    """"甲项目 12.5", one a project, in order."""
    return [f"{p.name} {yi(p)}" for p in found.projects]


def faults(found: FileRead) -> list[tuple[str, str]]:
    return [(f.fault.cell.ref, f.fault.cell.text) for f in found.faults]


def checks(found: FileRead) -> list[tuple[str, bool]]:
    return [(c.cell, c.agrees) for c in found.checks]
