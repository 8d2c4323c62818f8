"""What the pack's rules answer to what offices write. Every name, code and amount is made up."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

from banyan.model.figure import Amount
from banyan.model.ids import ProjectId
from banyan.model.pack import Example
from banyan.model.project import Code, Investment, InvestmentKind, Investor, Project
from banyan.packs.projects import categories, codes, dates, duplicates, faces, headers, money, numerals
from banyan.packs.projects.money import Unit, Unread

_YI = Unit(Decimal(10) ** 8)
_DAY = datetime(2026, 1, 5, tzinfo=UTC)


def _amount(text: str) -> str:
    read = money.read(text, _YI, {})
    return f"{read.comparison} {read.value:f} CNY" if isinstance(read, Amount) else "unread"


def _date(text: str) -> str:
    read = dates.read(text, 2021)
    return "unread" if isinstance(read, Unread) else read.isoformat() if isinstance(read, date) else "none"


def _numeral(text: str) -> str:
    return str(numerals.chinese(text))


def _code(text: str) -> str:
    found = codes.project_code(text)
    return f"{found.text} {found.wrong}".strip()


def _credit(text: str) -> str:
    found = codes.credit_code(text)
    return f"{found.text} {found.wrong}".strip()


def _column(text: str) -> str:
    return ", ".join(name for name, _ in headers.names_of(text))


def _investor(text: str) -> str:
    return str(categories.investor_kind(text))


def _agreement(text: str) -> str:
    return str(categories.agreement(text))


def _same(text: str) -> str:
    """`a | b`: whether two names of one investor and amount are one project."""
    a, b = (faces.face(_project(n, name)) for n, name in enumerate(text.split(" | ")))
    found = duplicates.score(a, b)
    return "one" if found is not None and found.score >= duplicates.SURE else "two"


def _project(n: int, name: str) -> Project:
    amount = Amount("12.5", Decimal("12.5") * 10**8, Decimal(10) ** 7)
    investor = Investor("榕树螺栓有限公司", code=Code("", "credit"))
    return Project(ProjectId(f"PR-{n}"), name, "e", (Investment(InvestmentKind.SIGNED, amount, "e"),), (), _DAY,
                   investors=(investor,))


_ASKED: tuple[tuple[str, Callable[[str], str], tuple[tuple[str, str], ...]], ...] = (
    ("amount", _amount, (("6亿5000万元", "= 650000000 CNY"), ("超10亿元", "> 1000000000 CNY"),
                         ("10-12亿元", "unread"))),
    ("date", _date, (("二〇二一年八月二十三日", "2021-08-23"), ("2021年8月", "2021-08-31"), ("03/08/2021", "unread"))),
    ("numeral", _numeral, (("十二亿五千万", "1250000000"),)),
    ("project-code", _code, (("2108-350102-04-01-123456", "2108-350102-04-01-123456"),
                             ("2113-350102-04-01-123456", "2113-350102-04-01-123456 2113: no year and month"))),
    ("credit-code", _credit, (("91110000600037341L", "91110000600037341L"),)),
    ("column", _column, (("项目名称", "name"),)),
    ("investor-kind", _investor, (("民营", "private"),)),
    ("agreement", _agreement, (("合同", "contract"),)),
    ("same-project", _same, (("榕树螺栓生产基地项目 | 关于建设榕树螺栓生产基地项目", "one"),
                             ("榕树螺栓生产基地一期 | 榕树螺栓生产基地二期", "two"))),
)  # fmt: skip


def _asked(ask: Callable[[str], str], text: str) -> Callable[[], str]:
    return lambda: ask(text)


EXAMPLES = tuple(
    Example(rule, text, expected, _asked(ask, text)) for rule, ask, cases in _ASKED for text, expected in cases
)
