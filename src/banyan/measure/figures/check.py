"""A check: its name, what it asks, and the pure function that answers."""

from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct

from banyan.measure.figures.answer import Answer, Told
from banyan.measure.figures.claims import Claims
from banyan.measure.figures.weighing import Weighed, slips_told
from banyan.model.figure import Result
from banyan.model.text import Name


class Check(Struct, frozen=True):
    """`run` gives an answer for each thing it was asked about, none where it has nothing to say."""

    id: str
    asks: Name
    run: Callable[[Claims], Iterable[Answer]]


def answered(
    check: str, claims: Claims, weighed: Weighed, told: Told, indices: Sequence[int], against: tuple[str, ...] = ()
) -> Answer:
    """The arithmetic, then what it comes to, then which slip would explain it."""
    lines = (told, Told(f"outcome.{weighed.result}"), *slips_told(claims, weighed))
    return Answer(check, weighed.result, lines, weighed.order(indices), against)


def implied(check: str, told: Told, indices: Sequence[int], against: tuple[str, ...] = ()) -> Answer:
    """Something is missing: what it would have to be is all that can be said."""
    return Answer(check, Result.CANNOT_TELL, (told,), tuple(dict.fromkeys(indices)), against)


TEXTS: dict[str, Name] = {
    "outcome.pass": Name("相符。", "It fits."),
    "outcome.fail": Name("不符。", "It doesn't fit."),
    "outcome.cannot_tell": Name(
        "只有把整数看作约数、把“约”“近”放宽一倍才相符，无法判断。",
        "It fits only if round numbers are rough and vague words twice as vague: can't tell."),
    "magnitude.fits": Name(
        "若“{number}”{factor} 则相符：可能差了数量级或单位。",
        "It would fit if “{number}” were {factor}: a slip of magnitude or unit."),
    "width.read": Name("“{number}”按 {low_high} 理解。", "“{number}” is read as {low_high}."),
}  # fmt: skip
