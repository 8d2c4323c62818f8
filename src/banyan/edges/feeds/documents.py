"""JSON to rows: one document, one a line, or one object of columns. Whatever the bytes are, nothing else is raised
than FormatError, and a line that can't be read costs the others nothing.
"""

import json
import math
from collections.abc import Iterator
from typing import Any

import msgspec

from banyan.edges.feeds.paths import MISSING, Path
from banyan.model.feed import Fault, Row, Unfit

MAX_LINE = 256 * 1024        # bytes of one row
MOST_ROWS = 50_000          # of one message
MOST_BYTES = 64 * 1024 * 1024      # of one message's rows, each with what it repeats: names, values of its document
MOST_AROUND = 4 * 1024       # bytes of a document's own values that every row of it repeats
Rows = Iterator[Row | Unfit]
_decode = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder().encode


class FormatError(ValueError):
    """A message as a whole that can't be read. `found` and `expected` make one sentence."""

    def __init__(self, found: str, expected: str) -> None:
        super().__init__(f"{found}; expected {expected}")
        self.found, self.expected = found, expected


class Unread(ValueError):  # noqa: N818  what happened to a line, not a failure
    """`where` in it, and what was `expected` there."""

    def __init__(self, where: str, expected: str) -> None:
        super().__init__(where, expected)
        self.where, self.expected = where, expected


def read_json(data: bytes) -> Any:
    """JSON in strict UTF-8, no key twice. NaN, Infinity and 1e400 pass: whoever wants a number names them. Raises
    Unread.
    """
    try:
        found = _decode(data)
    except (msgspec.DecodeError, UnicodeError, ValueError, RecursionError, OverflowError):
        found = MISSING
    if found is not MISSING and data.count(b'"') == _quotes(found, 0):
        return found
    return _carefully(data)


def _quotes(value: Any, depth: int) -> int:
    """How many quotation marks a document with just these keys and texts has; one more: a key came twice, or hides."""
    if isinstance(value, str):
        return 2
    if isinstance(value, dict):
        return 2 * len(value) + sum(_quotes(one, depth + 1) for one in value.values()) if depth < 20 else -1
    if isinstance(value, list):
        return sum(_quotes(one, depth + 1) for one in value) if depth < 20 else -1
    return 0


def _carefully(data: bytes) -> Any:
    try:
        text = data.decode("utf-8-sig")
        found = json.loads(text, object_pairs_hook=_unique)
        if "\\u" in text:
            json.dumps(found, ensure_ascii=False).encode("utf-8")      # an unpaired surrogate could never be stored
    except UnicodeDecodeError as e:
        raise Unread(f"byte {e.start + 1}", "UTF-8") from None
    except UnicodeEncodeError:
        raise Unread("the text", "Unicode without unpaired surrogates") from None
    except json.JSONDecodeError as e:
        raise Unread(f"character {e.pos + 1}", "JSON") from None
    except RecursionError:
        raise Unread("the text", "JSON that is not nested so deep") from None
    except Unread:
        raise
    except ValueError:
        raise Unread("a number", "fewer digits") from None
    return found


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """RFC 8259 leaves open what a repeated key means, so nobody may guess which of the two was meant."""
    whole = dict(pairs)
    if len(whole) < len(pairs):
        keys = [key for key, _ in pairs]
        raise Unread(f"key {next(key for key in keys if keys.count(key) > 1)[:60]!r}", "each key once")
    return whole


def row(n: int, values: Any, raw: bytes | None = None) -> Row | Unfit:
    """The n-th row; one whose JSON is longer than a row may be is refused with its begin."""
    raw = encoded(values) if raw is None else raw
    return Row(n, values, raw) if len(raw) <= MAX_LINE else too_long(n, len(raw), raw)


def too_long(n: int, size: int, raw: bytes) -> Unfit:
    return Unfit(n, raw[:MAX_LINE], Fault.MALFORMED, f"row {n}: {size} bytes", f"at most {MAX_LINE} bytes", row=False)


def within(rows: Rows, most: int = MOST_BYTES) -> Rows:
    """A small message can say large rows: it ends where they are too many bytes together. Raises FormatError."""
    left = most
    for one in rows:
        left -= len(one.raw)
        if left < 0:
            raise FormatError(f"rows of more than {most // 2**20} MB together", "smaller messages, or a file to import")
        yield one


