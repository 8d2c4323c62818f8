"""From answers to findings and to one verdict a quantity, with waivers."""

from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import Struct

from banyan.measure.figures.answer import Answer
from banyan.measure.figures.checks import arithmetic
from banyan.model.figure import Finding, Quantity, Result, Verdict

ORDER = (Verdict.CONTRADICTS, Verdict.AGREES, Verdict.CANNOT_TELL, Verdict.UNKNOWN)
_OF = {Result.FAIL: Verdict.CONTRADICTS, Result.PASS: Verdict.AGREES, Result.CANNOT_TELL: Verdict.CANNOT_TELL}


class Waiver(Struct, frozen=True):
    """A finding that a person has accepted, with a reason, until a day.

    `check`: which one. `text`: the words of one of the numbers it is about, or the id of a figure it is against.
    """

    check: str
    text: str
    role: str
    reason: str
    until: date


def findings(
    answers: Iterable[Answer], quantities: Sequence[Quantity], waivers: Sequence[Waiver], day: date, language: str
) -> tuple[Finding, ...]:
    """Worst first, numbered in that order; what a waiver accepts stands after what none does."""
    told = [
        Finding("", a.check, a.result, arithmetic(a, language), a.quantities, a.against,
                waived_by=_waived(a, quantities, waivers, day))
        for a in _once(answers)
    ]  # fmt: skip
    ranked = sorted(told, key=_rank)
    return tuple(
        Finding(f"F{n}", f.check, f.result, f.arithmetic, f.quantities, f.against, f.waived_by)
        for n, f in enumerate(ranked, start=1)
    )


def _once(answers: Iterable[Answer]) -> list[Answer]:
    """The same check over the same numbers is told once, with its gravest result."""
    kept: dict[tuple[str, tuple[int, ...], tuple[str, ...]], Answer] = {}
    for answer in answers:
        key = answer.check, tuple(sorted(answer.quantities)), answer.against
        if key not in kept or _gravity(answer.result) < _gravity(kept[key].result):
            kept[key] = answer
    return list(kept.values())


def _gravity(result: Result) -> int:
    return (Result.FAIL, Result.CANNOT_TELL, Result.PASS).index(result)


def _rank(finding: Finding) -> tuple[bool, int, int]:
    return bool(finding.waived_by), _gravity(finding.result), min(finding.quantities, default=0)


def verdict(index: int, found: Sequence[Finding]) -> tuple[Verdict, str | None]:
    """Of one quantity: the strongest that its findings give, and the finding that gives it."""
    best, why = Verdict.UNKNOWN, None
    for finding in found:
        if index in finding.quantities and not (finding.waived_by and finding.result is Result.FAIL):
            given = _OF[finding.result]
            if ORDER.index(given) < ORDER.index(best):
                best, why = given, finding.id
    return best, why


def _waived(answer: Answer, quantities: Sequence[Quantity], waivers: Sequence[Waiver], day: date) -> str:
    """The role that waived a failed check, "" where no waiver that still runs fits."""
    if answer.result is not Result.FAIL:
        return ""
    for waiver in waivers:
        texts = {quantities[i].text for i in answer.quantities} | set(answer.against)
        if waiver.check == answer.check and waiver.text in texts and waiver.until >= day:
            return waiver.role
    return ""
