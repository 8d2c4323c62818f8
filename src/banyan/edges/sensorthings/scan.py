"""The body of CreateObservations straight to columns, its answer straight to bytes (18-088, 13.2), compiled.

Strict: what isn't plain (model/columns.py), or is written in a way that this scanner doesn't know, makes no columns at
all, and the general reader (arrays.py) takes the whole body. So it may refuse what JSON allows, but never reads the
same bytes otherwise. Known are groups of a Datastream's {"@iot.id"}, components before the dataArray, ASCII without
escapes, instants of at most six digits of a second, and numbers.
"""

from typing import Any

import msgspec
import numpy as np

from banyan.model.columns import NO_TIME, Columns, columns
from banyan.model.compiled import FAST, compiled
from banyan.model.scanned import TENS, WRONG, number, same, sign, space, whole, word
from banyan.model.things import OBSERVATION

MOST = 100_000                     # as arrays.MOST
_TIME, _RESULT, _RESULT_TIME, _FEATURE, _BAD = 0, 1, 2, 3, 4
_DATASTREAM = np.frombuffer(b"Datastream", np.uint8)
_COMPONENTS = np.frombuffer(b"components", np.uint8)
_COUNT = np.frombuffer(b"dataArray@iot.count", np.uint8)
_ARRAY = np.frombuffer(b"dataArray", np.uint8)
_ID = np.frombuffer(b"@iot.id", np.uint8)
_NULL = np.frombuffer(b"null", np.uint8)
_NAMES = tuple(np.frombuffer(name, np.uint8) for name in (
    b"phenomenonTime", b"result", b"resultTime", b"FeatureOfInterest/id", b"FeatureOfInterest/@iot.id"))
_DAYS = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], "i8")
_ERROR = np.frombuffer(b'"error"', np.uint8)


def scan(body: bytes, now: int) -> Columns | None:
    """The Observations of a body, a time that isn't said being `now` (µs); None: the general reader has to look at it.

    Without numba always None: msgspec reads faster than a loop in Python.
    """
    room = min(body.count(b"["), MOST + 3) if FAST else 0
    if room < 1:
        return None
    found = np.zeros((5, room), "i8")       # stream, time, whole, result time, feature
    value = np.zeros(room, "f8")
    hard = np.zeros((3, room), "i8")        # numbers with more digits than the loop can round: row, begin, end
    text = np.frombuffer(body, np.uint8)
    count, many = _body(text, now, found, value, hard, _NAMES, TENS)
    if not 0 <= count <= MOST:
        return None
    for row, begin, end in hard[:, :many].T.tolist():
        value[row] = float(body[begin:end])
    if many and not np.isfinite(value[hard[0, :many]]).all():
        return None
    stream, time, integer, result_time, feature = found[:, :count]
    return columns(stream, time, value[:count], integer != 0, result_time, feature)


def write_links(base: str, ids: Any) -> bytes:
    """The answer: an array of the Observations' self-links, "error" where the id is 0."""
    head = msgspec.json.encode(f"{base}/{OBSERVATION.plural}(")[:-1]
    if not FAST:
        links = [f'{head.decode()}{eid})"' if eid else '"error"' for eid in ids.tolist()]
        return f"[{','.join(links)}]".encode()
    out = np.empty(2 + len(ids) * (len(head) + 22), np.uint8)
    return out[: _links(np.frombuffer(head, np.uint8), np.asarray(ids, "i8"), out)].tobytes()


@compiled
def _links(head: Any, ids: Any, out: Any) -> int:
    out[0] = ord("[")
    at = 1
    for n in range(len(ids)):
        if n:
            out[at] = ord(",")
            at += 1
        eid = ids[n]
        part = head if eid > 0 else _ERROR
        for k in range(len(part)):
            out[at + k] = part[k]
        at += len(part)
        if eid > 0:
            digits, rest = 0, eid
            while rest > 0:
                rest //= 10
                digits += 1
            for k in range(digits - 1, -1, -1):
                out[at + k] = ord("0") + eid % 10
                eid //= 10
            at += digits
            out[at] = ord(")")
            out[at + 1] = ord('"')
            at += 2
    out[at] = ord("]")
    return at + 1


