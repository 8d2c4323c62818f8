"""A small made-up city and moments in it, said in few words."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

from banyan.model.authority import Authority
from banyan.model.calendar import Calendar
from banyan.model.city import City, Lake, Place
from banyan.model.device import Device, Kind
from banyan.model.forecast import Forecast
from banyan.model.ids import DeviceId, PlaceId, StreamId, SubjectId
from banyan.model.observation import Latest
from banyan.model.order import Plan
from banyan.model.situation import DeviceState, Situation
from banyan.model.stream import Measures, Stream
from banyan.model.text import Name

NOON = datetime(2026, 7, 24, 12, 0, tzinfo=UTC)
A_LAKE = 100_000.0          # m² at every level: 0.1 m is 10,000 m³
CATCHMENT = 2_000_000.0     # m²: 10 mm of rain bring 15,000 m³ at a runoff of 0.75


def lake(name: str = "pond") -> Lake:
    """Band 1.0 to 1.4, warning at 2.0, bank at 2.5: 80,000 m³ fit between the band's middle and the warning level."""
    return Lake(
        SubjectId(name), Name("塘", "Pond"), StreamId(f"{name}.level"), (1.0, 1.4), 2.0, 2.3, 2.5,
        ((-1.0, A_LAKE), (3.0, A_LAKE)), CATCHMENT,
    )  # fmt: skip


def gate(name: str = "gate", water: str = "pond", **fields: object) -> Device:
    """Shut when nobody acts (initial 0), 30 % when standing; the river below; a storm may take the lake to 0.0 m."""
    settings: dict[str, object] = {
        "initial": 0.0, "standing": 30.0, "safe": 10.0, "downstream": StreamId("river.level"), "band_foot": 0.0,
        "head_margin": 0.02,
    }  # fmt: skip
    return Device(
        id=DeviceId(name), kind=Kind.GATE, name=Name("闸", "Gate"), thing=SubjectId(water),
        read_back=StreamId(f"{name}.position"), level=StreamId(f"{water}.level"), **(settings | fields),  # type: ignore[arg-type]
    )  # fmt: skip


def pump(name: str = "pump", **fields: object) -> Device:
    """Its own float starts it at 0.0 m and stops it at -1.0 m."""
    settings: dict[str, object] = {"initial": 0.0, "standing": 0.0, "start_level": 0.0, "stop_level": -1.0}
    return Device(
        id=DeviceId(name), kind=Kind.PUMP, name=Name("泵", "Pump"), thing=SubjectId("station"),
        read_back=StreamId(f"{name}.flow"), level=StreamId("sump.level"), **(settings | fields),  # type: ignore[arg-type]
    )  # fmt: skip


def city(
    devices: tuple[Device, ...] | None = None,
    lakes: tuple[Lake, ...] | None = None,
    controller: Mapping[str, float | str] | None = None,
    places: tuple[Place, ...] = (),
) -> City:
    devices = (gate(),) if devices is None else devices
    lakes = (lake(),) if lakes is None else lakes
    streams = (Stream(StreamId("sea.tide"), SubjectId("sea"), Measures.TIDE, "m", -5, 5),)
    calendar = Calendar("c", "made up", (2026,), ((time(9), time(17)),), frozenset[date]())
    return City("town", Name("镇", "Town"), "UTC", streams, (), devices, lakes, places, (), (), calendar,
                Authority((), ()), dict(controller or {}))


def street(below: str = "river") -> Place:
    name, at, depth = Name("低路", "Low Road"), (119.6, 26.0), StreamId("low-road.depth")
    return Place(PlaceId("low-road"), name, at, stream=depth, below=below)


def rain(*mm_per_h: float, tide: tuple[float, ...] = ()) -> Forecast:
    """Hourly values from noon on."""
    return Forecast("F-1", NOON, NOON + timedelta(hours=3), NOON, 60, mm_per_h, tide)


def moment(
    town: City,
    levels: Mapping[str, float],
    forecast: Forecast | None = None,
    fell_mm: float = 0.0,
    settings: Mapping[str, float] | None = None,
    age_min: Mapping[str, float] | None = None,
    now: datetime = NOON,
    safe: tuple[str, ...] = (),
    starts: int = 0,
) -> Situation:
    """`levels` by stream, fresh unless `age_min` says how old; `settings` are where the devices stand."""
    ages = age_min or {}
    latest = {}
    for name, value in levels.items():
        stream = StreamId(name)
        latest[stream] = Latest(stream, now - timedelta(minutes=ages.get(name, 0.0)), value, 1)
    devices = {}
    for d in town.devices:
        at = (settings or {}).get(str(d.id), d.initial)
        devices[d.id] = DeviceState(d.id, at, now, at, safe=str(d.id) in safe, starts=(now,) * starts)
    return Situation(town, now, latest, devices, forecast, dict.fromkeys((1, 3, 6, 24), fell_mm))


def targets(plan: Plan | None) -> dict[str, float]:
    return {} if plan is None else {str(t.device): t.setting for t in plan.targets}
