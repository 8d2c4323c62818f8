"""Every reason the rule can give has a sentence in both languages, and its arguments are always there."""

import re
import string

import pytest

from banyan.model.text import render
from banyan.packs.water.expectation import Rain
from banyan.packs.water.reasons import Motive, reason
from banyan.packs.water.texts import TEXTS
from tests.packs.water.situations import city, lake, moment, rain

CJK = re.compile(r"[\u3400-\u9fff]")


@pytest.mark.parametrize("motive", list(Motive))
@pytest.mark.parametrize("lakes", [1, 2])
@pytest.mark.parametrize("blind", [False, True])
def test_every_reason_can_be_said_in_both_languages(motive: Motive, lakes: int, blind: bool) -> None:
    seen = moment(city(), {}, None if blind else rain(10))
    told = reason(seen, [(lake(f"lake-{i}"), motive, 1.234, 0.5) for i in range(lakes)], Rain(10.0, 2.0, 3.0), True)
    chinese, english = render(told, TEXTS, "zh"), render(told, TEXTS, "en")
    assert CJK.search(chinese)
    assert not CJK.search(english)
    assert ("无预报" in chinese, "no forecast" in english) == (blind, blind)


def test_a_plan_of_pumps_alone_says_whether_they_start() -> None:
    seen = moment(city(), {}, rain(10))
    assert reason(seen, [], Rain(10.0, 12.0, 3.0), True).key == "water.pumps_early"
    assert reason(seen, [], Rain(10.0, 0.0, 3.0), False).key == "water.pumps_back"


def test_chinese_sentences_hold_no_latin_word_and_english_ones_no_chinese() -> None:
    for key, name in TEXTS.items():
        bare = "".join(text for text, *_ in string.Formatter().parse(name.zh))
        assert not re.search(r"[A-Za-z]", bare), key
        assert not CJK.search(name.en), key


def test_both_languages_use_arguments_that_exist() -> None:
    known = {"lake", "level", "floor", "warning", "mm"}
    for key, name in TEXTS.items():
        used = {field for text in (name.zh, name.en) for _, field, *_ in string.Formatter().parse(text) if field}
        assert used <= known, key
