"""Findings on the terminal: worst first, each with its sentence and its arithmetic."""

from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding

from banyan.edges.ledger import Ledger
from banyan.measure.figures.checks import CHECKS
from banyan.measure.figures.missing import NAMES as MISSING
from banyan.measure.figures.verdicts import ORDER
from banyan.measure.figures.widths import WIDTHS
from banyan.model.figure import Finding, Result, Verdict
from banyan.model.text import Name
from banyan.runtime.figures.checking import Checked

SAID: dict[str, Name] = {
    "counts": Name("{file}：{n} 个数据：{counts}。", "{file}: {n} quantities: {counts}."),
    "waived": Name("（已由{role}豁免）", " (waived by {role})"),
    "widths": Name("数字的理解范围", "How wide a number is read"),
    "equal": Name("无修饰词：四舍五入到该数的一切数值（12.3 即 [12.25, 12.35)）；整数计数即其本身",
                  "no such word: everything that rounds to it (12.3 is [12.25, 12.35)); a whole count is itself"),
    "ledger": Name("{file}：{n} 条数据，{rejected} 行不能识别。",
                   "{file}: {n} figures, {rejected} rows that can't be read."),
    "row": Name("第 {line} 行（{id}），{column}：“{text}”：{reason}",
                "line {line} ({id}), {column}: “{text}”: {reason}"),
}  # fmt: skip
VERDICTS: dict[Verdict, Name] = {
    Verdict.CONTRADICTS: Name("矛盾", "contradicts"), Verdict.AGREES: Name("相符", "agrees"),
    Verdict.CANNOT_TELL: Name("无法判断", "can't tell"), Verdict.UNKNOWN: Name("未知", "unknown"),
}  # fmt: skip
SIGNS = {Result.FAIL: ("✗", "red"), Result.PASS: ("✓", "green"), Result.CANNOT_TELL: ("?", "yellow")}
REASONS: dict[str, Name] = {
    "not a number": Name("不是数字", "not a number"), "empty": Name("为空", "empty"),
    "the id of a row above": Name("与上面某行的编号相同", "the id of a row above"),
}  # fmt: skip


def show(console: Console, checked: Sequence[Checked], language: str) -> None:
    """Worst first; what only lacks something is one line a check."""
    for each in checked:
        _line(console, _counts(each, language), style="bold")
        for finding in each.findings:
            if finding.check not in MISSING:
                _finding(console, each, finding, language)
        _lacking(console, each, language)
        console.print()


def _lacking(console: Console, checked: Checked, language: str) -> None:
    for name in (name for name in CHECKS if name in MISSING):
        indices = [i for finding in checked.findings if finding.check == name for i in finding.quantities]
        if indices:
            words = dict.fromkeys(checked.reading.quantities[i].text for i in indices)
            listed = ", ".join(f"“{' '.join(word.split())}”" for word in words)
            _line(console, f"? {name}: {CHECKS[name].asks.said(language)}", style=SIGNS[Result.CANNOT_TELL][1])
            console.print(Padding(listed, (0, 0, 0, 4)), highlight=False, markup=False)


def _counts(checked: Checked, language: str) -> str:
    given = [verdict for verdict, _ in checked.verdicts]
    counts = ", ".join(f"{given.count(v)} {VERDICTS[v].said(language)}" for v in ORDER)
    return SAID["counts"].said(language).format(file=checked.file, n=len(given), counts=counts)


def _finding(console: Console, checked: Checked, finding: Finding, language: str) -> None:
    sign, colour = SIGNS[finding.result]
    waived = SAID["waived"].said(language).format(role=finding.waived_by) if finding.waived_by else ""
    _line(console, f"{sign} {finding.id} {finding.check}{waived}", style=colour)
    sentences = dict.fromkeys(checked.reading.quantities[i].sentence for i in finding.quantities)
    for sentence in sentences:
        console.print(Padding(_short(sentence), (0, 0, 0, 4)), style="dim", highlight=False, markup=False)
    console.print(Padding(finding.arithmetic, (0, 0, 0, 4)), highlight=False, markup=False)


def _short(sentence: str, most: int = 240) -> str:
    plain = " ".join(sentence.split())
    return plain if len(plain) <= most else plain[: most - 1] + "…"


def show_rejected(console: Console, ledger: Ledger, language: str) -> None:
    counts = SAID["ledger"].said(language)
    _line(console, counts.format(file=ledger.file, n=len(ledger.figures), rejected=len(ledger.rejected)), style="bold")
    for row in ledger.rejected:
        reason = REASONS[row.reason].said(language) if row.reason in REASONS else row.reason
        _line(console, "  " + SAID["row"].said(language).format(
            line=row.line, id=row.id, column=row.column, text=_short(row.text, 60), reason=reason))


def show_checks(console: Console, wanted: str | None, language: str) -> None:
    for check in CHECKS.values():
        if wanted in (None, check.id):
            _line(console, f"{check.id:<16} {check.asks.said(language)}")
    console.print()
    _line(console, SAID["widths"].said(language), style="bold")
    for comparison, width in WIDTHS.items():
        _line(console, f"{comparison:<4} {width.words.said(language)}: {width.meaning.said(language)}")
    _line(console, f"{'=':<4} {SAID['equal'].said(language)}")


def _line(console: Console, text: str, style: str = "") -> None:
    console.print(text, style=style, highlight=False, markup=False, soft_wrap=True)
