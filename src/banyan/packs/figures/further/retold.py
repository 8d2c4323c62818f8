"""What a text says twice: in its headline and below, in a table and beside it, of "these" that it counted before."""

import re
from bisect import bisect_left
from collections.abc import Sequence

from msgspec import Struct

from banyan.measure.figures.claims import alike
from banyan.measure.figures.interval import meet
from banyan.measure.figures.slips import slip
from banyan.measure.figures.widths import coarsely
from banyan.model.figure import Comparison, Dimension, Quantity, Reading, Relation, Role, Tie
from banyan.packs.figures.further.near import before, more, tied
from banyan.packs.figures.matching.kin import english, kinds

AGAIN = "again"
_KINDS = (Dimension.COUNT, Dimension.MONEY, Dimension.MEASURE, Dimension.PERCENT)
_ROLES = {Role.RATE: Role.SHARE}
_BOUNDS = (Comparison.ABOVE, Comparison.AT_LEAST, Comparison.BELOW, Comparison.AT_MOST)
_ELSEWHEN = re.compile(
    r"(?:19|20)\d\d|[去上前]年|上届|同期|\b(?:last|previous|earlier|former|year)\b|[由从]|\bfrom\b|目标|计划|预计"
    r"|[新再]?增|将"
    r"|\b(?:will|add(?:s|ed)?|new|more|another|additional|target|plan\w*|expect\w*|forecast|capacity)\b", re.IGNORECASE)
_OF_A_YEAR = re.compile(r"(?:19|20)\d\d|[去上前]年|上届|同期|\b(?:last|previous) (?:year|edition)\b", re.IGNORECASE)
_THESE = re.compile(r"(?:\b(?:all(?: of)?(?: the| these| those)?|these|those|both)|这|上述|全部|所有的?)\s?$",
                    re.IGNORECASE)
_ALL = re.compile(r"(?:\ball(?: of)?(?: the)?|全部|所有的?)\s?$", re.IGNORECASE)
_TO = re.compile(r"(?:[\d—~–-]|至|到|\bto )$", re.IGNORECASE)      # "January to June" is no row of June
_CELLS = re.compile(r"\s{2,}|[\t　|]+")
_PROSE = re.compile(r"[。！？]|[.;](?: |$)|，.*，")
LABEL = 24          # characters of the longest name of a row
FEWEST = 10         # things that are hardly as many as others by chance
ROWS = 3            # rows that make a table
NEAR = 70           # characters between a row's name in a sentence and its number
TELLING = 3         # digits that are hardly shared by chance
FIRST = 40          # numbers of the text among which a headline's number is looked for
OPENING = 300       # characters below a headline in which a text says it again
BODY = 1500         # characters below a headline in which its growth is told again
HEAD = 60           # characters before a headline's number that say what it is of
NAME = 3            # characters of a name at least
_BEFORE_NAME = "，。；：、 　\n市县区州省港年月度现成的"       # what may stand right before a name
_TIME_ZH = (r"全年|[上下]半年|前[一二三四五六七八九十\d]{1,2}个?(?:季度|月)|[一二三四1-4]季度|\d{1,2}月份?")
_WHOSE_WHEN = re.compile(
    rf"^(?:\d{{1,2}}[—–-]\d{{1,2}}月)?[\u4e00-\u9fff]{{0,8}}?(?:[市县区州省港]|{_TIME_ZH})(?:20\d\d年)?(?:{_TIME_ZH})?")
REACH, REACH_EN = 48, 140       # characters from that name to its growth
_GREW_EN = re.compile(r" (?:grow|ris|expand|climb|increas|jump|gain|surg|fall|drop|shrink|declin)[a-z]* (?:by )?$|"
                      r" (?:up|down) (?:by )?$", re.IGNORECASE)
_GREW = re.compile(r"(?:同比|实际)?(?:增长|下降|增幅|增速|上升|减少|提高)(?:达|为|约|近|超)?$")
CLOSE = 2           # slips.slip: likely one


