"""A city small enough to reckon by hand: two ponding points below one lake, one elsewhere, two crews, one calendar."""

from datetime import UTC, datetime, time, timedelta

from banyan.model.alert import Alert, Phase, alert_id
from banyan.model.authority import Authority
from banyan.model.calendar import Calendar
from banyan.model.case import Crew, CrewStatus
from banyan.model.city import CaseType, City, Place
from banyan.model.ids import CrewId, PlaceId, RoleId, RuleId, StreamId, SubjectId, TaskId
from banyan.model.level import Level
from banyan.model.messages import CrewReport
from banyan.model.observation import Evidence
from banyan.model.rule import Limit, Rule, RuleKind
from banyan.model.text import Name, Said
from banyan.model.time import Instant, minutes

START = datetime(2026, 7, 24, 1, 0, tzinfo=UTC)    # Friday 09:00 in Shanghai

CALENDAR = Calendar(
    id="office",
    source="made up for the tests",
    published=(2026,),
    office=((time(9), time(12)), (time(14), time(18))),
)


def at(n: float) -> Instant:
    """n minutes after the start."""
    return START + timedelta(minutes=n)


def place(name: str, lon: float, below: str | None = None, pump: bool = True) -> Place:
    return Place(
        PlaceId(name), Name(zh=name, en=name), (lon, 26.0), below=below, pump_position=f"pos-{name}" if pump else None
    )


def rule(name: str, where: str, case_type: str | None = "ponding", cause: str = "high-water") -> Rule:
    return Rule(
        id=RuleId(name),
        kind=RuleKind.THRESHOLD,
        subject=SubjectId(where),
        place=PlaceId(where),
        cause=cause,
        of=f"{where}.depth",
        limits=(Limit(Level.IV, 0.1, 0.05), Limit(Level.III, 0.2, 0.1), Limit(Level.II, 0.4, 0.3)),
        case_type=case_type,
        case_from=Level.III,
    )


def crew(name: str, lon: float, skills: tuple[str, ...] = ("pump",)) -> Crew:
    return Crew(CrewId(name), Name(zh=name, en=name), skills, (lon, 26.0), speed_kmh=30.0, detour=1.5)


PONDING = CaseType(
    id="ponding",
    name=Name(zh="内涝积水", en="Ponding"),
    owner=RoleId("district"),
    action="mobile-pump",
    limits={"dispatch": "5 minutes", "on-site": "30 minutes", "close": "8 urgent hours"},
    escalate_to=(RoleId("duty-officer"), RoleId("director")),
    skill="pump",
)
WATCH = CaseType(
    id="watch",
    name=Name(zh="巡查", en="Watch"),
    owner=RoleId("district"),
    action="none",
    limits={"dispatch": "5 minutes", "close": "2 working hours"},
)

CITY = City(
    id="small",
    name=Name(zh="小城", en="Small"),
    timezone="Asia/Shanghai",
    streams=(),
    rules=(
        rule("depth-a", "a"),
        rule("depth-b", "b"),
        rule("depth-c", "c"),
        rule("gauge-a", "a", case_type=None),
        rule("watch-d", "d", case_type="watch", cause="silent"),
    ),
    devices=(),
    lakes=(),
    places=(place("a", 119.30, "lake"), place("b", 119.32, "lake"), place("c", 119.40), place("d", 119.41, pump=False)),
    crews=(crew("crew-1", 119.29), crew("crew-2", 119.33)),
    case_types=(PONDING, WATCH),
    calendar=CALENDAR,
    authority=Authority(roles=(), principals=()),
    controller={},
)


def alert(
    rule_id: str, n: float, level: Level = Level.III, raised: float | None = None, present: bool = True,
    shelved_until: Instant | None = None,
) -> Alert:
    """The alert of a rule as it stands at minute n; `raised` is the minute of its first raise."""
    declared = next(r for r in CITY.rules if r.id == rule_id)
    first = at(n if raised is None else raised)
    return Alert(
        id=alert_id(declared.id, declared.subject, first),
        rule=declared.id,
        rule_version="1",
        subject=declared.subject,
        place=declared.place,
        cause=declared.cause,
        level=level,
        worst=level,
        phase=Phase.UNACKNOWLEDGED if present else Phase.RETURNED,
        raised_at=first,
        changed_at=at(n),
        evidence=(Evidence(StreamId(f"{declared.place}.depth"), first - minutes(2), 0.25, 7),),
        reason=Said("test"),
        present=present,
        cleared_at=None if present else at(n),
        shelved_until=shelved_until,
    )


def says(
    name: str, seq: int, n: float, status: CrewStatus, where: str | None = None, task: str | None = None
) -> CrewReport:
    return CrewReport(
        CrewId(name), seq, at(n), status,
        PlaceId(where) if where else None, TaskId(task) if task else None,
    )
