"""A small office for tests: csv workbooks by their lines, imported through the same functions as the command line."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from banyan.model.ids import ImportId
from banyan.runtime.imports.books import Book
from banyan.runtime.projects import importing
from banyan.runtime.projects.importing import Preview, Wanted
from banyan.runtime.projects.office import writing

EDITION = "2021 expo"
HEAD = "项目名称,投资方,投资额（亿元）,签约方式,联系人"


def book(name: str, *rows: str, head: str = HEAD) -> Book:
    return Book(name, "\n".join((head, *rows)).encode())


def take(
    data: Path, books: Iterable[Book], principal: str | None = None, **wanted: Any
) -> tuple[ImportId | None, Preview]:
    """Import, as `banyan projects import --yes` does."""
    asked = Wanted(wanted.pop("edition", EDITION), **wanted)
    several = list(books)
    with writing(data, principal, begin=True) as office:
        ahead = importing.preview(office.store, several, asked, office.now())
        return importing.commit(office, ahead, several)


ALPHA = "榕树螺栓生产基地,榕树螺栓有限公司,12.5,线下,项目专员 13900001234"
BETA = "云港数据中心,云港公司,3,场外,"
GAMMA = "海湾冷链,海湾公司,2,线上,"