class Row(Struct, frozen=True):
    """A line of a table: its name, its numbers, and the names of their columns where a header tells them."""

    label: str
    cells: tuple[int, ...]
    columns: tuple[str, ...]
    start: int
    end: int


def read(reading: Reading) -> Reading:
    table = rows(reading)
    ties = [*_headline(reading, table), *_told_beside(reading, table), *_these(reading)]
    known = tied(reading, Relation.SAME)
    return more(reading, [tie for tie in ties if not {i for _, i in tie.members} <= known])


def _again(a: int, b: int) -> Tie:
    return Tie(Relation.SAME, (("first", min(a, b)), ("second", max(a, b))), label=AGAIN)


def _comparable(a: Quantity, b: Quantity) -> bool:
    nouns = {a.unit.noun, b.unit.noun} - {""}
    related = len(nouns) < 2 or bool(kinds(a.unit.noun) & kinds(b.unit.noun))
    return (a.unit.dimension in _KINDS and alike(a, b) and _ROLES.get(a.role, a.role) is _ROLES.get(b.role, b.role)
            and a.unit.per == b.unit.per and related)


def _fits(a: Quantity, b: Quantity) -> bool:
    return meet(coarsely(a.amount, a.unit), coarsely(b.amount, b.unit))


def _headline(reading: Reading, table: list[Row]) -> list[Tie]:
    """A headline's number that no number below fits, with the one that it is a slip away from."""
    stop = reading.text.find("\n", len(reading.text) - len(reading.text.lstrip()))
    if stop < 0:
        return []
    ties = []
    cells = {i for row in table for i in row.cells}
    body = [i for i, q in enumerate(reading.quantities) if q.start > stop]
    for index, quantity in enumerate(reading.quantities):
        if quantity.start > stop or quantity.role not in (Role.LEVEL, Role.GROWTH, Role.SHARE):
            continue
        likely = [i for i in body if _comparable(quantity, reading.quantities[i])
                  and not _is_bound(reading.quantities[i])]
        if any(_fits(quantity, reading.quantities[i]) for i in likely) or any(
                _is_counted_again(quantity, reading.quantities[i]) for i in body):
            continue
        slips = [i for i in likely[:FIRST] if i not in cells and _is_slip(quantity, reading.quantities[i])]
        if slips:
            ties.append(_again(index, slips[0]))
        elif quantity.role is Role.GROWTH and (told := _growth_below(reading, index, likely)) is not None:
            ties.append(_again(index, told))
    return ties


def _growth_below(reading: Reading, index: int, likely: Sequence[int]) -> int | None:
    """规上工业总产值增长11.8%, and below 规模以上工业总产值386.2亿元，…增长9.1%: the first of what is called so."""
    name, start = _name(before(reading, index, HEAD)), reading.quantities[index].end
    body = reading.text[:start + BODY].lower()
    names = [name, name.replace("规上", "规模以上"), name.replace("规模以上", "规上")] if len(name) >= NAME else []
    at = min((at for one in names if (at := body.find(one, start)) >= 0), default=-1)
    growths = [i for i in likely if at >= 0 and reading.quantities[i].start > at]
    if at > 0 and not name.isascii() and body[at - 1] not in _BEFORE_NAME:
        return None         # 农村居民收入, where the headline has 居民收入
    if not growths or reading.quantities[growths[0]].start - at > (REACH_EN if name.isascii() else REACH):
        return None
    said = reading.text[at:reading.quantities[growths[0]].start]
    return growths[0] if not re.search(r"[。；\n]|其中|\. |;|of which", said) else None


def _name(lead: str) -> str:
    """What a headline says that grew, without whose and when: all its words, for another thing has one of its own."""
    grew = _GREW_EN.search(lead)
    if grew:
        words = re.split(r"['’]s? |[:,]", lead[:grew.start()])[-1].strip().lower()
        return words if " " in words else ""
    name = re.split(r"[，。；、 　,;:：]", _GREW.sub("", lead))[-1]
    return _WHOSE_WHEN.sub("", name) if not name.isascii() else ""


