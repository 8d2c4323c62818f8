"""What the folder's TOML files look like where they differ from the nouns: files, minutes, lists for one rule."""

from datetime import date, datetime, time

from msgspec import Struct

from banyan.model.authority import Principal, Role
from banyan.model.calendar import Counted, First, Moment, Runs, Spans
from banyan.model.case import Crew
from banyan.model.city import CaseType, Hydraulics, Lake, Place, Storm
from banyan.model.device import Device
from banyan.model.ids import DeviceId, PrincipalId
from banyan.model.level import Level
from banyan.model.rule import RuleKind
from banyan.model.stream import Stream
from banyan.model.text import Name

STORMS = "hydraulics/storms.toml"


class StormsShape(Struct, frozen=True):
    """hydraulics/storms.toml: tables of [minutes, value] as in model.city.Storm."""

    storms: tuple[Storm, ...]
    default: str | None = None


class CityShape(Struct, frozen=True):
    """city.toml."""

    id: str
    name: Name
    timezone: str
    tick_s: float = 10.0
    lakes: tuple[Lake, ...] = ()
    places: tuple[Place, ...] = ()
    devices: tuple[Device, ...] = ()
    controller: dict[str, float | str] = {}
    hydraulics: Hydraulics | None = None


class StreamsShape(Struct, frozen=True):
    """streams.toml."""

    streams: tuple[Stream, ...]


class LimitShape(Struct, frozen=True):
    """One limit; delays in minutes, taken from the rule where left out."""

    level: Level
    raise_at: float
    clear_at: float | None = None
    on_delay_min: float | None = None
    off_delay_min: float | None = None


class RuleShape(Struct, frozen=True, rename={"each": "for"}):
    """One rule, or, with `for`, one for each listed name: `$` in the texts stands for that name."""

    id: str
    kind: RuleKind
    subject: str
    place: str
    cause: str
    of: str
    limits: tuple[LimitShape, ...]
    window_min: float = 30.0
    version: str = "1"
    case_type: str | None = None
    case_from: Level = Level.III
    on_delay_min: float = 0.0
    off_delay_min: float = 0.0
    each: tuple[str, ...] = ()


class TemplateShape(Struct, frozen=True):
    """A rule for every Datastream that it fits (model.template.Template)."""

    id: str
    kind: RuleKind
    observed_property: str
    cause: str
    limits: tuple[LimitShape, ...]
    window_min: float = 30.0
    version: str = "1"
    unit: str | None = None
    thing: dict[str, str] = {}
    place: str | None = None
    case_type: str | None = None
    case_from: Level = Level.III
    on_delay_min: float = 0.0
    off_delay_min: float = 0.0


class RulesShape(Struct, frozen=True):
    """rules.toml."""

    rules: tuple[RuleShape, ...]
    templates: tuple[TemplateShape, ...] = ()


class CrewsShape(Struct, frozen=True):
    """crews.toml."""

    crews: tuple[Crew, ...]


class CasesShape(Struct, frozen=True):
    """cases.toml."""

    case_types: tuple[CaseType, ...]


class HolidayShape(Struct, frozen=True):
    """One holiday, both days included."""

    name: Name
    first: date
    last: date


class YearShape(Struct, frozen=True):
    """One published year: whose notice says so, days off, and weekend days that are worked."""

    year: int
    source: str
    holidays: tuple[HolidayShape, ...]
    workdays: tuple[date, ...]


class HoursShape(Struct, frozen=True, rename={"first": "from", "last": "to"}):
    """Office hours that replace the usual ones, and whose notice says so. `season`: "06-01" to "09-30", each year."""

    office: Spans
    source: str
    weekdays: tuple[str, ...] = ()
    season: tuple[str, str] | None = None
    first: date | None = None
    last: date | None = None


class CycleShape(Struct, frozen=True, rename={"first": "from"}):
    """Shifts that come back: the office hours of each day of the cycle; an empty list is a day of rest."""

    first: date
    days: tuple[Spans, ...]


class ReadingShape(Struct, frozen=True):
    """How this calendar reads a unit; what is left out is read as usual."""

    runs: Runs | None = None
    days: Counted | None = None
    length_min: int | None = None
    first: First | None = None
    cutoff: time | None = None
    moment: Moment | None = None
    clip: bool | None = None
    carry_over: bool | None = None


class CalendarShape(Struct, frozen=True):
    """calendar.toml, and each file of calendars/."""

    id: str
    office: Spans = ()
    years: tuple[YearShape, ...] = ()
    weekend: tuple[str, ...] = ("saturday", "sunday")
    source: str = ""                      # of the office hours
    years_from: str | None = None         # id of the calendar whose years hold here too
    through_holidays: bool = False
    timezone: str | None = None
    hours: tuple[HoursShape, ...] = ()
    cycle: CycleShape | None = None
    units: dict[str, ReadingShape] = {}


class StandingShape(Struct, frozen=True):
    """As model.authority.StandingAuthority; devices may be ["*"]: every device declared today."""

    id: str
    holder: PrincipalId
    granted_by: PrincipalId
    devices: tuple[DeviceId, ...]
    max_change: float
    starts_at: datetime
    ends_at: datetime


class AuthorityShape(Struct, frozen=True):
    """authority.toml."""

    roles: tuple[Role, ...]
    principals: tuple[Principal, ...]
    standing: tuple[StandingShape, ...] = ()


class Shapes(Struct, frozen=True):
    """Everything decoded. `read` names the files that could be read: no reference into another is judged."""

    city: CityShape
    storms: StormsShape
    streams: StreamsShape
    rules: RulesShape
    crews: CrewsShape
    cases: CasesShape
    calendar: CalendarShape
    calendars: tuple[tuple[str, CalendarShape], ...]    # file and content
    authority: AuthorityShape
    read: tuple[str, ...]
