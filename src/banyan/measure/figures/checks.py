"""All checks in the order in which they are told, and what they say."""

from collections.abc import Iterator

from banyan.measure.figures import (
    averages,
    balances,
    bands,
    chains,
    check,
    compound,
    conversion,
    dates,
    growth,
    ledger,
    limits,
    lists,
    missing,
    places,
    points,
    products,
    projects,
    repeated,
    rises,
    shares,
    sums,
)
from banyan.measure.figures.answer import Answer, Told
from banyan.measure.figures.claims import Claims
from banyan.measure.figures.writing import span
from banyan.model.figure import Comparison
from banyan.model.text import Name

FAMILIES = (
    ledger, projects, sums, balances, shares, averages, products, bands, limits, growth, rises, compound, chains,
    points, conversion, repeated, places, dates, lists, missing,
)
CHECKS = {found.id: found for family in FAMILIES for found in family.CHECKS}
TEXTS: dict[str, Name] = check.TEXTS | {key: said for family in FAMILIES for key, said in family.TEXTS.items()}


def run(claims: Claims) -> Iterator[Answer]:
    """Every answer of every check; a vague number is told with the width it was given."""
    for found in CHECKS.values():
        for answer in found.run(claims):
            yield Answer(answer.check, answer.result, (*answer.told, *_widths(claims, answer)), answer.quantities,
                         answer.against)


def arithmetic(answer: Answer, language: str) -> str:
    """The lines of an answer as one text."""
    lines = [told.said(TEXTS, language) for told in answer.told]
    return ("" if language == "zh" else " ").join(lines)


def _widths(claims: Claims, answer: Answer) -> Iterator[Told]:
    if answer.check in missing.NAMES:
        return
    for index in answer.quantities:
        quantity = claims.quantity(index)
        if quantity.amount.comparison is not Comparison.EQUAL:
            yield Told("width.read", {
                "number": claims.words(index), "low_high": span(claims.strict(index), quantity.unit),
            })
