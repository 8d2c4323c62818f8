"""What the storm rule answers on a pond of 0.1 km² that takes 1,500 m³ a mm of rain (2 km² at a runoff of 0.75).

Its band is 1.0 to 1.4 m and its warning level 2.0 m: 80,000 m³ fit between the band's middle and the warning level.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

from banyan.model.authority import Authority
from banyan.model.calendar import Calendar
from banyan.model.city import City, Lake, Place
from banyan.model.device import Device, Kind
from banyan.model.forecast import Forecast
from banyan.model.ids import DeviceId, PlaceId, StreamId, SubjectId
from banyan.model.observation import Latest
from banyan.model.pack import Example
from banyan.model.situation import DeviceState, Situation
from banyan.model.text import Name
from banyan.packs.water.storm_rule import StormRule

_NOON = datetime(2026, 7, 24, 12, 0, tzinfo=UTC)
_SHAPE = ((-1.0, 100_000.0), (3.0, 100_000.0))      # level in m, surface in m²
_POND = Lake(
    SubjectId("pond"), Name("塘", "Pond"), StreamId("pond.level"), (1.0, 1.4), 2.0, 2.3, 2.5, _SHAPE, 2_000_000.0
)
_GATE = Device(
    id=DeviceId("gate"), kind=Kind.GATE, name=Name("闸", "Gate"), thing=SubjectId("pond"),
    read_back=StreamId("gate.position"), level=StreamId("pond.level"), initial=0.0, standing=30.0, safe=10.0,
    downstream=StreamId("river.level"), band_foot=0.0, head_margin=0.02,
)  # fmt: skip
_PUMP = Device(
    id=DeviceId("pump"), kind=Kind.PUMP, name=Name("泵", "Pump"), thing=SubjectId("station"),
    read_back=StreamId("pump.flow"), level=StreamId("sump.level"), initial=0.0, standing=0.0, start_level=0.0,
    stop_level=-1.0,
)  # fmt: skip
_ROAD = Place(
    PlaceId("low-road"), Name("低路", "Low Road"), (119.6, 26.0), stream=StreamId("low-road.depth"), below="river"
)
_STORM = (0.0, 0.0, 0.0, 40.0, 40.0, 0.0)     # mm/h: 120,000 m³ to come, 150,000 with the margin of 1.25


def _town(pumps: bool) -> City:
    calendar = Calendar("c", "made for examples", (2026,), ((time(9), time(17)),), frozenset[date]())
    devices, lakes = ((_PUMP,), ()) if pumps else ((_GATE,), (_POND,))
    nobody = Authority((), ())
    return City("town", Name("镇", "Town"), "UTC", (), (), devices, lakes, (_ROAD,), (), (), calendar, nobody, {})


def _moment(levels: dict[str, float], mm_per_h: tuple[float, ...] | None, setting: float, fell: float) -> Situation:
    """`mm_per_h`: forecast from noon on; None: nobody forecasts. `setting`: where gate and pump stand, in %."""
    town = _town("sump.level" in levels)
    latest = {StreamId(s): Latest(StreamId(s), _NOON, value, 1) for s, value in levels.items()}
    devices = {d.id: DeviceState(d.id, setting, _NOON, setting, safe=False, starts=()) for d in town.devices}
    later = _NOON + timedelta(hours=3)
    ahead = None if mm_per_h is None else Forecast("F-1", _NOON, later, _NOON, 60, mm_per_h, ())
    return Situation(town, _NOON, latest, devices, ahead, dict.fromkeys((1, 3, 6, 24), fell))


def _asked(*moments: Situation) -> Callable[[], str]:
    """The answer to the last moment, after those before it: each device's setting in %, and the reason's key."""

    def answer() -> str:
        memory: object = None
        plan = None
        for seen in moments:
            memory, plan = StormRule().propose(seen, memory)
        if plan is None:
            return "nothing"
        return ", ".join(f"{t.device} {t.setting:g} %" for t in plan.targets) + f": {plan.reason.key}"

    return answer


def _example(rule: str, given: str, expected: str, *moments: Situation) -> Example:
    return Example(rule, given, expected, _asked(*moments))


def _pond(
    level: float, river: float, mm_per_h: tuple[float, ...] | None = (0.0,), setting: float = 0.0, fell: float = 0.0,
    road: float = 0.0,
) -> Situation:  # fmt: skip
    return _moment({"pond.level": level, "river.level": river, "low-road.depth": road}, mm_per_h, setting, fell)


EXAMPLES = (
    _example("high", "2.10 m, above the warning level", "gate 100 %: water.high", _pond(2.1, 0.5)),
    _example("backflow", "1.20 m, and the river at 1.19 m", "gate 0 %: water.backflow",
             _pond(1.2, 1.19, _STORM, 100.0)),
    _example("level-only", "no forecast, 40 mm in the last hour", "gate 100 %: water.level_only_blind",
             _pond(1.35, 0.1, None, fell=40.0)),
    _example("pre-drain", "80 mm to come, and 80,000 m³ of room", "gate 100 %: water.pre_drain",
             _pond(1.2, 0.1, _STORM)),
    _example("pre-drain", "40 mm to come: 75,000 m³ have room", "nothing", _pond(1.2, 0.1, (0.0, 20.0, 20.0))),
    _example("hold", "1.30 m, the road under 0.20 m of water, and 37,500 m³ have room", "gate 0 %: water.hold",
             _pond(1.3, 0.5, _STORM, road=0.2), _pond(1.3, 0.5, (20.0, 0.0), 100.0, road=0.2)),
    _example("band", "1.37 m, near the top of the band", "gate 30 %: water.band", _pond(1.37, 0.5)),
    _example("keep", "1.00 m, with the gate wide open", "gate 0 %: water.keep", _pond(1.0, 0.5, (0.0,), 100.0)),
    _example("pumps", "30 mm in an hour, the sump above 0.6 of its floats", "pump 100 %: water.pumps_early",
             _moment({"sump.level": -0.3}, (30.0,), 0.0, 0.0)),
    _example("pumps", "the sump at -0.96 m, nearly empty", "pump 0 %: water.pumps_back",
             _moment({"sump.level": -0.3}, (30.0,), 0.0, 0.0), _moment({"sump.level": -0.96}, (30.0,), 100.0, 0.0)),
)
