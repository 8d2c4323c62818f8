"""Each number with what stands around it: where it is, what it may be added to, and the words right beside it."""

import re
from bisect import bisect_left, bisect_right

from msgspec import Struct

from banyan.measure.figures.interval import exactly
from banyan.measure.figures.widths import stands_for
from banyan.model.figure import Comparison, Dimension, Quantity, Reading

_LEVELS = (Dimension.MONEY, Dimension.COUNT, Dimension.MEASURE, Dimension.DURATION)
_BREAK = re.compile(r"[\n\r]")
_REACH = 60
_CHINESE = re.compile("[\u4e00-\u9fff]")
_CLASSIFIER = re.compile(
    r"(?:人次|班次|架次|艘次|辆次|批次|册次|人|起|趟|桩|片|道|口|根|节|户|家|个|项|名|位|座|条|件|所|台|套|辆|架|艘"
    r"|宗|笔|场|次|类|种|处|站|块|支|组"
    r"|对|份|篇|部|张|棵|株"
    r"|只|栋|间|例|款|批|枚|期|天|箱|票|吨|册|列|班|县|镇|村|区|岁|床|匹|头|亩)"
)
_NOUN = re.compile("[\u4e00-\u9fff]{2}")
INFINITE = float("inf")


class Frame(Struct, frozen=True):
    """`at`: index of the quantity. `low` to `high`: what it stands for. `lead`, `tail`: up to the numbers beside it.

    `key`: numbers with the same may be added; `word`: the classifier or noun of what is counted;
    `noun`: what stands behind the classifier, "" where nothing does.
    """

    at: int
    key: tuple[str, str]
    word: str
    noun: str
    low: float
    high: float
    value: float
    step: float
    sentence: int
    paragraph: int
    lead: str
    tail: str
    chinese: bool
    start: int
    end: int
    comparison: Comparison

    @property
    def is_level(self) -> bool:
        return self.key[0] in _LEVELS

    @property
    def is_bounded(self) -> bool:
        """To both sides: no "over 40" and no "below"."""
        return self.low > -INFINITE and self.high < INFINITE

    @property
    def is_percent(self) -> bool:
        return self.key[0] == Dimension.PERCENT


class Scene(Struct, frozen=True):
    """A text with its numbers by sentence. Dates and ranks are no frames."""

    text: str
    frames: tuple[Frame, ...]
    sentences: tuple[tuple[Frame, ...], ...]
    starts: tuple[int, ...]  # of each sentence, in the text

    def earlier(self, frame: Frame, most: int) -> tuple[Frame, ...]:
        """So many numbers before it, in their order."""
        end = bisect_left(self.frames, frame.at, key=lambda f: f.at)
        return self.frames[max(0, end - most) : end]

    def right_before(self, frame: Frame) -> Frame | None:
        """The number before it in its sentence, with no other between the two."""
        return next((f for f in self.sentences[frame.sentence] if f.at == frame.at - 1), None)

    def between(self, a: Frame, b: Frame) -> str:
        return self.text[a.end : b.start]

    def before(self, frame: Frame, reach: int = _REACH) -> str:
        """The words of its sentence before it, numbers among them."""
        return self.text[max(self.starts[frame.sentence], frame.start - reach) : frame.start]

    def around(self, sentence: int, back: int, on: int = 0) -> list[Frame]:
        """The numbers of so many sentences before and behind, those of the nearest sentence first."""
        found = list(self.sentences[sentence])
        for step in range(1, max(back, on) + 1):
            if step <= back and sentence - step >= 0:
                found += reversed(self.sentences[sentence - step])
            if step <= on and sentence + step < len(self.sentences):
                found += self.sentences[sentence + step]
        return found


def scene(reading: Reading) -> Scene:
    """Frames of all quantities that are numbers."""
    text, breaks = reading.text, [m.start() for m in _BREAK.finditer(reading.text)]
    groups: list[list[int]] = []
    starts: list[int] = []
    for index, quantity in enumerate(reading.quantities):
        if quantity.unit.dimension in (Dimension.DATE, Dimension.RANK):
            continue
        size = len(quantity.sentence)
        start = max(text.rfind(quantity.sentence, max(0, quantity.start - size), quantity.start + size), 0)
        if not groups or start != starts[-1]:
            groups.append([])
            starts.append(start)
        groups[-1].append(index)
    sentences = tuple(
        tuple(_frame(reading, group, n, number, starts[number], breaks) for n in range(len(group)))
        for number, group in enumerate(groups)
    )  # fmt: skip
    return Scene(text, tuple(f for found in sentences for f in found), sentences, tuple(starts))


def _frame(reading: Reading, group: list[int], n: int, number: int, start: int, breaks: list[int]) -> Frame:
    quantity = reading.quantities[group[n]]
    low = reading.quantities[group[n - 1]].end if n else start
    high = reading.quantities[group[n + 1]].start if n + 1 < len(group) else start + len(quantity.sentence)
    lead = reading.text[max(low, quantity.start - _REACH) : quantity.start]
    tail = reading.text[quantity.end : min(high, quantity.end + _REACH)]
    span, unit = stands_for(quantity.amount, quantity.unit), quantity.unit
    chinese = bool(_CHINESE.search(lead + tail) or _CHINESE.search(quantity.sentence))
    value = float(quantity.amount.value)
    if unit.symbol == "day" and quantity.amount.step <= 1 and quantity.amount.comparison is Comparison.EQUAL:
        span = exactly(quantity.amount.value)  # days are counted
    word = _word(quantity, tail, chinese)
    noun = _NOUN.match(tail, len(word)) if word and chinese else None
    return Frame(
        group[n], (unit.dimension, unit.symbol), word, noun[0] if noun else unit.noun if word and not chinese else "",
        -INFINITE if span.low is None else float(span.low), INFINITE if span.high is None else float(span.high),
        value, float(quantity.amount.step), number, bisect_right(breaks, quantity.start),
        lead, tail, chinese, quantity.start, quantity.end, quantity.amount.comparison,
    )  # fmt: skip


def _word(quantity: Quantity, tail: str, chinese: bool) -> str:
    if quantity.unit.dimension is not Dimension.COUNT:
        return ""
    if chinese:
        said = _CLASSIFIER.match(tail)
        return said[0] if said else ""
    return quantity.unit.noun
