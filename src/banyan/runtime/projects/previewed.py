"""What an import would do, as the import desk shows it."""

from itertools import islice

from msgspec.structs import replace

from banyan.model.plain import key
from banyan.model.ports import Store
from banyan.model.project import Mapped
from banyan.packs.projects.changes import Change as Changed
from banyan.packs.projects.reading import FileRead
from banyan.runtime.projects import lists, state
from banyan.runtime.projects.importing import Preview
from banyan.runtime.projects.lined import Words, line
from banyan.runtime.projects.state import Imported
from banyan.runtime.projects.views import (
    Change,
    ChangedView,
    CheckView,
    ColumnView,
    FileView,
    ImportView,
    RejectView,
    TableView,
)

SHOWN = 200      # of each kind of change: a screen needs no more, the list has all once it is taken


def preview_of(view: ImportView, ahead: Preview, store: Store) -> ImportView:
    words, edition = Words(lists.of(store)), ahead.wanted.edition
    plans = list(ahead.plans.values())
    new = [p for plan in plans for p in plan.new]
    changed = [c for plan in plans for c in plan.changed]
    gone = [p for plan in plans for p in plan.withdrawn]
    return replace(
        view,
        files=[_file(read, sender, ahead, store) for read, sender in zip(ahead.reads, ahead.senders, strict=True)],
        new=[line(p, words, edition, None, {}) for p in islice(new, SHOWN)],
        changed=[_changed(c) for c in islice(changed, SHOWN)],
        withdrawn=[line(p, words, edition, None, {}) for p in islice(gone, SHOWN)],
        unchanged=sum(len(plan.unchanged) for plan in plans), duplicates=len(ahead.duplicates),
        rejected=sum(len(plan.unread) for plan in plans), new_count=len(new), changed_count=len(changed),
        withdrawn_count=len(gone),
    )  # fmt: skip


def _changed(c: Changed) -> ChangedView:
    return ChangedView(id=c.project.id, name=c.project.name,
                       changes=[Change(field=f, before=was, after=now) for f, was, now in c.fields])


def _file(read: FileRead, sender: str, ahead: Preview, store: Store) -> FileView:
    before = state.remembered(store, sender)
    tables: dict[str, list[Mapped]] = {}
    for sheet, mapped in read.mapping:
        tables.setdefault(sheet, []).append(mapped)
    samples = _samples(read)
    return FileView(
        file=read.file, sender=sender, rows=read.rows, accepted=read.accepted,
        tables=[TableView(sheet=sheet, remembered=all(before.get(key(m.header)) == m.field for m in columns),
                          columns=[_column(m, samples.get((sheet, m.column, m.field), [])) for m in columns])
                for sheet, columns in tables.items()],
        rejected=[RejectView(sheet=f.sheet, cell=f.fault.cell.ref, text=f.fault.cell.text, reason=f.fault.reason)
                  for f in read.faults],
        checks=[CheckView(sheet=c.sheet, cell=c.cell, label=c.label, said=f"{c.said:f}", found=f"{c.found:f}",
                          agrees=c.agrees, unit=c.unit) for c in read.checks],
        left_out=[f"{sheet}\t{why}" for sheet, why in read.left_out], known=read.file in ahead.again,
    )  # fmt: skip


def _column(m: Mapped, samples: list[str]) -> ColumnView:
    return ColumnView(column=m.column, header=m.header, field=m.field, unit=m.unit, reason=m.reason, samples=samples)


def _samples(read: FileRead, most: int = 3) -> dict[tuple[str, str, str], list[str]]:
    """(sheet, column letters, field) → the first texts in it, from the cells that became values. No contacts.

    A section's row stands in another column than the field it tells; it is no sample of that column.
    """
    found: dict[tuple[str, str, str], list[str]] = {}
    for project in read.projects:
        for source in project.sources:
            for field, cell in source.cells.items():
                column = cell.ref.rstrip("0123456789")
                there = found.setdefault((source.sheet, column, field), [])
                if len(there) < most and cell.text and cell.text not in there and field != "contact":
                    there.append(cell.text)
    return found


def past(view: Imported, line_at: ImportView) -> ImportView:
    """An import that was taken before this server began: what its record still says."""
    files = [FileView(file=name, sender="", rows=0, accepted=0, tables=[], rejected=[], checks=[], left_out=[],
                      known=False) for name, _ in view.files]
    return replace(line_at, files=files, state="undone" if view.undone else "done", imported=view.id,
                   unchanged=view.unchanged, rejected=view.rejected, new_count=view.new, changed_count=view.changed,
                   withdrawn_count=view.withdrawn, progress=1.0)
