"""Which pairs are one project, which only look alike, and what it is said by."""

import itertools
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banyan.model.figure import Amount
from banyan.model.ids import ProjectId
from banyan.model.project import Code, Investment, InvestmentKind, Investor, Project
from banyan.packs.projects import names
from banyan.packs.projects.duplicates import find, score
from banyan.packs.projects.faces import face

NUMBERS = itertools.count(1)
BOLT = "榕树螺栓有限公司"
CODE = "2108-350102-04-01-123456"


def project(name: str, company: str = BOLT, yi: str = "12.5", code: str = "", credit: str = "",
            kind: InvestmentKind = InvestmentKind.SIGNED, **more: Any) -> Project:
    step = Decimal(10) ** 8 * Decimal(1).scaleb(int(Decimal(yi).as_tuple().exponent))
    amount = Amount(yi, Decimal(yi) * 10**8, step)
    investor = Investor(company, code=Code(credit, "credit") if credit else None)
    if kind is InvestmentKind.INCREMENT:
        more["increases"] = ProjectId("")
    return Project(ProjectId(f"PR-{next(NUMBERS):04d}"), name, "e", (Investment(kind, amount, "e"),), (),
                   datetime(2026, 1, 5, tzinfo=UTC), investors=(investor,) if company else (),
                   codes=(Code(code, "project"),) if code else (), **more)


def scored(a: Project, b: Project) -> Decimal:
    found = score(face(a), face(b))
    return found.score if found is not None else Decimal(0)


@pytest.mark.parametrize(("a", "b"), [
    (project("榕树螺栓生产基地项目"), project("福州市榕树区榕树螺栓生产基地建设项目", "福州榕树螺栓股份有限公司")),
    (project("榕樹螺栓生產基地", "榕樹螺栓有限公司"), project("榕树螺栓生产基地")),
    (project("2021年签约项目：榕树螺栓生产基地"), project("榕树螺栓生产基地", "榕树螺栓集团")),
    (project("关于建设榕树螺栓生产基地项目"), project("榕树螺栓生产基地", yi="12.48")),
    (project("生产基地项目"), project("榕树螺栓生产基地项目")),
    (project("云港数据中心", ""), project("云港数据中心项目", "云港公司")),
    (project("别的名字", "另一公司", code=CODE, yi="3"), project("云港数据中心", code=CODE)),
    (project("Rongshu Luoshuan Production Base", "Rongshu Luoshuan Co., Ltd"), project("榕树螺栓生产基地")),
    (project("Rongshu Bolt Base", "Rongshu Bolt Co., Ltd"), project("榕树螺栓生产基地")),
    (project("Banyan Bolt Base", "Banyan Ltd", credit="91110000600037341L"),
     project("榕树螺栓生产基地", credit="91110000600037341L")),
    (project("榕树螺栓生产基地 Banyan Bolt Works"), project("Banyan Bolt Works", "Banyan Bolt Ltd")),
    (project("Banyan Bolt Works", "Banyan Bolt Ltd"),
     project("The Banyan Bolt Works Project", "Banyan Bolt Co., Ltd.")),
])  # fmt: skip
def test_one_project_under_two_names_is_at_nine_tenths_or_above(a: Project, b: Project):
    assert scored(a, b) >= Decimal("0.9")
    assert scored(b, a) == scored(a, b)


@pytest.mark.parametrize(("a", "b"), [
    (project("榕树螺栓生产基地一期"), project("榕树螺栓生产基地二期")),
    (project("榕树螺栓生产基地"), project("榕树螺栓生产基地（二期）")),
    (project("Banyan Bolt Works Phase I", "Banyan Ltd"), project("Banyan Bolt Works Phase II", "Banyan Ltd")),
    (project("云港数据中心A区"), project("云港数据中心B区")),
    (project("云港300MW储能电站"), project("云港500MW储能电站")),
    (project("榕树螺栓生产基地"), project("榕树螺母生产基地")),
    (project("榕树螺栓生产基地"), project("榕树螺栓研发中心")),
    (project("榕树螺栓生产基地", code=CODE), project("榕树螺栓生产基地", code="2108-350102-04-01-654321")),
    (project("云港数据中心", "甲公司"), project("云港数据中心", "乙丙丁公司")),
    (project("云港数据中心", yi="12.5"), project("云港数据中心", yi="20")),
    (project("海湾冷链"), project("山地果园")),
    (project("Smart Factory", "Alpha Ltd"), project("榕树螺栓生产基地")),
])  # fmt: skip
def test_two_projects_that_look_alike_stay_below(a: Project, b: Project):
    assert scored(a, b) < Decimal("0.9")


