"""What a workbook changes: its rows against what the same sender said before."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from msgspec.structs import replace

from banyan.model.ids import ImportId, ProjectId, UnreadableId
from banyan.model.plain import key
from banyan.model.project import (
    Investment,
    InvestmentKind,
    Project,
    Source,
    StageAt,
    Standing,
    Unreadable,
)
from banyan.model.time import Instant
from banyan.packs.projects.names import core
from banyan.packs.projects.reading import FileRead

Key = tuple[str, ...]
_VERSION = re.compile(r"(?:[\s_\-(（\[【]*(?:v\d+(?:\.\d+)*|ver\.?\s*\d+|第?[一二三四五六七八九十\d]+[稿版次]|"
                      r"副本|copy|修订版?|更新版?|最新版?|终稿|定稿|final|"
                      r"rev\.?\s*\d*|new|\d{4}[-_.年]?\d{1,2}[-_.月]?\d{0,2}日?|\d{1,3})[)）\]】]*)+$", re.IGNORECASE)
COMPARED = (
    "name", "aliases", "codes", "investors", "sector", "agreement", "channel", "signed_on", "district", "place",
    "point",
    "origin", "contact", "content", "note", "edition", "cohort", "extra",
)  # fmt: skip


class Change(NamedTuple):
    """`fields`: what differs; () for a project that is new or back again."""

    project: Project
    fields: tuple[tuple[str, str, str], ...] = ()      # (field, was, is)


class Plan(NamedTuple):
    """Everything an import will do. Projects and cells on the red list have their ids."""

    new: tuple[Project, ...]
    changed: tuple[Change, ...]
    unchanged: tuple[ProjectId, ...]
    withdrawn: tuple[Project, ...]
    unread: tuple[Unreadable, ...]
    closed: tuple[Unreadable, ...]         # cells on the red list that the newer workbook has mended


class Known(NamedTuple):
    """What the journal has: every project and cell of the red list by id, whatever its standing. Projects may be made
    as they are looked at, so each is looked at once or twice, and none is kept that isn't needed.
    """

    projects: Mapping[ProjectId, Project]
    unread: Mapping[UnreadableId, Unreadable]


def sender_of(file: str) -> str:
    """The sender that a file's name tells: "district-a_2021-08-20 (2).xlsx" → "district-a"."""
    stem = re.split(r"[\\/]", file)[-1].rpartition(".")[0] or file
    return _VERSION.sub("", stem).strip(" -_.") or stem


def key_of(project: Project) -> Key:
    """What makes a row the same in the next version of its sender's workbook."""
    kind = "increase" if project.increases is not None else "project"
    code = next((c.text for c in project.codes if c.kind == "project" and not c.wrong), "")
    if code:
        return (kind, code)
    return (kind, key(project.name), key(project.investors[0].name) if project.investors else "")


def _cell_key(cell: Unreadable) -> Key:
    """A row that fell is known by its name, wherever it stands in the next version; other cells by their place."""
    if cell.partial is not None and cell.partial.name:
        return (cell.source.sheet, cell.field, *key_of(cell.partial))
    return (cell.source.sheet, cell.cell.ref, cell.field)


def plan(
    known: Known, reads: Sequence[FileRead], sender: str, edition: str, imported: ImportId, now: Instant,
    told_on: date | None = None,
) -> Plan:
    """Of one sender's workbooks of one edition, which tell of the day `told_on`. The same rows again change nothing."""
    mine, by_key = _before(known, sender, edition)
    numbers = _Numbers(known)
    new, changed, unchanged = [], [], []
    mended = _mended(known, sender, edition)
    seen = _mended_rows(known, reads, sender, edition)
    at: dict[tuple[str, int], ProjectId] = {}
    rows = [(read, i, project) for read in reads for i, project in enumerate(read.projects)]
    for (read, i, row), there in zip(rows, _matched(by_key, [key_of(p) for _, _, p in rows]), strict=True):
        old = known.projects[there] if there is not None else None
        told = replace(row, known_at=now, sources=(_imported(row.sources[0], imported),))
        if old is None or old.id in seen:
            told = replace(told, id=numbers.project())
            new.append(told)
        else:
            kept = _continued(old, replace(told, id=old.id), told_on)
            if (cells := mended.get(old.id)) is not None:
                kept = _as_mended(old, kept, cells, _faults_of(read, i))
            differs = differences(old, kept)
            if old.standing is not Standing.CURRENT:
                new.append(kept)
            elif differs:
                changed.append(Change(kept, differs))
            else:
                unchanged.append(old.id)
            told = kept
        seen.add(told.id)
        at[read.sha256, i] = told.id
    files = {_pattern(read.file) for read in reads}
    gone = [known.projects[pid] for pid, pattern in mine.items() if pid not in seen and pattern in files]
    withdrawn = [replace(p, standing=Standing.WITHDRAWN, known_at=now) for p in gone]
    unread, closed = _red(known, reads, sender, edition, imported, now, at, numbers)
    return Plan(_based(new, known), tuple(changed), tuple(unchanged), tuple(withdrawn), unread, closed)


