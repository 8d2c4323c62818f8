"""A controller at the wheel of a scenario, through the same interface as in a city: Situation in, Plan out."""

from datetime import datetime, timedelta
from typing import Any

from benchmarks.pystorms.declaring import city, stream
from benchmarks.pystorms.plant import Plant
from msgspec.structs import replace

from banyan.model.decision import Decision
from banyan.model.ids import DeviceId, StreamId
from banyan.model.observation import Latest
from banyan.model.order import Plan
from banyan.model.situation import Controller, DeviceState, Situation

NOTHING_FELL = dict.fromkeys((1, 3, 6, 24), 0.0)      # pystorms shows no rain to controllers
Orders = list[tuple[datetime, str, float]]            # (since when, asset, %)


class Course:
    """A plant under a controller. `orders` is all that was moved, in order."""

    def __init__(self, plant: Plant, controller: Controller) -> None:
        self.plant, self.controller, self.city = plant, controller, city(plant)
        self.decision: Decision | None = None
        self.orders: Orders = []
        self._memory: Any = None
        self._next = plant.now
        self._devices = {d.id: DeviceState(d.id, d.initial, plant.now, d.initial) for d in self.city.devices}

    def steer(self, controller: Controller) -> None:
        """Somebody else takes over, and acts at once."""
        self.controller, self._memory, self._next = controller, None, self.plant.now

    def step(self) -> None:
        """Ask the controller when its time has come, then let the water move on."""
        if self.plant.now >= self._next:
            self._next = self._round(self.controller.every_s)
            self._memory, plan = self.controller.propose(self.situation(), self._memory)
            self._follow(plan)
        self.plant.step()

    def to_end(self) -> None:
        while not self.plant.done:
            self.step()

    def situation(self) -> Situation:
        now = self.plant.now
        latest = {stream(node): _latest(stream(node), now, self.plant.level(node)) for node in self.plant.levels}
        return Situation(self.city, now, latest, self._devices, None, NOTHING_FELL, decision=self.decision)

    def _round(self, every_s: int) -> datetime:
        """The next whole multiple of the pace since the start: so that taking over at one changes no pace."""
        if every_s <= 0:
            return self.plant.now
        passed = (self.plant.now - self.plant.start).total_seconds()
        return self.plant.start + timedelta(seconds=(passed // every_s + 1) * every_s)

    def replay(self, orders: Orders, until: datetime) -> None:
        """A model that follows: the same orders at the same times, whatever it thinks of them itself."""
        waiting = list(orders)
        while not self.plant.done and self.plant.now < until:
            while waiting and waiting[0][0] <= self.plant.now:
                self._move(*waiting.pop(0))
            self.plant.step()
        for order in waiting:
            self._move(*order)

    def _follow(self, plan: Plan | None) -> None:
        for target in plan.targets if plan is not None else ():
            self._move(self.plant.now, str(target.device), target.setting)

    def _move(self, at: datetime, asset: str, setting: float) -> None:
        self.plant.put(asset, setting)
        self.orders.append((at, asset, setting))
        device = DeviceId(asset)
        self._devices[device] = replace(self._devices[device], ordered=setting, ordered_at=at, target=setting)


def _latest(name: StreamId, now: datetime, value: float) -> Latest:
    return Latest(name, now, value, 0)
