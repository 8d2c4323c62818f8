"""A small invented city for server and page tests: two lakes behind gates, two pumps, three low places, two crews."""

import math
from datetime import time, timedelta
from typing import Any

from banyan.model.authority import Authority, Principal, Role, StandingAuthority
from banyan.model.calendar import Calendar
from banyan.model.case import Crew
from banyan.model.city import CaseType, City, Lake, Place
from banyan.model.device import Device, Kind
from banyan.model.ids import CrewId, DeviceId, PlaceId, PrincipalId, RoleId, RuleId, StreamId, SubjectId
from banyan.model.level import Level
from banyan.model.rule import Limit, Rule, RuleKind
from banyan.model.stream import Measures, Stream
from banyan.model.text import Name
from banyan.model.time import EPOCH, Instant, minutes
from banyan.runtime.events.texts import TEXTS as EVENTS

START = EPOCH.replace(year=2026, month=7, day=24)

_LAKES = (("east-lake", "东湖", "East Lake"), ("west-lake", "西湖", "West Lake"))
_LOW = (
    ("tower-road", "塔楼路下穿", "Tower Road underpass", (119.322, 26.062), "east-lake", 800),
    ("market-street", "集市街", "Market Street", (119.298, 26.071), "west-lake", 1500),
    ("ferry-lane", "渡口巷", "Ferry Lane", (119.309, 26.052), "east-lake", 320),
)


def _stream(sid: str, thing: str, measures: Measures, unit: str, low: float, high: float) -> Stream:
    return Stream(StreamId(sid), SubjectId(thing), measures, unit, low, high)


def _streams() -> tuple[Stream, ...]:
    lakes = [_stream(f"{i}.level", i, Measures.LEVEL, "m", -1, 6) for i, _, _ in _LAKES]
    low = [_stream(f"{p[0]}.depth", p[0], Measures.DEPTH, "m", 0, 3) for p in _LOW]
    gates = [_stream(f"gate-{s}.position", f"gate-{s}", Measures.POSITION, "%", 0, 100) for s in ("east", "west")]
    pumps = [_stream(f"pump-{n}.flow", f"pump-{n}", Measures.FLOW, "m3/s", 0, 8) for n in (1, 2)]
    rest = [
        _stream("rain-hill.rain", "rain-hill", Measures.RAIN, "mm/h", 0, 250),
        _stream("tide-gate.tide", "tide-gate", Measures.TIDE, "m", -4, 6),
        _stream("river.inflow", "river", Measures.INFLOW, "m3/s", 0, 900),
        _stream("station.sump", "south-station", Measures.LEVEL, "m", -4, 4),
    ]
    return (*lakes, *low, *gates, *pumps, *rest)


def _limit(level: Level, raise_at: float, clear_at: float) -> Limit:
    return Limit(level, raise_at, clear_at, minutes(1), minutes(5))


def _rules() -> tuple[Rule, ...]:
    lakes = tuple(
        Rule(
            RuleId(f"{i}.high"),
            RuleKind.THRESHOLD,
            SubjectId(i),
            PlaceId(i),
            "high-level",
            f"{{{i}.level}}",
            (_limit(Level.IV, 1.5, 1.4), _limit(Level.III, 1.9, 1.8), _limit(Level.II, 2.3, 2.2)),
            streams=(StreamId(f"{i}.level"),),
            case_type="overtopping",
        )
        for i, _, _ in _LAKES
    )
    low = tuple(
        Rule(
            RuleId(f"{p[0]}.ponding"),
            RuleKind.THRESHOLD,
            SubjectId(p[0]),
            PlaceId(p[0]),
            "ponding",
            f"{{{p[0]}.depth}}",
            (
                _limit(Level.IV, 0.05, 0.03),
                _limit(Level.III, 0.15, 0.1),
                _limit(Level.II, 0.27, 0.2),
                _limit(Level.I, 0.5, 0.4),
            ),
            streams=(StreamId(f"{p[0]}.depth"),),
            case_type="ponding",
        )
        for p in _LOW
    )
    return (*lakes, *low)


