"""One row of a table to a project, or to what is wrong with it."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import NamedTuple, TypeVar

from msgspec.structs import replace

from banyan.model.figure import Amount
from banyan.model.ids import ImportId, ProjectId
from banyan.model.project import (
    Cell,
    Channel,
    Code,
    Investment,
    InvestmentKind,
    Investor,
    Project,
    Source,
    StageAt,
)
from banyan.model.sheet import Value, letters, ref
from banyan.model.text import Name
from banyan.model.time import EPOCH
from banyan.packs.projects import categories, codes, dates, money, texts
from banyan.packs.projects.categories import Lists
from banyan.packs.projects.grid import shown, written
from banyan.packs.projects.mapping import Taken
from banyan.packs.projects.money import CNY, Said, Unit, Unread
from banyan.packs.projects.plain import key, plain, tidy

T = TypeVar("T")
SUMMED = ("investment", "increment", "after", "revised")     # the columns that lines of sums add up, the first there is
SIGNED, REVISED, INCREMENT = InvestmentKind.SIGNED, InvestmentKind.REVISED, InvestmentKind.INCREMENT
_PARTS = re.compile(r"\s*(?:[、;；\n]|\s/\s|／|,(?=\s*[\u3400-\u9fff]))\s*")
_INCREASE_IN_NAME = re.compile(
    r"(?:增资|追加投资|增资扩产|增资扩股)(?:项目)?(?=$|[)）(（])|\bcapital increase\b", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d{2}")
_DATED = (("signed_on", "signed"), ("started_on", "started"), ("production_on", "in-production"),
          ("capacity_on", "at-capacity"), ("stopped_on", "stopped"))


class Asked(NamedTuple):
    """What an import says of all its rows."""

    sender: str
    edition: str
    lists: Lists
    rates: Mapping[str, Decimal]
    unit: Said                       # where the workbook says none
    cohort: str = ""
    told_on: date | None = None      # the day that the workbooks tell of

    @property
    def year(self) -> int | None:
        found = _YEAR.search(self.edition)
        return int(found[0]) if found else None


class Fault(NamedTuple):
    """A cell that can't be read. `whole`: the row can't stand without it. `unit`: of its column, "100000000 CNY"."""

    field: str
    cell: Cell
    reason: Name
    whole: bool
    unit: str = ""


class Read(NamedTuple):
    project: Project | None
    amount: Amount | None            # as the amount's column says, for the sums; also of a row on the red list
    faults: tuple[Fault, ...]
    partial: Project | None = None   # what could be read of a row that fell
    summed: Amount | None = None     # `amount` in the currency it is written in


class RowReader:
    """Reads the rows of one table: field → its columns, found once."""

    def __init__(self, taken: Sequence[Taken], asked: Asked, file: str, sha256: str, sheet: str) -> None:
        self._asked, self._file, self._sha256, self._sheet = asked, file, sha256, sheet
        self.of: dict[str, list[Taken]] = {}
        for one in taken:
            self.of.setdefault(one.field, []).append(one)
        self.columns = {field: tuple(t.column.at for t in several) for field, several in self.of.items()}
        self.letters = {t.column.at: letters(t.column.at) for t in taken}
        self.units = {t.column.at: self._unit(t) for t in taken}
        money_columns = [self.of[f][0].column.at for f in SUMMED if f in self.of]
        self.summed = money_columns[0] if money_columns else -1

    def _unit(self, taken: Taken) -> Unit | None:
        said = taken.said.over(self._asked.unit)
        return said.unit(f"column {taken.column.header}")

    def read(
        self, r: int, values: Mapping[int, Value], carried: Mapping[str, tuple[str, str]],
        errors: Mapping[int, str], forms: Mapping[int, str],
    ) -> Read:
        """`values`: column → value; `carried`: field → (text, cell) from sections, title and the sheet's name."""
        return _Row(self, self._asked, r, values, carried, errors, forms).read(
            Source(self._file, self._sha256, self._sheet, r + 1, self._asked.sender, ImportId("")))


    def said(self, r: int, values: Mapping[int, Value], forms: Mapping[int, str]) -> tuple[Amount | None, str]:
        """The sum that a line of sums says, in the currency it is written in, and its cell."""
        row = _Row(self, self._asked, r, values, {}, {}, forms)
        for field in SUMMED:
            row.amount(field)
            if row.summed is not None:
                return row.summed, row.cells[field].ref
        return None, ""

    def investors(self, r: int, values: Mapping[int, Value]) -> tuple[Investor, ...]:
        """Those of a further line of a project."""
        return _Row(self, self._asked, r, values, {}, {}, {}).investors()


