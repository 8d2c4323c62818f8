"""Ten district workbooks from a seed, dirty as offices send them, and the one answer they come to.

    answer = generate(7, folder)                           # all dirt
    answer = generate(7, folder, without={"full_width"})   # the same projects, other files
    answer = generate(7, folder, drawn=True)               # offices that write otherwise, drawn too

The clean tables are those of the expo's release: 92 projects, 252.4 bn CNY (plan.MARGINS). Nothing here imports banyan.
Readings taken: hidden sheets aren't imported unless asked for, but are reported; `约12.5亿元` counts as 12.5; an
increase adds its increment to the amount of its project's labels and nothing to counts and size bands; of two reports
of one project the first in file order has the exact amount, and a near amount is always the later report's.
"""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

from tests.districts import cast, plan, words, writers
from tests.districts.dirt import DIRT
from tests.districts.shapes import Answer, Project, Row, cny, row_of
from tests.districts.style import STYLES, draw_styles
from tests.districts.tables import Desk


def generate(seed: int, folder: Path, without: Iterable[str] = frozenset(), drawn: bool = False) -> Answer:
    """Write the ten files into `folder` and return the answer; KeyError for dirt that doesn't exist.

    The ten offices have the styles of style.STYLES, in which every kind of dirt occurs; with `drawn` the seed draws
    their styles too.
    """
    left_out = frozenset(without)
    for kind in left_out:
        DIRT[kind]
    rng = Random(seed)  # noqa: S311 - repeatable draws, no secret
    projects, alike = cast.cast(rng, left_out)
    taken = {key for a, b, _ in alike for key in (a, b)}
    reports = [] if "duplicates" in left_out else cast.second_reports(rng, projects, taken)
    answer = Answer()
    placed = []
    for office, style in enumerate(draw_styles(rng) if drawn else STYLES):
        rng = Random(f"{seed}-{office}")  # noqa: S311 - each office draws for itself
        desk = Desk(rng, office, style, left_out)
        desk.before = {p.key: p.wan for p in projects}
        desk.build(_rows(office, projects, reports, desk))
        writers.write(desk.book, folder)
        placed += [(desk.book.file, *where) for where in desk.placed]
        _note_file(answer, desk)
    _fill(answer, projects, alike, placed)
    return answer


def _rows(office: int, projects: list[Project], reports: list[tuple[int, Row]], desk: Desk) -> list[Row]:
    rows = []
    for project in (p for p in projects if p.office == office):
        row = row_of(project)
        if desk.english:
            row = replace(row, name=project.english, investor=project.investor_english)
        rows.append(row)
    rows += [row for where, row in reports if where == office]
    desk.rng.shuffle(rows)
    for project in (p for p in projects if p.office == office):
        for increase in project.increases:
            row = replace(row_of(project), wan=increase.wan, signed=increase.signed, role="increase")
            if desk.style.marks_increases and desk.rng.random() < 0.5:
                row = replace(row, name=f"{row.name}（增资）")
            rows.append(row)
    if desk.style.bad:
        rows.insert(desk.rng.randrange(1, len(rows)), _unreadable(desk, rows[0]))
    return rows


def _unreadable(desk: Desk, like: Row) -> Row:
    region = words.DISTRICTS[desk.office][0]
    name, investor = (("Undecided Warehouse Project", "Undecided Holdings Co., Ltd.") if desk.english
                      else (f"未定{desk.office + 1}号仓储项目", f"未定{desk.office + 1}号控股有限公司"))
    return replace(like, key="", name=name, investor=investor, role="unreadable", text=desk.style.bad, about=False,
                   kind="private", code=words.project_code(desk.rng, region, like.signed),
                   credit=words.credit_code(desk.rng, "private", region))


def _note_file(answer: Answer, desk: Desk) -> None:
    bad = [(sheet, places, text) for row, sheet, places, text, _ in desk.placed if row.role == "unreadable"]
    file = desk.book.file
    answer.rejects += [{"file": file, "sheet": sheet, "cell": places["amount"], "text": text} for sheet, places,
                       text in bad]
    answer.checks += desk.checks
    answer.hidden += [{"file": file, "sheet": sheet.name} for sheet in desk.book.sheets if sheet.hidden]
    answer.files.append({"file": file, "form": desk.book.form, "accepted": len(desk.placed) - len(bad),
                         "rejected": len(bad)})


def _fill(answer: Answer, projects: list[Project], alike: list[tuple[str, str, str]], placed: list[Any]) -> None:
    sources: dict[str, list[dict[str, str]]] = {project.key: [] for project in projects}
    names: dict[str, list[tuple[dict[str, str], str]]] = {project.key: [] for project in projects}
    for file, row, sheet, places, text, unit in placed:
        if row.role == "unreadable":
            continue
        sources[row.key].append({"file": file, "sheet": sheet, "cell": places["amount"], "text": text, "unit": unit,
                                 "name": row.name, "role": row.role})
        if row.role != "increase":
            names[row.key].append(({"file": file, "sheet": sheet, "cell": places["name"], "name": row.name}, row.why))
    for reports in names.values():
        for at, (a, _) in enumerate(reports):
            answer.duplicates += [{"a": a, "b": b, "reason": why} for b, why in reports[at + 1:]]
    answer.lookalikes = [{"a": names[a][0][0], "b": names[b][0][0], "reason": why} for a, b, why in alike]
    answer.projects = [_clean(project, sources[project.key]) for project in projects]
    answer.tables = tables(projects)


def _clean(project: Project, sources: list[dict[str, str]]) -> dict[str, Any]:
    english = project.office == cast.ENGLISH_OFFICE
    increases = [{"amount": cny(i.wan), "signed": i.signed.isoformat()} for i in project.increases]
    return {"key": project.key, "name": project.english if english else project.name, "code": project.code,
            "investor": project.investor_english if english else project.investor, "investor_kind": project.kind,
            "credit_code": project.credit, "amount": cny(project.wan), "increments": increases,
            "channel": project.channel, "sector": project.sector, "agreement": project.agreement,
            "signed": project.signed.isoformat(), "district": words.DISTRICTS[project.office][1],
            "origin": project.origin, "about": project.about, "sources": sources}


def tables(projects: list[Project]) -> dict[str, list[dict[str, Any]]]:
    """The bulletin's tables that the answer fixes; amounts in CNY with increases, bands by the first amount."""
    def whole(p: Project) -> int:
        return p.wan + sum(i.wan for i in p.increases)

    found: dict[str, list[dict[str, Any]]] = {
        "total": [{"label": "total", "count": len(projects), "amount": cny(sum(map(whole, projects)))}]}
    for name, dimension in {"channel": "channel", "sector": "sector", "investor_kind": "kind"}.items():
        found[name] = []
        for label in plan.MARGINS[dimension]:
            mine = [p for p in projects if getattr(p, dimension) == label]
            found[name].append({"label": label, "count": len(mine), "amount": cny(sum(map(whole, mine)))})
    found["size_band"] = [{"label": ">= 0.5 bn", "count": sum(p.wan >= 50_000 for p in projects)},
                          {"label": "> 1 bn", "count": sum(p.wan > 100_000 for p in projects)},
                          {"label": "> 5 bn", "count": sum(p.wan > 500_000 for p in projects)}]
    return found
