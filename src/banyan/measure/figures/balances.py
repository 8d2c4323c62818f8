"""Balances of a stock: what there was, more what came in, less what went out, is what is left."""

from collections.abc import Iterator

from banyan.measure.figures.answer import Answer, Told, joined
from banyan.measure.figures.check import Check, answered
from banyan.measure.figures.claims import Claims, every, one
from banyan.measure.figures.interval import meet, subtract, total
from banyan.measure.figures.weighing import Numbers, weigh
from banyan.measure.figures.writing import span
from banyan.model.figure import Interval, Relation
from banyan.model.text import Name


def balance(claims: Claims) -> Iterator[Answer]:
    """opening + in − out = closing. Without an opening the closing is the change: what came in less what went out."""
    for tie in claims.ties(Relation.BALANCE):
        closing, came, went = one(tie, "closing"), every(tie, "in"), every(tie, "out")
        if closing is not None and (came or went):
            yield _balance(claims, [*every(tie, "opening"), *came], went, closing)


def _balance(claims: Claims, came: list[int], went: list[int], closing: int) -> Answer:
    def left(number: Numbers) -> Interval:
        return subtract(total(number(i) for i in came), total(number(i) for i in went))

    members = [*came, *went, closing]
    weighed = weigh(claims, members, lambda number: meet(left(number), number(closing)), of_sum=True)
    out = "".join(f" − {claims.words(i).zh}" for i in went)
    told = Told("balance.left", {
        "in": joined([claims.words(i) for i in came], " + ", " + "), "out": Name(out, out),
        "left": span(left(claims.strict), claims.quantity(closing).unit), "closing": claims.words(closing),
    })
    return answered("balance", claims, weighed, told, members)


TEXTS: dict[str, Name] = {
    "balance.left": Name("{in}{out} = {left}；文中为“{closing}”。", "{in}{out} = {left}; the text says “{closing}”."),
}
CHECKS = (
    Check("balance", Name("期初加收入减支出等于期末吗？", "Do stock, income and outgo leave what is left?"), balance),
)
