"""What holds for any text: places are right, nothing overlaps, nothing raises, and time stays in proportion."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banyan.model.figure import Reading
from banyan.packs.figures import read

pytestmark = pytest.mark.no_cover      # many texts through lines that other tests count; counting takes twice the time

_PIECES = (
    "92", "1,604", "31.9", " billion yuan", "亿元", "万", "个项目", "其中", "of which", "the remaining", "其余", "%",
    " percent", "个百分点",
    "，", "。", "；", ". ", ", ", "\n", " ", "2021年", "April 25", "8月23日", "from ", " to ", "-", "第", "位",
    "ranks first", "同比增长",
    "up ", "一千六百零四", "七成半", "half", "a dozen", "（", ")", "¥", "US$", "5G", "respectively", "分别为",
    "average annual", "年均",
    "\"", "·", "é", "\u2028", "\U0001f600", "００", "翻两番", "doubled", "between ", " and ", "亿", "半", "年", "x",
    "1 2 3 4 5 6 7",
)  # fmt: skip
texts = st.one_of(st.text(max_size=200), st.lists(st.sampled_from(_PIECES), max_size=40).map("".join))


def sound(reading: Reading) -> None:
    last = 0
    for quantity in reading.quantities:
        assert reading.text[quantity.start:quantity.end] == quantity.text
        assert quantity.start >= last
        assert quantity.end > quantity.start
        assert quantity.amount.step >= 0
        last = quantity.end
    for tie in reading.ties:
        assert tie.members
        assert all(0 <= index < len(reading.quantities) for _, index in tie.members)
        assert len({index for _, index in tie.members}) == len(tie.members)


@settings(max_examples=300, deadline=None)
@given(texts)
def test_places_match_the_text_never_overlap_and_nothing_raises(text: str) -> None:
    sound(read(text))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from([p for p in _PIECES if "０" not in p]), max_size=30).map("".join))
def test_full_width_digits_and_letters_read_as_half_width_ones(text: str) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) if (c.isascii() and c.isalnum()) or c == "%" else c for c in text)
    half, full = read(text, "zh"), read(wide, "zh")
    assert [(q.start, q.end, q.amount.value, q.unit, q.role) for q in half.quantities] == [
        (q.start, q.end, q.amount.value, q.unit, q.role) for q in full.quantities]
    assert half.ties == full.ties


@pytest.mark.parametrize("piece", [
    "1", "1,", "1 ", "一", "十百千万", "a ", "of which ", "其中", "¥1 ", "1%", "1个、", "from 1 to ", "一、", "(", "1-",
    "2021年", "A, ", "\n1 2 x\n",
    "增长", "one hundred and ", "1.1.", "12 projects worth ¥3 billion, ",
                                      "其中项目3个、投资5亿元，", "，", "April 25, ", "第", "ranks ", "\"a",
])  # fmt: skip
def test_a_hostile_text_takes_time_in_proportion_to_its_length(piece: str) -> None:
    times = []
    for length in (5_000, 20_000):
        begin = time.process_time()
        sound(read((piece * (length // len(piece) + 1))[:length]))
        times.append(time.process_time() - begin)
    assert times[1] < 8 * times[0] + 0.5       # four times as long; a square would take sixteen times as long
