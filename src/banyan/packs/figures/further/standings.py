"""Places against an order that the text itself gives: a list from first to last, a column of a table, numbered rows."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice, pairwise

from banyan.measure.figures.claims import alike
from banyan.model.figure import Comparison, Dimension, Reading, Relation, Tie
from banyan.packs.figures.further.near import more

_ORDER = re.compile(
    r"由[高低多少大小][^，。；]{0,2}到[高低多少大小]|从[高低多少大小][^，。；]{0,2}到[高低多少大小]|依次[为是]|排名|排序|名次|顺序"
    r"|\b(?:rank\w*|followed by|in (?:that|this|descending|ascending) order|in order of|from (?:the )?(?:highest|lowest"
    r"|largest|smallest|most|least|best|first))\b",
    re.IGNORECASE)
_NAME = re.compile(r"(?P<name>[A-Z][\w'-]+(?: [A-Z][\w'-]+){0,2}|[\u4e00-\u9fff]{2,8})(?: with)? ?[（(]?$")
_JOINED = re.compile(r"^(?:依次[为是]|分别[为是]|[和及与、为是])+")
_BY = re.compile(r"(?:按|从|论|以)(?P<zh>[\u4e00-\u9fff]{2,8}?)(?:看|计|算|排名|排序|排|论|，)"
                 r"|\b(?:by|in terms of) (?P<en>[a-z]+)", re.IGNORECASE)
_OTHER = re.compile(     # a place in another ranking than the one just given
    r"(?:按|论)[\u4e00-\u9fff]|以[\u4e00-\u9fff]{2,6}(?:计|论)|全[国省市州县]|世界|[去上前]年|上届"
    r"|\b(?:by|in terms of|for) (?!the )[a-z]{3,}|\b(?:country|nation\w*|world|province|state|last year|previous"
    r"|overall)\b", re.IGNORECASE)
_TOTAL = re.compile(r"合计|总计|共计|小计|平均|\b(?:total|all|together|sum|overall|average|others?)\b", re.IGNORECASE)
_LOWEST = re.compile(r"最[低少小]|倒数|\b(?:lowest|least|fewest|smallest|from the bottom)\b", re.IGNORECASE)
_NUMBERED = re.compile(r"^\s*(?P<n>\d{1,2})[.)]?[ \t\u3000]+(?P<label>[^\d\n]{2,30}?)[ \t\u3000]+\d")
_RANKED_BY = re.compile(r"(?:按|依)(?P<zh>[\u4e00-\u9fff]{2,8}?)(?:排名|排序|排列|由高到低)"
                        r"|\b(?:ranked|ordered|sorted|in order) (?:by|of) (?P<en>[a-z]+)", re.IGNORECASE)
_CELLS = re.compile(r"[ \t\u3000]{2,}|[|\t\u3000]+")
LEAST = 3           # names or rows that make an order
ON = 400            # characters behind an order in which a place is of it
MOST = 20           # orders and tables of one text
NEAR = 60           # from a name to its place


def read(reading: Reading) -> Reading:
    return more(reading, [*_listed(reading), *_columns(reading), *_numbered(reading)])


def _listed(reading: Reading) -> Iterator[Tie]:
    """"Beigou (26.1) is followed by Xiatan (27.4) and Hekou (28.0)": Hekou is third."""
    for order in islice(_orders(reading), MOST):
        names = {name: (n, index) for n, (name, index) in enumerate(order, 1)}
        end = reading.quantities[order[-1][1]].end
        for place, name in _places(reading, end, end + ON, list(names)):
            n, value = names[name]
            yield Tie(Relation.PLACES, (("place", place), ("value", value)), "nth", n)


def _orders(reading: Reading) -> Iterator[list[tuple[str, int]]]:
    """Names with their values behind them, that rise or fall all the way, in a sentence that speaks of an order."""
    run: list[tuple[str, int]] = []
    for index, quantity in [*enumerate(reading.quantities), (-1, None)]:
        name = _name(reading, index) if quantity is not None else ""
        last = reading.quantities[run[-1][1]] if run else None
        joined = quantity is not None and last is not None and (
            last.sentence == quantity.sentence and alike(last, quantity) and quantity.start - last.end < NEAR)
        if not (name and joined):
            if len(run) >= LEAST and _is_order(reading, run):
                yield run
            run = []
        if name:
            run.append((name, index))


def _name(reading: Reading, index: int) -> str:
    quantity = reading.quantities[index]
    exact = quantity.amount.comparison is Comparison.EQUAL
    if quantity.unit.dimension in (Dimension.DATE, Dimension.RANK) or not exact:
        return ""
    hit = _NAME.search(reading.text[max(0, quantity.start - 32):quantity.start].split("\n")[-1])
    return _JOINED.sub("", hit["name"]) if hit else ""


def _is_order(reading: Reading, run: list[tuple[str, int]]) -> bool:
    values = [reading.quantities[index].amount.value for _, index in run]
    steps = [a < b for a, b in pairwise(values)]
    strict = len(set(values)) == len(values) and (all(steps) or not any(steps))
    return strict and len({name for name, _ in run}) == len(run) and bool(
        _ORDER.search(reading.quantities[run[0][1]].sentence))


def _places(reading: Reading, start: int, end: int, names: list[str]) -> Iterator[tuple[int, str]]:
    """Places in the paragraph, each with the name that its sentence begins with and no other."""
    for index, quantity in enumerate(reading.quantities):
        if quantity.unit.dimension is not Dimension.RANK or not start < quantity.start < end:
            continue
        if "\n" in reading.text[start:quantity.start] or quantity.amount.comparison is not Comparison.EQUAL:
            continue
        said = re.split(r"[。；;]|\.\s", reading.text[start:quantity.start])[-1]
        told = [name for name in names if name in said]
        tail = re.split(r"[。；;\n]|\.\s|\.$", reading.text[quantity.end:quantity.end + NEAR])[0]
        if _OTHER.search(f"{said} {tail}"):
            continue
        if len(told) == 1 and not _LOWEST.search(said) and "\n" not in said:
            yield index, told[0]


def _columns(reading: Reading) -> Iterator[Tie]:
    """按接待量，动物王国列第三位: its place among the rows of the table that has such a column."""
    tables = list(islice(_tables(reading), MOST))
    for index, quantity in enumerate(reading.quantities if tables else ()):
        if quantity.unit.dimension is not Dimension.RANK or quantity.amount.comparison is not Comparison.EQUAL:
            continue
        said = re.split(r"[。；;\n]|\.\s", reading.text[max(0, quantity.start - NEAR):quantity.start])[-1]
        by = _BY.search(said)
        word = (by["zh"] or by["en"] or "") if by else ""
        if not word or _LOWEST.search(said):
            continue
        telling = word.lower()[:5 if word.isascii() else 2]
        for header, rows in tables:
            at = next((n for n, title in enumerate(header) if telling in title.lower()), -1)
            own = [row for row in rows if row[0] in said]
            if at >= 0 and len(own) == 1 and all(len(row[1]) > at for row in rows):
                values = [reading.quantities[row[1][at]].amount.value for row in rows]
                mine = reading.quantities[own[0][1][at]].amount.value
                if values.count(mine) == 1:
                    yield Tie(Relation.PLACES, (("place", index), ("value", own[0][1][at])), "nth",
                              1 + sum(value > mine for value in values))


def _tables(reading: Reading) -> Iterator[tuple[list[str], list[tuple[str, list[int]]]]]:
    """(titles of the columns, (name, its cells) of each row) of each table with a header; totals are no rows."""
    header: list[str] = []
    rows: list[tuple[str, list[int]]] = []
    starts, at = [q.start for q in reading.quantities], 0
    for line in [*reading.text.split("\n"), ""]:
        cells = list(range(bisect_left(starts, at), bisect_left(starts, at + len(line))))
        parts = [part.strip() for part in _CELLS.split(line.strip()) if part.strip()]
        if len(cells) > 0 and len(parts) > 1 and not re.match(r"\d", parts[0]) and len(line) < ON // 2:
            if len(cells) == len(header) - 1 and not _TOTAL.search(parts[0]):
                rows.append((parts[0], cells))
        else:
            if len(rows) >= LEAST:
                yield header[1:], rows
            header, rows = parts, []
        at += len(line) + 1


def _numbered(reading: Reading) -> Iterator[Tie]:
    """Rows that are numbered 1, 2, 3 under "ranked by X": the column X is in that order."""
    rows: list[list[int]] = []
    header: list[str] = []
    starts, word, at, previous = [q.start for q in reading.quantities], "", 0, ""
    for line in [*reading.text.split("\n"), ""]:
        hit = _NUMBERED.match(line)
        if hit and int(hit["n"]) == len(rows) + 1:
            if not rows:
                header = [part.strip() for part in _CELLS.split(previous.strip()) if part.strip()]
                told = list(_RANKED_BY.finditer(reading.text[max(0, at - ON):at]))
                word = (told[-1]["zh"] or told[-1]["en"] or "").lower() if told else ""
            rows.append(list(range(bisect_left(starts, at), bisect_left(starts, at + len(line)))))
        elif rows:
            yield from _in_order(reading, rows, header, word)
            rows = []
        previous = line if line.strip() else previous
        at += len(line) + 1


def _in_order(reading: Reading, rows: list[list[int]], header: list[str], word: str) -> Iterator[Tie]:
    titles = [n for n, title in enumerate(header) if word and word[:4] in title.lower()]
    if len(rows) < LEAST or len(titles) != 1 or len({len(row) for row in rows}) > 1:
        return
    at = titles[0] - len(header) + len(rows[0])         # columns are counted from the right: the names have no number
    numbers = [reading.quantities[row[0]].amount.value for row in rows]
    if at < 1 or numbers != list(range(1, len(rows) + 1)):
        return
    members = tuple(member for row in rows for member in (("place", row[0]), ("value", row[at])))
    yield Tie(Relation.PLACES, members, "highest")