def _is_bound(quantity: Quantity) -> bool:
    """超百亿元的1个: the edge of a band, which hardly a number doesn't fit."""
    return quantity.role in (Role.THRESHOLD, Role.FLOOR) or quantity.amount.comparison in _BOUNDS


def _is_counted_again(a: Quantity, b: Quantity) -> bool:
    """"14 agreements", and below "signatures for 14 projects": told by another name."""
    count = a.unit.dimension is b.unit.dimension is Dimension.COUNT
    return count and a.amount.value == b.amount.value and a.amount.value >= FEWEST


def _is_slip(a: Quantity, b: Quantity) -> bool:
    """Of two digits one is soon wrong by chance: then the noun must be the same, or the opening speak of the same."""
    if slip(a.amount, b.amount) < CLOSE:
        return False
    if len(a.amount.value.normalize().as_tuple().digits) >= TELLING or (a.unit.noun and a.unit.noun == b.unit.noun):
        return True
    early = b.start < len(a.sentence) + OPENING
    return early and bool(english(a.sentence) & english(b.sentence) or kinds(a.sentence) & kinds(b.sentence))


def rows(reading: Reading) -> list[Row]:
    """Lines of a name and numbers, as many in each, at least three after each other."""
    found: list[Row] = []
    block: list[Row] = []
    header: tuple[str, ...] = ()
    starts = [q.start for q in reading.quantities]
    at = 0
    for line in reading.text.split("\n"):
        inside = range(bisect_left(starts, at), bisect_left(starts, at + len(line)))
        row = _row(reading, line, at, header, inside)
        if row is not None and (not block or len(block[-1].cells) == len(row.cells)):
            block.append(row)
        elif line.strip():
            found += block if len(block) >= ROWS else []
            block, header = ([row] if row is not None else []), _columns(line)
        at += len(line) + 1
    return found + (block if len(block) >= ROWS else [])


def _row(reading: Reading, line: str, at: int, header: tuple[str, ...], inside: range) -> Row | None:
    if not line.strip() or len(line) > LABEL * 6 or _PROSE.search(line):
        return None
    cells = [i for i in inside if reading.quantities[i].unit.dimension is not Dimension.DATE]
    if not cells:
        return None
    label = re.sub(r"^[*•·–-]\s*", "", line[:reading.quantities[cells[0]].start - at].strip()).strip(" :：|\t　")
    if not 1 < len(label) <= LABEL or re.search(r"[,，]", label):
        return None
    columns = header[1:] if len(header) == len(cells) + 1 else header if len(header) == len(cells) else ()
    return Row(label, tuple(cells), columns, at, at + len(line))


def _columns(line: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in _CELLS.split(line.strip()) if part.strip())


def _told_beside(reading: Reading, table: list[Row]) -> list[Tie]:
    """A sentence that names a row and gives another number than its cell."""
    if not table:
        return []
    ties = []
    inside = {i for row in table for i in row.cells}
    for index, quantity in enumerate(reading.quantities):
        if index in inside or quantity.role is not Role.LEVEL:
            continue
        row = _row_named(reading, quantity, table)
        cell = _cell(reading, quantity, row) if row is not None else None
        if cell is not None and not (alike(quantity, reading.quantities[cell])
                                     and _fits(quantity, reading.quantities[cell])):
            ties.append(_again(index, cell))
    return ties


def _row_named(reading: Reading, quantity: Quantity, table: list[Row]) -> Row | None:
    """The row whose name stands nearest before the number, in its sentence; none where another time is spoken of."""
    lead = reading.text[max(0, quantity.start - NEAR):quantity.start].split("\n")[-1]
    lead = re.split(r"[。；;]|\.\s", lead)[-1]
    places = [(at, row) for row in table if (at := lead.rfind(row.label)) >= 0 and not _TO.search(lead[:at])]
    if not places:
        return None
    at, row = max(places, key=lambda place: place[0])
    said = lead[at + len(row.label):] + reading.text[quantity.end:quantity.end + 16].split("，")[0].split(",")[0]
    others = [q for q in reading.quantities if quantity.start - len(lead) + at < q.start < quantity.start]
    crowded = any(q.unit.dimension in _KINDS for q in others)
    return None if _ELSEWHEN.search(said) or _OF_A_YEAR.search(lead[:at]) or crowded else row


