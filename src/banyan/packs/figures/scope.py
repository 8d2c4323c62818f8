"""What a number is about: indicator, subject, place, period, source; taken from the words nearest before it."""

import re
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from banyan.model.figure import Dimension, Period, Role
from banyan.packs.figures.around import WORDS
from banyan.packs.figures.dates import When
from banyan.packs.figures.indicators import INDICATORS
from banyan.packs.figures.mention import Mention
from banyan.packs.figures.pattern import Found
from banyan.packs.figures.split import Sentence, clause

_EN_PLACE = re.compile(
    r"\b((?:[A-Z][a-z]+ ){0,2}[A-Z][a-z]+(?: (?:Province|City|District|County|Municipality|New Area|Prefecture"
    r"|Development Zone"
    r"|Region|Township|Island|Town)))\b(?! [A-Z])|\b((?:[A-Z][a-z]{2,} ){0,2}[A-Z][a-z]{2,})(?='s\b)",
)  # fmt: skip
_BODY = re.compile(r"Commission|Bureau|Ministry|Award|Index|Report|University|Committee|Summit|\bInc|Group|Expo|Smart"
                   r"|Digital|Council|Company|Daily|Fair|Forum")
_EN_NAME = re.compile(r"\b((?:[A-Z][A-Za-z]+ ){0,3}[A-Z][A-Za-z]{2,})\b")
_ZH_PLACE = re.compile(r"([\u4e00-\u9fff]{2,4}?(?:省|自治区|市|新区|高新区|开发区|区|县|州|自治州))")
_ZH_HOME = re.compile(r"全[省市区县国]|我[省市区县国]|本[省市区县]|该[省市区县]")
_NO_PLACE = re.compile(r"^(?:分|全|我|本|该|各|城|省|地|园|社|小|园|有|在|为|的|和|与)|城市$|地区$|园区$|社区$|小区$"
                       r"|示范区$|试验区$|产业区$|领域$|片区$|功能区$|^.?(?:开发区|高新区|经开区|园区|景区|校区|港区"
                       r"|库区|自贸区|保税区|城区|市区|郊区|辖区|山区|灾区|厂区|街区)$")
_YEARLY = re.compile(r"year|y/y|yoy|同比|上年|去年", re.IGNORECASE)
_CAPITA = re.compile(r"人均$|户均$|\bper[- ](?:capita|head) $|\baverage $", re.IGNORECASE)
_FUNCTION = re.compile(r"[于比全占达的与从对每各及其以是有了同高低个新在为和约较由至到]|增幅|增速")
_NO_NAME = frozenset(
    [
        "The", "In", "Of", "This", "That", "These", "Those", "It", "Its", "During", "From", "By", "Since", "After",
        "Before", "Up", "To", "As", "At", "On", "An", "And", "But", "For", "With", "Over", "Total", "Last", "Next",
        "Today", "Meanwhile", "Notably", "Additionally", "Also", "However", "Finally", "According", "Data", "Source",
        "Updated", "Nearly", "About", "More", "January", "February", "March", "April", "May", "June", "July", "August",
        "September", "October", "November", "December", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday",
        "Saturday", "Sunday", "Of", "Among", "Another", "Other", "All", "Some", "Both", "Each", "Every", "Compared",
        "GDP",
    ]
)  # fmt: skip


class Memory(Struct):
    """What was said last in this paragraph, for sentences that say "it"."""

    subject: str = ""
    geography: str = ""
    period: Period | None = None
    years: int | None = None
    home: str = ""                  # the text's own place, for 全市
    names: frozenset[str] = frozenset()     # words with a capital inside a sentence: no capital of its beginning


_INSIDE = re.compile(r"(?<=[a-z,] )[A-Z][A-Za-z]{2,}\b|\b[A-Z][A-Za-z]{2,}(?='s\b)")


def names(plain: str) -> frozenset[str]:
    return frozenset(name for name in _INSIDE.findall(plain) if name not in _NO_NAME)


class Named(Struct, frozen=True):
    """What a sentence names, found once: indicators, places and names, in their order."""

    indicators: list[Found]
    places: list[tuple[int, str]]       # where each ends
    names: list[tuple[int, str]]
    capita: frozenset[int]              # where an indicator begins that is told per person
    plain: str


