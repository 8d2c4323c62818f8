"""Builds the sheets of one office from its rows and its style, and notes where everything stands."""

from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import Any

from tests.districts import extras, words
from tests.districts.shapes import Book, Fault, Row, Sheet, address, cny
from tests.districts.style import GROUPS, HEADERS, Style

FACTORS = {"元": 1, "万元": 10_000, "百万元": 1_000_000, "亿元": 100_000_000, "bn": 1_000_000_000}
ORDER = {"channel": ("on-site-offline", "on-site-online", "off-site"), "sector": tuple(words.SPELLINGS["sector"]),
         "kind": tuple(words.SPELLINGS["kind"])}


class Desk:
    """Fills one book. `placed` holds (row, sheet, cells by field, text of the amount, unit); `checks` the totals."""

    def __init__(self, rng: Random, office: int, style: Style, without: frozenset[str]) -> None:
        self.rng, self.office, self.without = rng, office, without
        self.style = _cleaned(style, without)
        self.english = self.style.manner == 3
        self.book = Book(self.style.file, self.style.form)
        self.placed: list[tuple[Row, str, dict[str, str], str, str]] = []
        self.checks: list[dict[str, Any]] = []
        self.wrong_left = self.style.wrong
        self.before: dict[str, int] = {}  # amounts at first signing, for the sheet of increases

    def build(self, rows: list[Row]) -> Book:
        """Every sheet of the office."""
        increases = [row for row in rows if row.role == "increase"]
        main = rows if not self.style.increase_sheet else [row for row in rows if row.role != "increase"]
        if self.style.sheets:
            for label in ORDER[self.style.sheets]:
                mine = [row for row in main if getattr(row, self.style.sheets) == label]
                if mine:
                    self._table(self._sheet(self.label(self.style.sheets, label)), mine)
        else:
            self._table(self._sheet("Projects" if self.english else "项目表"), main)
        if self.style.increase_sheet and increases:
            extras.increase_sheet(self, increases)
        if self.style.hidden:
            extras.old_draft(self, [row for row in rows if row.role == "project"][:5])
        return self.book

    def label(self, field: str, value: str) -> str:
        """A label in this office's language and spelling."""
        if self.english:
            return words.ENGLISH[field][value]
        spellings = words.SPELLINGS[field][value]
        return spellings[0] if "spellings" in self.without else self.rng.choice(spellings)

    def header(self, field: str) -> str:
        """The name of a column."""
        return HEADERS[field][3 if self.english else self.style.manner if "header_names" not in self.without else 0]

    def amount(self, row: Row) -> tuple[Any, str]:
        """The amount's cell and the unit that its number is in."""
        if row.text:
            return (Fault(row.text) if row.text.startswith("#") else row.text), ""
        return self.money(row.wan, row.about)

    def money(self, wan: int, about: bool = False) -> tuple[Any, str]:
        """An amount as this office writes it, with its unit."""
        unit, style = self.style.unit, self.style
        if style.unit_at == "cell" and self.rng.random() < 0.35:
            unit = "万元"
        if about and "approximate" not in self.without:
            unit = "元" if "units" in self.without else ("bn" if self.english else "亿元")
            number = plain(Decimal(wan) * 10_000 / FACTORS[unit])
            return (f"approx. CNY {number} bn" if unit == "bn" else f"约{number}{unit}"), unit
        number = Decimal(wan) * 10_000 / FACTORS[unit]
        text = f"{number:,f}" if style.number == "thousands" else plain(number)
        if style.number == "full_width" and (style.unit_at != "cell" or self.rng.random() < 0.6):
            text = words.full_width(text)
        if style.unit_at == "cell":
            return text + unit, unit
        return (Decimal(plain(number)) if style.number == "number" else text), unit

    def day(self, row: Row) -> Any:
        """The signing date as this office writes it."""
        if self.style.date == "date":
            return row.signed
        return words.serial(row.signed) if self.style.date == "serial" else words.date_text(row.signed, self.style.date)

    def values(self, row: Row) -> dict[str, Any]:
        """What stands in each column, but for the amount."""
        _, district, district_en = words.DISTRICTS[self.office]
        agreement, agreement_en = words.AGREEMENTS[row.agreement]
        english = self.english
        return {"name": row.name, "code": row.code, "investor": row.investor, "credit": row.credit,
                "kind": self.label("kind", row.kind), "sector": self.label("sector", row.sector),
                "channel": self.label("channel", row.channel), "agreement": agreement_en if english else agreement,
                "signed": self.day(row), "district": district_en if english else district,
                "contact": words.CONTACTS[row.contact] if english else row.contact,
                "stage": "Signed" if english else "签约",
                "origin": words.ORIGINS[row.origin] if english else row.origin,
                "nature": "增资" if row.role == "increase" else "新签"}

    # --- one table ---------------------------------------------------------------------------------------------

    def _sheet(self, name: str) -> Sheet:
        sheet = Sheet("" if self.book.form.startswith("csv") else name)  # a csv file has no sheets
        self.book.sheets.append(sheet)
        return sheet

    def _table(self, sheet: Sheet, rows: list[Row]) -> None:
        style = self.style
        fields = [f for f in style.columns if f not in (style.section, style.sheets)]
        columns = self._columns(fields)
        width = max(columns.values())
        line = self._top(sheet, width)
        line = self._headers(sheet, line, columns)
        groups = self._groups(rows)
        everything = [row for row in rows if row.role != "unreadable"]
        if style.totals == "top":
            line = self._total(sheet, line, columns, everything, "总计")
        for number, (label, members) in zip("一二三四", groups, strict=False):
            if style.section:
                line = self._section(sheet, line, width, f"{number}、{self.label(style.section, label)}", members)
            first = line
            for row in members:
                self._row(sheet, line, columns, row)
                line += 1
            if style.merged in columns:
                self._merge_body(sheet, columns[style.merged], first, line, members)
            if style.section and style.totals:
                line = self._total(sheet, line, columns, [r for r in members if r.role != "unreadable"], "小计")
        if style.totals == "end":
            word = "Total" if self.english else self.rng.choice(("合计", "合  计", "总计"))
            line = self._total(sheet, line, columns, everything, word)
        if style.notes:
            extras.notes(self, sheet, line)

    def _columns(self, fields: list[str]) -> dict[str, int]:
        """Columns by field; the first holds the row's number, an empty one may stand after the name and the amount."""
        columns, at = {}, 1
        for field in fields:
            at += 1
            columns[field] = at
            if self.style.blank and field in ("name", "amount"):
                at += 1
        return columns

    def _top(self, sheet: Sheet, width: int) -> int:
        style, line = self.style, 1
        titled = style.unit_at == "title" or style.low
        if titled:
            _, district, district_en = words.DISTRICTS[self.office]
            unit = f"（单位：{style.unit}）" if style.unit_at == "title" and not style.low else ""
            sheet.cells[1, 1] = (f"{district_en}: projects signed at the 2021 expo" if self.english
                                 else f"{district}2021年智博会签约项目汇总表{unit}")
            sheet.merge(1, 1, 1, width)
            line = 2
        if style.low:
            sheet.cells[2, 1] = "Issued by: county programme office" if self.english else "填报单位：发展和改革局"
            if style.unit_at == "title":
                sheet.cells[2, width] = f"单位：{style.unit}"
            line = 4
        return line

    def _headers(self, sheet: Sheet, line: int, columns: dict[str, int]) -> int:
        style, unit = self.style, self.style.unit
        sheet.cells[line, 1] = "No." if self.english else "序号"
        in_header = style.unit_at == "header"
        for field, at in columns.items():
            text = self.header(field)
            if field == "amount" and in_header and not style.two_lines:
                text += f" (CNY {unit})" if self.english else ("\n" if style.breaks else "") + f"（{unit}）"
            elif style.breaks and len(text) > 4:
                text = text[:2] + "\n" + text[2:]
            sheet.cells[line, at] = text
        if not style.two_lines:
            return line + 1
        for field, at in columns.items():
            if GROUPS.get(field):
                sheet.cells[line + 1, at] = self.header(field)
                del sheet.cells[line, at]
            elif field == "amount" and in_header:
                sheet.cells[line + 1, at] = unit
            else:
                sheet.merge(line, at, line + 1, at)
        sheet.merge(line, 1, line + 1, 1)
        _group_headers(sheet, line, columns)
        return line + 2

    def _groups(self, rows: list[Row]) -> list[tuple[str, list[Row]]]:
        field = self.style.section or (self.style.merged if self.style.merged in ORDER else "")
        if not field:
            return [("", rows)]
        groups = [(label, [row for row in rows if getattr(row, field) == label]) for label in ORDER[field]]
        return [(label, members) for label, members in groups if members]

    def _section(self, sheet: Sheet, line: int, width: int, text: str, members: list[Row]) -> int:
        count = f"（共{len(members)}项）" if self.rng.random() < 0.4 else ""
        sheet.cells[line, 1] = text + count
        sheet.merge(line, 1, line, width)
        return line + 1

    def _row(self, sheet: Sheet, line: int, columns: dict[str, int], row: Row) -> None:
        values = self.values(row)
        value, unit = self.amount(row)
        sheet.cells[line, 1] = len(self.placed) + 1
        for field, at in columns.items():
            content = value if field == "amount" else values[field]
            if content != "":
                sheet.cells[line, at] = content
        places = {field: address(line, at) for field, at in columns.items()}
        self.placed.append((row, sheet.name, places, shown(value), unit))

    def _merge_body(self, sheet: Sheet, column: int, first: int, end: int, members: list[Row]) -> None:
        sheet.cells[first, column] = self.label(self.style.merged, getattr(members[0], self.style.merged))
        for line in range(first + 1, end):
            del sheet.cells[line, column]
        sheet.merge(first, column, end - 1, column)

    def _total(self, sheet: Sheet, line: int, columns: dict[str, int], rows: list[Row], word: str) -> int:
        true = sum(row.wan for row in rows)
        written = true
        if self.wrong_left and word != "小计":
            written, self.wrong_left = true + 27_000, False
        value, _ = self.money(written)
        sheet.cells[line, self.rng.choice((1, columns["name"]))] = word
        sheet.cells[line, columns["amount"]] = value
        self.checks.append({"file": self.book.file, "sheet": sheet.name, "cell": address(line, columns["amount"]),
                            "text": shown(value), "agrees": written == true, "rows": cny(true)})
        return line + 1


