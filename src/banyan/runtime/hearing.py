"""What people ask: each intent is heard once, authorized once, and answered by a record."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from banyan.command.memory import Memory as CommandMemory
from banyan.judge.alarms import Memory as AlarmMemory
from banyan.model.alert import Phase
from banyan.model.authority import Authority, Refused, authorize
from banyan.model.ids import AlertId, CaseId, IncidentId
from banyan.model.intent import Action, Intent
from banyan.model.level import Level
from banyan.model.record import Record, record
from banyan.model.time import Instant, stamp

REMEMBERED = 5_000      # intents whose repetition is recognised
LEVELS = tuple(level.value for level in Level)
UNSEEN = (Phase.UNACKNOWLEDGED, Phase.RETURNED)


class Hearing(Struct, frozen=True):
    """`news` are heard for the first time; of them `allowed` may be done, `refused` says of the others why not."""

    news: tuple[Intent, ...] = ()
    allowed: tuple[Intent, ...] = ()
    refused: dict[str, str] = {}


def hear(
    authority: Authority,
    heard: Mapping[str, str],
    intents: Sequence[Intent],
    alarms: AlarmMemory,
    command: CommandMemory,
) -> Hearing:
    """Deny by default; the same intent twice, in one tick or later, is done once.

    Making a proposal and deciding on one is authorized by control, device by device.
    """
    news: dict[str, Intent] = {}
    for intent in intents:
        if intent.id not in heard:
            news.setdefault(intent.id, intent)
    allowed, refused = [], {}
    for intent in news.values():
        try:
            if intent.action not in (Action.APPROVE, Action.REFUSE, Action.PROPOSE):
                for scope in _scopes(intent, alarms, command):
                    authorize(authority, intent.by, intent.action, scope)
        except Refused as e:
            refused[intent.id] = str(e)
        else:
            allowed.append(intent)
    return Hearing(tuple(news.values()), tuple(allowed), refused)


def remember(heard: dict[str, str], news: Sequence[Intent], refused: Mapping[str, str]) -> dict[str, str]:
    """The last intents, with why they were refused ("": done), so that a repetition gets the same answer."""
    if not news:
        return heard
    more = heard | {intent.id: refused.get(intent.id, "") for intent in news}
    return dict(list(more.items())[-REMEMBERED:])


def _scopes(intent: Intent, alarms: AlarmMemory, command: CommandMemory) -> list[str]:
    """The places that an alert, an incident's alerts or a case are about; everything else concerns the whole city."""
    if intent.action is Action.ACKNOWLEDGE and intent.args:
        return _seen(intent, alarms, command)
    if intent.action in (Action.ACKNOWLEDGE, Action.SHELVE):
        standing = alarms.open.get(AlertId(intent.target))
        return [standing.alert.place if standing else "*"]
    if intent.action is Action.CLOSE:
        case = command.cases.get(CaseId(intent.target))
        return [case.place if case else "*"]
    return ["*"]


def _seen(intent: Intent, alarms: AlarmMemory, command: CommandMemory) -> list[str]:
    """The places of the alerts that a wish for a whole incident names. Raises Refused where it names others."""
    incident = command.incidents.get(IncidentId(intent.target))
    for aid, level in intent.args.items():
        if level not in LEVELS:
            raise Refused(f"alert {aid} was seen at {level!r}: one of {', '.join(LEVELS)} was expected")
        if incident is not None and aid not in incident.alerts:
            raise Refused(f"alert {aid} is not of incident {intent.target}: nothing was acknowledged")
    still = [alarms.open[AlertId(aid)].alert.place for aid in intent.args if AlertId(aid) in alarms.open]
    if incident is None and not still:
        raise Refused(f"incident {intent.target} is not open: nothing to acknowledge")
    return list(dict.fromkeys(map(str, still))) or ["*"]


def counted(
    intents: Sequence[Intent], records: Sequence[Record], alarms: AlarmMemory, command: CommandMemory
) -> dict[str, dict[str, int]]:
    """Of wishes for whole incidents, how many alerts they acknowledged, and how many of the incident are newer: those
    that nobody has acknowledged after this tick. `records` are this tick's of alerts.
    """
    found = {}
    for intent in intents:
        if intent.action is Action.ACKNOWLEDGE and intent.args:
            mine = ("acknowledged-by", entity(intent.id))
            done = sum(1 for r in records if any((c.role, c.id) == mine for c in r.causes))
            incident = command.incidents.get(IncidentId(intent.target))
            open_ = [alarms.open.get(aid) for aid in incident.alerts] if incident is not None else []
            left = sum(1 for s in open_ if s is not None and s.alert.phase in UNSEEN and s.alert.shelved_until is None)
            found[intent.id] = {"acknowledged": done, "newer": left}
    return found


class _Heard(Struct, frozen=True, omit_defaults=True):
    id: str
    by: str
    action: str
    target: str
    args: dict[str, str]
    result: str
    why: str | None
    counts: dict[str, int] = {}      # left out where there is nothing to count


def told(i: Intent, refused: str | None, now: Instant, counts: Mapping[str, int] | None = None) -> Record:
    """The record of an intent; `counts` say how much was done of it. Its id holds the tick: an asker's key may come
    again when it is long forgotten.
    """
    result = "done" if refused is None else "refused"
    body = _Heard(entity(i.id), i.by, i.action, i.target, i.args, result, refused, dict(counts or {}))
    return record("intent", f"{body.id}@{stamp(now)}", now, i.by, body)


def entity(intent: str) -> str:
    return f"intent/{intent}"