def settle(plain: str, sentence: Sentence, mentions: list[Mention], whens: list[When], memory: Memory) -> None:
    """Fill subject, indicator, place, period and source of the sentence's mentions; remember what was said."""
    usable = [w for w in whens if not _is_base(plain, sentence, w)]
    if mentions:
        source = WORDS[sentence.language].sources.first(plain, sentence.start, sentence.end)
        said = plain[source.start:source.end].strip() if source else ""
        named = _named(plain, sentence)
        before = sentence.start
        usable = [replace(w, period=memory.period, years=memory.years) if w.period.label == "同期" and memory.period
            else w
                  for w in usable]
        for mention in mentions:
            low, high = clause(plain, sentence, mention.left, mention.right)
            _period(plain, sentence, mention, usable, memory, low, high)
            _base_days(mention, whens)
            mention.indicator = _indicator(named, sentence, mention, before, low, high)
            mention.geography = _place(plain, sentence, named, mention, memory)
            mention.subject = _subject(sentence, named, mention, memory)
            mention.source = said
            if mention.is_count and _TORN.search(plain, sentence.start,
                    mention.left) and plain[mention.right:mention.right + 1] in (",", "，"):
                mention.subject = mention.geography = ""
            before = mention.right
    for when in usable:
        if when.kind in ("year", "years", "plan") and not when.relative:
            memory.period, memory.years = when.period, when.years


def _base_days(mention: Mention, whens: list[When]) -> None:
    """The days of what a growth is against: of the date in its words, else a year before the growth's own."""
    base, period = mention.base, mention.period
    if base is None or base.start is not None:
        return
    own = period is not None and period.start is not None and period.end is not None
    said = [w for w in whens if w.period.start and w.period.label in base.label]
    if said and not (said[-1].relative and own):
        mention.base = Period(base.label, said[-1].period.start, said[-1].period.end)
    elif period and period.start and period.end and _YEARLY.search(base.label):
        mention.base = Period(base.label, _year_before(period.start), _year_before(period.end))


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _named(plain: str, sentence: Sentence) -> Named:
    start, end = sentence.start, sentence.end
    if sentence.language == "zh":
        places = [(m.end(), m.group(1).lstrip("与在和及对由向从到于是为将把占达约")) for m in _ZH_PLACE.finditer(plain,
            start, end)]
        places = [(at, _FUNCTION.split(name)[-1]) for at, name in places]
        places = [(at, name) for at, name in places if len(name) > 2 and not _NO_PLACE.search(name)]
        names: list[tuple[int, str]] = []
    else:
        places = [(m.end(), m.group(1) or m.group(2)) for m in _EN_PLACE.finditer(plain, start, end)]
        places = [(at, name) for at, name in places if name.split()[0] not in _NO_NAME and not _BODY.search(name)]
        begin = min(end, start + 70)
        found = [m for m in _EN_NAME.finditer(plain, start, begin) if not _NAMED_BY.search(plain, start, m.start())]
        names = [(m.end(), " ".join(_named_words(m.group(1)))) for m in found]
    indicators = INDICATORS.find(plain, start, end)
    capita = frozenset(f.start for f in indicators if _CAPITA.search(plain, max(start, f.start - 14), f.start))
    return Named(indicators, places, names, capita, plain)


def _named_words(name: str) -> list[str]:
    words = name.split()
    return words[1:] if words[0] in _NO_NAME else words


