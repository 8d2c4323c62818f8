"""The list of second looks: closed cases that were drawn, and what was found of them so far."""

from datetime import timedelta

import msgspec
from msgspec import Struct

from banyan.command.casework.sampling import in_sample
from banyan.command.forms.texts import TEXTS
from banyan.model.casetype import version_of
from banyan.model.casework import Case, Evidence, Status
from banyan.model.ports import Store
from banyan.model.text import Name, Said, render
from banyan.model.time import Instant
from banyan.runtime.casework.ended import Ended
from banyan.runtime.casework.looking import CaseDesk
from banyan.runtime.casework.photo_round import KIND
from banyan.runtime.casework.register import named_photos
from banyan.runtime.casework.views import CaseLine

BACK = timedelta(days=30)     # closings further back are no longer looked at: the place has changed
MOST = 200


class Check(Struct, frozen=True):
    """One closed case that was drawn. `spot`: handled where it was found, so nobody has verified it."""

    line: CaseLine
    outcome: Name
    reason: str
    closed_by: str
    spot: bool
    evidence: tuple[Evidence, ...]


class Checks(Struct, frozen=True):
    """`waiting`: not looked at yet, the oldest end first, at most 200; counts are of all. `share`: % by type's id."""

    waiting: list[Check]
    count: int
    looked_at: int
    share: dict[str, int]
    now: Instant


class PhotoDoubt(Struct, frozen=True):
    """`sure`: the photo contradicts its case; else it only doesn't say."""

    zh: str
    en: str
    sure: bool


class PhotoSaid(Struct, frozen=True):
    """What a photo's own time and place say against its case. `checked` False: they are still to be compared."""

    ref: str
    checked: bool
    doubts: list[PhotoDoubt]


class _Told(Struct, frozen=True):
    said: Said
    sure: bool


class _Attached(Struct, frozen=True):
    doubts: tuple[_Told, ...] = ()


def second_looks(desk: CaseDesk) -> Checks:
    """Of the last 30 days."""
    now = desk.office.now()
    found: list[Ended] = []
    done, share = 0, dict[str, int]()
    for one in desk.office.register.closed.since(now - BACK):
        definition = version_of(desk.office.book, one.type, one.version)
        if definition is None or one.joined or one.imported or not in_sample(definition, one.id, one.at):
            continue
        share[definition.id] = definition.sampled
        if one.scored:
            done += 1
        else:
            found.append(one)
    found.sort(key=lambda one: (one.at, one.id))
    cases = desk.office.register.several([one.id for one in found[:MOST]])
    waiting = [_check(desk, case, now) for case in cases if case.status is Status.CLOSED]
    return Checks(waiting, len(found), done, share, now)


def _check(desk: CaseDesk, case: Case, now: Instant) -> Check:
    definition, last = desk.office.definition(case), case.closings[-1]
    outcome = definition.outcome(last.outcome) if definition is not None else None
    return Check(
        desk.line(case, now), outcome.name if outcome is not None else Name(last.outcome, last.outcome), last.reason,
        str(last.by), case.spot, case.evidence,
    )  # fmt: skip


def photos_said(store: Store, case: Case) -> list[PhotoSaid]:
    """Of every photo that the case names, in the order in which it came."""
    refs = list(dict.fromkeys(named_photos(case)))
    told = store.bodies(KIND, refs)
    return [PhotoSaid(ref, ref in told, _doubts(told[ref]) if ref in told else []) for ref in refs]


def _doubts(body: dict[str, object]) -> list[PhotoDoubt]:
    return [PhotoDoubt(render(d.said, TEXTS, "zh"), render(d.said, TEXTS, "en"), d.sure)
            for d in msgspec.convert(body, _Attached).doubts]
