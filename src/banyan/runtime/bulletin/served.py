"""The bulletin and the cohorts as screens show them: every number with its name, its words and its leave to print."""

import time
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

from banyan.measure.figures.claims import Totals
from banyan.model.figure import Amount, Dimension, Figure, Period, Unit
from banyan.model.ids import ProjectId
from banyan.model.ports import Store
from banyan.model.project import Project
from banyan.model.text import Name
from banyan.packs.projects import bulletin_money as money
from banyan.packs.projects import divisions
from banyan.packs.projects.bulletin import Ask
from banyan.packs.projects.bulletin_cohorts import STEPS, CohortRow, cohorts
from banyan.packs.projects.bulletin_figures import Number, chosen, is_released, numbers
from banyan.packs.projects.bulletin_paper import Paper, Sentence, Shown
from banyan.packs.projects.bulletin_speaker import MARK
from banyan.packs.projects.bulletin_tables import Row
from banyan.packs.projects.bulletin_telling import Telling, tell
from banyan.packs.projects.bulletin_texts import LABELS, TEXTS
from banyan.runtime.bulletin import releases
from banyan.runtime.bulletin.make import Made, Wanted, make, printed
from banyan.runtime.exports.cleaned import workbook
from banyan.runtime.projects import lists
from banyan.runtime.projects.office import Office
from banyan.runtime.projects.views import (
    BulletinCell,
    BulletinRow,
    BulletinTable,
    BulletinView,
    CohortView,
    RateView,
)

HUNDRED = Decimal(100)


class _Shower:
    """Numbers of one bulletin as cells."""

    def __init__(self, made: Made) -> None:
        self._numbers = {n.id: n for n in numbers(made.told)}
        self._made = made
        stages = {stage.id: stage.name for stage in made.ask.stages}
        bands = {band.label: band.name for band in made.ask.bands}
        self._names: Mapping[str, Name] = {**LABELS, **divisions.NAMES, **made.names, **stages, **bands}

    def label(self, label: str) -> Name:
        return self._names.get(label) or Name(label, label)

    def cell(self, name: str) -> BulletinCell | None:
        number = self._numbers.get(name)
        if number is None:
            return None
        return BulletinCell(figure=number.id, value=number.value, said=_said(number),
                            released=is_released(number, self._made.released))

    def row(self, name: str, label: Name, base: Name | None = None) -> BulletinRow:
        return BulletinRow(label=label, base=base, count=self.cell(f"{name}/count"),
                           amount=self.cell(f"{name}/amount"), share=self.cell(f"{name}/share"))

    def every(self) -> list[Number]:
        return list(self._numbers.values())


def _said(number: Number) -> Name:
    what, value = number.id.rpartition("/")[2], Decimal(number.value)
    changes = number.id.startswith("change/")
    if what == "share":
        said = money.percent(value, signed=changes)
        return Name(said, said)
    if what == "count":
        return Name(_signed(f"{value:f}", value, changes), _signed(f"{value:,f}", value, changes))
    zh, en = money.words(value, "zh"), f"CNY {money.words(value, 'en')}"
    return Name(_signed(zh, value, changes), _signed(en, value, changes))


def _signed(text: str, value: Decimal, signed: bool) -> str:
    return f"+{text}" if signed and value > 0 else text


def view(
    store: Store, edition: str, as_of: date, editions: Sequence[str], open_pairs: int, unreadable: int
) -> BulletinView:
    """Raises UsageError for an edition that nobody knows."""
    made = make(store, Wanted(edition, as_of))
    shower = _Shower(made)
    drafted = [tell(made.told, made.ask, Telling(spoken, made.released, True, made.names)) for spoken in ("zh", "en")]
    allowed = [tell(made.told, made.ask, Telling(spoken, made.released, False, made.names)) for spoken in ("zh", "en")]
    every = shower.every()
    return BulletinView(
        edition=edition, as_of=as_of, editions=list(editions), tables=_tables(made, shower), draft=_texts(drafted),
        texts=_texts(allowed), released=sum(is_released(n, made.released) for n in every), figures=len(every),
        open_pairs=open_pairs, unreadable=unreadable)


def nothing(as_of: date) -> BulletinView:
    return BulletinView(edition="", as_of=as_of, editions=[], tables=[], draft=[], texts=[], released=0, figures=0,
                        open_pairs=0, unreadable=0)


def _tables(made: Made, shower: _Shower) -> list[BulletinTable]:
    told = made.told
    found = [_table(t.name, [shower.row(f"{t.name}/{r.label}", shower.label(r.label), _increases(r)) for r in t.rows])
             for t in told.tables if t.rows]
    if told.change:
        found.insert(1, _table("change", [
            shower.row(f"change/{r.of}: {r.label}", _within(r.of, shower.label(r.label)),
                       Name(f"{r.count_before} → {r.count_now}", f"{r.count_before} → {r.count_now}"))
            for r in told.change]))
    by_id = {p.id: p for p in told.projects}
    if told.key_projects:
        found.append(_table("key_projects", [
            shower.row(f"project/{k.project}", Name(by_id[k.project].name, by_id[k.project].name))
            for k in told.key_projects]))
    if told.cohorts:
        found.append(_table("cohort", [
            shower.row(f"cohort/{r.cohort}: {r.label}", _stage(r, shower), _base(r)) for r in told.cohorts]))
    return found