@compiled
def _body(text: Any, now: int, found: Any, value: Any, hard: Any, names: Any, tens: Any) -> Any:
    """Returns (rows, hard numbers); (-1, 0) for a body that isn't plain."""
    rows, many = 0, 0
    at = sign(text, 0, ord("["))
    if at < 0:
        return WRONG, 0
    end = sign(text, at, ord("]"))
    while end < 0:
        at, rows, many = _group(text, at, now, found, value, hard, rows, many, names, tens)
        if at < 0:
            return WRONG, 0
        end = sign(text, at, ord("]"))
        if end < 0:
            at = sign(text, at, ord(","))
            if at < 0:
                return WRONG, 0
    return (rows, many) if space(text, end) == len(text) else (WRONG, 0)


@compiled
def _group(
    text: Any, at: int, now: int, found: Any, value: Any, hard: Any, rows: int, many: int, names: Any, tens: Any
) -> Any:
    """One group. Returns (where it ends, rows, hard numbers)."""
    first, stream, listed, done, counted = rows, 0, 0, False, False
    codes = np.full(8, _BAD, np.int64)
    at = sign(text, at, ord("{"))
    while at >= 0:
        begin, end, at = word(text, at)
        at = sign(text, at, ord(":")) if at >= 0 else WRONG
        if at < 0:
            return WRONG, rows, many
        if stream == 0 and same(text, begin, end, _DATASTREAM):
            stream, at = _reference(text, at)
        elif listed == 0 and same(text, begin, end, _COMPONENTS):
            listed, at = _components(text, at, codes, names)
        elif not counted and same(text, begin, end, _COUNT):
            counted = True
            _, at = whole(text, space(text, at))
        elif listed > 0 and not done and same(text, begin, end, _ARRAY):
            done = True
            at, rows, many = _array(text, at, codes, listed, now, found, value, hard, rows, many, tens)
        else:
            return WRONG, rows, many
        if at < 0:
            return WRONG, rows, many
        end = sign(text, at, ord("}"))
        if end >= 0:
            if stream == 0 or not done:
                return WRONG, rows, many
            for row in range(first, rows):
                found[0, row] = stream
            return end, rows, many
        at = sign(text, at, ord(","))
    return WRONG, rows, many


@compiled
def _reference(text: Any, at: int) -> Any:
    """{"@iot.id": 7}: the number, above 0, and where it ends."""
    at = sign(text, at, ord("{"))
    if at < 0:
        return 0, WRONG
    begin, end, at = word(text, at)
    if at < 0 or not same(text, begin, end, _ID):
        return 0, WRONG
    at = sign(text, at, ord(":"))
    eid, at = whole(text, space(text, at)) if at >= 0 else (0, WRONG)
    at = sign(text, at, ord("}")) if at >= 0 else WRONG
    return (eid, at) if at >= 0 and eid > 0 else (0, WRONG)


@compiled
def _components(text: Any, at: int, codes: Any, names: Any) -> Any:
    """How many there are, each once and `result` among them, and where they end; their codes in order."""
    listed, seen = 0, 0
    at = sign(text, at, ord("["))
    while at >= 0:
        begin, end, at = word(text, at)
        if at < 0:
            return 0, WRONG
        code = _BAD
        for n in range(5):
            if same(text, begin, end, names[n]):
                code = min(n, _FEATURE)
        if code == _BAD or (seen >> code) & 1:
            return 0, WRONG
        seen |= 1 << code
        codes[listed] = code
        listed += 1
        end = sign(text, at, ord("]"))
        if end >= 0:
            return (listed, end) if (seen >> _RESULT) & 1 else (0, WRONG)
        at = sign(text, at, ord(","))
    return 0, WRONG