class _Row:
    """The fields of one row as they are read, with the cells they came from."""

    def __init__(
        self, reader: RowReader, asked: Asked, r: int, values: Mapping[int, Value],
        carried: Mapping[str, tuple[str, str]], errors: Mapping[int, str], forms: Mapping[int, str],
    ) -> None:
        self.reader, self.asked, self.r, self.values, self.carried = reader, asked, r, values, carried
        self.errors, self.forms = errors, forms
        self.cells: dict[str, Cell] = {}
        self.faults: list[Fault] = []
        self.summed: Amount | None = None

    def ref(self, c: int) -> str:
        return f"{self.reader.letters[c]}{self.r + 1}"

    def text(self, field: str) -> str:
        """The first filled column of a field, else what a section carries; its cell is noted."""
        for c in self.reader.columns.get(field, ()):
            value = self.values.get(c, "")
            if c in self.errors:
                self.cells[field] = Cell(self.ref(c), self.errors[c])
                return self.errors[c]
            if value != "" and (found := tidy(value) if isinstance(value, str) else shown(value)):
                self.cells[field] = Cell(self.ref(c), written(value))
                return found
        if self.carried and (over := self.carried.get(field)) is not None:
            self.cells[field] = Cell(over[1], over[0])
            return over[0]
        return ""

    def fault(self, field: str, reason: Name, whole: bool = False) -> None:
        columns = self.reader.of.get(field, ())
        unit = self.reader.units[columns[0].column.at] if columns else None
        said = f"{unit.factor:f} {unit.currency}" if unit is not None else ""
        self.faults.append(Fault(field, self.cells.get(field) or self._place(field), reason, whole, said))

    def _place(self, field: str) -> Cell:
        columns = self.reader.of.get(field) or self.reader.of.get("name") or ()
        return Cell(ref(self.r, columns[0].column.at if columns else 0), "")

    def amount(self, field: str) -> Amount | None:
        """None where it is empty; a fault where it can't be read."""
        for t in self.reader.of.get(field, ()):
            c = t.column.at
            value = self.values.get(c, "")
            if value == "" and c not in self.errors:
                continue
            self.cells[field] = Cell(self.ref(c), self.errors.get(c) or written(value))
            unit = self._unit(self.reader.units[c])
            form = self.forms.get(c, "")
            read = money.read(value, unit, self._rates(unit), self.errors.get(c, ""), form)
            if c == self.reader.summed and unit is not None and unit.currency != CNY:
                as_it_is = money.read(value, unit, money.AS_IT_IS, self.errors.get(c, ""), form)
                self.summed = as_it_is if isinstance(as_it_is, Amount) else None
            if isinstance(read, Unread):
                self.fault(field, read.reason, whole=True)
                return None
            if c == self.reader.summed and self.summed is None:
                self.summed = read
            return read
        return None

    def _rates(self, unit: Unit | None) -> Mapping[str, Decimal]:
        """A column of rates holds for the currency of its row."""
        if "rate" not in self.reader.of or unit is None or unit.currency == CNY:
            return self.asked.rates
        try:
            rate = Decimal(plain(self.text("rate")))
        except InvalidOperation:
            return self.asked.rates
        return {**self.asked.rates, unit.currency: rate} if rate > 0 else self.asked.rates

    def _unit(self, unit: Unit | None) -> Unit | None:
        """The row's own columns of unit and currency stand nearer than the header."""
        said = money.unit_of(self.text("unit")) if "unit" in self.reader.of else money.UNSAID
        if "currency" in self.reader.of:
            said = said.over(money.unit_of(self.text("currency")))
        if said == money.UNSAID:
            return unit
        base = unit or Unit(Decimal(1))
        return Unit(said.scale if said.scale is not None else base.factor, said.currency or base.currency or CNY,
                    f"row {self.r + 1}")

    def day(self, field: str) -> date | None:
        for t in self.reader.of.get(field, ()):
            c = t.column.at
            value = self.values.get(c, "")
            if value == "" and c not in self.errors:
                continue
            self.cells[field] = Cell(self.ref(c), self.errors.get(c) or written(value))
            read = dates.read(self.errors.get(c) or value, self.asked.year)
            if isinstance(read, Unread):
                self.fault(field, read.reason)
                return None
            return read
        if field in self.carried:
            read = dates.read(self.text(field), self.asked.year)
            return read if isinstance(read, date) else None
        return None

    def read(self, source: Source) -> Read:
        name = self.text("name")
        increase = self._is_increase(name)
        amount, investments = self._investments(increase)
        if not name:
            self.fault("name", texts.NO_NAME, whole=True)
        if not investments and not any(f.whole for f in self.faults):
            where = "increment" if increase and "increment" in self.reader.of else "investment"
            self.fault(where, texts.no_amount(where in self.reader.of), whole=True)
        made = self._project(name, investments, increase, source)     # also of a faulty row: its cells are told
        if any(f.whole for f in self.faults):
            return Read(None, amount, tuple(self.faults), made, self.summed)
        return Read(made, amount, tuple(self.faults), None, self.summed)

    def _is_increase(self, name: str) -> bool:
        said = categories.is_increase(self.text("row_kind")) if "row_kind" in self.reader.of else None
        if said is None and "row_kind" in self.carried:
            said = categories.is_increase(self.carried["row_kind"][0])
        if said is None and "row_kind" in self.reader.of and key(self.text("row_kind")) in _YES:
            said = any("增资" in t.column.header or "increase" in t.column.header.casefold()
                       for t in self.reader.of["row_kind"])
        if said is None and _filled(self, "increases"):
            said = True
        if said is None and _INCREASE_IN_NAME.search(name):
            said = True
        return bool(said)

    def _investments(self, increase: bool) -> tuple[Amount | None, tuple[Investment, ...]]:
        main = self.amount("investment")
        if increase:
            added = self.amount("increment") or self._difference(main) or main
            if added is None:
                return main, ()
            self.faults = [f for f in self.faults if f.field != "investment"]
            field = "increment" if "increment" in self.cells else "investment"
            return main or added, (self._investment(INCREMENT, added, field),)
        found = [] if main is None else [self._investment(SIGNED, main, "investment")]
        if (revised := self.amount("revised")) is not None and (main is None or revised.value != main.value):
            found.append(self._investment(REVISED if main is not None else SIGNED, revised, "revised"))
        if (added := self.amount("increment")) is not None and main is not None:
            found.append(self._investment(INCREMENT, added, "increment"))
        self.faults = [f._replace(whole=f.field == "investment" and main is None) for f in self.faults]
        return main, tuple(found)

    def _difference(self, main: Amount | None) -> Amount | None:
        """What came to an amount before, where a row says both."""
        before, after = self.amount("before"), self.amount("after") or main
        if before is None or after is None or after.value <= before.value:
            return None
        step = min(before.step, after.step)
        return Amount(f"{after.text} - {before.text}", after.value - before.value, step)

    def _investment(self, kind: InvestmentKind, amount: Amount, field: str) -> Investment:
        columns = self.reader.of.get(field, ())
        unit = self.reader.units[columns[0].column.at] if columns else None
        where = f"{unit.factor:f} {unit.currency}, {unit.where}" if unit is not None else ""
        on = self.asked.told_on if kind is REVISED else None
        return Investment(kind, amount, self.asked.edition, on, where, self.cells.get(field))

    def _project(self, name: str, investments: tuple[Investment, ...], increase: bool, source: Source) -> Project:
        signed_on = self.day("signed_on")
        if increase and signed_on is not None:
            investments = tuple(replace(i, on=signed_on) for i in investments)
        project = Project(
            id=ProjectId(""), name=name, edition=self.text("edition") or self.asked.edition, investments=investments,
            sources=(), known_at=EPOCH, cohort=self.text("cohort") or self.asked.cohort, aliases=self._aliases(name),
            codes=self._codes(), investors=self.investors(), sector=self._sector(),
            agreement=self._listed("agreement", categories.agreement), channel=self._channel(),
            stages=self._stages(signed_on), signed_on=signed_on, district=self.text("district"),
            place=self.text("place"), point=self._point(), origin=self.text("origin"), contact=self._contact(),
            content=self.text("content"), note=self.text("note"),
            increases=ProjectId("") if increase else None, extra=self._extra(),
        )
        if project.edition != self.asked.edition:
            project = _in_edition(project)
        told = Source(source.file, source.sha256, source.sheet, source.row, source.sender, source.imported, self.cells)
        return replace(project, sources=(told,))

    def _aliases(self, name: str) -> tuple[str, ...]:
        found = []
        for t in self.reader.of.get("alias", ()):
            alias = shown(self.values.get(t.column.at, ""))
            if alias and alias != name:
                self.cells["alias"] = Cell(self.ref(t.column.at), alias)
                found.append(alias)
        return tuple(found)

    def _codes(self) -> tuple[Code, ...]:
        said = self.text("code")
        if not said or key(said) in _NOTHING:
            return ()
        code = codes.project_code(said)
        if code.wrong:
            self.fault("code", texts.wrong_code(code.text, code.wrong))
        return (code,)

    def investors(self) -> tuple[Investor, ...]:
        said = self.text("investor")
        kind = self._listed("investor_kind", categories.investor_kind)
        credit = self.text("credit_code")
        code = codes.credit_code(credit) if credit and key(credit) not in _NOTHING else None
        if code is not None and code.wrong:
            self.fault("credit_code", texts.wrong_code(code.text, code.wrong))
        names = [part for part in _PARTS.split(said) if part] if said and key(said) not in _NOTHING else []
        if not names:
            return (Investor("", kind, code, self.text("origin")),) if kind is not None or code is not None else ()
        first = Investor(names[0], kind, code, self.text("origin"))
        return (first, *(Investor(other) for other in names[1:]))

    def _sector(self) -> tuple[str, ...]:
        found: list[str] = []
        for field in ("sector", "subsector"):
            said = self.text(field)
            if said and key(said) not in _NOTHING:
                sid = categories.sector(said, self.asked.lists)
                found += [s for s in categories.sector_above(sid, self.asked.lists) or (sid,) if s not in found]
        return tuple(found)

    def _listed(self, field: str, known: Callable[[str], T | None]) -> T | None:
        said = self.text(field)
        if not said or key(said) in _NOTHING:
            return None
        found = known(said)
        if found is None:
            self.fault(field, texts.not_in_list(field, said))
        return found

    def _channel(self) -> Channel | None:
        """Several columns may say it together: on site or not, online or not."""
        said: list[Channel] = []
        for t in self.reader.of.get("channel", ()):
            c = t.column.at
            text = shown(self.values.get(c, ""))
            if not text or key(text) in _NOTHING:
                continue
            self.cells["channel"] = Cell(self.ref(c), text)
            found = categories.channel(text) or _yes_on_site(t.column.header, text)
            if found is None:
                self.fault("channel", texts.not_in_list("channel", text))
            else:
                said.append(found)
        if not said and "channel" in self.carried:
            found = categories.channel(self.text("channel"))
            said = [found] if found is not None else []
        order = (Channel.OFF_SITE, Channel.ON_SITE_ONLINE, Channel.ON_SITE_OFFLINE)
        return next((c for c in order if c in said), None)

    def _stages(self, signed_on: date | None) -> tuple[StageAt, ...]:
        known = {s.id: s for s in self.asked.lists.stages}
        days = [(stage, signed_on if field == "signed_on" else self.day(field)) for field, stage in _DATED]
        found = [StageAt(stage, day) for stage, day in days if day is not None and stage in known]
        said = self.text("stage")
        if said and key(said) not in _NOTHING:
            now = categories.stage(said, self.asked.lists)
            if now is None:
                self.fault("stage", texts.not_in_list("stage", said))
                found.append(StageAt(plain(said)))
            elif all(s.stage != now for s in found):
                found.append(StageAt(now, self.asked.told_on))
        ranks = {s.id: (s.rank if s.rank is not None else 1000) for s in self.asked.lists.stages}
        return tuple(sorted(found, key=lambda s: ranks.get(s.stage, 999)))

    def _point(self) -> tuple[float, float] | None:
        if "longitude" not in self.reader.of or "latitude" not in self.reader.of:
            return None
        try:
            x, y = float(self.text("longitude")), float(self.text("latitude"))
        except ValueError:
            return None
        return (x, y) if -180 <= x <= 180 and -90 <= y <= 90 else None

    def _contact(self) -> str:
        said = [shown(self.values.get(t.column.at, "")) for t in self.reader.of.get("contact", ())]
        self.text("contact")
        return " ".join(part for part in said if part)

    def _extra(self) -> dict[str, str]:
        found = {}
        for t in self.reader.of.get("", ()):
            text = shown(self.values.get(t.column.at, ""))
            if text:
                found[t.column.header] = text
        return found


def _filled(row: _Row, field: str) -> bool:
    return field in row.reader.of and key(row.text(field)) not in _NOTHING | {""}


def _yes_on_site(header: str, text: str) -> Channel | None:
    """A column "是否现场签约" with 是 and 否."""
    if "现场" not in header and "on-site" not in header.casefold() and "on site" not in header.casefold():
        return None
    if key(text) in ("是", "yes", "y", "√", "true"):
        return Channel.ON_SITE_OFFLINE
    return Channel.OFF_SITE if key(text) in ("否", "no", "n", "×", "false") else None


def _in_edition(project: Project) -> Project:
    return replace(project, investments=tuple(replace(i, edition=project.edition) for i in project.investments))


_YES = ("是", "yes", "y", "true", "√")
_NOTHING = frozenset({"", "无", "待定", "暂无", "na", "none", "null", "待填", "未知", "不详", "tbd", "tbc", "nil",
                      "待补", "待补充"})
