"""Projects for the bulletin's tests: visibly invented, with every field given by the test that needs it."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from banyan.model.figure import Amount
from banyan.model.ids import ImportId, ProjectId
from banyan.model.project import (
    Cell,
    Channel,
    Investment,
    InvestmentKind,
    Investor,
    InvestorKind,
    Project,
    Source,
    Stage,
    StageAt,
)
from banyan.model.text import Name

EDITION, DAY = "2021 expo", date(2021, 8, 23)
STAGES = (
    Stage("negotiation", Name("洽谈", "Negotiation"), 0), Stage("signed", Name("签约", "Signed"), 1),
    Stage("started", Name("开工", "Started"), 2), Stage("in-production", Name("投产", "In production"), 3),
    Stage("stopped", Name("终止", "Stopped"), None),
)  # fmt: skip
BN = Decimal(10**9)
OFFLINE, ONLINE, OFF_SITE = Channel.ON_SITE_OFFLINE, Channel.ON_SITE_ONLINE, Channel.OFF_SITE


def invested(bn: str, kind: InvestmentKind = InvestmentKind.SIGNED, edition: str = EDITION, **more: Any) -> Investment:
    return Investment(kind, Amount(f"{bn}亿", Decimal(bn) * BN, BN / 10), edition, **more)


def project(number: int, *investments: Investment, kind: InvestorKind | None = None, **more: Any) -> Project:
    pid = f"P-{number:04}"
    cells = {"name": Cell(f"B{number}", f"榕树{number}号"), "investment": Cell(f"D{number}", "1"),
             "contact": Cell(f"H{number}", "项目专员 13900001234")}  # fmt: skip
    source = Source(f"district-{number % 3}.xlsx", "0" * 64, "项目表", number, "district", ImportId("I-1"), cells)
    fields: dict[str, Any] = {
        "id": ProjectId(pid), "name": f"Banyan Works {number}", "edition": EDITION, "investments": investments,
        "sources": (source,), "known_at": datetime(2021, 8, 1, tzinfo=UTC), "signed_on": DAY,
        "investors": (Investor(f"Aerial Root {number} Co.", kind),), "contact": "项目专员 13900001234",
    }  # fmt: skip
    return Project(**(fields | more))


def staged(*steps: tuple[str, date | None]) -> tuple[StageAt, ...]:
    return tuple(StageAt(stage, on) for stage, on in steps)
