"""Results for programs: docs/schemas/indicators.schema.json."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from banyan.measure.indicators.formula import Indicator
from banyan.measure.indicators.reckon import Left, Period, Result, percent
from banyan.measure.indicators.texts import NAMES
from banyan.measure.indicators.words import written
from banyan.model.text import Name, Said
from banyan.model.time import iso
from banyan.runtime.indicators.asking import Answer, Asked, Skipped
from banyan.runtime.indicators.case_table import BadRow
from banyan.runtime.indicators.texts import why, wrong

SCHEMA = "banyan.indicators/1"


def result(
    answers: Sequence[Answer], asked: Asked, source: dict[str, object], bad: Sequence[BadRow],
    skipped: Sequence[Skipped] = (), rows: bool = True,
) -> dict[str, Any]:
    """The whole answer; dates are days, both included, where the city is. `rows` False: how many, not which."""
    return {
        "schema": SCHEMA, "source": source, "timezone": asked.zone.key, **_period(asked.period),
        "as_of": None if asked.as_of is None else iso(asked.as_of),
        "indicators": [_answer(answer, asked.period, rows) for answer in answers],
        "skipped": [{"indicator": name, "lacks": list(lacks)} for name, lacks in skipped],
        "errors": [{"row": row.row, "zh": wrong(row.why, "zh"), "en": wrong(row.why, "en")} for row in bad],
    }  # fmt: skip


def described(indicator: Indicator) -> dict[str, Any]:
    """What a formula is, without a value."""
    return {
        "indicator": indicator.id, "name": indicator.name, "version": indicator.version,
        "title": _name(indicator.title), "unit": indicator.unit.value, "formula": _name(indicator.formula),
        "base": {"column": indicator.base.value, **_name(NAMES[indicator.base])},
        "counted": written(indicator.counted), "met": written(indicator.met), "undecided": indicator.undecided.value,
        "numerator_counts": _signed(indicator.numerator.plus, indicator.numerator.minus),
        "denominator_counts": _signed(indicator.denominator.plus, indicator.denominator.minus),
        "owner": indicator.owner, "valid_from": _day(indicator.valid_from), "valid_until": _day(indicator.valid_until),
    }  # fmt: skip


def _answer(answer: Answer, period: Period, rows: bool) -> dict[str, Any]:
    base = {"by": answer.indicator.base.value, **_period(period)}
    told = {"base_period": base, "valid": answer.valid, "assumed_empty": list(answer.assumed)}
    return {**described(answer.indicator), **told, "results": [_result(one, rows) for one in answer.results]}


def _result(one: Result, rows: bool) -> dict[str, Any]:
    share, why_left = one.share, _Reasons()
    left = [why_left.of(left) for left in one.left]
    told = {
        "group": {name.value: word for name, word in one.group},
        "value": str(one.numerator) if one.denominator is None else None if share is None else str(percent(share)),
        "numerator": one.numerator, "denominator": one.denominator,
        "percent": None if share is None else str(percent(share)),
        "exact": None if share is None else f"{share.numerator}/{share.denominator}",
        "none": None if one.none is None else _both(one.none),
        "behind": {"met": len(one.met), "not_met": len(one.not_met), "left_out": why_left.counts()},
    }  # fmt: skip
    if rows:
        told["rows"] = {"met": list(one.met), "not_met": list(one.not_met),
                        "left_out": [{"id": case.id, **reason} for case, reason in zip(one.left, left, strict=True)]}
    return told


class _Reasons:
    """Why cases are left out, in words: each reason is said once, however many cases it holds for."""

    def __init__(self) -> None:
        self._said: dict[tuple[int, int], dict[str, str]] = {}     # by identity: whoever asks holds the sentences
        self._cases: Counter[tuple[int, int]] = Counter()

    def of(self, left: Left) -> dict[str, str]:
        key = (id(left.why), id(left.leaf))
        self._cases[key] += 1
        found = self._said.get(key)
        if found is None:
            found = self._said[key] = _both(left.why, left.leaf)
        return found

    def counts(self) -> list[dict[str, Any]]:
        """Each reason with its number of cases, the most frequent first."""
        told: dict[tuple[str, str, str], int] = {}
        for key, n in self._cases.items():
            said = self._said[key]
            words = (said["key"], said["zh"], said["en"])
            told[words] = told.get(words, 0) + n
        ordered = sorted(told.items(), key=lambda one: (-one[1], one[0]))
        return [{"key": key, "zh": zh, "en": en, "cases": n} for (key, zh, en), n in ordered]


def _both(said: Said, leaf: Said | None = None) -> dict[str, str]:
    return {"key": said.key, "zh": why(said, leaf, "zh"), "en": why(said, leaf, "en")}


def _period(period: Period) -> dict[str, str | None]:
    return {"from": _day(period.first), "to": _day(period.last)}


def _day(day: object) -> str | None:
    return None if day is None else str(day)


def _name(name: Name) -> dict[str, str]:
    return {"zh": name.zh, "en": name.en}


def _signed(plus: Sequence[str], minus: Sequence[str]) -> str:
    return " + ".join(plus) + "".join(f" - {name}" for name in minus)
