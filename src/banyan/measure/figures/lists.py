"""A count against the things that are listed: "four sections", and then five of them."""

from collections.abc import Iterator

from banyan.measure.figures.answer import Answer, Told, same
from banyan.measure.figures.check import Check
from banyan.measure.figures.claims import Claims, one
from banyan.measure.figures.interval import exactly, meet
from banyan.model.figure import Relation, Result
from banyan.model.text import Name


def listed(claims: Claims) -> Iterator[Answer]:
    """As many are listed as are counted. Only the reader knows whether a list is meant to be whole: it ties that."""
    for tie in claims.ties(Relation.LIST):
        count, items = one(tie, "count"), tie.years
        if count is None or not items:
            continue
        told = Told("list.items", {"count": claims.words(count), "items": same(str(items))})
        fits = meet(claims.strict(count), exactly(items))
        yield Answer("list", Result.PASS if fits else Result.FAIL, (told,), (count,))


TEXTS: dict[str, Name] = {
    "list.items": Name("文中称“{count}”，列出 {items} 项。", "“{count}” are said, {items} are listed."),
}
CHECKS = (Check("list", Name("所列项目与所称个数一致吗？", "Are as many listed as are counted?"), listed),)