def _group_headers(sheet: Sheet, line: int, columns: dict[str, int]) -> None:
    at = {column: GROUPS.get(field, "") for field, column in columns.items()}
    for column in sorted(at):
        group = at[column]
        if not group or at.get(column - 1) == group:
            continue
        last = column
        while at.get(last + 1) == group:
            last += 1
        sheet.cells[line, column] = group
        sheet.merge(line, column, line, last)


def _cleaned(style: Style, without: frozenset[str]) -> Style:
    """The style less the dirt that is left out."""
    changes: dict[str, Any] = {}
    if "units" in without:
        changes |= {"unit": "元", "unit_at": "header"}
    off = {"full_width": style.number == "full_width", "thousands": style.number == "thousands",
           "numbers_as_text": style.number == "text"}
    if any(off[kind] and kind in without for kind in off):
        changes["number"] = "number"
    for kind, field in {"low_headers": "low", "two_line_headers": "two_lines", "line_breaks": "breaks",
                        "notes": "notes",
                        "blank_columns": "blank", "wrong_total": "wrong"}.items():
        if kind in without:
            changes[field] = False
    for kind, field in {"section_rows": "section", "sheets_as_category": "sheets", "merged_body": "merged",
                        "subtotals": "totals", "hidden_sheets": "hidden", "unreadable": "bad"}.items():
        if kind in without:
            changes[field] = ""
    dates = {"chinese_dates": ("zh", "zh_numerals"), "serial_dates": ("serial",), "text_dates": ("slash", "dot",
                                                                                                 "english",
                                                                                                 "compact")}
    if any(style.date in manners and kind in without for kind, manners in dates.items()):
        changes["date"] = "date"
    if "encodings" in without and style.form.startswith("csv"):
        changes["form"] = "csv-utf8"
    if style.form.startswith("csv") and changes.get("number") == "number":
        changes["number"] = "text"
    return replace(style, **changes)


def plain(number: Decimal) -> str:
    """A decimal without exponent and without zeros at its end."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def shown(value: Any) -> str:
    """A cell's value as the answer quotes it."""
    return plain(value) if isinstance(value, Decimal) else str(value)
