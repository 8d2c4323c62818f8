"""A report comes in: it opens a case, or joins one that is about the same thing."""

from collections.abc import Iterable
from math import asin, cos, radians, sin, sqrt

from msgspec.structs import replace

from banyan.command.calendar import due_at
from banyan.command.casework.attributes import wrong_attributes
from banyan.command.casework.family import day_of, definition_now
from banyan.command.casework.flow import FILE, HANDLE
from banyan.command.casework.routing import located
from banyan.command.casework.telling import settled
from banyan.command.casework.turn import No
from banyan.command.clocks import moved
from banyan.model import clock
from banyan.model.casetype import Casebook, Definition
from banyan.model.casework import Case, Done, Entry, Intake, Place, Refusal, Status, Verb
from banyan.model.clock import MoveKind
from banyan.model.ids import CaseId
from banyan.model.ports import Notice
from banyan.model.time import Instant

_EARTH_M = 6_371_008.8        # mean radius R1 of the IUGG, GRS 80
_LONGEST, _SHORT = 10_000, 500    # characters of a report; of an address, a key, a reference
_MANY = 50                        # pictures of one report


def report(
    book: Casebook, intake: Intake, now: Instant, fresh: CaseId, standing: Iterable[Case] = ()
) -> Done | Refusal:
    """A case of its own under the id `fresh`, or one more report of a case among `standing`.

    The citizen's clock begins when the city first heard of it (`report.at`), not when it was written down.
    """
    try:
        definition = definition_now(book, intake.type, now)
        _check(definition, intake, now)
    except No as no:
        return Refusal(no.said)
    place = placed(book, intake.report.place, now)
    intake = replace(intake, report=replace(intake.report, place=place))
    nearby = definition.nearby
    if nearby is not None and nearby.joins and not intake.alone and intake.holder is None:
        same = next(iter(near(book, definition, intake, standing)), None)
        if same is not None:
            return _joined(same, intake, now)
    return _opened(book, definition, intake, now, fresh)


def again(case: Case, intake: Intake, now: Instant) -> Done:
    """One more report of this very case, whatever is near: it is known to be about the same thing."""
    return _joined(case, replace(intake, report=replace(intake.report, place=case.place)), now)


def near(book: Casebook, definition: Definition, intake: Intake, standing: Iterable[Case]) -> tuple[Case, ...]:
    """Open cases of the type that are near in place and time, the nearest first: to be shown before one reports."""
    rule, at, here = definition.nearby, intake.report.at, intake.report.place.position
    if rule is None or here is None:
        return ()
    calendar = book.calendar(definition.calendar)
    found = []
    for case in standing:
        there = case.place.position
        if case.type != definition.id or case.status is Status.CLOSED or there is None or not case.reports:
            continue
        away = metres(here, there)
        if away <= rule.metres and case.intake <= at <= due_at(case.intake, rule.within, calendar, book.timezone)[0]:
            found.append((away, case.id, case))
    return tuple(case for _, _, case in sorted(found, key=lambda one: one[:2]))


def metres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Along the great circle between two (longitude, latitude)."""
    (west, south), (east, north) = ((radians(x), radians(y)) for x, y in (a, b))
    half = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin((east - west) / 2) ** 2
    return 2 * _EARTH_M * asin(min(1.0, sqrt(half)))


def _check(definition: Definition, intake: Intake, now: Instant) -> None:
    told = intake.report
    if told.at > now:
        raise No("future", at=told.at.isoformat())
    short = (told.place.address, told.source or "", told.reporter or "", told.channel, *told.media)
    if len(told.media) > _MANY or any(len(text) > _SHORT for text in short):
        raise No("long", most=_LONGEST, short=_SHORT)
    if not told.id or len(told.text) > _LONGEST:
        raise No("text", n=len(told.text), most=_LONGEST)
    if intake.state is not None and definition.state(intake.state) is None:
        raise No("state", state=intake.state, type=definition.id, known=", ".join(s.id for s in definition.states))
    if told.place.position is not None:
        lon, lat = told.place.position
        if not (-180 <= lon <= 180 and -90 <= lat <= 90):
            raise No("position", lon=lon, lat=lat)
    if intake.holder is not None and (not definition.on_the_spot or intake.holder not in intake.by.roles):
        raise No("spot", type=definition.id, holder=intake.holder)
    wrong = wrong_attributes(definition, told.attributes)
    if wrong is not None:
        raise wrong


def placed(book: Casebook, place: Place, now: Instant) -> Place:
    """With the cell and the area that its position lies in, where the reporter named none."""
    cell, area = located(book.routes, place, day_of(now, book.timezone))
    return replace(place, cell=place.cell or cell, area=place.area or area)


def _joined(case: Case, intake: Intake, now: Instant) -> Done:
    after = replace(case, reports=(*case.reports, intake.report), moves=case.moves + 1)
    entry = _entry(after, case.status, now, intake)
    return Done((after,), (entry,), (_notice(entry, after),))


def _opened(book: Casebook, definition: Definition, intake: Intake, now: Instant, fresh: CaseId) -> Done:
    spot, told = intake.holder, intake.report
    step = HANDLE if spot is not None else FILE
    taken = clock.Move(fresh, MoveKind.INTAKE, told.at, holder=spot or definition.desk, step=step)
    line = moved({}, taken, book.calendar(definition.calendar), book.timezone)[fresh]
    case = Case(
        id=fresh, type=definition.id, version=definition.version,
        status=Status.HANDLING if spot is not None else Status.REPORTED, place=told.place, desk=definition.desk,
        reports=(told,), line=line, terms=definition.terms(intake.state), due=told.at, calendar=definition.calendar,
        state=intake.state, handler=spot, spot=spot is not None, moves=1,
    )  # fmt: skip
    case = settled(book, definition, case, now)
    entry = _entry(case, None, now, intake)
    return Done((case,), (entry,), (_notice(entry, case),))


def _entry(case: Case, before: Status | None, now: Instant, intake: Intake) -> Entry:
    return Entry(
        id=f"{case.id}/{case.moves}", case=case.id, n=case.moves, verb=Verb.REPORT, at=now, by=intake.by.principal,
        holder=case.holder, step=case.step, before=before, after=case.status, intake=intake,
    )  # fmt: skip


def _notice(entry: Entry, case: Case) -> Notice:
    body = {"to": str(case.desk), "key": "case.told.reported", "args": {"case": str(case.id)}}
    return Notice(f"case/{entry.id}/desk", "people", body)
