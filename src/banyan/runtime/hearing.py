"""What people ask: each intent is heard once, authorized once, and answered by a record."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from banyan.command.memory import Memory as CommandMemory
from banyan.judge.alarms import Memory as AlarmMemory
from banyan.model.authority import Authority, Refused, authorize
from banyan.model.ids import AlertId, CaseId
from banyan.model.intent import Action, Intent
from banyan.model.record import Record, record
from banyan.model.time import Instant, stamp

REMEMBERED = 5_000      # intents whose repetition is recognised


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

    Deciding on a proposal is authorized by control, device by device.
    """
    news: dict[str, Intent] = {}
    for intent in intents:
        if intent.id not in heard:
            news.setdefault(intent.id, intent)
    allowed, refused = [], {}
    for intent in news.values():
        try:
            if intent.action not in (Action.APPROVE, Action.REFUSE):
                authorize(authority, intent.by, intent.action, _scope(intent, alarms, command))
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


def _scope(intent: Intent, alarms: AlarmMemory, command: CommandMemory) -> str:
    """The place that an alert or a case is about; everything else concerns the whole city."""
    if intent.action in (Action.ACKNOWLEDGE, Action.SHELVE):
        standing = alarms.open.get(AlertId(intent.target))
        return standing.alert.place if standing else "*"
    if intent.action is Action.CLOSE:
        case = command.cases.get(CaseId(intent.target))
        return case.place if case else "*"
    return "*"


class _Heard(Struct, frozen=True):
    id: str
    by: str
    action: str
    target: str
    args: dict[str, str]
    result: str
    why: str | None


def told(i: Intent, refused: str | None, now: Instant) -> Record:
    """The record of an intent. Its id holds the tick: an asker's key may come again when it is long forgotten."""
    body = _Heard(entity(i.id), i.by, i.action, i.target, i.args, "done" if refused is None else "refused", refused)
    return record("intent", f"{body.id}@{stamp(now)}", now, i.by, body)


def entity(intent: str) -> str:
    return f"intent/{intent}"
