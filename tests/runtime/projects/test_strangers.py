"""Workbooks in shapes that nobody had thought of: read as their answers say, or refused aloud."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from banyan.model.ports import Store
from banyan.model.project import Project
from banyan.runtime.imports.books import load
from banyan.runtime.projects import importing
from banyan.runtime.projects.importing import Wanted
from banyan.runtime.projects.office import writing
from tests.districts import strangers
from tests.districts.others import Case

NOW = datetime(2021, 9, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """An office without a project."""
    with writing(tmp_path_factory.mktemp("office") / "data", begin=True) as office:
        yield office.store


def told(p: Project, labels: dict[str, str]) -> dict[str, Any]:
    known = {
        "name": p.name, "amount": f"{p.investments[0].amount.value:f}", "channel": p.channel and str(p.channel),
        "sector": p.sector[0] if p.sector else None, "investor_kind": p.investor_kind and str(p.investor_kind),
        "signed_on": p.signed_on and p.signed_on.isoformat(), "district": p.district,
        "investor": p.investors[0].name if p.investors else None,
    }
    return {label: known[label] for label in labels}


@pytest.mark.parametrize("make", strangers.CASES, ids=lambda make: make.__name__)
def test_a_stranger_s_workbook_is_read_as_its_answer_says(
    store: Store, tmp_path: Path, make: Callable[[], Case]
) -> None:
    path, answer = strangers.written(make, tmp_path)
    ahead = importing.preview(store, load([path]), Wanted("2021 expo"), NOW)
    read, plan = ahead.reads[0], next(iter(ahead.plans.values()))
    found = [told(p, labels) for p, labels in zip(plan.new, answer["projects"], strict=False)]
    assert (found, len(plan.new)) == (answer["projects"], len(answer["projects"]))
    flat = path.suffix == ".csv"
    assert [("" if flat else f.sheet, f.fault.cell.ref, f.fault.cell.text) for f in read.faults] == [
        (r["sheet"], r["cell"], r["text"]) for r in answer["rejects"]]
    assert [("" if flat else c.sheet, c.cell, c.agrees) for c in read.checks if c.unit != "count"] == [
        (c["sheet"], c["cell"], c["agrees"]) for c in answer["checks"]]
    assert [name for name, why in read.left_out if why != "hidden"] == answer.get("left_out", [])
    assert all(Decimal(p["amount"]) > 0 for p in answer["projects"])
