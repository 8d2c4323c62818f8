"""One storm under the whole city brain: the real loop and the real plant, in one process and without a journal.

The same messages and ticks as in `banyan demo`; only the store, the page and the model's outlook are left out: none of
them steers anything.
"""

from typing import Any

from banyan.model.observation import Message
from banyan.runtime.brain import fresh
from banyan.runtime.loop import step
from banyan.runtime.prepared import items, prepare
from banyan.runtime.scenario import Scenario
from banyan.twin.swmm.spec import RunReport
from banyan.twin.swmm.world import World

PLANT = "plant"


def run(scenario: Scenario) -> tuple[RunReport, dict[str, str]]:
    """The plant's report, and what went out of service (nothing, or the figures mean little)."""
    city = prepare(scenario.known, scenario.control)
    world, now = World(scenario.spec), scenario.spec.start
    state, orders = fresh(city, now), list[dict[str, Any]]()
    while now < scenario.end:
        now += scenario.known.tick
        messages = [Message(PLANT, line.encode()) for line in world.advance(now, orders)]
        told = step(city, state, items(messages), now)
        state = told.state
        orders = [notice.body for notice in told.notices if notice.to == PLANT]
    return world.close(), state.out_of_service
