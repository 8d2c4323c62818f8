"""What JSON's text is made of, read in compiled loops: `text` is its bytes (uint8), `at` a place in it or -1."""

from typing import Any

import numpy as np

from banyan.model.columns import MOST_WHOLE
from banyan.model.compiled import compiled

WRONG = -1
TENS = 10.0 ** np.arange(23)       # exact as f8
_DIGITS = 15                       # of a mantissa that is exact as f8, whatever they are


@compiled
def number(text: Any, at: int, tens: Any) -> Any:
    """A JSON number: (value, whether it is exact, 1 if it is written as a whole number, where it ends or -1)."""
    minus = text[at] == ord("-")
    if minus:
        at += 1
    begin, mantissa, digits, scale, plain = at, 0, 0, 0, True
    while at < len(text) and 48 <= text[at] <= 57:
        if digits or text[at] != 48:
            digits += 1
            if digits <= 18:
                mantissa = mantissa * 10 + (text[at] - 48)
        at += 1
    if at == begin or (text[begin] == 48 and at > begin + 1):
        return 0.0, True, 0, WRONG
    if at < len(text) and text[at] == ord("."):
        plain, at = False, at + 1
        fraction = at
        while at < len(text) and 48 <= text[at] <= 57:
            if digits or text[at] != 48:
                digits += 1
                if digits <= 18:
                    mantissa = mantissa * 10 + (text[at] - 48)
            scale -= 1
            at += 1
        if at == fraction:
            return 0.0, True, 0, WRONG
    if at < len(text) and (text[at] == ord("e") or text[at] == ord("E")):
        plain, at = False, at + 1
        down = at < len(text) and text[at] == ord("-")
        if at < len(text) and (text[at] == ord("-") or text[at] == ord("+")):
            at += 1
        power, exponent = at, 0
        while at < len(text) and 48 <= text[at] <= 57:
            exponent = min(exponent * 10 + (text[at] - 48), 9_999)
            at += 1
        if at == power:
            return 0.0, True, 0, WRONG
        scale += -exponent if down else exponent
    if plain:
        good = digits <= 16 and mantissa <= MOST_WHOLE and not (minus and mantissa == 0)
        return float(-mantissa if minus else mantissa), True, 1, at if good else WRONG
    if digits > _DIGITS or scale < -22 or scale > 22:
        return 0.0, False, 0, at
    # Clinger 1990: a mantissa below 2**53 times or divided by an exact power of ten is rounded once, so rightly.
    found = float(mantissa) * tens[scale] if scale >= 0 else float(mantissa) / tens[-scale]
    return -found if minus else found, True, 0, at


@compiled
def whole(text: Any, at: int) -> Any:
    """A whole number from 0 to 2**53, and where it ends or -1."""
    begin, found = at, 0
    while at < len(text) and 48 <= text[at] <= 57 and at - begin < 17:
        found = found * 10 + (text[at] - 48)
        at += 1
    if at == begin or (text[begin] == 48 and at > begin + 1) or found > MOST_WHOLE:
        return 0, WRONG
    following = text[at] if at < len(text) else 0
    if 48 <= following <= 57 or following == ord(".") or following == ord("e") or following == ord("E"):
        return 0, WRONG
    return found, at


@compiled
def word(text: Any, at: int) -> Any:
    """A string without escapes in ASCII: where its content begins and ends, and what follows it; -1: none."""
    at = sign(text, at, ord('"'))
    if at < 0:
        return 0, 0, WRONG
    begin = at
    while at < len(text) and text[at] != ord('"'):
        if text[at] < 32 or text[at] > 126 or text[at] == ord("\\"):
            return 0, 0, WRONG
        at += 1
    return (begin, at, at + 1) if at < len(text) else (0, 0, WRONG)


@compiled
def same(text: Any, begin: int, end: int, other: Any) -> bool:
    if end - begin != len(other) or end > len(text):
        return False
    for n in range(len(other)):  # noqa: SIM110  numba compiles no generators
        if text[begin + n] != other[n]:
            return False
    return True


@compiled
def sign(text: Any, at: int, wanted: int) -> int:
    """What follows the sign, whitespace before it passed over; -1: another sign stands there, or none."""
    at = space(text, at)
    return at + 1 if 0 <= at < len(text) and text[at] == wanted else WRONG


@compiled
def space(text: Any, at: int) -> int:
    while 0 <= at < len(text) and (text[at] == 32 or text[at] == 10 or text[at] == 13 or text[at] == 9):
        at += 1
    return at