def _before(known: Known, sender: str, edition: str) -> tuple[dict[ProjectId, str], dict[Key, list[ProjectId]]]:
    """A sender's projects of an edition: id → pattern of the file it stands in ("" where it stands no more); by key."""
    mine: dict[ProjectId, str] = {}
    by_key: dict[Key, list[ProjectId]] = {}
    patterns: dict[str, str] = {}
    for pid, p in known.projects.items():
        source = p.sources[0]
        if source.sender != sender or _asked_edition(p) != edition:
            continue
        by_key.setdefault(key_of(p), []).append(pid)
        if source.file not in patterns:
            patterns[source.file] = _pattern(source.file)
        mine[pid] = patterns[source.file] if p.standing is Standing.CURRENT else ""
    return mine, by_key


def _mended(known: Known, sender: str, edition: str) -> dict[ProjectId, dict[str, Unreadable]]:
    """Project → field → the cell of it that a person mended."""
    found: dict[ProjectId, dict[str, Unreadable]] = {}
    for u in known.unread.values():
        if u.mended and u.project == u.mended and u.source.sender == sender and u.edition == edition:
            found.setdefault(u.project, {})[u.field] = u
    return found


def _mended_rows(known: Known, reads: Sequence[FileRead], sender: str, edition: str) -> set[ProjectId]:
    """Projects whose row fell, was mended by hand, and stands in the new version as it fell."""
    told = {(f.sheet, f.fault.field, *key_of(f.partial)): f.fault.cell.text
            for read in reads for f in read.faults if f.partial is not None}
    return {pid for pid, cells in _mended(known, sender, edition).items() for u in cells.values()
            if u.partial is not None and told.get(_cell_key(u)) == u.cell.text}


def _faults_of(read: FileRead, i: int) -> dict[str, str]:
    """Field → text of the cells of one row that can't be read."""
    return {f.fault.field: f.fault.cell.text for f in read.faults if f.at == i} if read.faults else {}


_HELD_IN = {"investor_kind": "investors", "credit_code": "investors", "code": "codes", "stage": "stages",
            "started_on": "stages", "production_on": "stages", "capacity_on": "stages", "stopped_on": "stages"}


def _as_mended(
    old: Project, new: Project, cells: Mapping[str, Unreadable], faults: Mapping[str, str]
) -> Project:
    """What a person mended stays mended as long as the workbook repeats the cell that can't be read."""
    names = {_HELD_IN.get(field, field) for field, u in cells.items() if faults.get(field) == u.cell.text}
    held = {name: getattr(old, name) for name in sorted(names) if hasattr(old, name)}
    return replace(new, **held) if held else new


def _asked_edition(project: Project) -> str:
    return project.investments[0].edition if project.investments else project.edition


def _pattern(file: str) -> str:
    return sender_of(file).casefold()


def _imported(source: Source, imported: ImportId) -> Source:
    return replace(source, imported=imported)


def _matched(by_key: Mapping[Key, list[ProjectId]], keys: Iterable[Key]) -> Iterator[ProjectId | None]:
    """The n-th row of a key goes on the n-th project of it."""
    used: dict[Key, int] = {}
    for k in keys:
        n = used[k] = used.get(k, -1) + 1
        there = by_key.get(k, [])
        yield there[n] if n < len(there) else None


def _continued(old: Project, new: Project, told_on: date | None) -> Project:
    """The new version with the old one's history: amounts that were signed and are now revised, stages it was in."""
    if old.standing is Standing.UNDONE:
        return new
    return replace(new, investments=_history(old, new, told_on), stages=_stages(old, new), merged=old.merged,
                   increases=old.increases if old.increases and new.increases == "" else new.increases)


