"""Waivers as people write them: CSV (check,quantity,role,reason,until) or TOML ([[waiver]] with the same keys).

`quantity` holds the words of the number in the text, or `figure` the id of the ledger's row.
"""

import tomllib
from datetime import date
from typing import Any

from banyan.edges.ledger.table import LedgerError, decoded, rows
from banyan.measure.figures.verdicts import Waiver

REQUIRED = ("check", "role", "reason", "until")


def read(data: bytes, file: str, known: frozenset[str]) -> tuple[Waiver, ...]:
    """`known`: the ids of the checks. Raises LedgerError at the first that isn't whole: nobody waives by mistake."""
    if file.lower().endswith(".toml"):
        found = list(enumerate(_toml(data, file), start=1))
        return tuple(_waiver(row, file, 0, known, f"waiver {n}") for n, row in found)
    return tuple(_waiver(row, file, line, known, "") for line, row in rows(data, file, REQUIRED))


def _toml(data: bytes, file: str) -> list[dict[str, str]]:
    try:
        table: dict[str, Any] = tomllib.loads(decoded(data, file))
    except tomllib.TOMLDecodeError as error:
        raise LedgerError(file, 0, f"TOML that can't be read ({error})", "[[waiver]] tables") from error
    found = table.get("waiver")
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise LedgerError(file, 0, "no [[waiver]]", "[[waiver]] tables with check, quantity, role, reason and until")
    return [{key: str(value).strip() for key, value in row.items()} for row in found]


def _waiver(row: dict[str, str], file: str, line: int, known: frozenset[str], where: str) -> Waiver:
    place = f"{file}, {where}" if where else file
    for name in REQUIRED:
        if not row.get(name):
            raise LedgerError(place, line, f"a waiver without {name}", f"{', '.join(REQUIRED)} in each")
    text = row.get("quantity") or row.get("figure", "")
    if not text:
        raise LedgerError(place, line, "a waiver of nothing", "the words of a quantity, or the id of a figure")
    if row["check"] not in known:
        raise LedgerError(place, line, f'the check "{row["check"]}"', "one that `banyan figures explain` lists")
    try:
        until = date.fromisoformat(row["until"])
    except ValueError as error:
        raise LedgerError(place, line, f'"{row["until"]}" as until', "a day as 2026-12-31") from error
    return Waiver(row["check"], text, row["role"], row["reason"], until)
