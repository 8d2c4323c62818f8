"""The trunk's own engine over the same readings: judge/run.py with one rule for each stream and template."""

from collections.abc import Sequence
from typing import NamedTuple

from banyan.judge import run as judging
from banyan.model.alert import Transition
from banyan.model.observation import Latest
from banyan.model.template import Template, rule_of, stream_id
from banyan.model.time import instant

START = 1_700_000_000_000_000
SECOND = 1_000_000


class Reading(NamedTuple):
    stream: int
    time: int
    value: float
    seq: int


Event = Reading | int       # an int: a tick, in µs


def judged(templates: Sequence[Template], profiles: dict[int, tuple[int, ...]], events: Sequence[Event]
           ) -> list[Transition]:
    """Readings that aren't newer than the last of their stream are left out, as perceive marks them late."""
    rules = [rule_of(templates[place], stream) for stream, profile in profiles.items() for place in profile]
    prepared, memory = judging.prepare(rules), judging.start(instant(START))
    last: dict[int, int] = {}
    waiting: list[Latest] = []
    found: list[Transition] = []
    work = START
    for event in events:
        if isinstance(event, Reading):
            if event.stream in profiles and event.time > last.get(event.stream, -(2**63)):
                last[event.stream] = event.time
                waiting.append(Latest(stream_id(event.stream), instant(event.time), event.value, event.seq))
            continue
        work = event
        done = judging.run(prepared, memory, waiting, None, instant(work))
        assert not done.faults
        memory, waiting = done.memory, []
        found += done.transitions
    return found
