"""One row of a table to a project, or to what is wrong with it."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from msgspec.structs import replace

from banyan.model.figure import Amount
from banyan.model.grid import shown
from banyan.model.ids import ImportId, ProjectId
from banyan.model.plain import key, plain
from banyan.model.project import Cell, Channel, Code, Investment, Investor, Project, Source, StageAt
from banyan.model.sheet import Value
from banyan.model.time import EPOCH
from banyan.packs.projects import categories, codes, texts
from banyan.packs.projects.mapping import Taken
from banyan.packs.projects.row_amounts import RowAmounts
from banyan.packs.projects.row_cells import NOTHING, SUMMED, Asked, Columns, Fault

_PARTS = re.compile(r"\s*(?:[、;；\n]|\s/\s|／|,(?=\s*[\u3400-\u9fff]))\s*")
_INCREASE_IN_NAME = re.compile(
    r"(?:增资|追加投资|增资扩产|增资扩股)(?:项目)?(?=$|[)）(（])|\bcapital increase\b", re.IGNORECASE)
_DATED = (("signed_on", "signed"), ("started_on", "started"), ("production_on", "in-production"),
          ("capacity_on", "at-capacity"), ("stopped_on", "stopped"))
_YES = ("是", "yes", "y", "true", "√")


class Read(NamedTuple):
    project: Project | None
    amount: Amount | None            # as the amount's column says, for the sums; also of a row on the red list
    faults: tuple[Fault, ...]
    partial: Project | None = None   # what could be read of a row that fell
    summed: Amount | None = None     # `amount` in the currency it is written in


class RowReader:
    """Reads the rows of one table."""

    def __init__(self, taken: Sequence[Taken], asked: Asked, file: str, sha256: str, sheet: str) -> None:
        self.columns = Columns(taken, asked)
        self._of = file, sha256, sheet

    def read(
        self, r: int, values: Sequence[Value], carried: Mapping[str, tuple[str, str]],
        errors: Mapping[int, str], forms: Mapping[int, str],
    ) -> Read:
        """`values`: by column; `carried`: field → (text, cell) from sections, title and the sheet's name."""
        row = _Row(self.columns, r, values, carried, errors, forms)
        return row.read(Source(*self._of, r + 1, self.columns.asked.sender, ImportId(""), row.cells))

    def said(self, r: int, values: Sequence[Value], forms: Mapping[int, str]) -> tuple[Amount | None, str]:
        """The sum that a line of sums says, in the currency it is written in, and its cell."""
        row = RowAmounts(self.columns, r, values, {}, {}, forms)
        for field in SUMMED:
            row.amount(field)
            if row.summed is not None:
                return row.summed, row.cells[field].ref
        return None, ""

    def investors(self, r: int, values: Sequence[Value]) -> tuple[Investor, ...]:
        """Those of a further line of a project."""
        return _Row(self.columns, r, values, {}, {}, {}).investors()


