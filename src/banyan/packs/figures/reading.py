"""Reading a release: all its quantities, with their places in the text, and the relations that it claims among them."""

import re
from collections.abc import Sequence
from decimal import Decimal

from msgspec.structs import replace

from banyan.model.figure import Amount, Dimension, Quantity, Reading, Role, Unit
from banyan.packs.figures import amounts, context, dates, headed, measured, ranks, scope, stages, ties
from banyan.packs.figures.amounts import Scan
from banyan.packs.figures.dates import Clock, When
from banyan.packs.figures.en.leave import LEAVE as EN_LEAVE
from banyan.packs.figures.mention import Mention
from banyan.packs.figures.page import Page
from banyan.packs.figures.pattern import Table
from banyan.packs.figures.plain import language_of, plain
from banyan.packs.figures.split import Sentence, sentences
from banyan.packs.figures.zh.leave import LEAVE as ZH_LEAVE

_LEAVE = Table(*EN_LEAVE.patterns, *ZH_LEAVE.patterns)
# A sentence without any of these holds no number, and is passed over.
_MAY = re.compile(
    r"\d|[一二两三四五六七八九十百千万亿半]|首位|榜首|头名|翻番|[今去上本前]年|倍增|腰斩"
    r"|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w{2,5}teen|\w{2,4}ty|hundreds?|thousands?"
    r"|millions?|billions?|trillions?"
    r"|dozens?|half|halv\w+|doubl\w+|tripl\w+|trebled|quadrupl\w+|\w{2,5}fold|a (?:third|quarter|fifth|tenth)|first"
    r"|second|third|\w{2,5}th|year)\b",
    re.IGNORECASE,
)  # fmt: skip
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_PAGER = re.compile(r"^\s*\d{1,3}(?:[ |]+(?:\d{1,3}|\.\.\.|next|>+|下一页|末页)){0,60}\s*$", re.IGNORECASE)
_CARRIED = 2        # sentences on, to which a currency is carried: "3.42 billion crowns. Food supplied 0.84 billion"
_RUN = re.compile(r"\d+|[一二两三四五六七八九十百千万亿]+")
_DATELINE = re.compile(
    r"(?:date|updated|published|posted|time|发布时间|发布日期|日期|时间|更新时间|来源|编辑)\s*[:：]?\s*$"
    r"|(?:电|讯|报道)?[（(]?(?:记者|新华社|本报|通讯员)[^，。]{0,16}$|[-—|]\s*$|/\s*$", re.IGNORECASE)
_AFTER_DATELINE = re.compile(r"^\s*(?:电|讯|[-—|]{1,2}\s|/[A-Za-z]|[|])")


def read(text: str, language: str | None = None) -> Reading:
    """Quantities and ties of `text`, in the order of their places. `language`: zh, en, or None to tell by its letters.

    Pure, offline and without state; no text makes it raise.
    """
    flat = plain(text)
    page = _page(flat, [replace(s, language=language_of(flat[s.start:s.end])) for s in sentences(flat)])
    measured.share_rates(page.mentions)
    found = ties.claimed(page)      # first: what is tied says more of a number than its own sentence does
    quantities = tuple(_quantity(text, page, mention) for mention in page.mentions)
    return Reading(text, language or language_of(flat), quantities, found)


def _page(flat: str, parts: list[Sentence]) -> Page:
    page = Page(flat, parts)
    clock, heads = dates.clock_of(flat), headed.headings(flat)
    for head in heads:
        page.free[head.unit[0]:head.unit[1]] = bytes(head.unit[1] - head.unit[0])
    memory = scope.Memory(names=scope.names(flat))
    for number, sentence in enumerate(parts):
        if number and parts[number - 1].paragraph != sentence.paragraph:
            memory.period = memory.years = None
        whens, found = _sentence(page, number, clock, heads)
        if clock.year is None:
            whens = [dates.in_no_year(w, clock.month) for w in whens]
        whens_here = [w for w in whens if not _is_dateline(flat, sentence, w)]
        scope.settle(flat, sentence, found, whens_here, memory)
        moments = [_moment(w, number, memory) for w in whens_here if w.kind == "day" or _is_stage(flat, sentence, w)]
        page.whens.append(whens_here)
        page.add(sorted([*found, *moments], key=lambda m: m.start))
    return page