def _gate(side: str, zh: str, en: str) -> Device:
    lake = f"{side}-lake"
    return Device(
        DeviceId(f"gate-{side}"),
        Kind.GATE,
        Name(zh, en),
        SubjectId(lake),
        StreamId(f"gate-{side}.position"),
        StreamId(f"{lake}.level"),
        10.0,
        30.0,
        downstream=StreamId("tide-gate.tide"),
        ramp=6.0,
        band_foot=0.6,
    )


def _pump(n: int, rated: float) -> Device:
    return Device(
        DeviceId(f"pump-{n}"),
        Kind.PUMP,
        Name(f"{n}号水泵", f"Pump {n}"),
        SubjectId("south-station"),
        StreamId(f"pump-{n}.flow"),
        StreamId("station.sump"),
        0.0,
        0.0,
        ramp=100.0,
        rated_m3s=rated,
        start_level=0.8,
        stop_level=0.2,
    )


AUTHORITY = Authority(
    roles=(
        Role(
            RoleId("duty-officer"),
            Name("值班长", "Duty officer"),
            ("city.read", "alert.*", "proposal.*", "case.*", "stop.*", "whatif.run", "handover.*"),
        ),
        Role(RoleId("watcher"), Name("观察员", "Watcher"), ("city.read",)),
        Role(
            RoleId("programme-officer"),
            Name("项目专员", "Programme officer"),
            ("city.read", "projects.*", "figures.*"),
        ),
        Role(RoleId("reader"), Name("项目读者", "Reader of projects"), ("city.read", "projects.read")),
        Role(RoleId("feed"), Name("数据接入", "Feed"), ("readings.send",)),
    ),
    principals=(
        Principal(PrincipalId("officer-lin"), Name("林值班", "Officer Lin"), (RoleId("duty-officer"),)),
        Principal(PrincipalId("officer-mei"), Name("梅值班", "Officer Mei"), (RoleId("duty-officer"),)),
        Principal(PrincipalId("watcher-1"), Name("观察席", "Watcher"), (RoleId("watcher"),)),
        Principal(PrincipalId("officer-an"), Name("安专员", "Officer An"), (RoleId("programme-officer"),)),
        Principal(PrincipalId("reader-1"), Name("读者一", "Reader one"), (RoleId("reader"),)),
        Principal(PrincipalId("gauges"), Name("水位遥测", "Gauge feed"), (RoleId("feed"),)),
        Principal(PrincipalId("storm-rule"), Name("暴雨调度规则", "Storm rule"), ()),
    ),
    standing=(
        StandingAuthority(
            "SA-1",
            PrincipalId("storm-rule"),
            PrincipalId("officer-lin"),
            (DeviceId("pump-1"), DeviceId("pump-2")),
            100.0,
            START,
            START + timedelta(hours=24),
        ),
    ),
)

CITY = City(
    id="test-bay",
    name=Name("试湾", "Test Bay"),
    timezone="Asia/Shanghai",
    streams=_streams(),
    rules=_rules(),
    devices=(_gate("east", "东闸", "Gate East"), _gate("west", "西闸", "Gate West"), _pump(1, 6.0), _pump(2, 2.5)),
    lakes=tuple(
        Lake(
            SubjectId(i),
            Name(zh, en),
            StreamId(f"{i}.level"),
            (0.8, 1.4),
            1.9,
            2.3,
            2.8,
            ((0.0, 300000.0), (3.0, 380000.0)),
            4.0e6,
        )
        for i, zh, en in _LAKES
    ),
    places=(
        *(
            Place(
                PlaceId(p[0]),
                Name(p[1], p[2]),
                p[3],
                stream=StreamId(f"{p[0]}.depth"),
                people=p[5],
                pump_position=f"{p[0]}-stand",
                below=p[4],
            )
            for p in _LOW
        ),
        Place(PlaceId("east-lake"), Name("东湖", "East Lake"), (119.331, 26.072), "lake", StreamId("east-lake.level")),
        Place(PlaceId("west-lake"), Name("西湖", "West Lake"), (119.286, 26.063), "lake", StreamId("west-lake.level")),
        Place(PlaceId("south-station"), Name("南泵站", "South station"), (119.312, 26.046), "station"),
    ),
    crews=(
        Crew(CrewId("crew-1"), Name("抢险一队", "Crew 1"), ("mobile-pump",), (119.305, 26.078)),
        Crew(CrewId("crew-2"), Name("抢险二队", "Crew 2"), ("mobile-pump",), (119.279, 26.050)),
    ),
    case_types=(
        CaseType(
            "ponding",
            Name("内涝积水", "Ponding"),
            RoleId("duty-officer"),
            "mobile-pump",
            {"dispatch": "5 minutes", "on-site": "30 minutes", "close": "6 hours"},
        ),
        CaseType(
            "overtopping", Name("漫堤", "Bank overtopping"), RoleId("duty-officer"), "none", {"close": "12 hours"}
        ),
    ),
    calendar=Calendar("test", "invented", (2026,), ((time(8, 30), time(12)), (time(14), time(17, 30)))),
    authority=AUTHORITY,
    controller={"name": "storm-rule"},
)

