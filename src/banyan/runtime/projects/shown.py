"""What the office shows to programs: an import's result, the cleaned rows with their sources."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import msgspec

from banyan.measure.contribution import contribution
from banyan.model.ids import ImportId
from banyan.model.ports import Store
from banyan.model.project import Project, Source, Unreadable, masked
from banyan.model.time import Instant, iso
from banyan.packs.projects.changes import Plan
from banyan.packs.projects.reading import FileRead
from banyan.runtime.projects import state
from banyan.runtime.projects.importing import Preview


def of_import(ahead: Preview, imported: ImportId | None, written: bool) -> dict[str, Any]:
    """banyan.import/1 (docs/schemas/import.schema.json)."""
    plans = list(ahead.plans.values())
    return {
        "schema": "banyan.import/1", "edition": ahead.wanted.edition, "id": imported, "written": written,
        "files": [_file(read, sender, ahead.plans[sender])
                  for read, sender in zip(ahead.reads, ahead.senders, strict=True)],
        "changes": {
            "new": [_row(p) for plan in plans for p in plan.new],
            "changed": [{**_row(c.project), "fields": [{"field": f, "was": w, "is": i} for f, w, i in c.fields]}
                        for plan in plans for c in plan.changed],
            "unchanged": sum(len(plan.unchanged) for plan in plans),
            "withdrawn": [_row(p) for plan in plans for p in plan.withdrawn],
        },
        "duplicates": [{"a": d.a, "b": d.b, "score": float(d.score), "reasons": [r.en for r in d.reasons],
                        "reasons_zh": [r.zh for r in d.reasons]} for d in ahead.duplicates],
    }


def _file(read: FileRead, sender: str, plan: Plan) -> dict[str, Any]:
    ids = {(u.source.sheet, u.cell.ref, u.field): u.id for u in plan.unread if u.source.sha256 == read.sha256}
    return {
        "file": read.file, "sha256": read.sha256, "sender": sender, "rows": read.rows, "accepted": read.accepted,
        "mapping": [{"sheet": sheet, **msgspec.structs.asdict(m)} for sheet, m in read.mapping],
        "rejected": [
            {"id": ids.get((f.sheet, f.fault.cell.ref, f.fault.field), ""), "sheet": f.sheet, "cell": f.fault.cell.ref,
             "text": f.fault.cell.text, "reason": f.fault.reason.en, "reason_zh": f.fault.reason.zh,
             "field": f.fault.field, "row_accepted": f.at is not None} for f in read.faults],
        "checks": [{"sheet": c.sheet, "cell": c.cell, "label": c.label, "said": f"{c.said:f}", "found": f"{c.found:f}",
                    "unit": c.unit, "agrees": c.agrees} for c in read.checks],
        "left_out": [{"sheet": sheet, "reason": why} for sheet, why in read.left_out],
    }


def _row(p: Project) -> dict[str, Any]:
    s = p.sources[0]
    return {"id": p.id, "name": p.name, "amount": amount(p, None, None), "file": s.file, "sheet": s.sheet, "row": s.row}


def amount(p: Project, edition: str | None, as_of: date | None) -> str:
    """In CNY, as a decimal string."""
    return f"{contribution(p, edition, as_of).amount:f}"


def rows(
    projects: Iterable[Project], edition: str | None, as_of: date | None, known_at: Instant | None,
    contacts: bool = False,
) -> dict[str, Any]:
    """banyan.projects/1 (docs/schemas/projects.schema.json): cleaned rows with their sources."""
    return {
        "schema": "banyan.projects/1", "edition": edition, "as_of": as_of.isoformat() if as_of else None,
        "known_at": iso(known_at) if known_at else None,
        "projects": [row(p, edition, as_of, contacts) for p in projects],
    }


def row(p: Project, edition: str | None, as_of: date | None, contacts: bool = False) -> dict[str, Any]:
    """One project; `count`, `amount` and `signed` are what it adds to the edition on that day."""
    adds = contribution(p, edition, as_of)
    plain: dict[str, Any] = msgspec.to_builtins(_shown(p, contacts))
    return {
        **_DEFAULTS, **plain, "count": adds.count, "amount": f"{adds.amount:f}",
        "signed": None if adds.signed is None else f"{adds.signed:f}", "investor_kind": p.investor_kind,
        "stage": p.stage, "investor": p.investors[0].name if p.investors else "",
        "sector": list(p.sector), "known_at": iso(p.known_at),
    }


_DEFAULTS: dict[str, Any] = {
    "aliases": [], "codes": [], "investors": [], "agreement": None, "channel": None, "stages": [], "signed_on": None,
    "district": "", "place": "", "point": None, "origin": "", "contact": "", "content": "", "note": "", "cohort": "",
    "increases": None, "merged": [], "standing": "current", "extra": {},
}


def _shown(p: Project, contacts: bool) -> Project:
    if contacts:
        return p
    replace = msgspec.structs.replace
    return replace(p, contact=masked(p.contact), sources=tuple(_masked(s) for s in p.sources))


def _masked(source: Source) -> Source:
    cell = source.cells.get("contact")
    if cell is None:
        return source
    hidden = msgspec.structs.replace(cell, text=masked(cell.text))
    return msgspec.structs.replace(source, cells={**source.cells, "contact": hidden})


def red(cells: Sequence[Unreadable]) -> list[dict[str, Any]]:
    return [{"id": u.id, "file": u.source.file, "sheet": u.source.sheet, "cell": u.cell.ref, "text": u.cell.text,
             "field": u.field, "reason": u.reason.en, "reason_zh": u.reason.zh, "edition": u.edition,
             "sender": u.source.sender, "project": u.project, "mended": u.mended} for u in cells]


def export(store: Store) -> bytes:
    """The canonical export of the projections: projects as they count, the red list, mappings; sorted keys."""
    kept = sorted(store.current(state.MAPPING).items())
    mappings: Mapping[str, Any] = {sender: body["fields"] for sender, body in kept if body["fields"]}
    cells = [u for u in state.in_order(state.red(store)) if u.standing == "current"]
    body = {"projects": [msgspec.to_builtins(p) for p in state.standing(store)],
            "red": msgspec.to_builtins(cells), "mappings": mappings,
            "merges": dict(sorted(state.links(store).items()))}
    return msgspec.json.encode(body, order="deterministic") + b"\n"
