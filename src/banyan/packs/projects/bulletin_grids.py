"""The tables of a bulletin as they are printed: numbers in one unit a column, each row with its reference."""

from collections.abc import Sequence

from msgspec.structs import replace

from banyan.packs.projects import bulletin_money as money
from banyan.packs.projects.bulletin import Bulletin
from banyan.packs.projects.bulletin_change import ChangeRow
from banyan.packs.projects.bulletin_paper import Bit, Grid, GridRow, Shown
from banyan.packs.projects.bulletin_sentences import whole
from banyan.packs.projects.bulletin_speaker import Speaker
from banyan.packs.projects.bulletin_tables import Row

_NUMERIC = frozenset({
    "count", "amount", "share", "before", "now", "change", "amount_change", "growth", "reached", "of", "rate", "untold",
})  # fmt: skip


def table_grid(told: Bulletin, name: str, s: Speaker) -> Grid:
    """Count, amount and share of every row, and the edition's total below parts that make a whole."""
    parts = [(name, row) for row in told.table(name).rows]
    if name != "size_band" and parts:
        parts.append(("total", told.total))
    amounts = money.column([row.amount for _, row in parts], s.language)
    rows = []
    for (table, row), amount in zip(parts, amounts, strict=True):
        three = _three(f"{table}/{row.label}", row, amount, s.row(table, row.label), s)
        rows.append(_row(s.label(table, row.label), three, strong=table == "total"))
    kept = _present(rows)
    return _grid(name, ("label", "count", "amount", "share"), kept if any(not row.strong for row in kept) else [], s)


def change_grid(told: Bulletin, s: Speaker) -> Grid | None:
    """Counts of both editions, and what changed."""
    if not told.change:
        return None
    amounts = money.column([row.amount for row in told.change], s.language)
    rows = []
    for row, amount in zip(told.change, amounts, strict=True):
        name, label = f"change/{row.of}: {row.label}", s.row(row.of, row.label)
        words = f"{s.say('section.change')}{s.colon}{label}"
        apart = s.number(f"{name}/count", s.count(row.count, signed=True), words)
        now = _now(row, apart, label, s)
        before = None
        if apart is not None and now is not None:
            before = replace(apart, text=s.count(row.count_before))
        growth = None if row.share is None else s.number(f"{name}/share", money.percent(row.share, signed=True), words)
        signed = f"+{amount}" if row.amount > 0 else amount
        cells = (before, now, apart, s.number(f"{name}/amount", signed, words), "–" if row.share is None else growth)
        if any(isinstance(cell, Shown) for cell in cells[2:]):
            rows.append(_row(label, cells, by=2))
    return _grid("change", ("label", "before", "now", "change", "amount_change", "growth"), _present(rows), s)


def key_grid(told: Bulletin, s: Speaker) -> Grid | None:
    """The largest by what was signed."""
    by_id = {project.id: project for project in told.projects}
    amounts = money.column([key.amount for key in told.key_projects], s.language)
    rows = []
    for key, amount in zip(told.key_projects, amounts, strict=True):
        project = by_id[key.project]
        investors = ("、" if s.language == "zh" else ", ").join(i.name for i in project.investors)
        words = f"{s.say('section.key_projects')}{s.colon}{project.name}"
        shown = s.number(f"project/{key.project}/amount", amount, words)
        if shown is not None:
            sector = s.label("sector", project.sector[0]) if project.sector else ""
            rows.append(GridRow((project.name, investors, project.district, sector, shown), shown.ref))
    columns = ("label", "investor", "district", "sector", "amount")
    return _grid("key_projects", columns, rows, s) if rows else None


def cohort_grid(told: Bulletin, s: Speaker) -> Grid | None:
    """Each rate with numerator, denominator, cohort and date."""
    rows = []
    for row in told.cohorts:
        if row.numerator == row.denominator and row.label == told.cohorts[0].label:
            continue        # the signing itself: it is the denominator of the rows below
        name = f"cohort/{row.cohort}: {row.label}"
        words = f"{s.say('section.cohort')}{s.colon}{row.cohort} · {s.label('stage', row.label)}"
        reached = s.number(f"{name}/count", s.count(row.numerator), words)
        rate = s.number(f"{name}/share", money.percent(row.share), words)
        beside = reached or rate
        if beside is not None:
            said = f"{words} · {s.say('head.untold')}"
            untold = s.aside(f"{name}: untold", s.count(len(row.untold)), said, row.untold, beside)
            cells = (s.label("stage", row.label), reached, whole(told, row, beside, s), rate, untold, s.day(row.on))
            rows.append(_row(row.cohort, cells))
    columns = ("label", "stage", "reached", "of", "rate", "untold", "as_of")
    return _grid("cohort", columns, rows, s) if rows else None


def _now(row: ChangeRow, apart: Shown | None, words: str, s: Speaker) -> Bit | None:
    """What this edition's own table has; a row that only the edition before has is shown with the change."""
    name = f"{row.of}/{row.label}/count"
    if s.has(name):
        return s.number(name, s.count(row.count_now), words)
    return None if apart is None else replace(apart, text=s.count(row.count_now))


def _three(name: str, row: Row, amount: str, words: str, s: Speaker) -> tuple[Bit | None, ...]:
    share = "–" if row.share is None else s.number(f"{name}/share", money.percent(row.share), words)
    return (s.number(f"{name}/count", s.count(row.count), words), s.number(f"{name}/amount", amount, words), share)


def _row(label: str, cells: Sequence[Bit | None], strong: bool = False, by: int = 0) -> GridRow:
    """The row's reference is that of its numbers; `by`: the cell from which it is taken first."""
    refs = [cell.ref for cell in (*cells[by:], *cells[:by]) if isinstance(cell, Shown)]
    return GridRow((label, *cells), refs[0] if refs else 0, strong)


def _present(rows: Sequence[GridRow]) -> list[GridRow]:
    """Rows of which nothing may be printed are left out with their names."""
    return [row for row in rows if row.ref]


def _grid(name: str, columns: tuple[str, ...], rows: Sequence[GridRow], s: Speaker) -> Grid:
    heads = []
    for column in columns:
        key = {"label": f"label.{name}", "sector": "label.sector"}.get(column, column)
        heads.append(s.say(f"head.{key}", unit=s.unit))
    return Grid(columns, tuple(heads), tuple(c for c in columns if c in _NUMERIC), tuple(rows))
