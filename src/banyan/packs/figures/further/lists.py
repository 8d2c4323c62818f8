"""A count and the list that is said to be all of it: 设6大展区，分别为A、B、C; three parks, namely A, B and C."""

import re
from itertools import takewhile

from banyan.model.figure import Comparison, Dimension, Quantity, Reading, Relation, Role, Tie
from banyan.packs.figures.further.near import more, tied

# What opens a list behind its count. Where a pronoun names the counted again, more may stand between.
_OPEN_ZH = re.compile(
    r"：|:|——?|（|\(|，(?:一[\u4e00-\u9fff]一[\u4e00-\u9fff]，)?(?:即|包括|(?:目的[地港]|终点|名称|会址|地址|[校厂馆站桥院店园]址|[由从自][\u4e00-\u9fff]{1,2}[向到至往][\u4e00-\u9fff]{1,2}|沿线)?(?:分别|依次|具体)(?:是|为|位于|来自|有|叫|飞往|通往|开往|前往|设在|落户|授予|颁给"
    r"|涉及|覆盖|投向))|[，。；](?P<they>(?:它们|他们|她们"
    r"|这[几些\d两三四五六七八九十]*"
    r"[个家项名位座条]?)(?:分别|依次)?(?:是|为|即|叫|位于|来自))")
_OPEN_EN = re.compile(
    r":|\(|,? namely,? |,? i\.e\.,? | [-–—]{1,2} |—|, (?:being|called|named|in) (?=[A-Z])"
    r"|(?P<they>, (?:they|these|which) (?:are|were) |\. (?:They|These) (?:are|were) |; (?:they|these) (?:are|were) )")
_ROW_EN = re.compile(     # "The 5 key scenic areas, A, B and C, received"
    r"^ (?:[a-z][a-z'-]* ){0,4}[a-z]{2,}, (?P<items>(?:[A-Z][\w.'-]*(?: [A-Z][\w.'-]*){0,3}, ){1,20}"
    r"(?:[A-Z][\w.'-]*(?: [A-Z][\w.'-]*){0,3})?,? ?and [A-Z][\w.'-]*(?: [A-Z][\w.'-]*){0,3})(?=[,.;])")
_ENDLESS = re.compile(r"等(?!级|候|待|于)|等等|……|\b(?:etc|and so on|among others|and (?:others|more)|such as|including"
                      r"|for example)\b", re.IGNORECASE)
_SOME = re.compile(r"其中|主要|例如|如(?=[\u4e00-\u9fff])|比如|包括|尤其", re.IGNORECASE)
_BRACKETS = re.compile(r"[（(][^（）()]{1,60}[）)]|“[^”]{1,40}”|\"[^\"]{1,60}\"|《[^》]{1,40}》")
_NO_NAME_EN = re.compile(r"^(?:one|two|three|four|five|six|seven|eight|nine|ten|on|in|at|from|to|by|for|with|more"
                         r"|many)\b"
                         r"|\b(?:is|are|was|were|will|has|have|had|can|may)\b", re.IGNORECASE)
_PROPER = re.compile(r"[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,4}")
_EACH_EN = re.compile(r", (?:one|two|each|all|both)\b", re.IGNORECASE)
_AND_ZH = re.compile(r"以及|[和及与]")
_AND_EN = re.compile(r",? and (?=[A-Za-z\"])")
_VERB_ZH = re.compile(r"增长|下降|达到|实现|完成|超过|[比较]上年|同比")
_NUMBERED_ZH = tuple(tuple(f"{n}{verb}" for n in "一二三四五六七八九十") for verb in "是要")
_NUMBERED_EN = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh")
_MARKS = (*_NUMBERED_ZH, tuple(f"（{n}）" for n in "一二三四五六七八九十"), tuple("①②③④⑤⑥⑦⑧⑨"),
          tuple(f"({n})" for n in "abcdefghi"), tuple(f"({n})" for n in "123456789"))
_TITLES = re.compile(
    r"^[^，。；\d《]{0,8}[，：—]{0,3}(?:(?:分别|依次)?[是为]|即)?(?:《[^》]{1,30}》[、和及]?){2,20}(?!等|《)")
_FIRST_EN = re.compile(r"[:;–—-] first,")
_BULLETS = tuple(re.compile(rf"^\s*(?:{mark})") for mark in (
    r"[*•·▪◆●–-]\s", r"\d{1,2}[.．、]\s?", r"[（(]?\d{1,2}[)）]", r"[（(]?[A-Za-z][)）]", r"[①-⑳]",
    r"[甲乙丙丁戊己庚辛]、", r"[一二三四五六七八九十]{1,3}、", r"[（(][一二三四五六七八九十]{1,3}[)）]"))
