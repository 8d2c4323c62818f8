"""Projects as screens show them: a line of the list, and one project's page."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import msgspec

from banyan.measure.contribution import contribution
from banyan.model.ids import ProjectId
from banyan.model.ports import Store
from banyan.model.project import Cell, Investment, InvestmentKind, Project, Source, Standing, Unreadable, masked
from banyan.model.record import Record
from banyan.model.text import Name
from banyan.packs.projects.categories import Lists
from banyan.packs.projects.changes import differences
from banyan.runtime.projects import state
from banyan.runtime.projects.views import (
    CellView,
    Change,
    InvestmentView,
    InvestorView,
    ProjectLine,
    ProjectView,
    SourceView,
    StageView,
    UnreadableView,
    Version,
)


def plain_name(text: str) -> Name:
    """A text as somebody wrote it, in whatever language the reader has."""
    return Name(text, text)


class Words:
    """Names of the city's stages and sectors; what no list knows stands as it was written."""

    def __init__(self, lists: Lists) -> None:
        self._stages = {s.id: s.name for s in lists.stages}
        self._sectors = {s.id: s.name for s in lists.sectors}

    def stage(self, sid: str) -> Name:
        return self._stages.get(sid) or plain_name(sid)

    def sector(self, sid: str) -> Name:
        return self._sectors.get(sid) or plain_name(sid)


def line(p: Project, words: Words, edition: str, as_of: date | None, waiting: Mapping[ProjectId, int]) -> ProjectLine:
    """`edition` "": what it adds to all editions. `waiting`: cells on the red list, by project."""
    adds = contribution(p, edition or None, as_of)
    told = counted(p, edition)
    return ProjectLine(
        id=p.id, name=p.name, edition=p.edition, cohort=p.cohort, district=p.district, place=p.place,
        investor=p.investors[0].name if p.investors else "", investor_kind=str(p.investor_kind or ""),
        channel=str(p.channel or ""), agreement=str(p.agreement or ""),
        sector=words.sector(p.sector[0]) if p.sector else None, stage=words.stage(p.stage) if p.stage else None,
        signed_on=p.signed_on, amount=None if told is None else f"{adds.amount:f}",
        text="" if told is None else told.amount.text, sources=len(p.sources), merged=len(p.merged),
        waiting=sum(waiting.get(pid, 0) for pid in (p.id, *p.merged)), point=p.point, standing=str(p.standing),
        increases=p.increases or "", counts=adds.count, cell=None if told is None else of_investment(p, told),
    )  # fmt: skip


def counted(p: Project, edition: str) -> Investment | None:
    """The amount that stands for a project: what was signed last of an edition, else its increase."""
    here = [i for i in p.investments if not edition or i.edition == edition]
    signings = [i for i in here if i.kind is not InvestmentKind.INCREMENT]
    return signings[-1] if signings else here[-1] if here else None


def of_investment(p: Project, told: Investment) -> CellView | None:
    if told.cell is None or told.source >= len(p.sources):
        return None
    return cell_view("investment", told.cell, p.sources[told.source])


def cell_view(field: str, cell: Cell, source: Source) -> CellView:
    text = masked(cell.text) if field == "contact" else cell.text
    return CellView(field=field, file=source.file, sheet=source.sheet, ref=cell.ref, text=text,
                    mended_by=str(cell.mended_by or ""))


def unreadable(u: Unreadable) -> UnreadableView:
    return UnreadableView(
        id=u.id, field=u.field, cell=cell_view(u.field, u.cell, u.source), row=u.source.row, sender=u.source.sender,
        reason=u.reason, edition=u.edition, known_at=u.known_at, project=str(u.project or ""), mended=u.mended,
    )  # fmt: skip


def page(store: Store, p: Project, words: Words, red: Sequence[Unreadable]) -> ProjectView:
    mine = [u for u in red if u.project in (p.id, *p.merged)]
    waiting = {pid: sum(u.project == pid for u in mine) for pid in (p.id, *p.merged)}
    return ProjectView(
        line=line(p, words, "", None, waiting), aliases=list(p.aliases),
        codes=[{"text": c.text, "kind": c.kind, "wrong": c.wrong} for c in p.codes],
        investors=[InvestorView(name=i.name, kind=str(i.kind or ""), code=i.code.text if i.code else "",
                                code_wrong=i.code.wrong if i.code else "", origin=i.origin) for i in p.investors],
        sectors=[words.sector(s) for s in p.sector],
        stages=[StageView(name=words.stage(s.stage), on=s.on) for s in p.stages],
        investments=[InvestmentView(kind=str(i.kind), amount=f"{i.amount.value:f}", text=i.amount.text,
                                    edition=i.edition, on=i.on, unit=i.unit, cell=of_investment(p, i))
                     for i in p.investments],
        sources=[_source(s) for s in p.sources], history=sorted(_history(store, p), key=lambda v: v.at),
        unreadable=[unreadable(u) for u in mine], merged=[str(m) for m in p.merged], contact=masked(p.contact),
        content=p.content, note=p.note, origin=p.origin, extra=p.extra,
    )  # fmt: skip


def _source(s: Source) -> SourceView:
    return SourceView(file=s.file, sha256=s.sha256, sheet=s.sheet, row=s.row, sender=s.sender, import_id=s.imported,
                      cells=[cell_view(field, cell, s) for field, cell in s.cells.items()])


def _history(store: Store, p: Project) -> Iterator[Version]:
    """Of the project, of what was merged into it, and of the merges themselves."""
    for pid in (p.id, *p.merged):
        before: Project | None = None
        for rec in state.versions(store, pid):
            now = msgspec.convert(rec.body, Project)
            changes = differences(before, now) if before is not None else ()
            yield Version(at=rec.at, by=rec.by, what=_what(rec, before, now), record=rec.id,
                          changes=[_change(*c) for c in changes])
            before = now
        for rec in state.versions(store, pid, state.MERGE):
            yield Version(at=rec.at, by=rec.by, what="merged" if rec.body.get("into") else "unmerged", record=rec.id,
                          changes=[])


def _change(field: str, before: Any, after: Any) -> Change:
    hidden = masked if field == "contact" else str
    return Change(field=field, before=hidden(str(before)), after=hidden(str(after)))


def _what(rec: Record, before: Project | None, now: Project) -> str:
    roles = {c.role for c in rec.causes}
    if "undone-by" in roles or now.standing is Standing.UNDONE:
        return "undone"
    if "mends" in roles:
        return "mended"
    if now.standing is Standing.WITHDRAWN:
        return "withdrawn"
    return "imported" if before is None else "changed"