@compiled
def _array(
    text: Any, at: int, codes: Any, listed: int, now: int, found: Any, value: Any, hard: Any, rows: int, many: int,
    tens: Any,
) -> Any:  # fmt: skip
    """The rows of a dataArray. Returns (where it ends, rows, hard numbers)."""
    at = sign(text, at, ord("["))
    if at < 0:
        return WRONG, rows, many
    end = sign(text, at, ord("]"))
    if end >= 0:
        return end, rows, many
    while rows < len(value):
        at = sign(text, at, ord("["))
        if at < 0:
            break
        found[1, rows], found[2, rows], found[3, rows], found[4, rows] = now, 0, NO_TIME, 0
        for n in range(listed):
            if n:
                at = sign(text, at, ord(","))
            at = space(text, at) if at >= 0 else len(text)
            if at >= len(text):
                return WRONG, rows, many
            code = codes[n]
            if code == _RESULT:
                result, exact, integer, to = number(text, at, tens)
                value[rows] = result
                found[2, rows] = integer
                if to >= 0 and not exact:
                    hard[0, many], hard[1, many], hard[2, many] = rows, at, to
                    many += 1
                at = to
            elif code == _FEATURE:
                if text[at] == ord("n"):
                    at = at + 4 if same(text, at, at + 4, _NULL) else WRONG
                else:
                    found[4, rows], at = whole(text, at)
                    if found[4, rows] == 0:
                        at = WRONG
            elif code == _RESULT_TIME and text[at] == ord("n"):
                at = at + 4 if same(text, at, at + 4, _NULL) else WRONG
            else:
                time, at = _instant(text, at)
                found[1 if code == _TIME else 3, rows] = time
            if at < 0:
                return WRONG, rows, many
        at = sign(text, at, ord("]"))
        if at < 0:
            break
        rows += 1
        end = sign(text, at, ord("]"))
        if end >= 0:
            return end, rows, many
        at = sign(text, at, ord(","))
        if at < 0:
            break
    return WRONG, rows, many


@compiled
def _instant(text: Any, at: int) -> Any:
    """An instant: "2026-07-24T14:03:00Z", "2026-07-24T22:03:00.25+08:00", at most six digits of a second; in µs."""
    if at + 22 > len(text) or text[at] != ord('"'):
        return 0, WRONG
    at += 1
    year, month, day = _two(text, at) * 100 + _two(text, at + 2), _two(text, at + 5), _two(text, at + 8)
    hour, minute, second = _two(text, at + 11), _two(text, at + 14), _two(text, at + 17)
    if min(_two(text, at), _two(text, at + 2), month, day, hour, minute, second) < 0:
        return 0, WRONG
    if text[at + 4] != ord("-") or text[at + 7] != ord("-") or text[at + 10] != ord("T") \
            or text[at + 13] != ord(":") or text[at + 16] != ord(":"):
        return 0, WRONG
    if year < 1 or month < 1 or month > 12 or day < 1 or hour > 23 or minute > 59 or second > 59:
        return 0, WRONG
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    if day > _DAYS[month - 1] + (1 if leap and month == 2 else 0):
        return 0, WRONG
    fraction, at = _fraction(text, at + 19)
    offset, at = _offset(text, at) if at >= 0 else (0, WRONG)
    if at < 0 or at >= len(text) or text[at] != ord('"') or (offset != 0 and (year == 1 or year == 9999)):
        return 0, WRONG
    # Days since 1970 in the proleptic Gregorian calendar, years counted from March.
    y = year - 1 if month <= 2 else year
    days = 365 * y + y // 4 - y // 100 + y // 400 + (153 * ((month + 9) % 12) + 2) // 5 + day - 719_469
    return ((days * 24 + hour) * 60 + minute - offset) * 60_000_000 + second * 1_000_000 + fraction, at + 1


@compiled
def _fraction(text: Any, at: int) -> Any:
    """Of a second, where there is one: (µs, where it ends or -1). More than six digits are the general reader's."""
    if at >= len(text) or text[at] != ord("."):
        return 0, at
    begin, found, unit = at + 1, 0, 100_000
    at = begin
    while at < len(text) and 48 <= text[at] <= 57 and at < begin + 7:
        found += (text[at] - 48) * unit
        unit //= 10
        at += 1
    return found, at if begin < at < begin + 7 else WRONG


@compiled
def _offset(text: Any, at: int) -> Any:
    """(minutes ahead of UTC, where they end or -1): Z, +08:00, -03:30."""
    if at < len(text) and text[at] == ord("Z"):
        return 0, at + 1
    if at + 6 > len(text) or (text[at] != ord("+") and text[at] != ord("-")) or text[at + 3] != ord(":"):
        return 0, WRONG
    hours, minutes = _two(text, at + 1), _two(text, at + 4)
    if hours < 0 or hours > 23 or minutes < 0 or minutes > 59:
        return 0, WRONG
    ahead = hours * 60 + minutes
    return ahead if text[at] == ord("+") else -ahead, at + 6


@compiled
def _two(text: Any, at: int) -> int:
    """Two digits; far below 0 where they aren't."""
    a, b = int(text[at]) - 48, int(text[at + 1]) - 48
    return a * 10 + b if 0 <= a <= 9 and 0 <= b <= 9 else -10_000