def _period(plain: str, sentence: Sentence, mention: Mention, usable: list[When], memory: Memory, low: int,
        high: int) -> None:
    if mention.dimension is Dimension.DATE:
        return
    inside = [w for w in usable if low <= w.start and w.end <= high]
    # right after the number ("35 percent in 2021"), else before it in the clause, else before it in the sentence
    near = [w for w in inside if mention.right <= w.start <= mention.right + 30 and _joins(plain, mention.right,
        w.start)]
    before = [w for w in usable if w.end <= mention.left]
    if mention.was and sentence.language == "en" and not near:
        mention.period = None       # "from 21.5 percent": of when isn't said
        return
    behind = [w for w in inside if w.start >= mention.right and _IN_IT.search(plain, mention.right, w.start)]
    if behind and before and _SEMICOLON.search(plain, before[-1].end, mention.left) and not _SEMICOLON.search(
            plain, mention.right, behind[0].start):
        before = []     # "237 in 2024; rewards of 186,000 yuan were paid out to informants in 2025"
    when = near[0] if near else before[-1] if before else behind[0] if behind else inside[0] if inside else None
    if when is None and len(usable) == 1 and sentence.language == "en" and usable[0].kind != "day":
        when = None if _AGAINST.search(plain, max(sentence.start, usable[0].start - 40), usable[0].start) else usable[0]
    mention.period = when.period if when else memory.period
    mention.years = when.years if when else memory.years


def _is_base(plain: str, sentence: Sentence, when: When) -> bool:
    """Is it only what a growth is against: "on last year"?"""
    return any(b.start <= when.start and when.end <= b.end
               for b in WORDS[sentence.language].bases.find(plain, max(sentence.start, when.start - 24),
                       min(sentence.end, when.end + 4)))


_AGAINST = re.compile(r"\b(?:from|than|compared|against)\b", re.IGNORECASE)
_JOINS = re.compile(r"\s?(?:of [\w ]{1,24} )?(?:in|during|for|by|at the end of|as of|from|of|between"
                    r"|over)? ?(?:the )?$|\s*[(（]?$", re.IGNORECASE)


_SEMICOLON = re.compile(r"[;；]")
_IN_IT = re.compile(r"\b(?:in|during|for)(?: the)? ?$", re.IGNORECASE)


def _joins(plain: str, start: int, end: int) -> bool:
    return bool(_JOINS.match(plain, start, end))


def _indicator(named: Named, sentence: Sentence, mention: Mention, before: int, low: int, high: int) -> str:
    """The name nearest before the number; a growth or share may have it further back than an amount."""
    if mention.is_count and mention.noun:
        return mention.noun
    if mention.dimension in (Dimension.DATE, Dimension.RANK, Dimension.DURATION):
        return ""
    far = mention.role in (Role.GROWTH, Role.AVERAGE_GROWTH, Role.SHARE, Role.GAP, Role.CHANGE)
    earlier = [f for f in named.indicators if f.end <= mention.left]
    near = [f for f in earlier if f.start >= max(before, 0 if far else low)] or [f for f in earlier if f.start >= low]
    if not near and sentence.language == "en":
        near = [f for f in named.indicators if mention.right <= f.start and f.end <= min(high, mention.right + 40)][:1]
    if not near and not far and len(named.plain[max(before, low):mention.left].strip()) > (
            14 if sentence.language == "en" else 4):
        earlier = []        # its own clause names something else
    found = (near or earlier)[-1:]
    if mention.role is Role.SHARE and found and found[0].meaning == mention.of:
        found = earlier[:1]
    if not found:
        return ""
    return f"{found[0].meaning} per capita" if found[0].start in named.capita else found[0].meaning


def _place(plain: str, sentence: Sentence, named: Named, mention: Mention, memory: Memory) -> str:
    found = [name for end, name in named.places if end <= mention.left]
    if not found and sentence.language == "zh" and _ZH_HOME.search(plain, sentence.start, mention.left):
        return memory.home
    if found:
        memory.geography = found[-1]
        memory.home = memory.home or found[-1]
    return memory.geography


_TORN = re.compile(r"[;；]\s*$")      # "; 600 million items, ...": what was said of them got lost
_NAMED_BY = re.compile(r"\b(?:such as|like|with|from|by|including|according to|to) (?:the )?$", re.IGNORECASE)


def _subject(sentence: Sentence, named: Named, mention: Mention, memory: Memory) -> str:
    """The first name of the sentence; in Chinese the place, whose names need no capitals."""
    if sentence.language == "zh":
        memory.subject = mention.geography or memory.subject
        return memory.subject
    found = [name for end, name in named.names if end <= mention.left and name and (" " in name
        or name in memory.names)]
    if found:
        memory.subject = found[0]
    return memory.subject
