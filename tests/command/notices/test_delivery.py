"""The way of a letter, whatever its tries come to; and what is in a letter, whatever a notice holds."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banyan.command.notices.addressing import Letter, letter, words, wrong_arguments
from banyan.command.notices.delivery import (
    OPEN,
    Phase,
    Result,
    begun,
    due,
    failed,
    interrupted,
    pause,
    planned,
    taken,
)
from banyan.command.notices.policy import CREW, REPORTER, Audience, Policy, Receiver, Retry, Template, Urgency
from banyan.command.notices.templates import TEMPLATES
from banyan.model.ports import Notice
from banyan.model.text import Name, Said
from banyan.model.time import minutes
from tests.runtime.conftest import T0

LETTER = Letter("case/C-1/1/holder", "duty-officer", Audience.HOLDER, Urgency.PROMPT,
                Said("case.told.holder", {"case": "C-1"}), T0, "C-1/1")  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(
    channels=st.integers(1, 3), tries=st.integers(1, 4),
    ends=st.lists(st.sampled_from(["failed", "taken", "killed"]), min_size=20, max_size=20),
)
def test_every_way_ends_and_tries_each_channel_no_more_than_it_may(channels: int, tries: int, ends: list[str]) -> None:
    names = tuple(f"ch{n}" for n in range(channels))
    policy = Policy(receivers=(Receiver("duty-officer", names),), retry=Retry(tries, minutes(1), 2, minutes(4)))
    way, now, kills = planned(LETTER, policy, T0), T0, 0
    for end in ends:
        if way.phase not in OPEN:
            break
        assert way.next_at is not None
        assert not due(way, way.next_at - timedelta(seconds=1))
        now = way.next_at
        before, way = way.steps, begun(way, now)
        assert (way.phase, way.tries[-1].result, due(way, now)) == (Phase.SENDING, None, False)
        kills += end == "killed"
        way = (failed(way, now, "busy", policy) if end == "failed" else interrupted(way, now) if end == "killed"
               else taken(way, now, "r"))  # fmt: skip
        assert way.steps == before + 2
    asked = [t.channel for t in way.tries]
    assert asked == sorted(asked)                                         # never back to a channel that was given up
    assert all(sum(t.channel == name and t.result is Result.FAILED for t in way.tries) <= tries for name in names)
    results = [t.result for t in way.tries]
    if way.phase is Phase.DELIVERED:
        assert results.count(Result.TAKEN) == 1
        assert results[-1] is Result.TAKEN
    elif way.phase is Phase.UNREACHED:
        assert results.count(Result.FAILED) == channels * tries
    else:
        assert kills > 0 or len(results) == 20


def test_pauses_grow_to_the_longest() -> None:
    retry = Retry(9, minutes(1), 4, minutes(60))
    assert [pause(retry, n) // timedelta(minutes=1) for n in range(1, 6)] == [1, 4, 16, 60, 60]


@pytest.mark.parametrize(
    ("notice", "to", "key", "audience", "cause"),
    [
        (Notice("case/C-1/3/helper/parks", "people",
                {"to": "parks", "key": "case.told.helper", "args": {"case": "C-1"}}),
         "parks", "case.told.helper", Audience.HOLDER, "case-move/C-1/3"),
        (Notice("case/C-1/4/answer/R-9", "people", {"to": "r-5f", "key": "case.told.ended", "args": {"case": "C-1"}}),
         "r-5f", "case.told.ended", Audience.REPORTER, "case-move/C-1/4"),
        (Notice("escalation/E-1", "people", {"escalation": "E-1", "case": "C-1", "what": "dispatch", "role": "chief"}),
         "chief", "notice.escalation", Audience.ESCALATION, "E-1"),
        (Notice("dispatch/T-1/1", "plant", {"dispatch": "T-1", "n": 1, "crew": "crew-1", "place": "tower-road"}),
         "crew-1", "notice.dispatch", Audience.CREW, "T-1"),
        (Notice("odd", "people", {"to": "chief", "key": "something.new", "args": 7}),
         "chief", "something.new", Audience.HOLDER, ""),
    ],
)
def test_every_kind_of_notice_has_its_receiver(
    notice: Notice, to: str, key: str, audience: Audience, cause: str
) -> None:
    one = letter(notice, T0, Policy())
    assert one is not None
    assert (one.id, one.to, one.said.key, one.audience, one.cause) == (notice.id, to, key, audience, cause)
    assert all(words(one, Policy(), language) for language in ("zh", "en"))


def test_reporters_and_crews_may_have_one_receiver_for_all_of_them() -> None:
    several = Receiver(REPORTER, ("sms",)), Receiver(CREW, ("radio",)), Receiver("chief", ("phone",))
    policy = Policy(receivers=several)
    asked = [("r-5f", Audience.REPORTER), ("crew-1", Audience.CREW), ("chief", Audience.REPORTER),
             ("r-5f", Audience.HOLDER)]  # fmt: skip
    found = [policy.receiver(*who) for who in asked]
    assert [r and r.channels for r in found] == [("sms",), ("radio",), ("phone",), None]


def test_what_a_notice_carries_can_not_make_lines_or_reach_into_anything() -> None:
    hostile = "C-1\r\nBcc: all\x1b[2J{case.__class__}" + "9" * 999
    said = {"to": "chief", "key": "case.told.holder", "args": {"case": hostile}}
    one = letter(Notice("n", "people", said), T0, Policy())
    assert one is not None
    title, text = words(one, Policy(), "en")
    assert "\n" not in title + text
    assert "\x1b" not in title + text
    assert title.startswith("Case C-1  Bcc: all [2J{case.__class__}999")
    assert len(title) < 230


@pytest.mark.parametrize(
    ("template", "wrong"),
    [("case {case}", None), ("{{braces}}", None), ("{case.__class__}", "{case.__class__}"), ("{case!r}", "{case}"),
     ("{case:>99999}", "{case}"), ("{0}", "{0}"), ("{", "a brace too many")],
)
def test_a_template_holds_plain_arguments_only(template: str, wrong: str | None) -> None:
    found = wrong_arguments(template)
    assert found == wrong if wrong is None or wrong.startswith("{") else found is not None


def test_a_citys_own_template_takes_the_place_of_the_ready_one() -> None:
    title, text = Name("甲", "A"), Name("乙 {no}", "B {no}")
    own = Template("case.told.holder", Audience.ESCALATION, Urgency.IMMEDIATE, title, text)
    policy = Policy(templates=(own,))
    notice = Notice("n", "people", {"to": "chief", "key": "case.told.holder", "args": {"case": "C-1"}})
    one = letter(notice, T0, policy)
    assert one is not None
    assert (one.urgency, words(one, policy, "en")) == (Urgency.IMMEDIATE, ("A", "B -"))


def test_templates_are_in_both_languages_and_each_key_once() -> None:
    assert len({t.key for t in TEMPLATES}) == len(TEMPLATES)
    for template in TEMPLATES:
        for name in (template.title, template.text):
            assert wrong_arguments(name.zh) is None
            assert wrong_arguments(name.en) is None
            bare = "".join(part.partition("}")[2] if n else part for n, part in enumerate(name.zh.split("{")))
            assert not any("a" <= c.lower() <= "z" for c in bare), template.key
            assert name.en.isascii(), template.key
            arguments = [sorted(p.partition("}")[0] for p in said.split("{")[1:]) for said in (name.zh, name.en)]
            assert arguments[0] == arguments[1], template.key


def test_a_place_is_called_by_its_name_in_the_receivers_language() -> None:
    notice = Notice("n", "plant", {"dispatch": "T-1", "crew": "crew-1", "place": "tower-road"})
    policy = Policy(names={"tower-road": Name("塔头路", "Tower Road")})
    one = letter(notice, T0, policy)
    assert one is not None
    assert [words(one, policy, language)[0] for language in ("zh", "en")] == ["出动：塔头路", "Go to Tower Road"]