def _is_table(said: str) -> bool:
    """More numbers than words can say something of: a table's rows, or a text made to keep us busy."""
    count = len(_RUN.findall(said))
    return count > 80 and count * 12 > len(said)


def _sentence(
    page: Page, number: int, clock: Clock, heads: Sequence[headed.Heading]
) -> tuple[list[When], list[Mention]]:
    """Dates and numbers of one sentence; what is no figure is taken out first."""
    flat, sentence = page.plain, page.sentences[number]
    said = flat[sentence.start:sentence.end]
    if not _MAY.search(said) or _PAGER.match(said) or _is_table(said):
        return [], []
    free = page.free
    leave = _LEAVE if _CHINESE.search(said) else EN_LEAVE
    for hit in leave.find(flat, sentence.start, sentence.end):
        free[hit.start:hit.end] = bytes(hit.end - hit.start)
    whens = dates.of_one_stretch(flat, dates.find(
        flat, sentence.start, sentence.end, sentence.language, clock, free))
    for when in whens:
        free[when.start:when.end] = bytes(when.end - when.start)
    work = Scan(flat, sentence, number, free)
    places = ranks.scan(work)
    if number and any(m.role is Role.RANKING for m in page.of_sentence(number - 1)) and (lost := ranks.lost(work)):
        places.append(lost)
    found = sorted([*places, *amounts.scan(work)], key=lambda m: m.start)
    headed.apply(flat, found, heads)
    paragraph = page.sentences[number].paragraph
    last = next((m for m in reversed(page.mentions) if not m.is_percent), None)
    near = last is not None and number - last.sentence <= _CARRIED and (
        page.sentences[last.sentence].paragraph == paragraph)
    return whens, context.describe(flat, sentence, found, last if near else None)


def _is_dateline(flat: str, sentence: Sentence, when: When) -> bool:
    """The text's own date: it tells what "last year" is, and is no figure."""
    before, after = flat[max(sentence.start, when.start - 24):when.start], flat[when.end:when.end + 4]
    if when.kind != "day":
        return False
    return bool(_DATELINE.search(before) or _AFTER_DATELINE.match(after)) or (
        sentence.paragraph < 3 and flat[sentence.start:sentence.end].strip() == flat[when.start:when.end])


def _is_stage(flat: str, sentence: Sentence, when: When) -> bool:
    """A month in which something begins or is finished is a moment as a day is."""
    return when.kind == "month" and not when.relative and when.period.start is not None and (
        stages.of_day(flat, sentence.start, sentence.end, when.start, when.end) > 0)


def _moment(when: When, number: int, memory: scope.Memory) -> Mention:
    start = when.period.start
    return Mention(
        when.start, when.end, when.start, when.end, number, Decimal(start.toordinal() if start else 0), Decimal(0),
        Dimension.DATE, role=Role.MOMENT, subject=memory.subject, period=when.period, geography=memory.geography,
    )  # fmt: skip


def _quantity(text: str, page: Page, mention: Mention) -> Quantity:
    said = text[mention.start:mention.end]
    sentence = page.sentences[mention.sentence]
    unit = Unit(mention.dimension, mention.symbol, mention.noun, mention.per, mention.of)
    return Quantity(
        text=said, start=mention.start, end=mention.end, sentence=text[sentence.start:sentence.end].strip(),
        amount=Amount(said, mention.value, mention.step, mention.comparison), unit=unit, role=mention.role,
        subject=mention.subject, indicator=mention.indicator, period=mention.period, base=mention.base,
        geography=mention.geography, breakdown=mention.breakdown, source=mention.source, falls=mention.falls,
    )  # fmt: skip