_FOLLOWS = re.compile(r"如下[：:]\s*$|\b(?:as follows|the following) ?:\s*$", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"^[^(（]*[)）]")     # "agreements (three of them in May):" counts no lines below
_ONE_EN = r"[A-Z][\w.'-]*(?: [A-Z][\w.'-]*){0,3}(?: ?\([^)]{1,30}\))?"
_PLAIN_EN = re.compile(       # "Three of the investors come from abroad, Bluepeak (Singapore) and Orion Data."
    r"^ of the [a-z]{2,20}(?: [a-z]{2,20}){1,4} (?:abroad|overseas|new), "
    rf"(?P<items>{_ONE_EN}(?:, {_ONE_EN}){{0,10}},? and {_ONE_EN})\.")
_OF_SOME = re.compile(r" of (?:the|its|their|these|those) ")
_OPENED_AT = re.compile(
    r"\b(?:opened|built|set up|established|installed|completed|founded)\b[^,;.]{0,40}, at (?=[A-Z])")
LINES = 6000        # characters of marked lines that are looked at
REACH, GAP, LONG_GAP = 320, 24, 44      # characters: of a list; from the count to what opens it
NAME_ZH, NAME_EN = 16, 8                # characters, words of the longest name in a list
_MISCOUNTED = 2     # by which a count of names without "and" is off, at most: else they are examples
MOST = 30           # more are hardly written out


def read(reading: Reading) -> Reading:
    ties, listed = [], tied(reading, Relation.LIST)
    for index, quantity in enumerate(reading.quantities):
        if index in listed or not _may_count(quantity):
            continue
        items = _numbered(reading, quantity) or _bullets(reading, index) or _named(reading, quantity)
        if items > 1:
            ties.append(Tie(Relation.LIST, (("count", index),), years=items))
    return more(reading, ties)


def _may_count(quantity: Quantity) -> bool:
    value = quantity.amount.value
    counted = quantity.unit.dimension is Dimension.COUNT and quantity.role in (Role.LEVEL, Role.CHANGE)
    return counted and 1 < value <= MOST and value == int(value) and quantity.amount.comparison is Comparison.EQUAL


def _named(reading: Reading, quantity: Quantity) -> int:
    """How many names follow the count; 0 where no list follows, or one that isn't meant to be whole."""
    tail = reading.text[quantity.end:quantity.end + REACH].split("\n")[0]
    chinese = not tail[:40].isascii() and bool(re.search(r"[\u3400-\u9fff]", tail[:20]))
    row = None if chinese else _ROW_EN.match(tail) or _PLAIN_EN.match(tail)
    if row is not None:
        return _count_en(_BRACKETS.sub("", row["items"]), int(quantity.amount.value))
    if chinese and (titles := _TITLES.match(tail)):
        return len(re.findall("《", titles.group()))
    if not chinese and _OF_SOME.match(tail):
        return 0        # "two of the three sites - A, B and C": all three are named
    opened = (_OPEN_ZH if chinese else _OPEN_EN).search(tail) or (None if chinese else _OPENED_AT.search(tail))
    if opened is None or not _belongs(tail[:opened.start()], bool(opened.groupdict().get("they")), chinese):
        return 0
    said = _until_end(tail, opened, chinese)
    if _ENDLESS.search(said) or (chinese and _SOME.search(said)) or _of_the_same(reading, quantity, opened, len(said)):
        return 0
    return (_count_zh if chinese else _count_en)(said, int(quantity.amount.value))


def _belongs(gap: str, they: bool, chinese: bool) -> bool:
    """Only the counted thing's own name stands between it and its list."""
    if they:
        return len(gap) <= LONG_GAP * (1 if chinese else 3) and "。" not in gap
    return len(gap) <= GAP * (1 if chinese else 3) and not re.search(r"[，,；;。]|\. ", gap)


def _until_end(tail: str, opened: re.Match[str], chinese: bool) -> str:
    rest = tail[opened.end():]
    if opened.group() in "（(":
        return re.split(r"[）)]", rest)[0]
    return re.split(r"[。；]" if chinese else r"\.(?=\s|$)|;| [-–—]{1,2} |—", rest)[0]


def _of_the_same(reading: Reading, count: Quantity, opened: re.Match[str], length: int) -> bool:
    """Numbers of the counted thing itself among the items: they are its parts, which are added up elsewhere."""
    start = count.end + opened.end()
    unit = reading.text[count.end:count.end + 1]
    inside = [q for q in reading.quantities if start <= q.start < start + length]
    return any(q.unit.dimension is Dimension.COUNT and (
        (unit.strip() and not unit.isascii() and reading.text[q.end:q.end + 1] == unit)
        or (q.unit.noun and q.unit.noun == count.unit.noun and unit != "个")) for q in inside)


