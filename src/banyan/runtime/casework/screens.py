"""What screens ask of cases beside lists and one case: boards, points, news, what may be done, look-alikes."""

from itertools import islice

from msgspec import Struct

from banyan.command.casework import powers
from banyan.command.casework.flow import DISPATCH
from banyan.command.casework.intake import metres
from banyan.command.casework.routing import CELL, route
from banyan.command.casework.turn import No
from banyan.model.authority import Refused, authorize
from banyan.model.casetype import Definition
from banyan.model.casework import Actor, Case, Status, Verb
from banyan.model.ids import PrincipalId
from banyan.model.route import Routed
from banyan.model.text import Name
from banyan.model.time import Instant
from banyan.runtime.casework.checks import PhotoSaid, photos_said
from banyan.runtime.casework.looking import CaseDesk
from banyan.runtime.casework.possible import Can, grounds_lack, possible
from banyan.runtime.casework.records import CASE
from banyan.runtime.casework.views import CaseAsked, CaseLine

ALL = 1_000_000        # more cases than a city has open
ALIKE_M = 100.0        # metres around a case in which others of its type are shown before it is joined
MOST_ALIKE = 10
MOST_NEWS = 500
WORKED = (Status.REPORTED, Status.FILED, Status.DISPATCHED, Status.HANDLING, Status.FED_BACK, Status.VERIFIED)


class Column(Struct, frozen=True):
    """One status of the board: how many there are, how many of them are late, and the first of them."""

    status: str
    count: int
    late: int
    rows: list[CaseLine]


class Board(Struct, frozen=True):
    columns: list[Column]
    now: Instant


class Points(Struct, frozen=True):
    """Where cases are, as columns of equal length. `nowhere`: how many have no position."""

    id: list[str]
    lon: list[float]
    lat: list[float]
    name: list[Name]
    status: list[str]
    late: list[bool]
    priority: list[bool]
    nowhere: int


class News(Struct, frozen=True):
    """Cases that changed after a record number; `more`: too many to name."""

    sequence: int
    changed: list[str]
    more: bool


class UnitName(Struct, frozen=True):
    id: str
    name: Name


class AreaName(Struct, frozen=True):
    id: str
    name: Name
    level: str


class Directory(Struct, frozen=True):
    """Names of units, desks and areas. `mine`: of whoever asks, their units first, then their desks."""

    units: list[UnitName]
    desks: list[str]
    areas: list[AreaName]
    mine: list[str]
    indicators: bool = False     # whether the city answers /api/indicators


class Alike(Struct, frozen=True):
    """An open case of the same type nearby. `joins`: the one that was asked about may be joined to it."""

    line: CaseLine
    metres: int
    texts: list[str]
    joins: bool


class Aside(Struct, frozen=True):
    """What stands beside one case. `can`: what whoever asks may do now; `grounds`: ground → evidence it still needs.

    `route`: by which row it went, or would go; `members`: lines of its parts, its parent, and what it was joined to;
    `photos`: what each photo of it says of its own time and place.
    """

    definition: Definition
    can: list[Can]
    grounds: dict[str, list[str]]
    route: Routed | None
    alike: list[Alike]
    members: list[CaseLine]
    photos: list[PhotoSaid]