def _history(old: Project, new: Project, told_on: date | None) -> tuple[Investment, ...]:
    """Where the amount told is the one told last, nothing is revised."""
    signed = [i for i in old.investments if i.kind is not InvestmentKind.INCREMENT]
    told = [i for i in new.investments if i.kind is not InvestmentKind.INCREMENT]
    if not signed or not told or len(told) > 1:
        return new.investments
    increments = tuple(i for i in new.investments if i.kind is InvestmentKind.INCREMENT)
    last = signed[-1]
    if last.amount.value == told[0].amount.value:
        kept = (*signed[:-1], replace(last, cell=told[0].cell, amount=told[0].amount, unit=told[0].unit))
        return (*kept, *increments)
    return (*signed, replace(told[0], kind=InvestmentKind.REVISED, on=told_on), *increments)


def _stages(old: Project, new: Project) -> tuple[StageAt, ...]:
    said = {s.stage for s in new.stages}
    return (*(s for s in old.stages if s.stage not in said), *new.stages)


def differences(old: Project, new: Project) -> tuple[tuple[str, str, str], ...]:
    """(field, was, is) of everything a reader would call changed; where a row stands in its workbook is not."""
    found = [(name, _said(getattr(old, name)), _said(getattr(new, name))) for name in COMPARED
             if getattr(old, name) != getattr(new, name)]
    was, now = _amounts(old), _amounts(new)
    if was != now:
        found.append(("investment", was, now))
    if [(s.stage, s.on) for s in old.stages] != [(s.stage, s.on) for s in new.stages]:
        found.append(("stage", old.stage, new.stage))
    return tuple(found)


def _amounts(project: Project) -> str:
    return ", ".join(f"{i.kind} {i.amount.value:f}" for i in project.investments)


def _said(value: object) -> str:
    return "" if value is None else str(value)


class _Numbers:
    """The next ids, in the order of what is there."""

    def __init__(self, known: Known) -> None:
        self._project, self._cell = len(known.projects), len(known.unread)

    def project(self) -> ProjectId:
        self._project += 1
        return ProjectId(f"PR-{self._project:04d}")

    def cell(self) -> UnreadableId:
        self._cell += 1
        return UnreadableId(f"R-{self._cell:04d}")


def _red(
    known: Known, reads: Sequence[FileRead], sender: str, edition: str, imported: ImportId, now: Instant,
    at: Mapping[tuple[str, int], ProjectId], numbers: _Numbers,
) -> tuple[tuple[Unreadable, ...], tuple[Unreadable, ...]]:
    """The red list of this version, and what is on it no more. A cell that can't be read again keeps its id."""
    files = {_pattern(read.file) for read in reads}
    mine = [u for u in known.unread.values() if u.source.sender == sender and u.edition == edition
            and _pattern(u.source.file) in files]
    before = {_cell_key(u): u for u in mine}
    found: list[Unreadable] = []
    still: set[UnreadableId] = set()
    for read in reads:
        for faulty in read.faults:
            fault = faulty.fault
            source = Source(read.file, read.sha256, faulty.sheet, faulty.row, sender, imported)
            project = None if faulty.at is None else at[read.sha256, faulty.at]
            partial = None if faulty.partial is None else replace(
                faulty.partial, known_at=now, sources=(_imported(faulty.partial.sources[0], imported),))
            cell = Unreadable(UnreadableId(""), fault.field, fault.cell, fault.reason, source, edition, now,
                              project=project, partial=partial, unit=fault.unit)
            old = before.get(_cell_key(cell))
            if old is not None and old.id not in still:
                still.add(old.id)
                if old.standing is Standing.CURRENT and old.cell.text == fault.cell.text:
                    continue                           # it waits as before, or was mended by hand and stays mended
                found.append(replace(cell, id=old.id))
            else:
                found.append(replace(cell, id=numbers.cell()))
    closed = [replace(u, mended=imported, known_at=now) for u in mine
              if u.id not in still and not u.mended and u.standing is Standing.CURRENT]
    return tuple(found), tuple(closed)


def _based(new: Sequence[Project], known: Known) -> tuple[Project, ...]:
    """Increases of capital find the project that they increase: by code, else by its name alone."""
    if all(p.increases is None for p in new):
        return tuple(new)
    there = [p for p in (*known.projects.values(), *new) if p.increases is None and p.standing is Standing.CURRENT]
    codes: dict[str, list[ProjectId]] = {}
    names: dict[str, list[ProjectId]] = {}
    for p in there:
        for c in p.codes:
            codes.setdefault(c.text, []).append(p.id)
        names.setdefault(core(p.name), []).append(p.id)
    found = []
    for p in new:
        if p.increases == "":
            bases = [b for c in p.codes for b in codes.get(c.text, ())] or names.get(core(p.name), [])
            p = replace(p, increases=bases[0] if len(set(bases)) == 1 else ProjectId(""))
        found.append(p)
    return tuple(found)
