"""Drawn releases are repeatable, and as true or wrong as they say."""

import pytest

from tests.releases.build import answer
from tests.releases.draw import drawn
from tests.releases.interval import holds
from tests.releases.phrases import KINDS
from tests.releases.score import Score, add


@pytest.mark.parametrize("seed", range(4))
def test_drawn_statements_are_what_they_say(seed: int) -> None:
    for release in drawn(seed, 12):
        values = {q.name: q.value for q in release.quantities if q.name}
        for statement in release.statements:
            assert holds(statement.expression, values) == (statement.expected == "pass"), statement
        assert all(release.text[q.start:q.end] == q.text for q in release.quantities)


def test_a_seed_gives_the_same_texts_and_another_seed_others() -> None:
    texts = [release.text for release in drawn(1, 6)]
    assert texts == [release.text for release in drawn(1, 6)]
    assert texts != [release.text for release in drawn(2, 6)]


def test_every_kind_is_drawn_right_and_wrong_in_both_languages() -> None:
    seen = {(release.language, s.kind, s.expected != "pass") for seed in range(5) for release in drawn(seed, 20)
            for s in release.statements}
    assert seen == {(language, kind, wrong) for language in ("en", "zh") for kind in KINDS for wrong in (True, False)}


def test_the_scorer_takes_drawn_releases() -> None:
    score = Score()
    for release in drawn(3, 4):
        add(score, answer(release), {"file": "", "text": release.text, "quantities": [], "findings": []})
    assert score.recall == 0
    assert score.quantities > 80
