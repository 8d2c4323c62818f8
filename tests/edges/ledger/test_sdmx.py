"""Figures written as SDMX are read back as they were, and the standard's schemas accept them."""

import csv
import io
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from lxml import etree
from pysdmx.io import read_sdmx
from pysdmx.io.xml.doc_validation import validate_doc

from banyan.edges.ledger import read
from banyan.edges.ledger.periods import parse as period
from banyan.edges.ledger.sdmx import time_period, write_csv, write_ml
from banyan.edges.ledger.structure import ATTRIBUTES, DIMENSIONS, structure
from banyan.model.figure import Figure

ROWS = """id,subject,indicator,operator,value,unit,period,geography,breakdown,source,released,real
A1,Nanzhou,exports,=,23.90,bn CNY,2022,Nanzhou city,,Yearbook,yes,nominal
A2,南州 & <co>,"签约项目, 合计",>,92,count,2021-08-23,,channel:live,"a ""quoted"" one",no,
A3,Nanzhou,growth,~,-2.5,%/yr,2018-2023,,,,yes,real
A4,Nanzhou,exports,=,1,CNY,7th session,,,,yes,
A5,Nanzhou,firms,=,12,ten thousand count,2021Q3,,,,yes,
"""
PREPARED = datetime(2022, 1, 1, tzinfo=UTC)


def figures() -> tuple[Figure, ...]:
    found = read(ROWS.encode(), "figures.csv")
    assert found.rejected == ()
    return found.figures


def of_csv(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode())))


def of_ml(data: bytes) -> list[dict[str, str]]:
    rows = []
    for observation in etree.fromstring(data).iter("{*}Obs"):
        row = {value.get("id"): value.get("value") for value in observation.iter("{*}Value")}
        rows.append(row | {"OBS_VALUE": observation.find("{*}ObsValue").get("value")})
    return rows


@pytest.mark.parametrize("form", ["csv", "ml"])
def test_value_unit_and_scale_come_back_as_they_were(form: str) -> None:
    rows = of_csv(write_csv(figures()).content) if form == "csv" else of_ml(write_ml(figures(), PREPARED).content)
    by_id = {figure.id: figure for figure in figures()}
    assert [row["FIGURE"] for row in rows] == ["A1", "A2", "A3", "A5"]
    for row in rows:
        figure = by_id[row["FIGURE"]]
        assert Decimal(row["OBS_VALUE"]).scaleb(int(row["UNIT_MULT"])) == figure.amount.value
        assert (row["SUBJECT"], row["INDICATOR"]) == (figure.subject, figure.indicator)
    facts = ("OBS_VALUE", "UNIT_MEASURE", "UNIT_MULT", "TIME_PERIOD", "OBS_STATUS")
    assert [tuple(row[fact] for fact in facts) for row in rows] == [
        ("23.90", "CNY", "9", "2022", "A"), ("92", "PN", "0", "2021-08-23", "E"),
        ("-2.5", "PT", "0", "2018-01-01/P6Y", "E"), ("12", "PN", "4", "2021-Q3", "A"),
    ]  # fmt: skip


def test_what_has_no_days_is_left_out_and_named() -> None:
    assert write_csv(figures()).left_out == ("A4",)
    assert write_ml(figures(), PREPARED).left_out == ("A4",)


def test_the_message_is_what_the_standards_schema_asks_for() -> None:
    validate_doc(write_ml(figures(), PREPARED).content.decode())


def test_both_forms_have_the_columns_of_the_structure() -> None:
    header = write_csv(figures()).content.decode().split("\n", 1)[0].split(",")
    assert header == ["STRUCTURE", "STRUCTURE_ID", "ACTION", *DIMENSIONS, "OBS_VALUE", *ATTRIBUTES]
    found = read_sdmx(structure())
    assert found.structures is not None
    definition = next(s for s in found.structures if s.id == "FIGURES")
    assert {c.id for c in definition.components} == {*DIMENSIONS, "OBS_VALUE", *ATTRIBUTES}


def test_pysdmx_reads_the_data_back_where_it_has_its_data_extra() -> None:
    pytest.importorskip("pyarrow", reason="pysdmx reads data with pyarrow, which is not in the base install")
    from pysdmx.io import get_datasets

    assert len(get_datasets(write_csv(figures()).content.decode(), structure())[0].data) == 4


@pytest.mark.parametrize(("text", "expected"), [
    ("2021", "2021"), ("2021H2", "2021-S2"), ("2021-11", "2021-11"), ("2021年1-8月", "2021-01-01/P8M"),
    ("2021-04-25..26", "2021-04-25/P2D"), ("2021-04-25", "2021-04-25"), ("n/a", None),
])  # fmt: skip
def test_periods_become_the_standards_time_periods(text: str, expected: str | None) -> None:
    assert time_period(period(text)) == expected


def test_control_characters_are_left_behind() -> None:
    row = ROWS.replace("Nanzhou city", "Nan\x0bzhou")
    data = write_ml(read(row.encode(), "f.csv").figures, PREPARED).content
    assert of_ml(data)[0]["REF_AREA"] == "Nan zhou"
