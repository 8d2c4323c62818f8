"""The kernel's arrays: a rise's ring that grows, rules that change, the same answer without numba."""

import json
import subprocess
import sys
from datetime import timedelta

import numpy as np
import pytest

from banyan.judge.kernel import steps
from banyan.judge.kernel.memory import Memory
from banyan.judge.kernel.run import Readings, Tick, step
from banyan.model.acceptance import Acceptance
from banyan.model.compiled import FAST
from banyan.model.ids import RuleId
from banyan.model.level import Level
from banyan.model.rule import Limit, RuleKind
from banyan.model.template import Template
from banyan.perceive import columns as perceive
from tests.judge.kernel.reference import SECOND, START, Reading, judged
from tests.judge.kernel.test_equal import begun, stepped

RISE = Template(RuleId("rise"), RuleKind.RISE, "", "c", (Limit(Level.III, 3.0, 1.0),), window_min=5.0)
HIGH = Template(RuleId("high"), RuleKind.THRESHOLD, "", "c", (Limit(Level.III, 3.0, 2.0, timedelta(seconds=30)),))
STILL = Template(RuleId("still"), RuleKind.STUCK, "", "c", (Limit(Level.IV, 1.0, 1.0),))


def test_a_rise_over_readings_closer_than_its_ring_is_that_of_the_trunks_engine():
    events = [Reading(3, START + n * SECOND // 4, (n // 700 % 3) * 0.8, n + 1) for n in range(1, 4_000)]
    events += [START + 4_000 * SECOND]
    memory = begun((RISE,), {3: (0,)})
    found = stepped(memory, events)
    assert found == judged((RISE,), {3: (0,)}, events)
    assert found
    [ring] = memory.state.rings
    assert ring["size"] == 363        # 5 min / 360 apart, the one before the window, and the one that comes


def test_a_rule_that_goes_on_and_one_that_is_new_share_a_stream():
    memory = begun((HIGH, STILL), {3: (0,)})
    first = [Reading(3, START + SECOND, 5.0, 1)]
    assert stepped(memory, first) == []                      # on_delay runs
    memory.change(3, (0, 1), START + 10 * SECOND)
    said = stepped(memory, [Reading(3, START + 20 * SECOND, 5.0, 2), START + 40 * SECOND])
    assert [(one.rule, (one.at.timestamp() * SECOND - START) / SECOND) for one in said] == [("high:3", 31.0)]
    said = stepped(memory, [Reading(3, START + 80 * SECOND, 5.0, 3)])
    assert [one.rule for one in said] == ["still:3"]         # still since its own first reading, at 20 s
    memory.change(3, (), START)
    assert stepped(memory, [Reading(3, START + 200 * SECOND, 0.0, 4), START + 900 * SECOND]) == []


@pytest.mark.skipif(not FAST, reason="numba isn't installed: nothing is compiled")
def test_columns_that_may_not_be_written_need_no_loop_of_their_own():
    # Arrow's are: the first delivery in it waited half a minute for the compiler, and everybody behind it.
    columns = [np.array([3, 3]), np.array([START, START + SECOND]), np.array([1.0, 5.0]), np.array([1, 2])]
    accepting = perceive.Memory()
    accepting.declare(3, Acceptance(low=0.0))
    compiled = []
    for writable in (True, False):
        for column in columns:
            column.flags.writeable = writable
        step(begun((HIGH,), {3: (0,)}), Readings(*columns))
        accepting.accept(*columns[:3], START + 2 * SECOND)
        compiled.append([len(loop.signatures) for loop in (steps.judge, perceive._accept)])
    assert compiled[0] == compiled[1]


WITHOUT = """
import json, sys
sys.modules["numba"] = None
from banyan.model.compiled import FAST
from banyan.edges.sensorthings.scan import scan, write_links
from tests.judge.kernel.test_memory import everything
import numpy as np
assert not FAST
assert scan(b"[]", 0) is None
assert write_links("http://a", np.array([5, 0])) == b'["http://a/Observations(5)","error"]'
print(json.dumps(everything()))
"""


def everything() -> list[list[str]]:
    """What four kinds say of a small day, and what acceptance says of it."""
    import numpy as np

    from banyan.judge.kernel.said import transitions
    from banyan.model.acceptance import Acceptance
    from banyan.model.stream import Duplicates
    from banyan.perceive import columns

    quiet = Template(RuleId("quiet"), RuleKind.SILENCE, "", "c", (Limit(Level.IV, 1.0, 1.0),))
    memory = Memory((RISE, HIGH, STILL, quiet))
    memory.know([3, 4], (0, 1, 2, 3), START)
    count = 400
    stream = np.where(np.arange(count) % 3 > 0, 3, 4)
    time = START + np.arange(count) * 5 * SECOND - np.where(np.arange(count) % 17 == 5, 60 * SECOND, 0)
    value = (np.arange(count) // 40 % 5) * 1.1
    _, changes = step(memory, Readings(stream, time, value, np.arange(count)),
                      [Tick(n, int(time[:n].max()) // SECOND * SECOND) for n in range(20, count, 20)])
    accepting = columns.Memory()
    accepting.declare(3, Acceptance(low=0.5, max_rate=2.0, late_s=900.0, stuck_s=60.0, duplicates=Duplicates.REJECT))
    seen = accepting.accept(stream, time, value, int(time[-1]))
    said = [str(seen.reasons.tolist()), str(seen.quality.tolist())]
    return [[repr(one) for one in transitions(memory, changes)], said]


def test_without_numba_the_same_is_said():
    done = subprocess.run([sys.executable, "-c", WITHOUT], capture_output=True, text=True, check=True,
                          env={"PYTHONPATH": "src:.", "PATH": ""})
    plain, ours = json.loads(done.stdout), everything()
    assert plain == ours
    assert len(ours[0]) > 20