class CaseScreens:
    """Thread-safe, as its desk is."""

    def __init__(self, desk: CaseDesk) -> None:
        self._desk, self._office = desk, desk.office

    def board(self, asked: CaseAsked, limit: int) -> Board:
        """Cases by status, in each what is due first; of closed ones, the newest."""
        now = self._office.now()
        open_, ended = self._desk.found(asked, now)
        by: dict[str, list[CaseLine]] = {status: [] for status in WORKED}
        for line in open_:
            by.setdefault(line.status, []).append(line)
        columns = [Column(s, len(rows), sum(r.late for r in rows), rows[:limit]) for s, rows in by.items()]
        if ended:
            shown = self._desk.lines(ended[:limit], now)
            columns.append(Column(Status.CLOSED, len(ended), sum(one.late for one in ended), shown))
        return Board(columns, now)

    def points(self, asked: CaseAsked) -> Points:
        rows = self._desk.page(asked, 0, ALL).rows
        placed = [(line, line.position) for line in rows if line.position is not None]
        return Points(
            id=[line.id for line, _ in placed], lon=[at[0] for _, at in placed], lat=[at[1] for _, at in placed],
            name=[line.name for line, _ in placed], status=[line.status for line, _ in placed],
            late=[line.late for line, _ in placed], priority=[line.priority for line, _ in placed],
            nowhere=len(rows) - len(placed),
        )  # fmt: skip

    def news(self, after: int) -> News:
        """Without `after` only the number to go on from."""
        store = self._desk.store
        sequence = store.sequence()
        if after <= 0 or after > sequence:
            return News(sequence, [], after > sequence)
        found = list(islice(store.records(after, CASE), MOST_NEWS + 1))
        changed = list(dict.fromkeys(str(rec.body["id"]) for _, rec in found[:MOST_NEWS]))
        last = max([sequence, *(seq for seq, _ in found)])
        return News(last, changed, len(found) > MOST_NEWS)

    def directory(self, who: PrincipalId) -> Directory:
        routes, roles = self._office.book.routes, self._office.actor(who).roles
        desks = list(dict.fromkeys(str(d.desk) for d in self._office.types()))
        units = [UnitName(u.id, u.name) for u in routes.units]
        held = [str(r) for r in roles if any(u.id == r for u in routes.units)]
        mine = [*held, *(str(r) for r in roles if r in desks and r not in held)]
        areas = [AreaName(a.id, a.name, a.level) for a in routes.areas]
        areas.sort(key=lambda a: a.level == CELL)
        return Directory(units, desks, areas, mine, indicators=True)

    def aside(self, cid: str, who: PrincipalId) -> Aside:
        """Raises KeyError."""
        case, now, by = self._office.case(cid), self._office.now(), self._office.actor(who)
        definition = self._office.definition(case)
        if definition is None:
            raise KeyError(f"type of case {cid}")
        look = self._office.register.get
        can = [one for one in possible(self._office.book, definition, case, by, now, look) if self._may(by, one.verb)]
        return Aside(
            definition=self._office.asked(definition), can=can, grounds=grounds_lack(definition, case),
            route=self._route(case, definition, now), alike=self._alike(case, definition, by, now),
            members=self._members(case, now), photos=photos_said(self._desk.store, case),
        )  # fmt: skip

    def _may(self, by: Actor, verb: str) -> bool:
        try:
            authorize(self._office.authority, by.principal, f"case.{verb}")
        except Refused:
            return False
        return True

    def _route(self, case: Case, definition: Definition, now: Instant) -> Routed | None:
        """As it went; while it waits for its dispatch, as it would go now."""
        if case.status in (Status.REPORTED, Status.FILED) or (case.step == DISPATCH and case.route is None):
            return route(self._office.book.routes, definition, case.place, now, self._office.book.timezone)
        return case.route

    def _alike(self, case: Case, definition: Definition, by: Actor, now: Instant) -> list[Alike]:
        """Open ones of its type around it, for who may join them; the nearest first."""
        here = case.place.position
        if here is None or case.status is Status.CLOSED or not self._joins(definition, case, by):
            return []
        radius = max(ALIKE_M, definition.nearby.metres if definition.nearby is not None else 0.0)
        found = []
        for other in list(self._office.register.of_type(case.type)):
            there = other.place.position
            if other.id != case.id and there is not None and (away := metres(here, there)) <= radius:
                found.append((away, other.id, other))
        found.sort(key=lambda one: one[:2])
        return [Alike(self._desk.line(other, now), round(away), [r.text for r in other.reports if r.text][:3],
                      other.intake <= case.intake) for away, _, other in found[:MOST_ALIKE]]  # fmt: skip

    def _joins(self, definition: Definition, case: Case, by: Actor) -> bool:
        try:
            powers.check(definition, case, by, Verb.JOIN)
        except No:
            return False
        return self._may(by, Verb.JOIN)

    def _members(self, case: Case, now: Instant) -> list[CaseLine]:
        ids = [case.parent, case.follows, case.joined_to, *(part.case for part in case.parts)]
        found = [self._office.register.get(cid) for cid in dict.fromkeys(ids) if cid is not None]
        return [self._desk.line(one, now) for one in found if one is not None]