def ndjson_rows(data: bytes) -> Rows:
    """A row a line; empty lines count in `n` and are nothing else."""
    begin, n = 0, 0
    while begin < len(data):
        end = data.find(b"\n", begin)
        end = len(data) if end < 0 else end
        n += 1
        if n > MOST_ROWS:
            raise FormatError(f"more than {MOST_ROWS} lines", f"at most {MOST_ROWS} in one message")
        line = data[begin:end].strip()
        begin = end + 1
        if line:
            yield ndjson_line(n, line)


def ndjson_line(n: int, line: bytes) -> Row | Unfit:
    """One line, without its end."""
    if len(line) > MAX_LINE:
        return Unfit(n, line[:MAX_LINE], Fault.MALFORMED, f"line {n}: {len(line)} bytes",
                       f"at most {MAX_LINE} bytes", row=False)
    try:
        found = read_json(line)
    except Unread as e:
        return Unfit(n, line, Fault.MALFORMED, f"line {n}, {e.where}", e.expected, row=False)
    return Row(n, found, line)


def json_rows(data: bytes, at: Path | None, most: int = MOST_ROWS) -> Rows:
    """The rows of one document: what lies at `at`, each member of a list a row, anything else one row.

    A row in the midst of a document carries the document's own plain values too, so that a station's name above its
    readings can be said in a path. Raises FormatError.
    """
    try:
        found = read_json(data)
    except Unread as e:
        raise FormatError(f"{e.where}", e.expected) from None
    if at is None:
        members, around = (found if isinstance(found, list) else [found]), {}
    else:
        inside = at.of(found, {})
        if inside is MISSING:
            raise FormatError(f"nothing at {at.text!r}", "the rows' place, as the mapping says it")
        members = inside if isinstance(inside, list) else [inside]
        around = _around(found)
    if len(members) > most:
        raise FormatError(f"{len(members)} rows", f"at most {most} in one message")
    for n, member in enumerate(members, 1):
        whole = {**around, **member} if around and isinstance(member, dict) else member
        yield row(n, whole, data if members == [found] else None)


def _around(found: Any) -> dict[str, Any]:
    """A document's own plain values, for each of its rows; long texts stay out, since every row would repeat them."""
    around: dict[str, Any] = {}
    left = MOST_AROUND
    for name, value in found.items() if isinstance(found, dict) else ():
        size = len(name) + (len(value) if isinstance(value, str) else 8)
        if not isinstance(value, dict | list) and size <= left:
            around[name] = value
            left -= size
    return around


def column_rows(data: bytes) -> Rows:
    """{"ds": [...], "t": [...], "v": [...]}: the n-th row is the n-th of each list. Raises FormatError."""
    try:
        found = read_json(data)
    except Unread as e:
        raise FormatError(f"{e.where}", e.expected) from None
    if not isinstance(found, dict) or not found or not all(isinstance(column, list) for column in found.values()):
        raise FormatError("no object of lists", '{"ds": [...], "t": [...], "v": [...]}')
    lengths = {name: len(column) for name, column in found.items()}
    if len(dict.fromkeys(lengths.values())) > 1:
        said = ", ".join(f"{name[:20]}: {count}" for name, count in list(lengths.items())[:5])
        raise FormatError(f"lists of different length ({said})", "as many in each")
    yield from table_rows(list(found), list(found.values()))


def table_rows(names: list[str], columns: list[list[Any]]) -> Rows:
    """Columns of equal length as rows. Raises FormatError."""
    if columns and len(columns[0]) > MOST_ROWS:
        raise FormatError(f"{len(columns[0])} rows", f"at most {MOST_ROWS} in one message")
    for n, cells in enumerate(zip(*columns, strict=True), 1):
        values = dict(zip(names, cells, strict=True))
        yield row(n, values)


def encoded(values: Any) -> bytes:
    """A row's JSON, of which the row can be made again: NaN and infinities too, which JSON itself doesn't know."""
    cells = values.values() if isinstance(values, dict) else ()
    try:
        if all(not isinstance(one, float) or math.isfinite(one) for one in cells):
            return _encode(values)
    except (TypeError, ValueError, OverflowError, RecursionError, UnicodeError):
        pass
    return json.dumps(values, default=str).encode("utf-8", "backslashreplace")


def number_rows(data: bytes) -> Rows:
    """A plain number, as text. What isn't one is the reading's own to judge."""
    text = data[:200].decode("utf-8", "backslashreplace").strip()
    try:
        found: Any = read_json(data.strip()) if len(data) <= 200 else text
    except Unread:
        found = text
    yield Row(1, text if isinstance(found, dict | list) else found, data[:MAX_LINE])
