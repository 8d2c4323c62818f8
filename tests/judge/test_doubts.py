"""From an estimate's verdict to the alert and to what steers, estimate by estimate."""

from datetime import UTC, datetime, timedelta

import pytest

from banyan.judge.doubts import doubts_after, rules, told
from banyan.judge.texts import TEXTS
from banyan.model.alert import Transition
from banyan.model.decision import Doubt, Estimate
from banyan.model.ids import StreamId
from banyan.model.text import Said, render
from tests.judge.test_trust import CANAL, LAKE, LEVELS, SUMP, TOWN

START = datetime(2026, 7, 24, 10, tzinfo=UTC)
WHY = Said("judge.trust.departs", {"stream": "lake.level", "says": "1.62", "believed": "1.30", "by": "canal.level"})
DOUBTS: dict[StreamId, Doubt] = {}


def estimate(n: int, *distrusted: StreamId, instead: float | None = 1.3, error: str | None = None) -> Estimate:
    return Estimate(
        id=f"estimate/{n}", at=START + timedelta(minutes=n), levels={}, errors={LAKE: 0.32}, error=error,
        distrusted=dict.fromkeys(distrusted, WHY), instead=dict.fromkeys(distrusted, instead) if instead else {},
        beside={s: {CANAL: -0.1} for s in distrusted},
    )  # fmt: skip


def live(*estimates: Estimate | None) -> tuple[dict[StreamId, Doubt], list[Transition]]:
    doubts, said = dict(DOUBTS), list[Transition]()
    for one in estimates:
        after = doubts_after(doubts, one)
        said += told(TOWN, doubts, after, one, START)
        doubts = after
    return doubts, said


def test_each_level_gauge_has_a_rule_that_asks_for_no_case() -> None:
    found = rules(TOWN)
    assert [rule.id for rule in found] == [f"trust/{s}" for s in LEVELS]
    assert {(rule.kind.value, rule.cause, rule.case_type) for rule in found} == {("trust", "signal", None)}


def test_a_gauge_that_is_no_longer_believed_is_told_once_with_what_steers_and_cleared_when_it_is_again() -> None:
    doubts, said = live(estimate(0), estimate(15, LAKE), estimate(30, LAKE), estimate(45))
    assert [(t.rule, t.condition.value, t.level.value) for t in said] == [
        ("trust/lake.level", "raise", "III"), ("trust/lake.level", "clear", "III")]
    assert [(e.stream, e.value) for e in said[0].evidence] == [("estimate/15", 0.32)]
    assert doubts == {}


@pytest.mark.parametrize(("language", "sentence"), [
    ("en", "lake.level is not believed: it says 1.62 m, canal.level and the model say 1.30 m; 1.30 m steers instead"),
    ("zh", "lake.level读数 1.62 米不可信：canal.level与模型推算为 1.30 米，改用 1.30 米调度"),
])  # fmt: skip
def test_the_sentence(language: str, sentence: str) -> None:
    assert render(live(estimate(15, LAKE))[1][0].reason, TEXTS, language) == sentence


def test_where_nothing_steers_in_its_place_the_sentence_says_so() -> None:
    said = live(estimate(15, LAKE, instead=None))[1][0]
    assert render(said.reason, TEXTS, "en").endswith("; nothing stands in for it, so its signal counts as lost")


@pytest.mark.parametrize("nothing", [None, estimate(30, error="the model twin is gone")])
def test_a_doubt_lasts_while_nobody_weighs(nothing: Estimate | None) -> None:
    doubts, said = live(estimate(15, LAKE), nothing)
    assert doubts[LAKE] == Doubt(WHY, START + timedelta(minutes=15), "estimate/15", 1.3, {CANAL: -0.1})
    assert len(said) == 1


def test_the_newest_estimate_says_what_stands_in() -> None:
    doubts, _ = live(estimate(15, LAKE), estimate(30, LAKE, SUMP, instead=1.1))
    assert (doubts[LAKE].estimate, doubts[LAKE].instead) == ("estimate/30", 1.1)
    assert list(doubts) == [LAKE, SUMP]


def test_every_sentence_of_trust_is_there_in_both_languages_with_the_same_blanks() -> None:
    for key, name in TEXTS.items():
        if key.startswith("judge.trust"):
            blanks = [sorted(part.split("}")[0] for part in text.split("{")[1:]) for text in (name.zh, name.en)]
            assert blanks[0] == blanks[1], key
