"""A data folder with an office's projects, imported from a workbook that is made here."""

from io import BytesIO
from pathlib import Path

from openpyxl import Workbook

from banyan.runtime.imports.books import Book
from banyan.runtime.projects import importing
from banyan.runtime.projects.office import writing

HEADS = ("项目名称", "投资方", "投资方性质", "产业", "签约渠道", "总投资(亿元)", "签约日期", "项目阶段", "联系人")
ROWS = (
    ("榕树芯片基地", "榕树一号公司", "民营", "智能制造", "线下", 60, "2021-08-23", "已开工", "专员 13900001234"),
    ("气根数据中心", "榕树二号公司", "国企", "数字经济", "线上", 12, "2021-08-23", "签约", "专员 13900005678"),
    ("树荫物流园", "榕树三号公司", "外资", "其他", "场外", 8.5, "2021-08-23", "投产", "专员 13900009999"),
)
EARLIER = (("老树厂房", "榕树四号公司", "民营", "智能制造", "线下", 30, "2020-09-15", "投产", ""),)


def workbook(rows: tuple[tuple[object, ...], ...], title: str = "项目表") -> bytes:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = title
    for row in (HEADS, *rows):
        sheet.append(list(row))
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def imported(data: Path) -> Path:
    """Two editions in `data`."""
    put(data, ROWS, "2021 expo", "district-a.xlsx")
    put(data, EARLIER, "2020 expo", "district-b.xlsx")
    return data


def put(data: Path, rows: tuple[tuple[object, ...], ...], edition: str, name: str) -> None:
    book = Book(name, workbook(rows))
    with writing(data, begin=True) as office:
        ahead = importing.preview(office.store, [book], importing.Wanted(edition), office.now())
        importing.commit(office, ahead, [book])
