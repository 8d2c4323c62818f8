"""What-ifs without a simulation: a question runs for some looks, then has a hand-made answer; no evidence of water."""

import math
from datetime import timedelta
from pathlib import Path

import msgspec

from banyan.model.city import Storm
from banyan.model.effect import Flooding, Run
from banyan.model.text import Name, Said
from banyan.model.time import minutes
from banyan.runtime.whatif import kept
from banyan.runtime.whatif.question import Question
from banyan.runtime.whatif.queue import DONE, FAILED, RUNNING, Standing
from banyan.runtime.whatif.result import Asked, Denied, Result, differences
from tests.server.fake_city import LOW_PLACES
from tests.server.fake_desk import FakeDesk

LOOKS = 3     # at a question before it is done
SHARES = {"passive": 1.0, "standing": 0.85, "banyan": 0.6, "plan": 0.45}


class FakeWhatIfs:
    """As runtime.whatif.queue.WhatIfs. A storm named "broken" fails."""

    def __init__(self, data: Path, desk: FakeDesk) -> None:
        self.data, self._desk = data, desk
        self._asked: dict[str, Question] = {}
        self._looks: dict[str, int] = {}

    def storms(self) -> tuple[Storm, ...]:
        given = {"hours": 24, "rain": (), "tide": (), "inflow": ()}
        return (Storm(id="great", name=Name("特大暴雨", "Great storm"), **given),
                Storm(id="broken", name=Name("会失败的情景", "One that fails"), **given))

    def ask(self, question: Question) -> Standing:
        key = f"q{len(self._asked) + 1:03d}"
        self._asked[key] = question
        return Standing(key, RUNNING, 0.1)

    def standing(self, key: str) -> Standing:
        if key not in self._asked:
            if kept.by_id(self.data, key) is None:
                raise KeyError(f"what-if {key}")
            return Standing(key, DONE, 1.0)
        if self._asked[key].storm == "broken":
            return Standing(key, FAILED, 0.0, "the network can't be simulated: a conduit has no length")
        looks = self._looks[key] = self._looks.get(key, 0) + 1
        if looks < LOOKS:
            return Standing(key, RUNNING, looks / LOOKS)
        if kept.by_id(self.data, key) is None:
            kept.remember(self.data, self._told(key, self._asked[key]))
        return Standing(key, DONE, 1.0)

    def result(self, key: str) -> Result:
        found = kept.by_id(self.data, key)
        if found is None:
            raise KeyError(f"what-if {key}")
        return found

    def unfinished(self) -> list[Standing]:
        return [Standing(k, RUNNING, n / LOOKS) for k, n in self._looks.items() if n < LOOKS]

    def _told(self, key: str, question: Question) -> Result:
        hours = question.hours or 6.0
        begin, steps = self._desk.now, range(0, int(hours * 60) + 1, 10)
        names = [n for n in SHARES if n != "plan" or question.plan]
        tops = {"east-lake.level": 1.5, "west-lake.level": 1.3} | {
            f"{p}.depth": 0.55 - 0.15 * n for n, p in enumerate(LOW_PLACES)
        }
        curves = {
            run: {s: [round((0.8 if "lake" in s else 0.0) + SHARES[run] * top * math.exp(-(((m - 120) / 90) ** 2)), 3)
                      for m in steps] for s, top in tops.items()}
            for run in names
        }  # fmt: skip
        runs = {run: _run(SHARES[run]) for run in names}
        asked = Asked(storm=question.storm, faults=list(question.faults), plan=list(question.plan),
                      approve=question.approve, tables=["rain"] if question.rain else [])  # fmt: skip
        refused = [Denied("plan", begin + minutes(5), "gate-west", 100.0, "head", "the sea stands above the lake")]
        return Result(
            id=key, city="test-bay", moment=question.moment, at=begin, hours=hours, asked=asked, runs=runs,
            times=[begin + timedelta(minutes=m) for m in steps], curves=curves, measured={},
            differences=differences(runs), events=[], refusals=refused if question.plan else [],
            notes=[Said("whatif.model"), Said("whatif.crews")], version=msgspec.json.encode(key).decode(),
        )  # fmt: skip


def _run(share: float) -> Run:
    street = 5200 * share**2
    return Run(
        Flooding(street + 90 * share, street, 90 * share, dict.fromkeys(LOW_PLACES, street / 3)),
        dict.fromkeys(LOW_PLACES, 2.5 * share), {"east-lake": 4 * share, "west-lake": 3 * share},
        {"gate-east": 300 * (1 - share), "gate-west": 120 * (1 - share)}, {"pump-1": 2, "pump-2": 1},
    )  # fmt: skip