TEXTS = {
    "zh": {
        **{key: name.zh for key, name in EVENTS.items()},
        "water.high": "{lake}水位 {level} m，超过限值 {limit} m",
        "water.ponding": "{place}积水 {depth} cm",
        "control.open": "趁低潮先放水：开大{gate}，腾出{lake}库容",
        "control.hold": "潮位高于湖面：关小{gate}，防止倒灌",
    },
    "en": {
        **{key: name.en for key, name in EVENTS.items()},
        "water.high": "{lake} stands at {level} m, above its limit of {limit} m",
        "water.ponding": "{depth} cm of water at {place}",
        "control.open": "Use the low tide: open {gate} further to make room in {lake}",
        "control.hold": "The tide is above the lake: close {gate} to keep it out",
    },
}


def _ring(lon: float, lat: float, rx: float, ry: float, wobble: float) -> list[list[float]]:
    """A lake-like closed ring of 33 corners."""
    turns = [2 * math.pi * k / 32 for k in range(33)]
    swell = [1 + wobble * math.sin(3 * a) for a in turns]
    return [
        [round(lon + rx * s * math.cos(a), 5), round(lat + ry * s * math.sin(a), 5)]
        for a, s in zip(turns, swell, strict=True)
    ]


def _collection(*features: tuple[dict[str, Any], str, Any]) -> dict[str, Any]:
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": props, "geometry": {"type": kind, "coordinates": coordinates}}
            for props, kind, coordinates in features
        ],
    }


def _named(fid: str, zh: str, en: str) -> dict[str, Any]:
    return {"id": fid, "name_zh": zh, "name_en": en}


LAYERS = {
    "sea": _collection(
        (
            _named("sea", "东海湾", "The bay"),
            "Polygon",
            [
                [
                    [119.25, 26.02],
                    [119.36, 26.02],
                    [119.36, 26.047],
                    [119.335, 26.041],
                    [119.314, 26.039],
                    [119.29, 26.037],
                    [119.25, 26.034],
                    [119.25, 26.02],
                ]
            ],
        )
    ),
    "river": _collection(
        (
            _named("river", "榕江", "Banyan River"),
            "LineString",
            [
                [119.262, 26.098],
                [119.275, 26.086],
                [119.301, 26.083],
                [119.318, 26.076],
                [119.314, 26.06],
                [119.312, 26.046],
                [119.314, 26.036],
            ],
        )
    ),
    "lakes": _collection(
        (_named("east-lake", "东湖", "East Lake"), "Polygon", [_ring(119.331, 26.072, 0.0085, 0.0062, 0.12)]),
        (_named("west-lake", "西湖", "West Lake"), "Polygon", [_ring(119.286, 26.063, 0.007, 0.0055, -0.14)]),
    ),
    "roads": _collection(
        (
            _named("tower-road", "塔楼路", "Tower Road"),
            "LineString",
            [[119.27, 26.056], [119.322, 26.062], [119.35, 26.06]],
        ),
        (
            _named("ring-road", "环城路", "Ring Road"),
            "LineString",
            [[119.272, 26.078], [119.298, 26.071], [119.309, 26.052], [119.304, 26.042]],
        ),
    ),
    "gates": _collection(
        (_named("gate-east", "东闸", "Gate East"), "Point", [119.322, 26.0705]),
        (_named("gate-west", "西闸", "Gate West"), "Point", [119.293, 26.0595]),
    ),
}

LOW_PLACES: tuple[str, ...] = tuple(p[0] for p in _LOW)


def at(minute: float) -> Instant:
    """That many minutes after the start."""
    return START + minutes(minute)
