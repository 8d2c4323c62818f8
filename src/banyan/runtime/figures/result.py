"""What `banyan figures check --json FILE` writes: banyan.figures-check/1 (docs/schemas/figures-check.schema.json)."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from banyan.model.figure import Dimension, Finding, Quantity, Unit
from banyan.runtime.figures.checking import Checked

SCHEMA = "banyan.figures-check/1"
_MARKS = {Dimension.PERCENT: "%", Dimension.POINTS: "pp", Dimension.COUNT: "count"}


def result(checked: Sequence[Checked]) -> dict[str, Any]:
    return {"schema": SCHEMA, "files": [_file(each) for each in checked]}


def _file(checked: Checked) -> dict[str, Any]:
    reading = checked.reading
    return {
        "file": checked.file, "text": reading.text, "language": reading.language,
        "quantities": [
            _quantity(quantity) | {"verdict": str(verdict), "finding": finding}
            for quantity, (verdict, finding) in zip(reading.quantities, checked.verdicts, strict=True)
        ],
        "findings": [_finding(finding) for finding in checked.findings],
    }


def _quantity(quantity: Quantity) -> dict[str, Any]:
    return {
        "text": quantity.text, "start": quantity.start, "end": quantity.end, "sentence": quantity.sentence,
        "value": decimal(quantity.amount.value), "unit": unit(quantity.unit),
        "operator": str(quantity.amount.comparison), "role": str(quantity.role), "subject": quantity.subject,
        "indicator": quantity.indicator, "period": quantity.period.label if quantity.period is not None else "",
        "geography": quantity.geography, "breakdown": quantity.breakdown,
    }  # fmt: skip


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "id": finding.id, "check": finding.check, "result": str(finding.result), "arithmetic": finding.arithmetic,
        "quantities": list(finding.quantities), "against": list(finding.against), "waived_by": finding.waived_by,
    }


def decimal(value: Decimal) -> str:
    """In base units, with neither exponent nor needless noughts: 12.3 bn is "12300000000"."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def unit(unit: Unit) -> str:
    """"CNY", "%", "%/year", "pp", "count", "times", "rank", "CNY/USD", "km"."""
    plain = _MARKS.get(unit.dimension) or unit.symbol or str(unit.dimension)
    return f"{plain}/{unit.per}" if unit.per else plain
