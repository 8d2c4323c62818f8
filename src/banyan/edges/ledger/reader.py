"""A ledger's CSV to figures. A row that can't be one goes to the reject list with its line and reason.

Required columns: id, subject, indicator, operator, value, unit, period. Optional: geography, breakdown, source (or
seed), vintage, supersedes, owner, released, definition, numerator, denominator, real, aliases (other names of subject
or indicator, with semicolons between). Further columns are left alone.
"""

import re
import unicodedata
from decimal import Decimal

from msgspec import Struct

from banyan.edges.ledger.periods import parse as parse_period
from banyan.edges.ledger.table import LedgerError, rows
from banyan.edges.ledger.units import parse as parse_unit
from banyan.model.figure import Amount, Comparison, Dimension, Figure, Place

__all__ = ["Ledger", "LedgerError", "Rejected", "read"]

REQUIRED = ("id", "subject", "indicator", "operator", "value", "unit", "period")
_OPERATORS = {sign.value: sign for sign in Comparison} | {
    "": Comparison.EQUAL, "==": Comparison.EQUAL, "≥": Comparison.AT_LEAST, "≤": Comparison.AT_MOST,
    "≈": Comparison.ABOUT, "~=": Comparison.ABOUT,
}  # fmt: skip
_NUMBER = re.compile(r"^[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?$")
_EXACT = (Dimension.RANK, Dimension.DATE)
_YES = frozenset({"yes", "true", "1", "y", "是", "已发布", "released"})
_REAL = frozenset({"yes", "true", "1", "y", "是", "real", "constant", "不变价", "可比价"})
_NOMINAL = frozenset({"no", "false", "0", "n", "否", "nominal", "current", "现价", "当年价"})
LONGEST = 24        # characters of a value: more digits than Decimal keeps by itself are no published number


class Rejected(Struct, frozen=True):
    """A row that is no figure. `line` counts from 1, the header being 1."""

    line: int
    id: str
    column: str
    text: str
    reason: str


class Ledger(Struct, frozen=True):
    """`decimals` of a figure's value stay as they were written."""

    file: str
    figures: tuple[Figure, ...]
    rejected: tuple[Rejected, ...]


class _NoFigureError(ValueError):
    def __init__(self, column: str, text: str, reason: str) -> None:
        super().__init__(reason)
        self.column, self.text, self.reason = column, text, reason


def read(data: bytes, file: str) -> Ledger:
    """The figures of one file. Raises LedgerError where it is no ledger at all."""
    figures: dict[str, Figure] = {}
    rejected: list[Rejected] = []
    for line, row in rows(data, file, REQUIRED):
        try:
            figure = _figure(row, file, line)
            if figure.id in figures:
                raise _NoFigureError("id", figure.id, "the id of a row above")
            figures[figure.id] = figure
        except _NoFigureError as error:
            rejected.append(Rejected(line, row["id"], error.column, error.text, error.reason))
    return Ledger(file, tuple(figures.values()), tuple(rejected))


def _figure(row: dict[str, str], file: str, line: int) -> Figure:
    for name in ("id", "subject", "indicator"):
        if not row[name]:
            raise _NoFigureError(name, "", "empty")
    unit, scale = parse_unit(row["unit"])
    return Figure(
        id=row["id"], subject=row["subject"], indicator=row["indicator"], amount=_amount(row, scale, unit.dimension),
        unit=unit, period=parse_period(row["period"]), geography=row.get("geography", ""),
        breakdown=row.get("breakdown", ""), source=row.get("source") or row.get("seed", ""),
        definition=row.get("definition", ""), vintage=row.get("vintage", ""), supersedes=row.get("supersedes", ""),
        owner=row.get("owner", ""), released=row.get("released", "").lower() in _YES, real=_real(row.get("real", "")),
        numerator=row.get("numerator", ""), denominator=row.get("denominator", ""),
        aliases=tuple(filter(None, (part.strip() for part in re.split("[;；]", row.get("aliases", ""))))),
        where=Place(file, str(line)),
    )  # fmt: skip


def _amount(row: dict[str, str], scale: Decimal, dimension: Dimension) -> Amount:
    sign = unicodedata.normalize("NFKC", row["operator"]).replace(" ", "")
    if sign not in _OPERATORS:
        raise _NoFigureError("operator", row["operator"], f"not one of {' '.join(s.value for s in Comparison)}")
    plain = unicodedata.normalize("NFKC", row["value"]).replace("−", "-").replace(" ", "")
    if not _NUMBER.match(plain) or len(plain) > LONGEST:
        raise _NoFigureError("value", row["value"], "not a number")
    value = Decimal(plain.replace(",", ""))
    digits = value.as_tuple().exponent
    step = Decimal(0) if dimension in _EXACT else Decimal(1).scaleb(int(digits)) * scale
    return Amount(plain.replace(",", ""), value * scale, step, _OPERATORS[sign])


def _real(text: str) -> bool | None:
    plain = text.lower()
    if plain in _REAL:
        return True
    return False if plain in _NOMINAL else None
