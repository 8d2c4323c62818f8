"""A checked release written back with its numbers marked, as HTML or Word."""

from collections.abc import Mapping

from banyan.edges.releases import Mark, mark_docx, mark_html
from banyan.measure.figures.checks import CHECKS
from banyan.measure.figures.sides import ledger_words
from banyan.model.figure import Figure, Finding, Result, Verdict
from banyan.runtime.figures.checking import Checked

WRITERS = {".html": mark_html, ".htm": mark_html, ".docx": mark_docx}


def marked(data: bytes, checked: Checked, figures: Mapping[str, Figure], form: str, language: str) -> bytes:
    """`form`: one of WRITERS. `figures`: the ledger's, by id, for the place of the other number."""
    found = {finding.id: finding for finding in checked.findings}
    marks = [
        _mark(checked, index, verdict, found.get(why or ""), figures, language)
        for index, (verdict, why) in enumerate(checked.verdicts)
    ]
    return WRITERS[form](data, checked.file, marks, language)


def _mark(
    checked: Checked, index: int, verdict: Verdict, finding: Finding | None, figures: Mapping[str, Figure],
    language: str,
) -> Mark:  # fmt: skip
    quantity = checked.reading.quantities[index]
    if finding is None:
        return Mark(quantity.start, quantity.end, verdict)
    compared = [checked.reading.quantities[i] for i in finding.quantities if i != index]
    others = tuple((q.start, q.end) for q in compared) if finding.result is Result.FAIL else ()
    against = tuple(_place(figures[id], language) for id in finding.against if id in figures)
    return Mark(quantity.start, quantity.end, verdict, CHECKS[finding.check].asks.said(language), finding.arithmetic,
                others, against)


def _place(figure: Figure, language: str) -> str:
    where = f"{figure.where.file}, {figure.where.row}: " if figure.where is not None else ""
    return f"{where}{ledger_words(figure).said(language)}"