def test_an_increase_is_never_the_project_it_increases():
    assert score(face(project("甲项目")), face(project("甲项目增资", kind=InvestmentKind.INCREMENT))) is None


def test_the_reasons_are_said_in_both_languages():
    found = score(face(project("榕树螺栓生产基地一期")), face(project("榕树螺栓生产基地二期")))
    assert found is not None
    assert [r.en for r in found.reasons][1:] == ["same investor", "same amount", "another phase"]
    assert [r.zh for r in found.reasons][1:] == ["投资方相同", "金额相同", "期数不同"]


def test_every_pair_is_found_among_many_and_no_other():
    many = [project(f"第{i}号{chr(0x5200 + i * 7)}{chr(0x6300 + i * 11)}工厂", f"{chr(0x5200 + i * 7)}公司{i}",
                    str(1 + i % 40)) for i in range(400)]
    again = [project(f"关于{p.name}建设项目", p.investors[0].name, p.investments[0].amount.text) for p in many[::40]]
    pairs = find([*many, *again], shown=0.9)
    assert {(d.a, d.b) for d in pairs} == {(a.id, b.id) for a, b in zip(many[::40], again, strict=True)}


CODES = st.sampled_from(["", "", "", CODE, "2108-350102-04-01-654321"])
NAMES = st.sampled_from([
    "榕树螺栓生产基地项目", "榕树螺栓生产基地一期", "关于榕树螺栓生产基地", "榕树螺母研发中心", "螺栓生产基地",
    "云港数据中心A区", "云港数据中心",
    "Rongshu Luoshuan Base", "Rongshu Luoshuan Base Phase II", "榕树螺栓 Rongshu Luoshuan Works", "山地果园",
    "榕树螺栓大楼", "榕树螺栓码头",
])  # fmt: skip
AMOUNTS = st.sampled_from(["12.5", "12.48", "12", "3", "3.3", "40"])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(NAMES, AMOUNTS, CODES, st.booleans()), max_size=12), st.sampled_from([0.3, 0.7, 0.9]))
def test_what_is_left_early_is_what_comparing_all_leaves(rows: list[tuple[str, str, str, bool]], shown: float):
    """All rows are of one company, so every two are compared whose amounts are near, or whose name or code is one."""
    many = [project(name, yi=yi, code=code, kind=InvestmentKind.INCREMENT if more else InvestmentKind.SIGNED)
            for name, yi, code, more in rows]
    slow = []
    for a, b in itertools.combinations(many, 2):
        low, high = sorted(p.investments[0].amount.value for p in (a, b))
        one = bool({*cores(a)} & {*cores(b)}) or (a.codes == b.codes != ())
        found = score(face(a), face(b))
        if (low >= high * Decimal("0.9") or one) and found is not None and found.score >= Decimal(str(shown)):
            slow.append(found)
    assert find(many, shown=shown) == sorted(slow, key=lambda d: (-d.score, d.a, d.b))


def cores(p: Project) -> list[str]:
    return [names.core(part) for part in names.in_scripts(p.name)]


def test_in_a_crowd_those_of_one_name_and_near_amounts_are_found():
    """60 rows of one company and 50 of one name: more than are all compared, so only neighbours by amount are."""
    others = [project(f"{chr(0x5200 + i * 7)}{chr(0x6300 + i * 11)}工厂", yi=str(100 + 20 * i)) for i in range(60)]
    crowd = [project("云港数据中心", f"{chr(0x5200 + i * 7)}公司{i}", str(100 + 20 * i)) for i in range(50)]
    again = project("关于云港数据中心项目", crowd[7].investors[0].name, "240")
    assert [(d.a, d.b) for d in find([*others, *crowd, again], shown=0.9)] == [(crowd[7].id, again.id)]


def test_of_the_fresh_ones_alone_pairs_are_looked_for():
    a, b, c = project("榕树螺栓基地"), project("榕树螺栓基地项目"), project("云港数据中心", "云港公司")
    assert len(find([a, b, c])) == 1
    assert find([a, b, c], frozenset([c.id])) == []
    assert len(find([a, b, c], frozenset([b.id]))) == 1
