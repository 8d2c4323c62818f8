"""A figures desk without checks: every text gets the same hand-made findings on its first three numbers."""

import re

from msgspec.structs import replace

from banyan.model.text import Name
from banyan.runtime.figures.desk import AgainstView, FindingView, LineView, ReleaseView, SpanView
from banyan.runtime.scenario import UsageError

VERDICTS = ("contradicts", "contradicts", "agrees", "cannot_tell", "unknown")


class FakeFigures:
    """As runtime.figures.desk.FigureDesk."""

    def __init__(self) -> None:
        self.held: dict[str, tuple[ReleaseView, bytes]] = {}
        self.editions: list[str] = []

    def hold(self, name: str, data: bytes) -> ReleaseView:
        if not name.endswith((".docx", ".html", ".txt")) and "." in name:
            raise UsageError(f"{name}: a docx, html or txt file was expected")
        rid = f"release-{len(self.held) + 1}"
        view = ReleaseView(id=rid, file=name, state="held", language="zh", ledgers=[], text="", lines=[], quantities=[],
                           findings=[], rejected=[], error="", edition="")
        self.held[rid] = view, data
        return view

    def _put(self, rid: str, view: ReleaseView) -> ReleaseView:
        self.held[rid] = view, self.held[rid][1]
        return view

    def looked_at(self, rid: str) -> ReleaseView:
        if rid not in self.held:
            raise KeyError(f"release {rid}")
        view, data = self.held[rid]
        return self._put(rid, _checked(view, data.decode())) if view.state == "checking" else view

    def add_ledger(self, rid: str, name: str, data: bytes) -> ReleaseView:
        view = self.looked_at(rid)
        if b"," not in data:
            raise UsageError(f"{name}: no column id; a ledger's header was expected")
        return self._put(rid, replace(view, ledgers=[*view.ledgers, name]))

    def check(self, rid: str, edition: str) -> ReleaseView:
        self.editions.append(edition)
        return self._put(rid, replace(self.looked_at(rid), state="checking", edition=edition))

    def marked(self, rid: str, kind: str, language: str) -> bytes:
        return f"{self.looked_at(rid).file} {kind} {language}".encode()

    def drop(self, rid: str) -> None:
        self.looked_at(rid)
        del self.held[rid]


def _checked(view: ReleaseView, text: str) -> ReleaseView:
    lines, at = [], 0
    for line in text.split("\n"):
        lines.append(LineView(start=at, end=at + len(line), kind="row" if "\t" in line else "text"))
        at += len(line) + 1
    numbers = list(re.finditer(r"\d[\d.]*", text))
    spans = [SpanView(text=m[0], start=m.start(), end=m.end(), sentence=text, value=m[0], unit="count",
                      verdict=VERDICTS[min(n, 4)], findings=[] if n > 3 else ["f1"] if n < 2 else [f"f{n}"])
             for n, m in enumerate(numbers)]  # fmt: skip

    def finding(fid: str, result: str, quantities: list[int]) -> FindingView:
        return FindingView(
            id=fid, check="breakdown", name=Name("各项相加等于合计吗？", "Do the parts add up?"), result=result,
            arithmetic=Name("50 + 16 + 26 = 92", "50 + 16 + 26 = 92"), quantities=quantities, waived_by="",
            against=[AgainstView(id="F-7", kind="ledger", value="92", where="figures.csv, row 7", source="")])

    findings = [finding("f1", "fail", [0, 1]), finding("f2", "pass", [2]), finding("f3", "cannot_tell", [3])]
    return replace(view, state="checked", text=text, lines=lines, quantities=spans, findings=findings[: len(spans)])
