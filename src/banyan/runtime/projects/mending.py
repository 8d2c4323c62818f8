"""What people do after an import: a cell of the red list mended, two projects merged, parted again."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from operator import call

from msgspec.structs import replace

from banyan.model.ids import ProjectId, UnreadableId
from banyan.model.project import Duplicate, Project, Standing, Unreadable
from banyan.model.record import Record
from banyan.packs.projects import duplicates, mended
from banyan.packs.projects.faces import face
from banyan.packs.projects.merged import by_number
from banyan.packs.projects.money import UNSAID, Unread
from banyan.packs.projects.row_cells import Asked
from banyan.runtime.imports.made import Made
from banyan.runtime.projects import lists, state
from banyan.runtime.projects.office import Office
from banyan.runtime.projects.records import told
from banyan.runtime.projects.state import IMPORT, MERGE, PROJECT, RED, Merge
from banyan.runtime.scenario import UsageError


def fix(office: Office, rid: str, value: str, rates: dict[str, Decimal]) -> Project | None:
    """Give a cell of the red list its value; the project that its row is now, None where another cell still waits.

    Raises Refused; UsageError where there is no such cell, or the value can't be read either.
    """
    office.may("projects.fix")
    store = office.store
    red = state.red(store)
    cell = red.get(UnreadableId(rid))
    if cell is None or cell.standing is not Standing.CURRENT:
        raise UsageError(f"{rid}: nothing on the red list has that id; banyan projects rejects lists it")
    if cell.mended:
        raise UsageError(f"{rid} was mended already (by {cell.mended}); nothing was changed")
    now, n, by = office.now(), store.position() + 1, office.who
    asked = Asked(cell.source.sender, cell.edition, lists.of(store), rates, UNSAID)
    projects = state.projects(store)
    base = projects[cell.project] if cell.project is not None else cell.partial
    if base is None:
        raise UsageError(f"{rid}: the row around it isn't known any more; mend the workbook and import it again")
    row = mended.mend(base, cell, value, asked, by)
    if isinstance(row, Unread):
        raise UsageError(f'{rid}, cell {cell.cell.ref}: {row.reason.en}; the row stays on the red list')
    others = [u for u in red.values() if u.id != cell.id and not u.mended and u.project is None
              and cell.project is None and u.standing is Standing.CURRENT and _same_row(u, cell)]
    causes = (("imported-by", _import_record(office, cell)), ("mends", f"{RED}/{rid}"))
    makers: list[Callable[[], Record]] = []
    if others:
        makers += [partial(told, RED, replace(u, partial=row, known_at=now), now, str(by), n, causes[0])
                   for u in others]
        done = None
        closed = replace(cell, mended=f"with {others[0].id}", known_at=now)
    else:
        pid = cell.project or ProjectId(f"PR-{len(projects) + 1:04d}")
        done = replace(row, id=pid, known_at=now)
        makers.append(partial(told, PROJECT, done, now, str(by), n, *causes))
        closed = replace(cell, mended=pid, project=pid, known_at=now)
    makers.append(partial(told, RED, closed, now, str(by), n, causes[0]))
    office.append(Made(makers, call))
    return done


def _same_row(a: Unreadable, b: Unreadable) -> bool:
    return (a.source.sha256, a.source.sheet, a.source.row) == (b.source.sha256, b.source.sheet, b.source.row)


def _import_record(office: Office, cell: Unreadable) -> str:
    return str(next(iter(state.versions(office.store, cell.source.imported, IMPORT))).id)


def alike(office: Office, edition: str | None, at_least: float = duplicates.SHOWN) -> list[Duplicate]:
    """The pairs of one edition, or of all, that look like one; merged ones count as one."""
    office.may("projects.read")
    return duplicates.find(state.standing(office.store, None, edition), None, at_least)


def merge(office: Office, a: str, b: str, keep: str | None = None) -> ProjectId:
    """Two projects become one, kept under `keep` (else the first); returns the kept id. Raises Refused, UsageError."""
    office.may("projects.merge")
    if keep is not None and keep not in (a, b):
        raise UsageError(f"--keep {keep}: one of {a} and {b} was expected")
    kept, away = (a, b) if keep in (None, a) else (b, a)
    there = {p.id: p for p in state.standing(office.store)}
    for pid in (kept, away):
        _has_to_stand(office, pid, there)
    if kept == away:
        raise UsageError(f"{a} and {b} are one project; nothing was changed")
    found = duplicates.score(face(there[ProjectId(kept)]), face(there[ProjectId(away)]))
    _link(office, [(ProjectId(away), ProjectId(kept), found)])
    return ProjectId(kept)


def merge_all(office: Office, at_least: float, edition: str | None) -> list[Duplicate]:
    """Every pair at or above a score becomes one, the smaller id kept; returns the pairs. One transaction."""
    office.may("projects.merge")
    pairs = alike(office, edition, at_least)
    kept: dict[ProjectId, ProjectId] = {}

    def end(pid: ProjectId) -> ProjectId:
        while pid in kept:
            pid = kept[pid]
        return pid

    made: list[tuple[ProjectId, ProjectId, Duplicate | None]] = []
    for pair in pairs:
        first, second = sorted((end(pair.a), end(pair.b)), key=by_number)
        if first != second:
            kept[second] = first
            made.append((second, first, pair))
    if made:
        _link(office, made)
    return pairs


def unmerge(office: Office, pid: str) -> list[ProjectId]:
    """Parts a project: one that was merged away stands again; a kept one gives all of its own back.

    Raises Refused, UsageError.
    """
    office.may("projects.merge")
    links = state.links(office.store)
    parted = [ProjectId(pid)] if pid in links else [away for away, kept in links.items() if kept == pid]
    if not parted:
        raise UsageError(f"{pid} is not merged with anything; nothing was changed")
    now, n, by = office.now(), office.store.position() + 1, str(office.who)
    office.append([told(MERGE, Merge(away, ""), now, by, n, ("parts", away)) for away in parted])
    return parted


def _has_to_stand(office: Office, pid: str, there: dict[ProjectId, Project]) -> None:
    if pid in there:
        return
    into = state.links(office.store).get(ProjectId(pid))
    if into is not None:
        raise UsageError(f"{pid} is merged into {into} already; name that one, or part them with banyan projects "
                         f"unmerge {pid}")
    raise UsageError(f"{pid}: no project stands under that id; banyan projects list has them")


def _link(office: Office, pairs: Sequence[tuple[ProjectId, ProjectId, Duplicate | None]]) -> None:
    now, n, by = office.now(), office.store.position() + 1, str(office.who)
    makers = []
    for away, kept, pair in pairs:
        reasons = tuple(r.en for r in pair.reasons) if pair is not None else ()
        body = Merge(away, kept, str(pair.score) if pair is not None else "", reasons)
        makers.append(partial(told, MERGE, body, now, by, n, ("merged-from", away), ("merged-into", kept)))
    office.append(Made(makers, call))
