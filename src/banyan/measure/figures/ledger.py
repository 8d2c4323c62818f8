"""Numbers against the ledger's figures about the same thing."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from banyan.measure.figures.answer import Answer, Told, joined
from banyan.measure.figures.check import Check, answered
from banyan.measure.figures.claims import Claims, Match, close, every
from banyan.measure.figures.interval import between, meet, negative
from banyan.measure.figures.sides import ledger_words
from banyan.measure.figures.slips import LIKELY, slip
from banyan.measure.figures.weighing import Weighed, weigh
from banyan.measure.figures.widths import coarsely, stands_for
from banyan.measure.figures.writing import plain
from banyan.model.figure import Comparison, Dimension, Figure, Interval, Relation, Result
from banyan.model.text import Name

_UNBOUNDED = (Comparison.ABOVE, Comparison.AT_LEAST)
FAR = 5            # "over 4 bn" for more than five times that is no way to put it
ROOM = Decimal("1.5")


def against_ledger(claims: Claims) -> Iterator[Answer]:
    """The ledger says the same of the same. What it only comes near to says nothing when it differs."""
    found = [(index, claims.evidence.same(claims.reading, index)) for index in claims.indices()]
    answers = [_judged(claims, index, matches) for index, matches in found if matches]
    agreed = {id for answer in answers if answer.result is Result.PASS for id in answer.against}
    for answer in answers:
        if answer.result is Result.FAIL and agreed.intersection(answer.against):
            figure = next(m.figure for index, matches in found if index in answer.quantities for m in matches
                          if m.figure.id in answer.against)
            yield _near(claims, answer.quantities[0], figure)      # another number of the text is that figure
        else:
            yield answer


def _judged(claims: Claims, index: int, matches: Sequence[Match]) -> Answer:
    weighed = [(match, _weighed(claims, index, match.figure)) for match in matches]
    agreeing = [match for match, w in weighed if w.result is Result.PASS]
    sure = [(match, w) for match, w in weighed if match.sure]
    if agreeing and (not sure or any(match.sure for match in agreeing)):
        return _said(claims, index, agreeing[0].figure, Weighed(Result.PASS))
    if sure:
        match, w = sure[0]
        amount, known = claims.quantity(index).amount, match.figure.amount
        if w.result is not Result.FAIL or w.slips or match.copied or close(amount.value, known.value) or (
                slip(amount, known) >= LIKELY):
            return _said(claims, index, match.figure, w)
    return _near(claims, index, matches[0].figure)


def _near(claims: Claims, index: int, nearest: Figure) -> Answer:
    """About something near it: what it says proves nothing."""
    told = Told("ledger.near", {"number": claims.words(index), "figure": ledger_words(nearest)})
    return Answer("ledger", Result.CANNOT_TELL, (told,), (index,), (nearest.id,))


def _weighed(claims: Claims, index: int, figure: Figure) -> Weighed:
    quantity = claims.quantity(index)
    known = stands_for(figure.amount, figure.unit)
    if quantity.falls and figure.amount.value < 0 < quantity.amount.value:
        known = negative(known)         # the text says in a word that it fell, the ledger by a sign
    if quantity.amount.comparison in _UNBOUNDED and quantity.unit.dimension is not Dimension.PERCENT:
        known_far = known.low is not None and known.low > quantity.amount.value * FAR > 0
        if known_far or not meet(claims.coarse(index), known):
            return weigh(claims, [index], lambda number: meet(_reasonable(number(index)), known))
    result = weigh(claims, [index], lambda number: meet(number(index), known))
    if result.result is Result.FAIL and meet(claims.strict(index), coarsely(figure.amount, figure.unit)):
        rough = figure.amount.comparison is not Comparison.EQUAL or claims.strict(index) != claims.coarse(index)
        return Weighed(Result.CANNOT_TELL) if rough else result
    return result


def _reasonable(claimed: Interval) -> Interval:
    """How far a number may lie over one that it is said to be "over"."""
    return between(claimed.low, None if claimed.low is None else claimed.low * ROOM)


def _said(claims: Claims, index: int, figure: Figure, weighed: Weighed) -> Answer:
    told = Told("ledger.compared", {"number": claims.words(index), "figure": ledger_words(figure)})
    return answered("ledger", claims, weighed, told, [index], (figure.id,))


def definitions(claims: Claims) -> Iterator[Answer]:
    """One name with two definitions: a number under it can't be compared."""
    for index in claims.indices():
        found = {m.figure.definition: m.figure for m in claims.evidence.same(claims.reading, index)
                 if m.figure.definition}
        if len(found) > 1:
            first, second = list(found.values())[:2]
            told = Told("ledger.definitions", {
                "number": claims.words(index), "a": Name(first.definition, first.definition),
                "b": Name(second.definition, second.definition), "name": Name(first.indicator, first.indicator),
            })
            yield Answer("two-definitions", Result.CANNOT_TELL, (told,), (index,), (first.id, second.id))
    for tie in claims.ties(Relation.DEFINED):
        indices = tuple(every(tie, "number"))
        told = Told("text.definitions", {
            "name": plain(tie.label), "numbers": joined([claims.words(i) for i in indices], "、", ", "),
        })
        yield Answer("two-definitions", Result.CANNOT_TELL, (told,), indices)


TEXTS: dict[str, Name] = {
    "ledger.compared": Name("文中为“{number}”；{figure}。", "The text says “{number}”; {figure}."),
    "ledger.near": Name("文中为“{number}”；{figure}相近，但主体、指标或时期不能确定相同，无法判断。",
                        "The text says “{number}”; {figure} is near it, but subject, indicator or period may differ: "
                        "can't tell."),
    "text.definitions": Name("文中“{name}”有两种口径：{numbers}。",
                             "The text defines “{name}” in two ways: {numbers}."),
    "ledger.definitions": Name("“{number}”：台账中“{name}”有两种口径：{a}；{b}。",
                               "“{number}”: the ledger defines “{name}” twice: {a}; {b}."),
}  # fmt: skip
CHECKS = (
    Check("ledger", Name("与台账中同一数据相符吗？", "Does the ledger say the same of the same?"), against_ledger),
    Check("two-definitions", Name("同一名称只有一种口径吗？", "Has a name one definition?"), definitions),
)