def _cell(reading: Reading, quantity: Quantity, row: Row) -> int | None:
    """The only cell that has the number's unit, or whose column is what the number counts."""
    of_unit = [i for i in row.cells if alike(reading.quantities[i], quantity)]
    if any(_fits(quantity, reading.quantities[i]) for i in of_unit):
        return None
    noun = quantity.unit.noun
    named = [i for i, column in zip(row.cells, row.columns, strict=False) if noun and i in of_unit and (
        english(noun) & english(column) or (kinds(noun) & kinds(column) and not column.isascii()))]
    if len(named) == 1:
        return named[0]
    if len(headed := _headed(reading, quantity, row)) == 1:
        same = reading.quantities[headed[0]].amount.value == quantity.amount.value
        return None if same else headed[0]
    alone = len(of_unit) == 1 and (quantity.unit.dimension is not Dimension.COUNT
                                   or _same_thing(reading, quantity, reading.quantities[of_unit[0]]))
    return of_unit[0] if alone else None


def _headed(reading: Reading, quantity: Quantity, row: Row) -> list[int]:
    """Bare cells of the column that is headed by the number's unit: 4,020 under "Tonnes"."""
    unit = re.sub(r"[\d.,\s]", "", quantity.text) or quantity.unit.noun
    return [i for i, column in zip(row.cells, row.columns, strict=False)
            if reading.quantities[i].unit.dimension is Dimension.COUNT and unit and (
                english(unit) & english(column) if unit.isascii() else unit in column)]


def _same_thing(reading: Reading, a: Quantity, b: Quantity) -> bool:
    """One noun, or one Chinese classifier behind both numbers."""
    one, other = (reading.text[q.end:q.end + 1] for q in (a, b))
    same_noun = bool(a.unit.noun and a.unit.noun == b.unit.noun)
    return same_noun or (bool(one.strip()) and not one.isascii() and one == other)


def _these(reading: Reading) -> list[Tie]:
    """"all nine members", 这17个乡镇: as many as were counted before, where one number of them was."""
    ties = []
    for index, quantity in enumerate(reading.quantities):
        if quantity.unit.dimension is not Dimension.COUNT or not quantity.unit.noun or quantity.role is not Role.LEVEL:
            continue
        if not _THESE.search(reading.text[max(0, quantity.start - 14):quantity.start]):
            continue
        earlier = [i for i in range(index) if _counted(reading.quantities[i], quantity.unit.noun)]
        values = {reading.quantities[i].amount.value for i in earlier}
        if len(values) != 1 or _narrowed(reading, quantity):
            continue
        first = reading.quantities[earlier[-1]]
        if _ALL.search(reading.text[max(0, quantity.start - 14):quantity.start]) and not _close(quantity, first):
            continue        # "all 42 schools" behind nine that were rebuilt
        if not _fits(quantity, first):
            ties.append(_again(earlier[-1], index))
    return ties


def _close(a: Quantity, b: Quantity) -> bool:
    low, high = sorted((a.amount.value, b.amount.value))
    return high * 2 <= low * 3


def _counted(quantity: Quantity, noun: str) -> bool:
    return (quantity.unit.dimension is Dimension.COUNT and quantity.unit.noun == noun and quantity.role is Role.LEVEL
            and quantity.amount.comparison is Comparison.EQUAL)


def _narrowed(reading: Reading, quantity: Quantity) -> bool:
    """"all 42 projects in the province": other things than those counted before."""
    tail = reading.text[quantity.end:quantity.end + 40]
    return bool(re.match(r" (?:[\w'-]+ ){0,3}?(?:in|of|from|with|that|which|who|under|on)\b|[^，。；]{0,6}的", tail))
