"""The generated districts come to their answer, exactly; without any one step of cleaning they don't."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from banyan.measure.contribution import contribution
from banyan.model import plain
from banyan.model.project import Project
from banyan.packs.projects import categories, headers, lines, money, reading
from banyan.runtime.imports.books import load
from banyan.runtime.projects import importing, mending, shown, state
from banyan.runtime.projects.importing import Wanted
from banyan.runtime.projects.office import writing
from tests.districts import compare, others
from tests.districts.generator import generate
from tests.districts.shapes import Answer


class Came(NamedTuple):
    """What an import came to."""

    result: dict[str, Any]
    scored: list[dict[str, Any]]
    projects: list[Project]          # after merging at 0.9


def take(data: Path, files: list[Path], edition: str, merge: bool = True, **wanted: Any) -> Came:
    books = load(files)
    with writing(data, begin=True) as office:
        ahead = importing.preview(office.store, books, Wanted(edition, **wanted), office.now())
        imported, ahead = importing.commit(office, ahead, books)
        names = {p.id: p.name for p in state.standing(office.store)}
        scored = [{"a": names[d.a], "b": names[d.b], "score": float(d.score)}
                  for d in mending.alike(office, edition, 0.5)]
        if merge:
            mending.merge_all(office, 0.9, edition)
        return Came(shown.of_import(ahead, imported, True), scored, state.standing(office.store, None, edition))


def tables(projects: list[Project], edition: str) -> dict[str, list[dict[str, Any]]]:
    labels: dict[str, Callable[[Project], object]] = {
        "total": lambda _: "total", "channel": lambda p: p.channel, "investor_kind": lambda p: p.investor_kind,
        "sector": lambda p: p.sector[0] if p.sector else None}
    found: dict[str, list[dict[str, Any]]] = {}
    for name, label in labels.items():
        rows: dict[str, tuple[int, Decimal]] = {}
        for p in projects:
            adds = contribution(p, edition)
            count, amount = rows.get(str(label(p)), (0, Decimal(0)))
            rows[str(label(p))] = count + adds.count, amount + adds.amount
        found[name] = [{"label": k, "count": c, "amount": f"{a:f}"} for k, (c, a) in rows.items()]
    signed = [s for p in projects if (s := contribution(p, edition).signed) is not None]
    found["size_band"] = [{"label": ">= 0.5 bn", "count": sum(s >= 5 * 10**8 for s in signed)},
                          {"label": "> 1 bn", "count": sum(s > 10**9 for s in signed)},
                          {"label": "> 5 bn", "count": sum(s > 5 * 10**9 for s in signed)}]
    return found


def paths(folder: Path, answer: Answer) -> list[Path]:
    return [folder / file["file"] for file in answer.files]


@pytest.mark.parametrize("seed", [7, 2021])
def test_ten_dirty_workbooks_come_to_the_tables_of_the_release(seed: int, tmp_path: Path):
    answer = generate(seed, tmp_path)
    came = take(tmp_path / "data", paths(tmp_path, answer), answer.edition)
    assert compare.tables(answer.tables, tables(came.projects, answer.edition)) == []
    assert compare.pairs(answer.as_json(), came.scored) == []
    for file, wanted in zip(came.result["files"], answer.files, strict=True):
        assert (file["file"], file["accepted"]) == (wanted["file"], wanted["accepted"])
        assert compare.rejects(answer.rejects, file["rejected"], file["file"]) == []
    checks = {(f["file"], c["sheet"] if not f["file"].endswith(".csv") else "", c["cell"]): c["agrees"]
              for f in came.result["files"] for c in f["checks"] if c["unit"] == "CNY"}
    assert [c for c in answer.checks if checks.get((c["file"], c["sheet"], c["cell"])) is not c["agrees"]] == []
    hidden = {(f["file"], s["sheet"]) for f in came.result["files"] for s in f["left_out"] if s["reason"] == "hidden"}
    assert {(h["file"], h["sheet"]) for h in answer.hidden} <= hidden


@pytest.mark.parametrize("case", others.CASES, ids=lambda case: case.__name__)
def test_a_workbook_of_another_shape_comes_to_its_answer(case: Callable[[], others.Case], tmp_path: Path):
    made, answer = case()
    others.writers.write(made, tmp_path)
    came = take(tmp_path / "data", [tmp_path / answer["file"]], "2021 expo", merge=False)
    file = came.result["files"][0]
    rows = [{"name": p.name, "amount": f"{contribution(p, '2021 expo').amount:f}", "channel": p.channel,
             "sector": p.sector[0] if p.sector else None, "investor_kind": p.investor_kind,
             "code": p.codes[0].text if p.codes else None} for p in came.projects]
    assert compare.projects(answer["projects"], rows, ("amount", "channel", "sector", "investor_kind", "code")) == []
    assert compare.rejects(answer["rejects"], file["rejected"], file["file"]) == []
    checks = {c["cell"]: c["agrees"] for c in file["checks"] if c["unit"] != "count"}
    assert [c for c in answer["checks"] if checks.get(c["cell"]) is not c["agrees"]] == []


def without_units(patch: pytest.MonkeyPatch) -> None:
    """Every bare number is taken for 亿元."""
    patch.setattr(headers, "unit_in", lambda _text: money.Said(Decimal(10) ** 8, "CNY"))


def without_subtotals(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(lines, "total", lambda _text: None)
    patch.setattr(reading.Sums, "equals", lambda _self, _amount: False)


def without_increments(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("banyan.packs.projects.rows._Row._is_increase", lambda _self, _name: False)


def without_two_lines(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(headers, "_lines", lambda _grid, r, _since: (r, r))


def without_full_width(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(money, "plain", plain.tidy)


def without_sections(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(lines, "section", lambda *_: None)


STEPS: dict[str, tuple[Callable[[pytest.MonkeyPatch], None], dict[str, Any]]] = {
    "units": (without_units, {}), "subtotals": (without_subtotals, {}), "increments": (without_increments, {}),
    "two-line headers": (without_two_lines, {}), "full-width digits": (without_full_width, {}),
    "section rows": (without_sections, {}), "duplicates": (lambda _: None, {"merge": False}),
    "hidden sheets": (lambda _: None, {"hidden": True}),
}  # fmt: skip


@pytest.mark.long(minutes=4)
@pytest.mark.parametrize("step", STEPS)
def test_without_any_one_step_of_cleaning_a_table_is_wrong(step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    answer = generate(7, tmp_path)
    switch_off, wanted = STEPS[step]
    for cached in (plain.plain, plain.tidy, plain.key, categories._bare, headers.names_of):
        cached.cache_clear()
    switch_off(monkeypatch)
    came = take(tmp_path / "data", paths(tmp_path, answer), answer.edition, **wanted)
    assert compare.tables(answer.tables, tables(came.projects, answer.edition)) != []
