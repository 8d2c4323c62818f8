"""What the folder's TOML files look like where they differ from the nouns: files, minutes, lists for one rule."""

from datetime import date, datetime, time

from msgspec import Struct

from banyan.model.authority import Principal, Role
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


class RulesShape(Struct, frozen=True):
    """rules.toml."""

    rules: tuple[RuleShape, ...]


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


class CalendarShape(Struct, frozen=True):
    """calendar.toml."""

    id: str
    office: tuple[tuple[time, time], ...]
    years: tuple[YearShape, ...]
    weekend: tuple[str, ...] = ("saturday", "sunday")


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
    authority: AuthorityShape
    read: tuple[str, ...]