class _Row(RowAmounts):
    """A row that tells of a project."""

    def read(self, source: Source) -> Read:
        """`source` holds the cells that are noted while it is read."""
        name = self.text("name")
        increase = self._is_increase(name)
        amount, investments = self.investments(increase)
        if not name:
            self.fault("name", texts.NO_NAME, whole=True)
        if not investments and not any(f.whole for f in self.faults):
            where = "increment" if increase and "increment" in self.columns.of else "investment"
            self.fault(where, texts.no_amount(where in self.columns.of), whole=True)
        made = self._project(name, investments, increase, source)     # also of a faulty row: its cells are told
        if any(f.whole for f in self.faults):
            return Read(None, amount, tuple(self.faults), made, self.summed)
        return Read(made, amount, tuple(self.faults), None, self.summed)

    def _is_increase(self, name: str) -> bool:
        said = categories.is_increase(self.text("row_kind")) if "row_kind" in self.columns.of else None
        if said is None and "row_kind" in self.carried:
            said = categories.is_increase(self.carried["row_kind"][0])
        if said is None and "row_kind" in self.columns.of and key(self.text("row_kind")) in _YES:
            said = any("增资" in t.column.header or "increase" in t.column.header.casefold()
                       for t in self.columns.of["row_kind"])
        if said is None and self.filled("increases"):
            said = True
        if said is None and _INCREASE_IN_NAME.search(name):
            said = True
        return bool(said)

    def _project(self, name: str, investments: tuple[Investment, ...], increase: bool, source: Source) -> Project:
        signed_on = self.day("signed_on")
        if increase and signed_on is not None:
            investments = tuple(replace(i, on=signed_on) for i in investments)
        asked = self.columns.asked
        edition = self.text("edition") or asked.edition
        if edition != asked.edition:
            investments = tuple(replace(i, edition=edition) for i in investments)
        return Project(
            id=ProjectId(""), name=name, edition=edition, investments=investments, sources=(source,), known_at=EPOCH,
            cohort=self.text("cohort") or asked.cohort, aliases=self._aliases(name), codes=self._codes(),
            investors=self.investors(), sector=self._sector(),
            agreement=self.listed("agreement", categories.agreement), channel=self._channel(),
            stages=self._stages(signed_on), signed_on=signed_on, district=self.text("district"),
            place=self.text("place"), point=self._point(), origin=self.text("origin"), contact=self._contact(),
            content=self.text("content"), note=self.text("note"),
            increases=ProjectId("") if increase else None, extra=self._extra(),
        )

    def _aliases(self, name: str) -> tuple[str, ...]:
        found = []
        for c in self.columns.at.get("alias", ()):
            alias = shown(self.values[c])
            if alias and alias != name:
                self.cells["alias"] = Cell(self.ref(c), alias)
                found.append(alias)
        return tuple(found)

    def _codes(self) -> tuple[Code, ...]:
        said = self.text("code")
        if not said or key(said) in NOTHING:
            return ()
        code = codes.project_code(said)
        if code.wrong:
            self.fault("code", texts.wrong_code(code.text, code.wrong))
        return (code,)

    def investors(self) -> tuple[Investor, ...]:
        said = self.text("investor")
        kind = self.listed("investor_kind", categories.investor_kind)
        credit = self.text("credit_code")
        code = self.columns.credit_code(credit) if credit and key(credit) not in NOTHING else None
        if code is not None and code.wrong:
            self.fault("credit_code", texts.wrong_code(code.text, code.wrong))
        said = "" if key(said) in NOTHING else said
        if not said and kind is None and code is None:
            return ()
        told = said, kind, credit, self.text("origin")
        if (found := self.columns.investors.get(told)) is None:
            first, *others = [part for part in _PARTS.split(said) if part] or [""]
            found = self.columns.investors[told] = (
                (Investor(first, kind, code, told[3]), *map(Investor, others)) if first or kind or code else ())
        return found

    def _sector(self) -> tuple[str, ...]:
        found: tuple[str, ...] = ()
        for field in ("sector", "subsector"):
            said = self.text(field)
            if said and key(said) not in NOTHING:
                path = self.columns.sector(said)
                found = (*found, *(s for s in path if s not in found)) if found else path
        return found

    def _channel(self) -> Channel | None:
        """Several columns may say it together: on site or not, online or not."""
        said: list[Channel] = []
        for t in self.columns.of.get("channel", ()):
            c = t.column.at
            text = shown(self.values[c])
            if not text or key(text) in NOTHING:
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
        asked, ranks = self.columns.asked, self.columns.ranks
        days = [(stage, signed_on if field == "signed_on" else self.day(field)) for field, stage in _DATED]
        found = [StageAt(stage, day) for stage, day in days if day is not None and stage in ranks]
        said = self.text("stage")
        if said and key(said) not in NOTHING:
            now = categories.stage(said, asked.lists)
            if now is None:
                self.fault("stage", texts.not_in_list("stage", said))
                found.append(StageAt(plain(said)))
            elif all(s.stage != now for s in found):
                found.append(StageAt(now, asked.told_on))
        return tuple(sorted(found, key=lambda s: ranks.get(s.stage, 999)) if len(found) > 1 else found)

    def _point(self) -> tuple[float, float] | None:
        if "longitude" not in self.columns.of or "latitude" not in self.columns.of:
            return None
        try:
            x, y = float(self.text("longitude")), float(self.text("latitude"))
        except ValueError:
            return None
        return (x, y) if -180 <= x <= 180 and -90 <= y <= 90 else None

    def _contact(self) -> str:
        said = [shown(self.values[c]) for c in self.columns.at.get("contact", ())]
        self.text("contact")
        return " ".join(part for part in said if part)

    def _extra(self) -> dict[str, str]:
        found = {}
        for t in self.columns.of.get("", ()):
            text = shown(self.values[t.column.at])
            if text:
                found[t.column.header] = text
        return found


def _yes_on_site(header: str, text: str) -> Channel | None:
    """A column "是否现场签约" with 是 and 否."""
    if "现场" not in header and "on-site" not in header.casefold() and "on site" not in header.casefold():
        return None
    if key(text) in ("是", "yes", "y", "√", "true"):
        return Channel.ON_SITE_OFFLINE
    return Channel.OFF_SITE if key(text) in ("否", "no", "n", "×", "false") else None
