"""A programme office without an importer: invented companies, hand-made answers; no evidence of any figure."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from banyan.model.ids import PrincipalId
from banyan.model.text import Name
from banyan.runtime.projects import views as v
from banyan.runtime.scenario import UsageError

EDITION = "2031 expo"
AT = datetime(2031, 8, 23, 1, 0, tzinfo=UTC)
DISTRICTS = ("榕东区", "榕西区", "临港新区", "云岭县")
SECTORS = (Name("数字经济", "Digital economy"), Name("绿色能源", "Green energy"), Name("海洋经济", "Marine economy"))
STAGES = (Name("已签约", "Signed"), Name("已开工", "Started"), Name("已投产", "In production"))
KINDS = ("state", "private", "foreign", "hk-macao-taiwan")
CHANNELS = ("on-site-offline", "on-site-online", "off-site")
FIELDS = ("serial", "name", "investment", "investor", "district", "signed_on", "sector")
THINGS = ("数据中心", "储能工厂", "海缆基地", "传感器产业园", "冷链物流园", "氢能装备", "医疗影像中心")


def cell(field: str, ref: str, text: str, file: str = "榕东区.xlsx") -> v.CellView:
    return v.CellView(field=field, file=file, sheet="项目表", ref=ref, text=text, mended_by="")


def line(n: int) -> v.ProjectLine:
    amount = Decimal(8 + 7 * n % 61) / 10 * 100_000_000
    point = (119.26 + n % 7 * 0.02, 26.02 + n % 5 * 0.017) if n % 4 else None
    return v.ProjectLine(
        id=f"P-{n:04}", name=f"虚构企业{n:02}号{THINGS[n % 7]}项目", edition=EDITION, cohort="2031",
        district=DISTRICTS[n % 4], place="", investor=f"虚构企业{n:02}号有限公司", investor_kind=KINDS[n % 4],
        channel=CHANNELS[n % 3], agreement="contract", sector=SECTORS[n % 3], stage=STAGES[n % 3],
        signed_on=date(2031, 8, 20 + n % 3), amount=str(amount), text=f"{amount / 100_000_000:.1f}亿元",
        sources=2 if n == 4 else 1, merged=1 if n == 4 else 0, waiting=1 if n == 6 else 0, point=point,
        standing="current", increases="", counts=1, cell=cell("investment", f"D{n + 4}", f"{amount / 100_000_000:.1f}"),
    )  # fmt: skip


def choice(values: list[tuple[str, Name]]) -> list[v.Choice]:
    found: dict[str, v.Choice] = {}
    for value, name in values:
        count = found[value].count + 1 if value in found else 1
        found[value] = v.Choice(value=value, name=name, count=count)
    return list(found.values())


class FakeOffice:
    """As runtime.projects.desk.ProjectDesk. `empty`: nothing was ever imported."""

    def __init__(self, empty: bool = False, many: int = 40) -> None:
        self.lines = [] if empty else [line(n) for n in range(1, many + 1)]
        self.done: list[tuple[str, ...]] = []
        self.imports: dict[str, v.ImportView] = {}
        self.states = {("P-0001", "P-0002"): "open", ("P-0003", "P-0005"): "open", ("P-0004", "P-0044"): "merged"}
        self.red = {} if empty else {"R-0007": self._red("R-0007", "investment", "D17", "10-12亿元"),
                                     "R-0008": self._red("R-0008", "signed_on", "F9", "待定")}
        self.released: set[str] = set()
        self.sent: dict[str, bytes] = {}
        self.looks = 0

    def _red(self, uid: str, field: str, ref: str, text: str) -> v.UnreadableView:
        return v.UnreadableView(
            id=uid, field=field, cell=cell(field, ref, text), row=int(ref[1:]), sender="榕东区", edition=EDITION,
            reason=Name(f"“{text}”不是一个数值", f"“{text}” is no single value"), known_at=AT, mended="",
            project="P-0006" if field == "signed_on" else "",
        )  # fmt: skip

    def _asked(self, asked: v.Asked) -> list[v.ProjectLine]:
        def fits(p: v.ProjectLine) -> bool:
            return all((
                asked.district in ("", p.district), asked.channel in ("", p.channel),
                asked.investor_kind in ("", p.investor_kind), not asked.text or asked.text in p.name + p.investor,
                not asked.sector or (p.sector is not None and p.sector.en == asked.sector),
                not asked.stage or (p.stage is not None and p.stage.en == asked.stage),
                asked.edition in ("", p.edition),
            ))  # fmt: skip
        return [p for p in self.lines if fits(p)]

    def projects(self, asked: v.Asked, offset: int, limit: int) -> v.ProjectPage:
        found = self._asked(asked)
        amount = sum((Decimal(p.amount or 0) for p in found), Decimal(0))
        named = [(p, p.sector or SECTORS[0], p.stage or STAGES[0]) for p in self.lines]
        choices = {
            "edition": choice([(p.edition, Name(p.edition, p.edition)) for p in self.lines]),
            "district": choice([(p.district, Name(p.district, p.district)) for p in self.lines]),
            "sector": choice([(sector.en, sector) for _, sector, _ in named]),
            "stage": choice([(stage.en, stage) for _, _, stage in named]),
            "investor_kind": choice([(p.investor_kind, Name(p.investor_kind, p.investor_kind)) for p in self.lines]),
            "channel": choice([(p.channel, Name(p.channel, p.channel)) for p in self.lines]),
        }
        return v.ProjectPage(rows=found[offset : offset + limit], count=len(found), counted=len(found),
                             amount=str(amount), choices=choices, begun=bool(self.lines))

    def points(self, asked: v.Asked) -> list[v.MapPoint]:
        return [v.MapPoint(id=p.id, name=p.name, at=p.point, district=p.district, amount=p.amount)
                for p in self._asked(asked)]

    def _line(self, pid: str) -> v.ProjectLine:
        found = next((p for p in [*self.lines, line(44)] if p.id == pid), None)
        if found is None:
            raise KeyError(f"project {pid}")
        return found

    def project(self, pid: str) -> v.ProjectView:
        p = self._line(pid)
        here = cell("investment", "D5", p.text)
        source = v.SourceView(file="榕东区.xlsx", sha256="ab" * 32, sheet="项目表", row=5, sender="榕东区",
                              import_id="I-0001", cells=[cell("name", "B5", p.name), here])
        return v.ProjectView(
            line=p, aliases=[], codes=[{"text": "3108-350102-04-01-123456", "kind": "project", "wrong": ""}],
            investors=[v.InvestorView(name=p.investor, kind=p.investor_kind, code="", code_wrong="", origin="浙江")],
            sectors=[p.sector] if p.sector else [], stages=[v.StageView(name=STAGES[0], on=p.signed_on)],
            investments=[v.InvestmentView(kind="signed", amount=p.amount or "0", text=p.text, edition=p.edition,
                                          on=p.signed_on, unit="亿元, D4", cell=here)],
            sources=[source] * p.sources, unreadable=[r for r in self.red.values() if r.project == pid],
            history=[v.Version(at=AT, by="officer-lin", what="imported", record="r-1", changes=[]),
                     v.Version(at=AT, by="officer-lin", what="changed", record="r-2",
                               changes=[v.Change(field="investment", before="8亿元", after=p.text)])],
            merged=["P-0044"] if p.merged else [], contact="张* ***********21", content="一期厂房与研发楼", note="",
            origin="浙江", extra={"备注": "土地已摘牌"},
        )  # fmt: skip

    def cleaned(self, asked: v.Asked, language: str) -> bytes:
        return f"PK {len(self._asked(asked))} {language}".encode()

    def import_desk(self) -> v.ImportDesk:
        lines = [v.ImportLine(id=i.id, state=i.state, edition=i.edition, by=i.by, at=i.at,
                              files=[f.file for f in i.files], accepted=40, rejected=2)
                 for i in reversed(self.imports.values())]
        return v.ImportDesk(imports=lines, fields=list(FIELDS), editions=[EDITION],
                            formats=["xlsx", "xls", "ods", "csv"])

    def begin_import(self, edition: str, by: PrincipalId) -> v.ImportView:
        iid = f"I-{len(self.imports) + 1:04}"
        self.imports[iid] = v.ImportView(
            id=iid, state="collecting", edition=edition, by=by, at=AT, progress=0.0, step="", imported="", error="",
            files=[], new=[], changed=[], withdrawn=[], unchanged=0, duplicates=0, rejected=0, new_count=0,
            changed_count=0, withdrawn_count=0)
        return self.imports[iid]

    def _import(self, iid: str, **changes: Any) -> v.ImportView:
        if iid not in self.imports:
            raise KeyError(f"import {iid}")
        self.imports[iid] = replace(self.imports[iid], **changes)
        return self.imports[iid]

    def add_file(self, iid: str, name: str, data: bytes, sender: str) -> v.ImportView:
        if not name.endswith((".xlsx", ".xls", ".ods", ".csv")):
            raise UsageError(f"{name} is no workbook: xlsx, xls, ods or csv was expected")
        self.sent[name] = data
        file = v.FileView(file=name, sender=sender or name.split(".")[0], rows=0, accepted=0, tables=[], rejected=[],
                          checks=[], left_out=[], known=False)
        return self._import(iid, files=[*self._import(iid).files, file])

    def read_files(self, iid: str, by: PrincipalId) -> v.ImportView:
        self.looks = 0
        return self._import(iid, state="reading", progress=0.1)

    def looked_at(self, iid: str) -> v.ImportView:
        now = self._import(iid)
        self.looks += 1
        if now.state == "reading" and self.looks >= 2:
            return self._read(now)
        if now.state == "taking":
            self.lines = self.lines or [line(n) for n in range(1, 41)]
            return self._import(iid, state="done", progress=1.0)
        return now

    def _read(self, now: v.ImportView) -> v.ImportView:
        def column(letter: str, header: str, field: str, unit: str, samples: list[str]) -> v.ColumnView:
            return v.ColumnView(column=letter, header=header, field=field, unit=unit, samples=samples,
                                reason="the header is a word for it")
        columns = [column("A", "序号", "", "", []), column("B", "项目名称", "name", "", ["虚构"]),
                   column("D", "投资额", "investment", "100000000 CNY", ["12.5", "约8.2"])]
        files = [replace(
            f, rows=43, accepted=40, tables=[v.TableView(sheet="项目表", columns=columns, remembered=False)],
            left_out=["旧稿\thidden"],
            rejected=[v.RejectView(sheet="项目表", cell="D17", text="10-12亿元", reason=Name("是区间", "is a range"))],
            checks=[v.CheckView(sheet="项目表", cell="D44", label="合计", said="16000000000", found="15200000000",
                                agrees=False, unit="CNY")]) for f in now.files]  # fmt: skip
        return self._import(now.id, state="ready", progress=1.0, files=files, new=[line(n) for n in range(1, 9)],
                            new_count=40, changed_count=1, rejected=2, unchanged=0, duplicates=2,
                            changed=[v.ChangedView(id="P-0009", name=line(9).name, changes=[
                                v.Change(field="investment", before="8亿元", after="9亿元")])])

    def map_columns(self, iid: str, file: str, sheet: str, fields: dict[str, str], by: PrincipalId) -> v.ImportView:
        self.done.append(("map", file, sheet, *sorted(f"{k}={x}" for k, x in fields.items()), by))
        return self.read_files(iid, by)

    def take_import(self, iid: str, by: PrincipalId) -> v.ImportView:
        self.done.append(("take", iid, by))
        return self._import(iid, state="taking", progress=0.5)

    def drop_import(self, iid: str) -> None:
        self._import(iid)
        del self.imports[iid]

    def undo_import(self, iid: str, by: PrincipalId) -> v.ImportView:
        self.done.append(("undo", iid, by))
        return self._import(iid, state="undone")

    def pairs(self, edition: str, state: str) -> list[v.PairView]:
        reasons = [Name("同一投资方，金额相近", "same investor and near amount"), Name("名称相近", "names alike")]
        return [] if not self.lines else [
            v.PairView(a=self._line(a), b=self._line(b), score="0.94" if n == 0 else "0.81", reasons=reasons,
                       state=s, sheets=["榕东区.xlsx, 项目表, 5", "榕西区.xlsx, 汇总, 12"],
                       merge="M-0001" if s == "merged" else "")
            for n, ((a, b), s) in enumerate(self.states.items()) if s == state]  # fmt: skip

    def merge(self, a: str, b: str, keep: str, by: PrincipalId) -> None:
        self.states[self._pair(a, b)] = "merged"
        self.done.append(("merge", a, b, keep, by))

    def keep_apart(self, a: str, b: str, by: PrincipalId) -> None:
        self.states[self._pair(a, b)] = "apart"
        self.done.append(("apart", a, b, by))

    def _pair(self, a: str, b: str) -> tuple[str, str]:
        if (a, b) not in self.states:
            raise KeyError(f"pair {a}, {b}")
        return a, b

    def unmerge(self, merge: str, by: PrincipalId) -> None:
        if merge != "M-0001":
            raise KeyError(f"merge {merge}")
        self.done.append(("unmerge", merge, by))
        self.states[("P-0004", "P-0044")] = "open"

    def unreadable(self, edition: str) -> list[v.UnreadableView]:
        return list(self.red.values())

    def mend(self, uid: str, text: str, by: PrincipalId) -> v.UnreadableView:
        if uid not in self.red:
            raise KeyError(f"unreadable {uid}")
        if not any(c.isdigit() for c in text):
            raise UsageError(f"“{text}” can't be read as {self.red[uid].field}: an amount as in 12.5亿元 was expected")
        self.done.append(("mend", uid, text, by))
        return replace(self.red.pop(uid), mended="P-0006")

    def cohorts(self, as_of: date | None) -> list[v.CohortView]:
        if not self.lines:
            return []
        def one(cohort: str, numbers: tuple[int, int, int]) -> v.CohortView:
            steps = [v.RateView(id=name.en, stage=name, numerator=n, denominator=numbers[0],
                                rate=f"{Decimal(100 * n) / numbers[0]:.1f}")
                     for name, n in zip(STAGES, numbers, strict=True)]
            return v.CohortView(cohort=cohort, as_of=as_of or AT.date(), signed=numbers[0], amount="25240000000",
                                untold=0, steps=steps)
        return [one("2031", (40, 26, 9)), one("2030", (36, 30, 21)), one("2029", (28, 27, 24))]

    def cohort_rows(self, cohort: str, stage: str, as_of: date | None) -> list[v.ProjectLine]:
        return self.lines[:9]

    def bulletin_rows(self, edition: str, as_of: date | None, figure: str) -> list[v.ProjectLine]:
        return self.lines[:3]

    def _cell(self, figure: str, value: str, zh: str, en: str) -> v.BulletinCell:
        return v.BulletinCell(figure=figure, value=value, said=Name(zh, en), released=figure in self.released)

    def bulletin(self, edition: str, as_of: date | None) -> v.BulletinView:
        def row(table: str, label: Name, count: int, amount: str) -> v.BulletinRow:
            yi = Decimal(amount)
            return v.BulletinRow(
                label=label, base=None,
                count=self._cell(f"{table}/{label.en}/count", str(count), f"{count}个", f"{count}"),
                amount=self._cell(f"{table}/{label.en}/amount", f"{yi * 10**8:f}", f"{yi}亿元", f"CNY {yi / 10} bn"),
                share=None if table == "total" else self._cell(f"{table}/{label.en}/share", "54", "54%", "54 %"))
        channel = [(Name("现场线下", "On-site, offline"), 22, "85.5"), (Name("场外", "Off-site"), 18, "62.3")]
        tables = [
            v.BulletinTable(name="total", title=Name("总计", "Total"),
                            rows=[row("total", Name("合计", "All"), 40, "147.8")]),
            v.BulletinTable(name="channel", title=Name("按签约渠道", "By channel"),
                            rows=[row("channel", *given) for given in channel]),
        ]
        return v.BulletinView(
            edition=edition or EDITION, as_of=as_of or AT.date(), editions=[EDITION] if self.lines else [],
            tables=tables if self.lines else [], texts=[],
            draft=[Name("本届共签约40 ◇个项目。", "40 ◇ projects were signed.")],
            released=len(self.released), figures=8, open_pairs=2, unreadable=1)

    def release(self, edition: str, as_of: date, figures: list[str], released: bool, by: PrincipalId) -> v.BulletinView:
        self.released = self.released | set(figures) if released else self.released - set(figures)
        self.done.append(("release" if released else "hold back", *figures, by))
        return self.bulletin(edition, as_of)

    def document(self, edition: str, as_of: date | None, kind: str, language: str) -> bytes:
        return f"{kind} {language} {edition} {as_of}".encode()
