"""The ledger's CSV: what is a figure, what isn't and why, and files that are no ledger."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banyan.edges.ledger import LedgerError, read
from banyan.edges.ledger.periods import parse as period
from banyan.edges.ledger.units import parse as unit
from banyan.model.figure import Comparison, Dimension, Figure, Place, Unit

HEADER = "id,subject,indicator,operator,value,unit,period"
SHARED = Path(__file__).resolve().parents[4] / "shared"


def ledger(*rows: str, header: str = HEADER, encoding: str = "utf-8"):  # type: ignore[no-untyped-def]
    return read("\n".join([header, *rows]).encode(encoding), "figures.csv")


def one(row: str, header: str = HEADER) -> Figure:
    found = ledger(row, header=header)
    assert found.rejected == ()
    figure: Figure = found.figures[0]
    return figure


def test_a_row_becomes_a_figure_in_base_units() -> None:
    figure = one("A1,Nanzhou,exports,=,23.9,bn CNY,2022")
    assert (figure.amount.value, figure.amount.step) == (Decimal("23900000000"), Decimal("100000000"))
    assert (figure.unit, figure.where) == (Unit(Dimension.MONEY, "CNY"), Place("figures.csv", "2"))
    assert (figure.period.start, figure.period.end) == (date(2022, 1, 1), date(2022, 12, 31))


@pytest.mark.parametrize("sign", list(Comparison))
def test_every_operator_is_read(sign: Comparison) -> None:
    assert one(f"A1,Nanzhou,exports,{sign},23.9,bn CNY,2022").amount.comparison is sign


def test_full_width_and_grouped_digits_are_numbers() -> None:
    assert one('A1,Nanzhou,firms,＝,"１２,３４５",count,2022').amount.value == 12345
    assert one("A1,Nanzhou,growth,=,−2.5,%,2022").amount.value == Decimal("-2.5")


@pytest.mark.parametrize(("row", "column", "reason"), [
    ("A1,Nanzhou,exports,=,\"3 clouds, 2 roads\",count,2022", "value", "not a number"),
    ("A1,Nanzhou,exports,=,10-12,bn CNY,2022", "value", "not a number"),
    ("A1,Nanzhou,exports,=,1e9,CNY,2022", "value", "not a number"),
    ("A1,Nanzhou,exports,=,,CNY,2022", "value", "not a number"),
    ("A1,,exports,=,1,CNY,2022", "subject", "empty"),
    (",Nanzhou,exports,=,1,CNY,2022", "id", "empty"),
    ("A1,Nanzhou,exports,around,1,CNY,2022", "operator", "not one of = > < >= <= ~ ~< ~>"),
])  # fmt: skip
def test_a_row_that_is_no_figure_is_told_with_line_and_reason(row: str, column: str, reason: str) -> None:
    found = ledger("B0,Nanzhou,exports,=,1,CNY,2021", row)
    assert [(r.line, r.column, r.reason) for r in found.rejected] == [(3, column, reason)]
    assert len(found.figures) == 1


def test_an_id_counts_once() -> None:
    found = ledger("A1,Nanzhou,exports,=,1,CNY,2021", "A1,Nanzhou,exports,=,2,CNY,2022")
    assert [r.reason for r in found.rejected] == ["the id of a row above"]


def test_optional_columns_are_kept_and_others_left_alone() -> None:
    figure = one("A1,Nanzhou,exports,=,1,CNY,2021,Nanzhou city,goods,yes,constant,2022-03-01,A0,出口; foreign sales,x",
                 HEADER + ",geography,breakdown,released,real,vintage,supersedes,aliases,colour")
    assert (figure.geography, figure.breakdown, figure.released, figure.real) == ("Nanzhou city", "goods", True, True)
    assert (figure.vintage, figure.supersedes, figure.aliases) == ("2022-03-01", "A0", ("出口", "foreign sales"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_chinese_ledgers_are_read_in_what_spreadsheets_write(encoding: str) -> None:
    found = ledger("A1,南州市,出口,=,23.9,亿元,2022年", encoding=encoding)
    assert (found.figures[0].subject, found.figures[0].amount.value) == ("南州市", Decimal("2390000000"))


def test_semicolons_and_windows_lines_are_read() -> None:
    data = "\r\n".join([HEADER.replace(",", ";"), "A1;Nanzhou;exports;=;23.9;bn CNY;2022"]).encode()
    assert len(read(data, "figures.csv").figures) == 1


@pytest.mark.parametrize(("data", "found"), [
    (b"", "an empty file"), (b"  \n", "an empty file"), (b"\xff\xfei\0d\0", "UTF-16 text"),
    (b"id\0subject", "a binary file"), (b"\xff\xfa\xfb\xff", "bytes that are neither UTF-8 nor GB18030"),
    (b"id,subject\n1,2", "no column indicator"), (HEADER.encode() + b",id\n", "the column id twice"),
])  # fmt: skip
def test_a_file_that_is_no_ledger_is_one_sentence(data: bytes, found: str) -> None:
    with pytest.raises(LedgerError) as error:
        read(data, "figures.csv")
    assert found in str(error.value)
    assert "expected" in str(error.value)


@given(st.binary(max_size=300))
def test_no_bytes_raise_anything_else(data: bytes) -> None:
    try:
        read(HEADER.encode() + b"\n" + data, "figures.csv")
    except LedgerError as error:
        assert "figures.csv" in str(error)  # noqa: PT017  it need not raise


@pytest.mark.parametrize(("text", "expected", "scale"), [
    ("bn CNY", Unit(Dimension.MONEY, "CNY"), 10**9), ("million USD", Unit(Dimension.MONEY, "USD"), 10**6),
    ("亿元", Unit(Dimension.MONEY, "CNY"), 10**8), ("万元", Unit(Dimension.MONEY, "CNY"), 10**4),
    ("万亿元", Unit(Dimension.MONEY, "CNY"), 10**12), ("亿美元", Unit(Dimension.MONEY, "USD"), 10**8),
    ("hundred million yuan", Unit(Dimension.MONEY, "CNY"), 10**8), ("CNY", Unit(Dimension.MONEY, "CNY"), 1),
    ("%", Unit(Dimension.PERCENT), 1), ("% of investment", Unit(Dimension.PERCENT, of="investment"), 1),
    ("%/yr", Unit(Dimension.PERCENT, per="year"), 1), ("% y/y", Unit(Dimension.PERCENT, symbol="y/y"), 1),
    ("pp", Unit(Dimension.POINTS), 1), ("pp/yr", Unit(Dimension.POINTS, per="year"), 1),
    ("个百分点", Unit(Dimension.POINTS), 1), ("count", Unit(Dimension.COUNT), 1), ("times", Unit(Dimension.TIMES), 1),
    ("rank", Unit(Dimension.RANK), 1), ("CNY/USD", Unit(Dimension.EXCHANGE, "CNY/USD"), 1),
    ("consecutive years", Unit(Dimension.DURATION, "year"), 1), ("km", Unit(Dimension.MEASURE, "km"), 1),
    ("万千瓦", Unit(Dimension.MEASURE, "kW"), 10**4), ("million people", Unit(Dimension.COUNT, noun="people"), 10**6),
    ("万吨", Unit(Dimension.MEASURE, "t"), 10**4), ("", Unit(Dimension.OTHER), 1),
])  # fmt: skip
def test_units_are_read_as_people_write_them(text: str, expected: Unit, scale: int) -> None:
    assert unit(text) == (expected, Decimal(scale))


@pytest.mark.parametrize(("text", "first", "last"), [
    ("2021", "2021-01-01", "2021-12-31"), ("2021年", "2021-01-01", "2021-12-31"),
    ("2021-03", "2021-03-01", "2021-03-31"),
    ("2024-02", "2024-02-01", "2024-02-29"), ("2024-05-24", "2024-05-24", "2024-05-24"),
    ("2024年5月24日", "2024-05-24", "2024-05-24"), ("2018-2023", "2018-01-01", "2023-12-31"),
    ("2018–2023", "2018-01-01", "2023-12-31"), ("2021-04-25..26", "2021-04-25", "2021-04-26"),
    ("2021-04-25..2021-05-02", "2021-04-25", "2021-05-02"), ("2021Q3", "2021-07-01", "2021-09-30"),
    ("2021H1", "2021-01-01", "2021-06-30"), ("2021年上半年", "2021-01-01", "2021-06-30"),
    ("2021年1-8月", "2021-01-01", "2021-08-31"), ("2021年1—8月", "2021-01-01", "2021-08-31"),
    ("May 2021", "2021-05-01", "2021-05-31"), ("January-September 2021", "2021-01-01", "2021-09-30"),
    ("Oct. to Dec. 2021", "2021-10-01", "2021-12-31"), ("2021年前三季度", "2021-01-01", "2021-09-30"),
    ("2023 (implied)", "2023-01-01", "2023-12-31"), ("as of 2021-04", "2021-04-01", "2021-04-30"),
])  # fmt: skip
def test_periods_become_days_and_keep_their_label(text: str, first: str, last: str) -> None:
    found = period(text)
    assert (found.label, str(found.start), str(found.end)) == (text, first, last)


@pytest.mark.parametrize(
    "text", ["7th session", "n/a", "past five years", "2021-13", "2021-02-30", "Spring 2021", "", "0007", "2023-2018"])
def test_what_is_no_stretch_of_days_stays_a_label(text: str) -> None:
    assert (period(text).label, period(text).start) == (text, None)


@pytest.mark.skipif(not SHARED.exists(), reason="../shared is not beside this repository")
def test_three_rows_of_the_seed_ledger_are_no_numbers() -> None:
    found = read((SHARED / "seed_figures.csv").read_bytes(), "seed_figures.csv")
    assert (len(found.figures), [r.reason for r in found.rejected]) == (98, ["not a number"] * 3)
