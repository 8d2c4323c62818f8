"""A storm's table is read exactly, or refused in one sentence with file, line, what was found and what was expected."""

import csv
import io
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banyan.edges.tables import LARGEST, Column, TableError, read, read_file


def refused(data: bytes, column: Column = Column.RAIN) -> str:
    with pytest.raises(TableError) as caught:
        read(data, "rain.csv", column)
    return str(caught.value)


def test_a_rain_table_is_read_as_pairs() -> None:
    assert read(b"minutes,mm_per_h\n0,0\n10,12.5\n20.5,0.0\n", "rain.csv", Column.RAIN) == (
        (0.0, 0.0), (10.0, 12.5), (20.5, 0.0),
    )  # fmt: skip


def test_a_tide_may_be_negative_and_an_inflow_may_not() -> None:
    assert read(b"minutes,level_m\n0,-1.5\n", "tide.csv", Column.TIDE) == ((0.0, -1.5),)
    assert refused(b"minutes,m3_per_s\n0,-1.5\n", Column.INFLOW) == (
        "rain.csv, line 2: found -1.5 as m3_per_s; expected a number from 0 to 1e+06"
    )


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbfminutes,mm_per_h\r\n0,1\r\n5,2\r\n",  # as spreadsheets write CSV UTF-8
        b"minutes,mm_per_h\r0,1\r5,2\r",
        b'"minutes","mm_per_h"\n"0","1"\n"5","2"\n',
        b"  minutes , MM_per_h \n\n 0 , 1 \n\n5,2",
    ],
)
def test_ways_of_writing_the_same_table(data: bytes) -> None:
    assert read(data, "rain.csv", Column.RAIN) == ((0.0, 1.0), (5.0, 2.0))


HEAD = "minutes,mm_per_h"
BAD = [
    (b"", "rain.csv: found an empty file; expected the header minutes,mm_per_h and at least one row"),
    (b"\n \n", "rain.csv: found an empty file; expected the header minutes,mm_per_h and at least one row"),
    (b"minutes,mm_per_h\n", "rain.csv, line 1: found a header without rows; expected at least one row below it"),
    (b"minutes,mm_per_hour\n0,1\n",
     'rain.csv, line 1: found the header "minutes,mm_per_hour"; expected "minutes,mm_per_h", in these units'),
    (b"minutes,level_cm\n0,1\n",
     'rain.csv, line 1: found the header "minutes,level_cm"; expected "minutes,mm_per_h", in these units'),
    (b"hours,mm_per_h\n0,1\n",
     'rain.csv, line 1: found the header "hours,mm_per_h"; expected "minutes,mm_per_h", in these units'),
    (b"0,1\n5,2\n",
     "rain.csv, line 1: found a row of numbers where the header belongs (0,1); "
     "expected minutes,mm_per_h"),
    (b"minutes;mm_per_h\n0;1\n",
     "rain.csv, line 1: found semicolons between the columns; expected commas: minutes,mm_per_h"),
    (b"minutes\tmm_per_h\n0\t1\n",
     "rain.csv, line 1: found tabs between the columns; "
     "expected commas: minutes,mm_per_h"),
    (b"minutes,mm_per_h\n0;1\n",
     "rain.csv, line 2: found semicolons between the columns (0;1); "
     "expected 2 columns, minutes,mm_per_h; decimals with a point"),
    (b"minutes,mm_per_h\n0,1\n5,1,5\n",
     "rain.csv, line 3: found 3 columns (5,1,5); expected 2 columns, minutes,mm_per_h; decimals with a point"),
    (b"minutes,mm_per_h\n0\n",
     "rain.csv, line 2: found 1 columns (0); expected 2 columns, minutes,mm_per_h; decimals with a point"),
    (b"minutes,mm_per_h\n0,heavy\n", 'rain.csv, line 2: found "heavy" as mm_per_h; expected a number'),
    (b"minutes,mm_per_h\n0,\n", 'rain.csv, line 2: found "" as mm_per_h; expected a number'),
    (b"minutes,mm_per_h\n0,1_0\n", 'rain.csv, line 2: found "1_0" as mm_per_h; expected a number'),
    (f"{HEAD}\n0,１２\n".encode(), 'rain.csv, line 2: found "１２" as mm_per_h; expected a number'),
    (b"minutes,mm_per_h\n0,nan\n", "rain.csv, line 2: found nan as mm_per_h; expected a finite number"),
    (b"minutes,mm_per_h\n0,-inf\n", "rain.csv, line 2: found -inf as mm_per_h; expected a finite number"),
    (b"minutes,mm_per_h\n0,1e999\n", "rain.csv, line 2: found 1e999 as mm_per_h; expected a finite number"),
    (b"minutes,mm_per_h\n0,-1\n", "rain.csv, line 2: found -1 as mm_per_h; expected a number from 0 to 3000"),
    (b"minutes,mm_per_h\n-5,1\n", "rain.csv, line 2: found -5 as minutes; expected a number from 0 to 527040"),
    (b"minutes,mm_per_h\n0,1\n10,2\n10,3\n",
     "rain.csv, line 4: found the same minutes again (10,3); expected minutes after 10"),
    (b"minutes,mm_per_h\n0,1\n10,2\n5,3\n",
     "rain.csv, line 4: found minutes that go back (5,3); "
     "expected minutes after 10"),
    (f"{HEAD}\n0,大雨\n".encode("gb18030"),
     "rain.csv, line 2: found bytes that are not UTF-8 (it reads as GB18030); "
     "expected UTF-8 text: save it as CSV UTF-8"),
    (b"minutes,mm_per_h\n0,\xff\n",
     "rain.csv, line 2: found bytes that are not UTF-8; expected UTF-8 text: save it as CSV UTF-8"),
    (f"{HEAD}\n0,1\n".encode("utf-16"),
     "rain.csv, line 1: found UTF-16 text; "
     "expected UTF-8 text: save it as CSV UTF-8"),
    (b"PK\x03\x04\x14\x00",
     'rain.csv, line 1: found the header "PK��\ufffd�"; '
     'expected "minutes,mm_per_h", in these units'),
]  # fmt: skip


