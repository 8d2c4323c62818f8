"""A city as its folder declares it: everything the rooms need to know, and nothing that changes by itself."""

from datetime import datetime, timedelta

from msgspec import Struct

from banyan.model.authority import Authority
from banyan.model.calendar import Calendar
from banyan.model.case import Crew
from banyan.model.device import Device
from banyan.model.ids import PlaceId, RoleId, StreamId, SubjectId
from banyan.model.rule import Rule
from banyan.model.stream import Stream
from banyan.model.template import Template
from banyan.model.text import Name


class Lake(Struct, frozen=True):
    """A lake behind gates. Levels in m above datum; `band` is the level kept for ecology and landscape."""

    id: SubjectId
    name: Name
    level: StreamId
    band: tuple[float, float]
    warning_level: float
    guarantee_level: float
    bank: float                            # overtops above this
    area_m2: tuple[tuple[float, float], ...]   # (level, surface) pairs, rising; linear between
    catchment_m2: float                    # what drains into it


class Place(Struct, frozen=True):
    """Somewhere water stands or people go: a ponding point, a lake, a station. `at` is (longitude, latitude)."""

    id: PlaceId
    name: Name
    at: tuple[float, float]
    kind: str = "ponding-point"
    stream: StreamId | None = None         # its depth or level
    people: int = 0                        # at risk
    pump_position: str | None = None       # the mobile-pump position a crew can work here
    below: str | None = None               # id of the body of water that its level depends on


class CaseType(Struct, frozen=True):
    """What a case of this kind owes: limits by what ("30 minutes", "4 working hours"), owner, ladder, first action.

    `filed_as`: the type of casework that it is a case of in the city's one list; what it owes is told by that case.
    """

    id: str
    name: Name
    owner: RoleId
    action: str                            # what a crew does there: mobile-pump | inspect | none
    limits: dict[str, str]                 # dispatch, on-site, close
    escalate_to: tuple[RoleId, ...] = ()
    skill: str | None = None
    equipment: tuple[str, ...] = ()        # what the crew must bring
    filed_as: str | None = None


class Storm(Struct, frozen=True):
    """A named storm of the demo. Files are relative to the folder; shapes as in contracts: minutes, value."""

    id: str
    name: Name
    hours: int
    rain: tuple[tuple[float, float], ...]      # (minutes, mm/h), a step function
    tide: tuple[tuple[float, float], ...]      # (minutes, m), linear
    inflow: tuple[tuple[float, float], ...]    # (minutes, m3/s), linear
    forecast_height: float | None = None       # forecast rain = rain × this; None: drawn from the seed
    forecast_late_min: float | None = None     # ... and this many minutes late; None: drawn


class Hydraulics(Struct, frozen=True):
    """Where the demo's plant finds its network, and which of its elements is which."""

    network: str
    start: datetime
    gates: dict[str, str]                      # device id -> orifice
    pumps: dict[str, str]                      # device id -> pump link
    mobile: dict[str, str]                     # pump position -> pump link
    levels: dict[str, str]                     # stream id -> node whose head or depth it says
    lakes: dict[str, str]                      # lake id -> storage node
    sea: str | None = None                     # outfall with a stage series
    river: str | None = None                   # node with the inflow series
    rain_gages: tuple[str, ...] = ()
    streets: dict[str, str] = {}               # place id -> junction that floods there


class City(Struct, frozen=True):
    """The whole declaration. Collections are in the folder's order and ids are unique across kinds."""

    id: str
    name: Name
    timezone: str
    streams: tuple[Stream, ...]
    rules: tuple[Rule, ...]
    devices: tuple[Device, ...]
    lakes: tuple[Lake, ...]
    places: tuple[Place, ...]
    crews: tuple[Crew, ...]
    case_types: tuple[CaseType, ...]
    calendar: Calendar
    authority: Authority
    controller: dict[str, float | str]         # parameters of the rule controller
    tick: timedelta = timedelta(seconds=10)
    hydraulics: Hydraulics | None = None
    storms: tuple[Storm, ...] = ()
    default_storm: str | None = None
    roads: tuple[tuple[tuple[float, float], ...], ...] = ()    # lines; they meet where they share a point
    calendars: tuple[Calendar, ...] = ()       # further ones, beside the city's own: shifts, other offices
    templates: tuple[Template, ...] = ()       # rules for Datastreams that come and go by the API
