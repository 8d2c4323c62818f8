"""Cases on a terminal."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from banyan.cli.cases_words import say
from banyan.command.casework.texts import CLOCKS, STATUSES, VERBS
from banyan.model.casework import Entry
from banyan.model.clock import Clock
from banyan.model.time import Instant
from banyan.runtime.casework.views import CaseLine, CasePage, CaseView


def page(found: CasePage, language: str, zone: ZoneInfo) -> Iterator[str]:
    if not found.rows:
        yield say("none", language)
        return
    for one in found.rows:
        yield _line(one, language, zone)
    yield say("count", language, n=found.count, late=found.late)


def _line(one: CaseLine, language: str, zone: ZoneInfo) -> str:
    status = STATUSES[one.status].said(language)
    due = _local(one.due, zone)
    marks = (say("late", language) if one.late else "") + (say("paused", language) if one.suspended else "")
    return f"{one.id}  {one.name.said(language)}  {status}  {one.holder}  {due}{marks}  {one.outcome or ''}".rstrip()


def view(found: CaseView, language: str, zone: ZoneInfo) -> Iterator[str]:
    case, line = found.case, found.line
    yield say("head", language, id=case.id, name=line.name.said(language), type=case.type, version=case.version)
    yield say("status", language, status=STATUSES[case.status].said(language), outcome=case.outcome or "-",
              verdict=case.verdict or "-")
    where = [case.place.address, case.place.area, case.place.cell, case.place.position and str(case.place.position)]
    yield say("place", language, place=", ".join(part for part in where if part) or "-")
    if found.answers_due:
        yield say("owed", language, ids=", ".join(r.id for r in found.answers_due))
    yield say("clocks", language)
    for clock in found.clocks:
        yield "  " + say("clock", language, whose=CLOCKS[clock.whose].said(language), who=clock.who,
                         limit=clock.limit, due=_local(clock.due, zone), state=_state(clock, language))
    yield say("holders", language, intake=_local(found.account.intake, zone))
    for holder, spent in found.account.holders.items():
        yield f"  {holder:<20} {spent.minutes:>8}"
    yield f"  {say('total', language):<20} {found.account.total.minutes:>8}"
    yield say("log", language)
    for entry in found.log:
        yield "  " + _entry(entry, language, zone)


def _state(clock: Clock, language: str) -> str:
    told = [("late", clock.breached_at is not None), ("paused", clock.paused), ("ended", clock.ended_at is not None),
            ("provisional", clock.provisional)]
    return "".join(say(key, language) for key, holds in told if holds)


def _entry(entry: Entry, language: str, zone: ZoneInfo) -> str:
    why = entry.move.reason if entry.move is not None else ""
    told = "; ".join(f"{t.what} {CLOCKS[t.whose].said(language)} {t.who} → {t.to}" for t in entry.told)
    after = STATUSES[entry.after].said(language)
    said = f"{_local(entry.at, zone)}  {VERBS[entry.verb].said(language)} → {after}  {entry.by} → {entry.holder}"
    return "  ".join(part for part in (said, why, told) if part)


def _local(at: Instant, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"
