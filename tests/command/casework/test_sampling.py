"""The draw of second looks: a share of closings, the same in a replay, unknown before the end."""

from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from banyan.command.casework.sampling import drawn, looked_at
from banyan.model.casework import Verb
from banyan.model.ids import PrincipalId
from banyan.runtime.casework.checks import second_looks
from banyan.runtime.casework.office import Declined
from banyan.runtime.casework.screens import CaseScreens
from tests.server.fake_cases import OFFICER, Town


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town(tmp_path, seeded=False)


def closed(town):
    cid = town.report("bin-full")
    return town.move(cid, Verb.CLOSE, outcome="not-our-duty", reason="private")


def ends(case, n):
    return [replace(case, closings=(replace(case.closings[-1], at=case.closings[-1].at + timedelta(microseconds=i)),))
            for i in range(n)]


def test_the_share_of_the_type_is_drawn_and_none_or_all_at_0_and_100(town):
    case = closed(town)
    definition = town.office.definition(case)
    assert definition.sampled == 5
    many = ends(case, 4000)
    share = sum(drawn(definition, one) for one in many) / 4000
    assert 0.036 < share < 0.064                       # 5 % of 4000: four standard deviations are 1.4 %
    assert [drawn(definition, one) for one in many] == [drawn(definition, one) for one in many]
    assert not any(drawn(replace(definition, sampled=0), one) for one in many)
    assert all(drawn(replace(definition, sampled=100), one) for one in many)


def test_open_cases_and_duplicates_are_not_drawn(town):
    first = town.report("pothole")
    second = town.report("pothole", alone=True)
    every = replace(town.office.definition(town.office.case(first)), sampled=100)
    assert not drawn(every, town.office.case(first))
    assert not drawn(every, town.move(second, Verb.JOIN, other=first))


def test_the_list_holds_what_was_drawn_until_it_is_evaluated_or_opened_again(town):
    definitions = tuple(replace(d, sampled=100) if d.id == "bin-full" else replace(d, sampled=0)
                        for d in town.office.book.definitions)
    town.office.book = replace(town.office.book, definitions=definitions)
    first, second = closed(town), closed(town)
    town.move(town.report("lamp-out"), Verb.CLOSE, outcome="withdrawn", reason="by the caller")
    found = second_looks(town.desk)
    assert ([one.line.id for one in found.waiting], found.count, found.looked_at) == ([first.id, second.id], 2, 0)
    assert (found.waiting[0].reason, found.waiting[0].closed_by, found.share) == (
        "private", "duty-officer-1", {"bin-full": 100})
    case = town.move(first.id, Verb.EVALUATE, "supervisor-1", score=100)
    assert looked_at(case)
    town.move(second.id, Verb.REOPEN, "supervisor-1", reason="It is ours")
    found = second_looks(town.desk)
    assert (found.waiting, found.looked_at) == ([], 1)
    town.move(first.id, Verb.REOPEN, "supervisor-1", reason="And this one")
    town.move(first.id, Verb.CLOSE, outcome="not-our-duty", reason="no")
    assert [one.line.id for one in second_looks(town.desk).waiting] == [first.id], "a new end is drawn anew"


def test_ends_of_more_than_thirty_days_ago_are_no_longer_listed(town):
    definitions = tuple(replace(d, sampled=100) for d in town.office.book.definitions)
    town.office.book = replace(town.office.book, definitions=definitions)
    closed(town)
    town.minute = 30 * 1440
    assert second_looks(town.desk).count == 1
    town.minute = 30 * 1440 + 1
    assert second_looks(town.desk).count == 0


def every_end(town):
    definitions = tuple(replace(d, sampled=100) for d in town.office.book.definitions)
    town.office.book = replace(town.office.book, definitions=definitions)


def test_who_closed_a_case_that_was_drawn_leaves_its_second_look_to_somebody_else(town):
    every_end(town)
    case = closed(town)
    with pytest.raises(Declined, match="you closed K20260724-0001") as no:
        town.move(case.id, Verb.EVALUATE, score=100)
    assert no.value.text("zh") == f"案件 {case.id} 由你结案并已抽中复查；须由他人评价"
    assert "evaluate" not in [one.verb for one in CaseScreens(town.desk).aside(case.id, PrincipalId(OFFICER)).can]
    assert town.move(case.id, Verb.EVALUATE, "supervisor-1", score=100).score == 100


def test_who_closed_a_case_that_was_not_drawn_may_score_it(town):
    definitions = tuple(replace(d, sampled=0) for d in town.office.book.definitions)
    town.office.book = replace(town.office.book, definitions=definitions)
    assert town.move(closed(town).id, Verb.EVALUATE, score=70).score == 70


def test_an_end_that_a_table_told_and_one_that_was_taken_back_are_no_second_looks(town):
    every_end(town)
    case = closed(town)
    assert second_looks(town.desk).count == 1
    told = replace(case, closings=(replace(case.closings[-1], imported=True),))
    town.office.register.put(told)
    assert second_looks(town.desk).count == 0
    town.office.register.put(replace(case, undone=True))
    assert second_looks(town.desk).count == 0
    definition = town.office.definition(case)
    assert [drawn(definition, one) for one in (case, told, replace(case, undone=True))] == [True, False, False]
