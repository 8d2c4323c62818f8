"""Figures to SDMX-CSV 2.0 and to generic SDMX-ML 2.1, each message held against the standard's own schema.

The data messages are written here: pysdmx writes data through pandas and pyarrow, 250 MB for a table of strings. Its
structure writer and its schema check need neither, and are used (docs/decisions/0018-figure-checks.md).
"""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

from lxml import etree
from msgspec import Struct
from pysdmx.io.xml.doc_validation import validate_doc

from banyan.edges.ledger.structure import AGENCY, ATTRIBUTES, DIMENSIONS, MEASURE, NAME, NOT_APPLICABLE, VERSION
from banyan.model.figure import Comparison, Dimension, Figure, Period

_NS = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1"
_MES, _GEN, _COM = (f"{{{_NS}/{part}}}" for part in ("message", "data/generic", "common"))
_UNITS = {
    Dimension.PERCENT: "PT", Dimension.POINTS: "PP", Dimension.COUNT: "PN", Dimension.TIMES: "TIMES",
    Dimension.RANK: "RANK", Dimension.OTHER: "PN",
}  # fmt: skip
_DAY = timedelta(days=1)


class Sdmx(Struct, frozen=True):
    """A message, and the ids of figures whose period is no stretch of days: SDMX has no place for them."""

    content: bytes
    left_out: tuple[str, ...]


def write_csv(figures: Iterable[Figure]) -> Sdmx:
    """SDMX-CSV 2.0.0: structure columns, dimensions, measure, attributes; one observation a row."""
    rows, left_out = _observations(figures)
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["STRUCTURE", "STRUCTURE_ID", "ACTION", *DIMENSIONS, MEASURE, *ATTRIBUTES])
    for row in rows:
        values = [row.get(id, "") for id in (*DIMENSIONS, MEASURE, *ATTRIBUTES)]
        writer.writerow(["datastructure", f"{AGENCY}:{NAME}({VERSION})", "R", *values])
    return Sdmx(stream.getvalue().encode(), left_out)


def write_ml(figures: Iterable[Figure], prepared: datetime) -> Sdmx:
    """SDMX-ML 2.1 generic data. `prepared`: the header's time, aware."""
    rows, left_out = _observations(figures)
    message = etree.Element(f"{_MES}GenericData", nsmap={"mes": _MES[1:-1], "gen": _GEN[1:-1], "com": _COM[1:-1]})
    _header(message, prepared)
    dataset = etree.SubElement(message, f"{_MES}DataSet", structureRef=NAME, action="Replace")
    for row in rows:
        _observation(dataset, row)
    text = etree.tostring(message, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    validate_doc(text.decode())
    return Sdmx(text, left_out)


def _header(message: etree._Element, prepared: datetime) -> None:
    header = etree.SubElement(message, f"{_MES}Header")
    etree.SubElement(header, f"{_MES}ID").text = NAME
    etree.SubElement(header, f"{_MES}Test").text = "false"
    etree.SubElement(header, f"{_MES}Prepared").text = prepared.isoformat()
    etree.SubElement(header, f"{_MES}Sender", id=AGENCY)
    about = etree.SubElement(header, f"{_MES}Structure", structureID=NAME, dimensionAtObservation="AllDimensions")
    reference = etree.SubElement(etree.SubElement(about, f"{_COM}Structure"), "Ref")
    for key, value in {"agencyID": AGENCY, "id": NAME, "version": VERSION, "class": "DataStructure"}.items():
        reference.set(key, value)


def _observation(dataset: etree._Element, row: Mapping[str, str]) -> None:
    observation = etree.SubElement(dataset, f"{_GEN}Obs")
    key = etree.SubElement(observation, f"{_GEN}ObsKey")
    for id in DIMENSIONS:
        etree.SubElement(key, f"{_GEN}Value", id=id, value=_xml(row[id]))
    etree.SubElement(observation, f"{_GEN}ObsValue", value=row[MEASURE])
    attributes = etree.SubElement(observation, f"{_GEN}Attributes")
    for id in ATTRIBUTES:
        if row.get(id):
            etree.SubElement(attributes, f"{_GEN}Value", id=id, value=_xml(row[id]))


def _xml(text: str) -> str:
    """Without the control characters that XML 1.0 has no way to write."""
    return "".join(c if c in "\t\n" or c >= " " else " " for c in text)


def _observations(figures: Iterable[Figure]) -> tuple[list[dict[str, str]], tuple[str, ...]]:
    rows, left_out = [], []
    for figure in figures:
        period = time_period(figure.period)
        if period is None:
            left_out.append(figure.id)
        else:
            rows.append(_row(figure, period))
    return rows, tuple(left_out)


def _row(figure: Figure, period: str) -> dict[str, str]:
    value = Decimal(figure.amount.text)
    exact = figure.amount.comparison is Comparison.EQUAL
    prices = {None: "", True: "real", False: "nominal"}[figure.real]
    return {
        "FIGURE": figure.id, "SUBJECT": figure.subject, "INDICATOR": figure.indicator,
        "REF_AREA": figure.geography or NOT_APPLICABLE, "BREAKDOWN": figure.breakdown or NOT_APPLICABLE,
        "TIME_PERIOD": period, MEASURE: f"{value:f}",
        "UNIT_MEASURE": _UNITS.get(figure.unit.dimension) or figure.unit.symbol or "PN",
        "UNIT_MULT": str(_mult(figure, value)), "DECIMALS": str(max(0, -int(value.as_tuple().exponent))),
        "OBS_STATUS": "A" if exact else "E", "CONF_STATUS": "F" if figure.released else "N",
        "OPERATOR": str(figure.amount.comparison), "UNIT_PER": figure.unit.per, "PERIOD_LABEL": figure.period.label,
        "SOURCE": figure.source, "VINTAGE": figure.vintage, "DEFINITION": figure.definition, "PRICES": prices,
    }  # fmt: skip


def _mult(figure: Figure, value: Decimal) -> int:
    """The power of ten between what was written and base units."""
    return (figure.amount.value / value).adjusted() if value else 0


def time_period(period: Period) -> str | None:
    """SDMX's observational time period: 2021, 2021-Q3, 2023-11, 2024-05-24, else start and length."""
    start, end = period.start, period.end
    if start is None or end is None:
        return None
    after = end + _DAY
    months = (after.year - start.year) * 12 + after.month - start.month
    if start.day != 1 or after.day != 1 or months < 1:
        return start.isoformat() if start == end else f"{start.isoformat()}/P{(after - start).days}D"
    return _whole_months(start, months)


def _whole_months(start: date, months: int) -> str:
    year, first = start.year, start.month
    if months == 1:
        return f"{year}-{first:02}"
    if months in (3, 6, 12) and (first - 1) % months == 0:
        part = (first - 1) // months + 1
        return {3: f"{year}-Q{part}", 6: f"{year}-S{part}", 12: str(year)}[months]
    length = f"{months // 12}Y" if months % 12 == 0 else f"{months}M"
    return f"{start.isoformat()}/P{length}"
