"""A refusal in Chinese names things as the city does; in English it keeps the ids that a command has to give."""

import re
from pathlib import Path

import pytest

from banyan.model.casework import Actor, Evidence, Intake, Move, Place, Report, Verb
from banyan.model.ids import PrincipalId, RoleId
from banyan.runtime.casework.office import Declined
from banyan.runtime.casework.spoken import limit
from tests.command.casework.town import DESK, HERE, ROADS, START
from tests.runtime.casework.test_office import Office


@pytest.fixture
def sent(tmp_path: Path) -> Office:
    """A case that is with the roads unit."""
    town = Office(tmp_path)
    case = town.report()
    town.office.move(case.id, Move(Verb.FILE, DESK))
    town.office.move(case.id, Move(Verb.DISPATCH, DESK))
    return town


def said(town: Office, verb: str, by: Actor = DESK, **more: object) -> tuple[str, str]:
    with pytest.raises(Declined) as no:
        town.office.move("K20260302-0001", Move(Verb(verb), by, **more))  # type: ignore[arg-type]  # a test's shorthand
    return no.value.text("zh"), no.value.text("en")


def test_outcomes_units_grounds_states_and_evidence_have_their_names(sent: Office) -> None:
    assert said(sent, "return", ROADS, ground="whim", reason="why") == (
        "退回的事由 whim 不在目录中；可选：甲not ours", "whim is no ground to return; expected one of: not-ours")
    assert said(sent, "reassign", reason="why", holder=RoleId("roads"))[0] == (
        "案件 K20260302-0001 由甲roads 承办；须指定另一承办单位")
    assert said(sent, "re-class", reason="why", type="hole")[0] == (
        "案件 K20260302-0001 的类别已是甲hole；须指定另一类别")
    assert said(sent, "re-class", reason="why", type="paint", state="wide")[0] == (
        "类别甲paint 没有现场状态 wide；可选：甲deep")
    sent.office.move("K20260302-0001", Move(Verb.FEED_BACK, ROADS))
    sent.office.move("K20260302-0001", Move(Verb.VERIFY, DESK, yes=True))
    assert said(sent, "close", outcome="solved", reason="mended")[0] == "缺少凭证：处置后照片"
    assert said(sent, "close", outcome="fine", reason="mended")[0] == (
        "结案结果 fine 不在目录中；可选：甲solved、甲not solved、甲not our duty、甲duplicate")


def test_statuses_powers_people_and_limits_have_their_names(sent: Office) -> None:
    assert said(sent, "verify", yes=True) == (
        "案件 K20260302-0001 的状态是“已派遣”，不能核查；应为：已反馈",
        "case K20260302-0001 is dispatched, so nobody can verify it; expected one that is fed back")
    assert said(sent, "handle", DESK)[0].endswith("可办理者：承办单位")
    assert said(sent, "suspend", ground="rain", reason="it rains", limit="9 working days")[0] == (
        "9 个工作日超过上限 3 个工作日")
    assert said(sent, "extend", reason="why", limit="1 working day")[0] == (
        "延期须晚于现有时限 5 个工作日，而不是 1 个工作日")


def test_what_is_reported_of_no_type_is_told_so_too(sent: Office) -> None:
    with pytest.raises(Declined) as no:
        sent.office.report(Intake("hole", Report("R9", START, Place(HERE)), DESK, state="wide"))
    assert no.value.text("zh") == "类别甲hole 没有现场状态 wide；可选：甲deep"


def test_whatever_the_city_has_a_name_for_leaves_no_latin_word(sent: Office) -> None:
    sent.office.move("K20260302-0001", Move(Verb.RETURN, ROADS, ground="not-ours", reason="why",
                                            evidence=(Evidence("note", "blob:1"),)))
    text, _ = said(sent, "handle", Actor(PrincipalId("desk-1"), (RoleId("desk"),)))
    assert re.findall("[a-z]+", text.replace("K20260302-0001", "")) in ([], ["desk"])


@pytest.mark.parametrize(("told", "zh"), [
    ("5 working days", "5 个工作日"), ("1 urgent hour", "1 个紧急小时"), ("30 minutes", "30 分钟"),
    ("soon", "soon"), ("", ""), ("-", "-"),
])  # fmt: skip
def test_a_limit_is_said_in_chinese_units(told: str, zh: str) -> None:
    assert limit(told) == zh
