"""The number and amount of projects that a text gives, against what an edition's projects add up to."""

from collections.abc import Iterator

from banyan.measure.figures.answer import Answer, Told, same
from banyan.measure.figures.check import Check, answered
from banyan.measure.figures.claims import Claims, Totals, one
from banyan.measure.figures.interval import meet
from banyan.measure.figures.sides import ledger_words
from banyan.measure.figures.weighing import weigh
from banyan.measure.figures.widths import stands_for
from banyan.model.figure import Dimension, Figure, Relation
from banyan.model.text import Name

PROJECT = "project"


def projects(claims: Claims) -> Iterator[Answer]:
    """Of all projects together: what the text calls so by breaking it down, or names first as so many worth so much."""
    totals = claims.projects
    if totals is None:
        return
    for index, figure in _of_all(claims, totals):
        yield _compared(claims, index, figure, totals.edition)


def _of_all(claims: Claims, totals: Totals) -> list[tuple[int, Figure]]:
    found: dict[int, Figure] = {}
    for tie in claims.ties(Relation.PAIR):
        count, amount = one(tie, "count"), one(tie, "amount")
        if count is None or amount is None or not _whole(claims, count) or not _whole(claims, amount):
            continue
        if not found or claims.tied(count, Relation.BREAKDOWN):
            found |= {count: totals.count, amount: totals.amount}
    return list(found.items())


def _whole(claims: Claims, index: int) -> bool:
    """Neither a part of a breakdown, nor of something else than projects and their investment."""
    quantity = claims.quantity(index)
    parts = {i for tie in claims.ties(Relation.BREAKDOWN, Relation.SUBSET) for name, i in tie.members if name == "part"}
    counted = quantity.unit.dimension is Dimension.MONEY or quantity.unit.noun == PROJECT
    return counted and index not in parts and not quantity.breakdown


def _compared(claims: Claims, index: int, figure: Figure, edition: str) -> Answer:
    known = stands_for(figure.amount, figure.unit)
    weighed = weigh(claims, [index], lambda number: meet(number(index), known))
    told = Told("projects.compared", {
        "number": claims.words(index), "figure": ledger_words(figure), "edition": same(edition),
    })
    return answered("projects", claims, weighed, told, [index], (figure.id,))


TEXTS: dict[str, Name] = {
    "projects.compared": Name("文中为“{number}”；“{edition}”项目库合计为 {figure}。",
                              "The text says “{number}”; the projects of “{edition}” add up to {figure}."),
}
CHECKS = (Check("projects", Name("与项目库合计相符吗？", "Do the projects add up to what the text says?"), projects),)