@pytest.mark.parametrize(("data", "told"), BAD, ids=range(len(BAD)))
def test_what_can_not_be_rain_is_refused_in_one_sentence(data: bytes, told: str) -> None:
    assert refused(data) == told


def test_a_file_that_is_missing_a_folder_or_too_large_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(TableError, match="found no such file; expected a CSV file with the header minutes,level_m"):
            read_file(path, Column.TIDE)
    large = tmp_path / "large.csv"
    with large.open("wb") as out:
        out.truncate(LARGEST + 1_000_000)
    with pytest.raises(TableError, match="found 6 MB; expected at most 5 MB"):
        read_file(large, Column.TIDE)


def test_a_file_is_read_and_called_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "tide.csv"
    path.write_bytes(b"minutes,level_m\n0,0.5\n")
    assert read_file(path, Column.TIDE) == ((0.0, 0.5),)
    path.write_bytes(b"minutes,level_m\n0,high\n")
    with pytest.raises(TableError) as caught:
        read_file(path, Column.TIDE)
    assert str(caught.value) == f'{path}, line 2: found "high" as level_m; expected a number'


ROW = st.tuples(st.integers(0, 500_000), st.floats(0, 3000, allow_subnormal=False))


@given(st.lists(ROW, min_size=1, unique_by=lambda row: row[0]))
def test_what_a_csv_writer_writes_is_read_back_to_the_bit(rows: list[tuple[int, float]]) -> None:
    out = io.StringIO()
    csv.writer(out).writerows([("minutes", "mm_per_h"), *sorted(rows)])
    assert read(out.getvalue().encode(), "rain.csv", Column.RAIN) == tuple((float(m), v) for m, v in sorted(rows))


@given(st.binary(max_size=200), st.booleans())
def test_any_bytes_are_a_table_or_a_sentence(data: bytes, with_header: bool) -> None:
    try:
        pairs = read((b"minutes,level_m\n" if with_header else b"") + data, "tide.csv", Column.TIDE)
    except TableError as error:
        sentence, pairs = str(error), ()
    else:
        sentence = "tide.csv"
    assert sentence.startswith("tide.csv")
    assert sentence.isprintable()
    assert all(a[0] < b[0] for a, b in pairwise(pairs))
