"""Which column holds what: by its header's words, and by the values under it where the words leave it open."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from banyan.model.grid import Grid
from banyan.model.plain import key, plain
from banyan.model.project import Mapped
from banyan.model.sheet import letters
from banyan.packs.projects import categories, dates, fields
from banyan.packs.projects.categories import Lists
from banyan.packs.projects.headers import EXACT, PART, VAGUE, Column, Table, names_of
from banyan.packs.projects.money import UNSAID, Said, Unread, unit_of

_SEEN = 200           # values of a column that are looked at
_MOST = 0.6           # of them have to be words of a list before the values decide
IGNORED = "-"         # a field's name in --map for a column that is not wanted


class Taken(NamedTuple):
    """A column with the field that it was taken for; "" is kept under its header."""

    column: Column
    field: str
    reason: str
    said: Said


def take(
    grid: Grid, table: Table, end: int, lists: Lists, remembered: Mapping[str, str], wanted: Mapping[str, str]
) -> tuple[Taken, ...]:
    """Every column of a table with its field. `wanted`: header → field as a person said; `remembered`: as before."""
    seen = {c.at: _values(grid, c.at, table.bottom + 1, end) for c in table.columns}
    claims = sorted(
        ((_claim(c, field, sure, seen[c.at], lists), -i, field, why)
         for i, c in enumerate(table.columns)
         for field, sure, why in _candidates(c, seen[c.at], lists, remembered, wanted)),
        key=lambda claim: claim[:2], reverse=True)
    given: dict[int, tuple[str, str]] = {}
    used: set[str] = set()
    for score, minus, field, why in claims:
        once = field and field in fields.BY_NAME and fields.BY_NAME[field].once
        if score <= 0 or -minus in given or (once and field in used):
            continue
        given[-minus] = field, why
        used.add(field)
    found = []
    for i, column in enumerate(table.columns):
        field, why = given.get(i, ("", "no field has such a header and such values: kept as it is written"))
        said = column.said.over(table.said) if field in fields.MONEY else UNSAID
        found.append(Taken(column, field, why, said))
    return tuple(found)


def told(taken: Sequence[Taken]) -> tuple[Mapped, ...]:
    return tuple(Mapped(letters(t.column.at), t.column.header, t.field, _unit(t.said), t.reason) for t in taken)


def _unit(said: Said) -> str:
    scale = f"{said.scale:f} " if said.scale is not None else ""
    return f"{scale}{said.currency or ''}".strip()


def _values(grid: Grid, column: int, first: int, end: int) -> list[object]:
    found: list[object] = []
    for r in range(first, min(end, first + 20 * _SEEN)):
        value = grid.value(r, column)
        if value != "":
            found.append(value)
            if len(found) == _SEEN:
                break
    return found


def _candidates(
    column: Column, seen: Sequence[object], lists: Lists, remembered: Mapping[str, str], wanted: Mapping[str, str]
) -> list[tuple[str, int, str]]:
    """(field, how surely, why)."""
    header = column.header
    if (field := wanted.get(key(header))) is not None:
        return [("" if field == IGNORED else field, 100, "as you said")]
    if (field := remembered.get(key(header))) is not None:
        return [(field, 50, "remembered from this sender's last workbook")]
    found = []
    joined, low = "".join(column.lines), column.lines[-1]
    for text, sure_of in ((joined, EXACT), (low, EXACT), (joined, PART), (low, PART), (low, VAGUE)):
        for field, sure in names_of(text):
            if sure == sure_of and not _another_amount(field, header):
                said = {EXACT: "the header is a word for it", PART: "the header holds a word for it",
                        VAGUE: "the header may name it, the values agree"}[sure]
                found.append((field, sure, said))
    by_values = [(field, 0, f"the values are words for it ({plain(str(seen[0]))[:20]}, ...)")
                 for field in _LISTED if _share(field, seen, lists) >= _MOST]
    return [*dict.fromkeys(found), *by_values]


def _another_amount(field: str, header: str) -> bool:
    low = plain(header).casefold()
    part = any(word in low for word in ("其中", "of which"))
    return field in fields.MONEY and part


def _claim(column: Column, field: str, sure: int, seen: Sequence[object], lists: Lists) -> float:
    """How good a claim is; 0 or less is none."""
    if sure >= 50:
        return float(sure)
    share = _share(field, seen, lists)
    if field in _LISTED and field != "sector":
        if not seen:
            return float(sure) if sure >= PART else 0.0
        if sure == EXACT and field not in ("row_kind",):
            return EXACT + share if share >= 0.2 or not _said_by_another(field, seen, lists) else 0.0
        return sure + 2 * share if share >= _MOST or (sure and share >= 0.3) or (field == "row_kind" and share) else 0.0
    if field == "sector":
        taken_by_list = _said_by_another(field, seen, lists)
        return 0.0 if taken_by_list and sure < EXACT else sure + share
    if field in fields.MONEY:
        foreign = 0.5 if column.said.currency not in (None, "CNY") else 0.0
        return sure + share - foreign if share >= 0.3 or not seen else (sure * 0.5 if sure == EXACT else 0.0)
    if field == "unit":
        return sure + share if share >= _MOST or (sure == EXACT and not seen) else 0.0
    if field in fields.DATES:
        return sure + share if share >= 0.5 or not seen or sure == EXACT else 0.0
    if sure == VAGUE:
        return {"name": 0.9, "district": 0.8, "edition": 0.0, "cohort": 0.0}.get(field, 0.7)
    return float(sure)


def _said_by_another(field: str, seen: Sequence[object], lists: Lists) -> bool:
    return any(other != field and _share(other, seen, lists) >= _MOST for other in _LISTED if other != "sector")


_LISTED = ("investor_kind", "channel", "agreement", "stage", "row_kind", "sector")


def _share(field: str, seen: Sequence[object], lists: Lists) -> float:
    """The part of the values that the field can hold; 0 for fields that hold any text."""
    if not seen:
        return 0.0
    fits = 0
    for value in seen:
        if field in fields.MONEY:
            fits += isinstance(value, int | float) or (isinstance(value, str) and any(c.isdigit() for c in value))
        elif field in fields.DATES:
            fits += not isinstance(dates.read(value, 2000), Unread)
        elif field == "unit":
            fits += isinstance(value, str) and unit_of(value) != UNSAID
        elif isinstance(value, str):
            fits += _in_list(field, value, lists)
    return fits / len(seen)


def _in_list(field: str, text: str, lists: Lists) -> bool:
    if field == "investor_kind":
        return categories.investor_kind(text) is not None
    if field == "channel":
        return categories.channel(text) is not None
    if field == "agreement":
        return categories.agreement(text) is not None
    if field == "stage":
        return categories.stage(text, lists) is not None
    if field == "row_kind":
        return categories.is_increase(text) is not None
    return field == "sector" and any(categories.sector(text, lists) == s.id for s in lists.sectors)
