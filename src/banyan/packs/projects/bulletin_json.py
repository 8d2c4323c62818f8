"""`banyan.bulletin/1`: the tables for programs (docs/schemas/bulletin.schema.json)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from banyan.model.project import Project, Source
from banyan.packs.projects.bulletin import NAMES, Bulletin
from banyan.packs.projects.bulletin_bands import Band
from banyan.packs.projects.bulletin_change import ChangeRow
from banyan.packs.projects.bulletin_cohorts import CohortRow
from banyan.packs.projects.bulletin_figures import is_released, numbers, share_text
from banyan.packs.projects.bulletin_money import plain
from banyan.packs.projects.bulletin_tables import Row

SCHEMA = "banyan.bulletin/1"
SHOWN_FIELDS = ("name", "investment", "investor", "investor_kind", "sector", "channel", "origin", "stage", "signed_on")


def as_json(
    told: Bulletin, released: Mapping[str, str], bands: tuple[Band, ...], known_at: str | None = None
) -> dict[str, Any]:
    """Amounts are decimal strings in CNY, shares numbers from 0 to 1, labels field values. Every row names the projects
    behind it, and every project the cells it was read from. All figures are here, released or not: each row says which.
    """
    allowed = {n.id: is_released(n, released) for n in numbers(told)}
    rows: dict[str, list[dict[str, Any]]] = {
        table.name: [_row(table.name, row, allowed) for row in table.rows] for table in told.tables
    }
    ends = {band.label: _ends(band) for band in bands}
    for row in rows["size_band"]:
        row |= ends.get(row["label"], {})
    rows["change"] = [_change(row, allowed) for row in told.change]
    rows["cohort"] = [_cohort(row, allowed) for row in told.cohorts]
    return {
        "schema": SCHEMA, "edition": told.edition, "as_of": told.as_of.isoformat(), "known_at": known_at,
        "previous": told.previous, "currency": "CNY",
        "tables": [{"name": name, "rows": rows[name]} for name in NAMES],
        "key_projects": [{"project": key.project, "amount": plain(key.amount),
                          "released": allowed.get(f"project/{key.project}/amount", False)}
                         for key in told.key_projects],
        "projects": [_project(project) for project in told.projects],
    }  # fmt: skip


def _row(table: str, row: Row, allowed: Mapping[str, bool]) -> dict[str, Any]:
    return {
        "label": row.label, "count": row.count, "amount": plain(row.amount), "share": _share(row.share),
        "count_share": _share(row.count_share), "increases": list(row.increased),
        "projects": list(row.projects),
        "released": _released(f"{table}/{row.label}", allowed),
    }  # fmt: skip


def _change(row: ChangeRow, allowed: Mapping[str, bool]) -> dict[str, Any]:
    return {
        "of": row.of, "label": row.label, "count": row.count, "amount": plain(row.amount), "share": _share(row.share),
        "now": {"count": row.count_now, "amount": plain(row.amount_now)},
        "before": {"count": row.count_before, "amount": plain(row.amount_before)},
        "projects": list(row.projects), "released": _released(f"change/{row.of}: {row.label}", allowed),
    }  # fmt: skip


def _cohort(row: CohortRow, allowed: Mapping[str, bool]) -> dict[str, Any]:
    return {
        "cohort": row.cohort, "label": row.label, "count": row.count, "amount": plain(row.amount),
        "share": _share(row.share), "numerator": row.numerator, "denominator": row.denominator,
        "date": row.on.isoformat(), "untold": len(row.untold), "projects": list(row.projects),
        "released": _released(f"cohort/{row.cohort}: {row.label}", allowed),
    }  # fmt: skip


def _released(name: str, allowed: Mapping[str, bool]) -> list[str]:
    return [what for what in ("count", "amount", "share") if allowed.get(f"{name}/{what}", False)]


def _share(part: Decimal | None) -> float | None:
    return None if part is None else float(share_text(part))


def _ends(band: Band) -> dict[str, str]:
    ends = {"above": band.above, "at_least": band.at_least, "below": band.below, "at_most": band.at_most}
    return {end: plain(value) for end, value in ends.items() if value is not None}


def _project(project: Project) -> dict[str, Any]:
    return {"id": project.id, "name": project.name, "edition": project.edition,
            "sources": [_source(source) for source in project.sources]}  # fmt: skip


def _source(source: Source) -> dict[str, Any]:
    """No contact among the cells: a bulletin's file goes further than a list."""
    cells = {field: cell.ref for field, cell in source.cells.items() if field != "contact"}
    return {"file": source.file, "sheet": source.sheet, "row": source.row, "cells": cells}