def _count_zh(said: str, wanted: int) -> int:
    """From the names that commas part to those that "and" may part: what is said, if it fits."""
    bare = _BRACKETS.sub("", said)
    *former, last = re.split(r"、", bare.rstrip("，。； "))
    parts = [*map(_name, former), _name(last.split("，")[0])]
    pair = _AND_ZH.split(parts[0])
    if len(parts) == 1 and len(pair) == 2 and all(1 < len(name) <= NAME_ZH // 2 for name in pair):
        return 2
    if len(parts) < 2 or any("，" in part or _VERB_ZH.search(part) for part in parts):
        return 0
    if any(not 1 < len(name) <= NAME_ZH for part in parts for name in _AND_ZH.split(part)):
        return 0
    return _within(len(parts), len(_AND_ZH.findall(parts[-1])), wanted)


def _name(part: str) -> str:
    """Without the number that stands behind a name: 东湖钢铁212万吨; a digit within a name stays (夜1线)."""
    name = re.split(r"\d", part)[0].strip(" ，")
    return name if len(name) > 1 else part.strip(" ，")


def _count_en(said: str, wanted: int) -> int:
    bare = _EACH_EN.split(_BRACKETS.sub("x", said))[0]
    last = _AND_EN.split(bare)
    parts = [part.strip() for chunk in last for part in re.split(r", ", chunk) if part.strip()]
    names = len(last) < 2 and len(parts) > 2 and all(_PROPER.fullmatch(part) for part in parts)
    if names and abs(len(parts) - wanted) <= _MISCOUNTED:
        return len(parts)       # names alone need no "and"
    if len(parts) < 2 or len(last) < 2 or any(len(part.split()) > NAME_EN or re.search(r"\d", part) for part in parts):
        return 0
    if any(_NO_NAME_EN.search(part) for part in parts):
        return 0
    return _within(len(parts) - len(last) + 2, len(last) - 2, wanted)       # one "and" is surely the list's own


def _within(least: int, more_: int, wanted: int) -> int:
    return wanted if least <= wanted <= least + more_ else least + more_ if wanted > least else least


def _numbered(reading: Reading, quantity: Quantity) -> int:
    """三项措施：一是……二是……: as many as are numbered."""
    tail = reading.text[quantity.end:quantity.end + REACH * 3].split("\n")[0]
    for marks in _MARKS:
        first = tail.find(marks[0])
        led = marks in _NUMBERED_ZH or tail[:first].rstrip().endswith((":", "："))
        if 0 <= first < LONG_GAP and led and not re.search(r"。|[.;]\s", tail[:first]) and marks[1] in tail:
            return _sequence(tail[first:], marks)
    lower = tail.lower()
    opened = _FIRST_EN.search(lower, 0, LONG_GAP * 2)
    return _sequence(lower[opened.end() - 6:], tuple(f"{word}," for word in _NUMBERED_EN)) if opened else 0


def _sequence(said: str, marks: tuple[str, ...]) -> int:
    at, found = 0, 0
    for mark in marks:
        at = said.find(mark, at)
        if at < 0:
            break
        found, at = found + 1, at + len(mark)
    return found


def _is_followed_by_its_sum(reading: Reading, index: int, end: int) -> bool:
    """项目8个，总投资89.8亿元，名单如下：what they come to may stand before the lines."""
    between = [q for q in reading.quantities[index + 1:index + 3] if q.start < end]
    return len(between) == 1 and between[0].unit.dimension is Dimension.MONEY and bool(
        _FOLLOWS.search(reading.text[between[0].end:end]))


def _bullets(reading: Reading, index: int) -> int:
    """A line that ends in a colon, and the marked lines under it."""
    quantity = reading.quantities[index]
    end = reading.text.find("\n", quantity.end)
    line = reading.text[quantity.end:end if end >= 0 else len(reading.text)].rstrip()
    following = reading.quantities[index + 1] if index + 1 < len(reading.quantities) else None
    if end < 0 or not line.endswith((":", "：")) or len(line) > REACH or _IN_BRACKETS.search(line):
        return 0
    if following is not None and following.start < end and not _is_followed_by_its_sum(reading, index, end):
        return 0
    lines = [text for text in reading.text[end + 1:end + 1 + LINES].split("\n") if text.strip()]
    mark = next((one for one in _BULLETS if lines and one.match(lines[0])), None)
    return len(list(takewhile(mark.match, lines))) if mark is not None else 0
