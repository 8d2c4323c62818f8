"""The toy city with somebody who looks ahead: hand-made estimates and decisions, in the nouns' own shapes.

Every half hour a decision; its curves are drawn, not reckoned. Nothing in it is evidence about water.
"""

import math
from datetime import timedelta
from typing import Any

from banyan.control.cost import TOLD, score, weighed
from banyan.model.decision import Band, Costs, Decision, Estimate, Member, Tried
from banyan.model.ids import DeviceId, StreamId
from banyan.model.text import Said
from banyan.model.time import minutes, stamp
from banyan.runtime.texts import for_screens
from tests.server.fake_city import CITY, LOW_PLACES, TEXTS
from tests.server.fake_desk import STORM_PEAK_MIN, FakeDesk, rain

MEMBERS = [Member(1.0, 0.0, 0.45), Member(1.45, 0.0, 0.25), Member(0.7, 30.0, 0.2), Member(1.2, -60.0, 0.1)]
LAKES = ("east-lake.level", "west-lake.level")
EVERY, TAKES, STEP = 30, 5, 10


def costs(street: float, bank: float, band_h: float, travel: float, starts: float) -> Costs:
    return weighed(Costs(street, bank, band_h, travel, starts, pump_h=3.5, stored_m3=900.0))


def tried(name: str, parameters: dict[str, float], street: float, given_up: bool = False) -> Tried:
    each = [costs(street * m.factor**2, 40.0 * max(0.0, m.factor - 1.2), 2.5, 210.0, 3.0) for m in MEMBERS]
    each = each[:1] if given_up else each
    return Tried(name, parameters, each, score(each, MEMBERS))


PLANS = [
    tried("hold", {}, 5200.0), tried("rule", {}, 3100.0),
    tried("plan-12", {"lead_h": 12.0, "room.east-lake": 1.4, "opening.west-lake": 80.0}, 2400.0),
    tried("plan-7", {"lead_h": 9.0, "shut.east-lake": 0.15, "pumps.early": 0.4}, 2650.0),
    *(tried(f"plan-{n}", {"room.east-lake": 0.5 + 0.2 * n, "pumps.rain": 4.0 + n}, 2900.0 + 130 * n, n % 3 == 0)
      for n in range(1, 7)),
]  # fmt: skip


class DecidingDesk(FakeDesk):
    """`fails_from`: minute from which looks ahead fail; `lying`: gauges that aren't believed from 04:00 on."""

    def __init__(
        self, minute: float = 0.0, lying: tuple[str, ...] = (), fails_from: float = math.inf, **given: Any
    ) -> None:
        self._lying, self._fails_from = lying, fails_from
        super().__init__(0, **given)
        self.advance(minute)

    def city(self) -> dict[str, Any]:
        ours = for_screens()
        return super().city() | {"texts": {language: ours[language] | TEXTS[language] for language in TEXTS}}

    def _step(self) -> None:
        super()._step()
        if self.minute % EVERY == TAKES and self.minute > EVERY:
            self._say("estimate", self._estimate())
            self._say("decision", self._decision())

    def _propose(self, pid: str, gate: str, setting: float) -> None:
        super()._propose(pid, gate, setting)
        newest = next(reversed(self._current.get("decision", {})), None)
        body = self._current["proposal"][pid][1]
        self._put("proposal", body | {"plan": body["plan"] | {"decision": newest}}, ("computed-from", "F-0001"))

    def _estimate(self) -> Estimate:
        asked = self.now - minutes(TAKES)
        levels = {s: self._history[s][-1][1] + 0.02 for s in LAKES if self._history[s]}
        lying = [s for s in self._lying if self.minute > 240]
        return Estimate(
            id=f"estimate/{stamp(asked)}", at=asked, levels={StreamId(s): v for s, v in levels.items()},
            errors={StreamId(s): 0.63 if s in lying else -0.02 for s in levels}, forecast="F-0001",
            distrusted={StreamId(s): Said("judge.trust.departs", {
                "stream": s, "says": "2.05", "believed": "1.42", "by": ", ".join(x for x in LAKES if x != s),
            }) for s in lying},
            instead={StreamId(s): 1.42 for s in lying},
        )  # fmt: skip

    def _decision(self) -> Decision:
        asked_min = self.minute - TAKES
        asked = self.now - minutes(TAKES)
        named = {"id": f"decision/{stamp(asked)}", "asked_at": asked, "estimate": f"estimate/{stamp(asked)}",
                 "forecast": "F-0001", "horizon_h": 8.0, "fallback": "rule"}  # fmt: skip
        if self.minute >= self._fails_from:
            return Decision(**named, members=[], tried=[], chosen="rule", runner_up=None, weights=TOLD, branches=0,
                            error="the model of the city did not answer")
        steps = range(0, 8 * 60 + 1, STEP)
        fallen = [rain(asked_min + m, self.storm) for m in steps]
        return Decision(
            **named, members=MEMBERS, tried=PLANS, chosen="plan-12", runner_up="plan-7", weights=TOLD, branches=64,
            would_change=[Said("control.changes_mind", {"percent": "145", "late": "0", "plan": "plan-7", "m3": "180"})],
            times=[asked + timedelta(minutes=m) for m in steps],
            with_plan=self._bands(asked_min, steps, 0.6), without=self._bands(asked_min, steps, 1.0),
            settings={DeviceId("gate-east"): [10.0 if m < 20 else min(60.0, 10.0 + (m - 10) * 2.5) for m in steps],
                      DeviceId("gate-west"): [10.0 for _ in steps],
                      DeviceId("pump-1"): [0.0 if m < 60 else 100.0 for m in steps]},
            rain=Band(fallen, [0.7 * x for x in fallen], [1.45 * x for x in fallen]),
            because="surprise" if self.minute % 120 == TAKES else "time",
        )  # fmt: skip

    def _bands(self, asked_min: int, steps: range, share: float) -> dict[StreamId, Band]:
        """Hills about the storm's peak, that start from what was measured."""
        found: dict[StreamId, Band] = {}
        tops = {**dict.fromkeys(LAKES, 1.2), **{f"{p}.depth": 0.5 - 0.15 * n for n, p in enumerate(LOW_PLACES)}}
        for stream, top in tops.items():
            known = self._history[stream]
            base = next((v for m, v in reversed(known) if m <= asked_min), 0.0)
            hill = [share * top * math.exp(-(((asked_min + m - STORM_PEAK_MIN - 60) / 110) ** 2)) for m in steps]
            expected = [round(max(0.0, base + h - hill[0]), 3) for h in hill]
            found[StreamId(stream)] = Band(
                expected, [round(max(0.0, e - 0.0005 * m * top), 3) for e, m in zip(expected, steps, strict=True)],
                [round(e + 0.0008 * m * top, 3) for e, m in zip(expected, steps, strict=True)],
            )
        return found


assert {s.id for s in CITY.streams} >= set(LAKES), "the toy city has these lakes"
