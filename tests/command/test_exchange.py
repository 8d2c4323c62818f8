"""One case among cities: who may give it to whom, and what an echo is."""

from datetime import UTC, datetime, timedelta

import pytest

from banyan.command.exchange import (
    MOST_HANDS,
    Arrived,
    Beginning,
    Shared,
    answered,
    arrive,
    changed_there,
    leave,
    taken,
    turned_down,
)
from banyan.model.authority import Refused

A1 = Beginning("a", "1")
AT = datetime(2026, 7, 24, tzinfo=UTC)


def test_a_case_leaves_is_taken_and_comes_back_as_the_same_case():
    left = leave(None, "1", "a", "b")
    assert left == Shared("1", A1, 1, "a", leaving="b")
    at_b = taken("7", A1, 1, "b")
    after = answered(left, 1, "7")
    assert (after.holder, after.there, after.leaving) == ("b", "7", None)
    back = leave(at_b, "7", "b", "a")
    assert arrive(after, A1, back.hand, "b", "a") == Arrived(Shared("1", A1, 2, "a", there="7"), changed=True)


def test_the_same_again_changes_nothing():
    left = leave(None, "1", "a", "b")
    assert leave(left, "1", "a", "b") == left
    at_b = taken("7", A1, 1, "b")
    assert arrive(at_b, A1, 1, "a", "b") == Arrived(at_b, changed=False)
    after = answered(left, 1, "7")
    assert answered(after, 1, "8") == after
    assert answered(left, 9, "7") == left


def test_a_case_on_its_way_goes_to_nobody_else():
    with pytest.raises(Refused, match="on its way to b: wait for their answer before it goes to c"):
        leave(leave(None, "1", "a", "b"), "1", "a", "c")


def test_only_who_has_it_hands_it_over():
    with_b = answered(leave(None, "1", "a", "b"), 1, "7")
    with pytest.raises(Refused, match="is with b: only who has it can hand it over"):
        leave(with_b, "1", "a", "c")
    with pytest.raises(Refused, match="case 1 is with b: c can't hand it over"):
        arrive(with_b, A1, 2, "c", "a")


def test_it_may_come_back_before_its_own_answer_is_here():
    left = leave(None, "1", "a", "b")
    back = arrive(left, A1, 2, "b", "a")
    assert back.shared == Shared("1", A1, 2, "a")
    assert answered(back.shared, 1, "7") == back.shared


def test_a_case_that_is_turned_down_stays_and_goes_out_under_a_new_hand():
    kept = turned_down(leave(None, "1", "a", "b"), 1)
    assert (kept.holder, kept.leaving) == ("a", None)
    assert leave(kept, "1", "a", "c").hand == 2


def test_a_case_that_began_here_and_is_unknown_is_refused():
    with pytest.raises(Refused, match="no case 1 began here"):
        arrive(None, A1, 1, "b", "a")


def test_a_case_is_not_handed_around_for_ever():
    worn = Shared("7", A1, MOST_HANDS, "b")
    with pytest.raises(Refused, match="changed hands 20 times: speak to a"):
        leave(worn, "7", "b", "a")
    with pytest.raises(Refused, match="changed hands 21 times"):
        arrive(None, A1, MOST_HANDS + 1, "b", "c")


def test_a_city_cannot_hand_to_itself():
    with pytest.raises(Refused, match="can't hand it over to itself"):
        leave(None, "1", "a", "a")


def test_only_who_has_it_tells_news_and_only_once():
    with_b = answered(leave(None, "1", "a", "b"), 1, "7")
    seen = changed_there(with_b, "b", AT)
    assert seen is not None
    assert seen.seen == AT
    assert changed_there(seen, "b", AT) is None
    assert changed_there(seen, "b", AT + timedelta(seconds=1)) is not None
    assert changed_there(with_b, "c", AT) is None
    assert changed_there(leave(None, "1", "a", "b"), "b", AT) is None
