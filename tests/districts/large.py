"""One long workbook for measuring: rows without end, few kinds of dirt, an answer by plain sums."""

from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import openpyxl

from tests.districts import words
from tests.districts.shapes import cny

HEADERS = ("序号", "项目名称", "项目代码", "投资方", "企业性质", "统一社会信用代码", "总投资（万元）", "产业类别",
           "签约方式", "签约日期")
ROWS_AN_INVESTOR = 20


def write(path: Path, rows: int, seed: int = 0) -> dict[str, Any]:
    """An xlsx of `rows` projects and a total; gives {"rows", "amount", "channel": {label: {"count", "amount"}}} in CNY.

    Every 20 projects have one investor, so that looking for duplicates has something to do; none is a duplicate.
    """
    rng = Random(seed)  # noqa: S311 - repeatable draws, no secret
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet("项目表")
    page.append(("某省签约项目总表",))
    page.append(HEADERS)
    day = date(2021, 8, 23)
    sums: dict[str, list[int]] = {label: [0, 0] for label in words.SPELLINGS["channel"]}
    investor, credit = "", ""
    for number in range(1, rows + 1):
        if number % ROWS_AN_INVESTOR == 1:
            tree, stem = rng.choice(words.TREES)[0], rng.choice(words.STEMS)[0]
            investor = f"{tree}{stem}{number}号控股有限公司"
            credit = words.credit_code(rng, "private", "350102")
        channel, sector = rng.choice(tuple(sums)), rng.choice(tuple(words.PRODUCTS))
        product = rng.choice(words.PRODUCTS[sector])[0]
        wan = rng.randrange(50, 20_000) * 100
        page.append((number, f"{investor[:2]}{number}号{product}项目", words.project_code(rng, "350102", day), investor,
                     "民营企业", credit, f"{wan:,}" if number % 3 else wan, words.SPELLINGS["sector"][sector][0],
                     words.SPELLINGS["channel"][channel][0], words.date_text(day, rng.choice(("zh", "iso", "slash")))))
        sums[channel][0] += 1
        sums[channel][1] += wan
    total = sum(wan for _, wan in sums.values())
    page.append((None, "合计", None, None, None, None, total))
    book.save(path)
    return {"rows": rows, "amount": cny(total),
            "channel": {label: {"count": count, "amount": cny(wan)} for label, (count, wan) in sums.items()}}
