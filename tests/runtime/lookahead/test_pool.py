"""The warm pool: answers in order, a dead process replaced, and an end in the middle of a search."""

import os
import signal
import threading
import time
from collections.abc import Iterator

import pytest

from banyan.control.lookahead import HOLD, RULE
from banyan.runtime.lookahead.branch import Base, Trial
from banyan.runtime.lookahead.pool import Pool
from banyan.runtime.scenario import Options, build
from banyan.twin.swmm.ahead import Weather
from banyan.twin.swmm.follow import Follow
from banyan.twin.swmm.pipe import ChildDied, ChildRefused
from tests.runtime.demos import gone

SPEC = build(Options(hours=1)).spec
RAINS = [((0.0, mm), (60.0, 0.0)) for mm in (0.0, 40.0, 80.0)]


@pytest.fixture
def pool() -> Iterator[Pool]:
    made = Pool(SPEC, 1)
    yield made
    made.close()


def based(pool: Pool, hours: float = 2.0) -> Base:
    state = pool.follow(Follow(begin=SPEC.start, now=SPEC.start)).state
    base = Base(at=SPEC.start, hours=hours, state=state, weathers=[Weather(r, (), ()) for r in RAINS], forecast=None,
                devices={}, memory=None, fallen={}, work=[])
    pool.base(base)
    return base


def pids(pool: Pool) -> list[int]:
    return [child.pid for child in pool._children]


def test_outcomes_come_in_the_order_of_the_trials(pool: Pool) -> None:
    based(pool)
    trials = [Trial(HOLD, None, m) for m in (2, 0, 1, 2)]
    found = pool.outcomes(trials)
    assert found[0] == found[3]
    lake = "east-lake.level"
    assert found[1].levels[lake][-1] < found[2].levels[lake][-1] < found[0].levels[lake][-1]  # type: ignore[index]


def test_a_process_that_died_is_replaced_and_nothing_is_lost(pool: Pool) -> None:
    based(pool)
    trials = [Trial(HOLD, None, m) for m in (0, 1, 2)]
    before = pool.outcomes(trials)
    os.kill(pids(pool)[0], signal.SIGKILL)
    assert pool.outcomes(trials) == before


def test_a_member_that_does_not_exist_is_refused(pool: Pool) -> None:
    based(pool)
    before = pids(pool)
    with pytest.raises(ChildRefused, match="IndexError"):
        pool.outcomes([Trial(RULE, {}, 7)])
    assert pids(pool) == before


def test_a_pool_ended_in_the_middle_of_a_search_lets_it_go_and_leaves_no_process(pool: Pool) -> None:
    based(pool, hours=240.0)
    said: list[BaseException] = []

    def search() -> None:
        try:
            pool.outcomes([Trial(HOLD, None, 1)] * 8)
        except ChildDied as e:
            said.append(e)

    left = pids(pool)
    thread = threading.Thread(target=search)
    thread.start()
    time.sleep(0.3)
    pool.end()
    thread.join(20)
    assert not thread.is_alive()
    assert len(said) == 1
    pool.close()
    assert gone(left) == []