def _table(name: str, rows: list[BulletinRow]) -> BulletinTable:
    return BulletinTable(name=name, title=TEXTS[f"section.{name}"], rows=rows)


def _within(table: str, label: Name) -> Name:
    if table == "total":
        return label
    title = TEXTS[f"section.{table}"]
    return Name(f"{title.zh}：{label.zh}", f"{title.en}: {label.en}")


def _stage(row: CohortRow, shower: _Shower) -> Name:
    stage = shower.label(row.label)
    return Name(f"{row.cohort} {stage.zh}", f"{row.cohort} {stage.en}")


def _base(row: CohortRow) -> Name:
    return Name(f"{row.numerator}/{row.denominator}", f"{row.numerator} of {row.denominator}")


def _increases(row: Row) -> Name | None:
    n = len(row.increased)
    return Name(f"含{n}个增资项目", f"with {n} increase{'' if n == 1 else 's'} of capital") if n else None


def _texts(papers: Sequence[Paper]) -> list[Name]:
    """The text blocks of both languages; what one of them leaves out the other does too."""
    zh, en = ([_line(s) for section in paper.sections for s in section.sentences] for paper in papers)
    return [Name(*pair) for pair in zip(zh, en, strict=True)]


def _line(sentence: Sentence) -> str:
    return "".join(f"{bit.text} {MARK}" if isinstance(bit, Shown) and bit.draft else bit.text if isinstance(bit, Shown)
                   else bit for bit in sentence)


def rows_of(store: Store, edition: str, as_of: date, figure: str) -> frozenset[ProjectId]:
    """The projects behind a number. Raises KeyError, UsageError."""
    found = next((n for n in numbers(make(store, Wanted(edition, as_of)).told) if n.id == figure), None)
    if found is None:
        raise KeyError(f"figure {figure}")
    return frozenset(found.projects)


def release(office: Office, edition: str, as_of: date, figures: Sequence[str], released: bool) -> None:
    """Raises Refused, KeyError, UsageError."""
    every = numbers(make(office.store, Wanted(edition, as_of)).told)
    known = {n.id for n in every}
    for figure in figures:
        if figure not in known:
            raise KeyError(f"figure {figure}")
    exact = [n for n in chosen(every, figures) if n.id in figures]
    releases.release(office, edition, exact, withdraw=not released)


def totals(store: Store, edition: str, as_of: date) -> Totals:
    """What an edition's projects add up to, for a text that speaks of them. Raises UsageError."""
    total = make(store, Wanted(edition, as_of)).told.total
    day = Period(as_of.isoformat(), None, as_of)
    count = Amount(str(total.count), Decimal(total.count), Decimal(0))
    amount = Amount(f"{money.words(total.amount, 'zh')}", total.amount, Decimal(0))
    return Totals(edition,
                  Figure("projects/count", edition, "projects", count, Unit(Dimension.COUNT, noun="project"), day),
                  Figure("projects/amount", edition, "investment", amount, Unit(Dimension.MONEY, "CNY"), day))


def document(store: Store, edition: str, as_of: date, kind: str, language: str) -> bytes:
    """Raises UsageError."""
    return printed(make(store, Wanted(edition, as_of)), f".{kind}", language, draft=False)


def cleaned(store: Store, projects: Sequence[Project], edition: str | None, as_of: date | None, language: str) -> bytes:
    known = lists.of(store)
    names = {s.id: s.name for s in known.sectors} | {s.id: s.name for s in known.stages}
    return workbook(projects, edition, as_of, datetime.fromtimestamp(time.time(), UTC), language, names)


def cohort_views(store: Store, projects: Sequence[Project], as_of: date) -> list[CohortView]:
    """The newest cohort first."""
    stages = lists.of(store).stages
    names = {s.id: s.name for s in stages}
    found: dict[str, list[CohortRow]] = {}
    for row in _cohorts(store, projects, as_of):
        found.setdefault(row.cohort, []).append(row)
    return [CohortView(cohort=cohort, as_of=as_of, signed=rows[0].denominator, amount=f"{rows[0].amount:f}",
                       untold=len(rows[-1].untold), steps=[_rate(row, names) for row in rows])
            for cohort, rows in found.items()]


def _rate(row: CohortRow, names: Mapping[str, Name]) -> RateView:
    share = "" if row.share is None else f"{money.percent(row.share)}".replace("\u00a0%", "")
    return RateView(id=row.label, stage=names.get(row.label) or Name(row.label, row.label), numerator=row.numerator,
                    denominator=row.denominator, rate=share)


def _cohorts(store: Store, projects: Sequence[Project], as_of: date) -> Sequence[CohortRow]:
    ask = Ask("", as_of, stages=lists.of(store).stages, steps=STEPS)
    return cohorts(projects, ask.edition, ask.as_of, ask.stages, ask.steps)


def cohort_ids(store: Store, projects: Sequence[Project], cohort: str, stage: str, as_of: date) -> frozenset[ProjectId]:
    """The projects of a rate's numerator; stage "": of its denominator. Raises KeyError."""
    rows = [row for row in _cohorts(store, projects, as_of) if row.cohort == cohort]
    row = next((r for r in rows if r.label == (stage or rows[0].label)), None)
    if row is None:
        raise KeyError(f"cohort {cohort}, {stage}")
    return frozenset(row.projects)
