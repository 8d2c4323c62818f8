"""JSON columns of numbers straight to arrays, compiled.

Strict, as the scanner of CreateObservations: known are one object of three columns, names in ASCII without escapes,
Datastreams and times as whole numbers from 0 on, results as numbers. Whatever is otherwise makes no arrays at all, and
the general reader (vector.py) takes the whole; so the same bytes are never read otherwise.
"""

from typing import Any

import numpy as np

from banyan.model.compiled import FAST, compiled
from banyan.model.scanned import TENS, WRONG, number, same, sign, space, whole, word

_STREAM, _TIME, _VALUE = 0, 1, 2


def scan(data: bytes, names: tuple[str, str, str], most: int) -> tuple[Any, Any, Any, Any] | None:
    """Datastreams, times as they are written (int64), results (float64), and which of those are written as whole
    numbers (bool). None: the general reader has to look at it. `most` rows.

    Without numba always None: msgspec reads faster than a loop in Python.
    """
    room = min(data.count(b",") // 3 + 1, most) if FAST else 0
    if room < 1 or not "".join(names).isascii():
        return None
    found = np.empty((3, room), "i8")       # stream, time, whole
    value, hard = np.empty(room, "f8"), np.empty((3, room), "i8")
    wanted = tuple(np.frombuffer(name.encode(), np.uint8) for name in names)
    count, many = _body(np.frombuffer(data, np.uint8), wanted, found, value, hard, TENS)
    if count < 1:
        return None
    for row, begin, end in hard[:, :many].T.tolist():
        value[row] = float(data[begin:end])
    stream, time, integer = found[:, :count]
    return stream, time, value[:count], integer != 0


@compiled
def _body(text: Any, names: Any, found: Any, value: Any, hard: Any, tens: Any) -> Any:
    """Returns (rows, numbers that have more digits than the loop can round); (-1, 0) for what isn't known."""
    count, many, seen = WRONG, 0, 0
    at = sign(text, 0, ord("{"))
    while at >= 0:
        begin, end, at = word(text, at)
        at = sign(text, at, ord(":")) if at >= 0 else WRONG
        column = WRONG
        for n in range(3):
            if column < 0 and same(text, begin, end, names[n]):
                column = n
        if at < 0 or column < 0 or (seen >> column) & 1:
            return WRONG, 0
        seen |= 1 << column
        at, rows, hard_ones = _column(text, at, column, found, value, hard, tens)
        if at < 0 or (count >= 0 and rows != count):
            return WRONG, 0
        count, many = rows, max(many, hard_ones)
        end = sign(text, at, ord("}"))
        if end >= 0:
            return (count, many) if seen == 7 and space(text, end) == len(text) else (WRONG, 0)
        at = sign(text, at, ord(","))
    return WRONG, 0


@compiled
def _column(text: Any, at: int, column: int, found: Any, value: Any, hard: Any, tens: Any) -> Any:
    """One array. Returns (where it ends or -1, rows, numbers that have more digits than the loop can round)."""
    rows, many = 0, 0
    at = sign(text, at, ord("["))
    while at >= 0 and rows < len(value):
        at = space(text, at)
        if at >= len(text):
            break
        if column == _VALUE:
            result, exact, integer, to = number(text, at, tens)
            value[rows], found[_VALUE, rows] = result, integer
            if to >= 0 and not exact:
                hard[0, many], hard[1, many], hard[2, many] = rows, at, to
                many += 1
            at = to
        else:
            found[column, rows], at = whole(text, at)
        if at < 0:
            break
        rows += 1
        end = sign(text, at, ord("]"))
        if end >= 0:
            return end, rows, many
        at = sign(text, at, ord(","))
    return WRONG, 0, 0
