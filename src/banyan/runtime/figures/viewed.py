"""A checked release as the screen shows it: numbers with all their findings, findings with the other side's place."""

from collections.abc import Mapping

from msgspec.structs import replace

from banyan.edges.releases import Release
from banyan.measure.figures.checks import CHECKS
from banyan.measure.figures.claims import Totals
from banyan.model.figure import Figure, Finding
from banyan.model.text import Name
from banyan.runtime.figures.checking import Checked
from banyan.runtime.figures.desk import AgainstView, FindingView, LineView, ReleaseView, SpanView
from banyan.runtime.figures.result import decimal, unit


def viewed(
    view: ReleaseView, release: Release, checked: Mapping[str, Checked], figures: Mapping[str, Figure],
    totals: Totals | None,
) -> ReleaseView:  # fmt: skip
    """`checked`: by language; the same checks answer in both, so the findings are told beside each other."""
    zh, en = checked["zh"], checked["en"]
    known = dict(figures) | ({f.id: f for f in (totals.count, totals.amount)} if totals is not None else {})
    ours = {f.id for f in (totals.count, totals.amount)} if totals is not None else set()
    return replace(
        view, language=zh.reading.language, text=release.text,
        lines=[LineView(start=line.start, end=line.end, kind=line.kind) for line in release.lines],
        quantities=[_span(zh, index) for index in range(len(zh.reading.quantities))],
        findings=[_finding(a, b, known, ours) for a, b in zip(zh.findings, en.findings, strict=True)],
    )  # fmt: skip


def _span(checked: Checked, index: int) -> SpanView:
    quantity = checked.reading.quantities[index]
    verdict, why = checked.verdicts[index]
    about = [f.id for f in checked.findings if index in f.quantities]
    return SpanView(
        text=quantity.text, start=quantity.start, end=quantity.end, sentence=quantity.sentence,
        value=decimal(quantity.amount.value), unit=unit(quantity.unit), verdict=str(verdict),
        findings=sorted(about, key=lambda fid: fid != why),
    )  # fmt: skip


def _finding(zh: Finding, en: Finding, known: Mapping[str, Figure], ours: set[str]) -> FindingView:
    return FindingView(
        id=zh.id, check=zh.check, name=CHECKS[zh.check].asks, result=str(zh.result),
        arithmetic=Name(zh.arithmetic, en.arithmetic), quantities=list(zh.quantities),
        against=[_against(fid, known.get(fid), fid in ours) for fid in zh.against], waived_by=zh.waived_by,
    )  # fmt: skip


def _against(fid: str, figure: Figure | None, ours: bool) -> AgainstView:
    if figure is None:
        return AgainstView(id=fid, kind="ledger", value=fid, where="", source="")
    where = f"{figure.where.file}, {figure.where.row}" if figure.where is not None else ""
    value = " ".join(filter(None, (figure.subject, figure.indicator, figure.period.label, figure.amount.text)))
    return AgainstView(id=fid, kind="projects" if ours else "ledger", value=value, where=where, source=figure.source)
