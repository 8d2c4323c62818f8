"""The life of alerts (ISA-18.2-2016 / IEC 62682 state diagram; deadband and delays act before it, in ladder.py).

Where the diagram leaves a choice:

* A graver level than the one that was acknowledged makes the alert unacknowledged again; going down and up to that
  same level doesn't.
* While shelved an alert keeps its phase; level and presence are followed silently. When the shelf ends it is
  re-evaluated: present → unacknowledged, absent → closed (whoever shelved it has seen it). A level graver than the one
  that was shelved ends the shelf at once: what was put aside was a lesser thing.
* A condition that comes again while the alert is returned-unacknowledged goes on in the same alert. So does one that
  comes again within the second in which its alert closed: ids are derived and tell seconds.
* An alert of a rule out of service stands as it was: nobody has seen its condition end.
"""

import math
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from msgspec import Struct, field
from msgspec.structs import replace

from banyan.judge.run import Prepared
from banyan.model.alert import Alert, Condition, Phase, Transition, alert_id
from banyan.model.ids import AlertId, RuleId
from banyan.model.intent import Action, Intent
from banyan.model.level import Level
from banyan.model.observation import Evidence
from banyan.model.record import Record, record
from banyan.model.rule import RuleKind
from banyan.model.text import Said
from banyan.model.time import Instant, iso, minutes

LONGEST_SHELF_MIN = 24 * 60.0      # a day: what should be quiet for longer wants its rule changed
FIRST_EVIDENCE = 4                 # readings kept of what began an alert, ...
LAST_EVIDENCE = 4                  # ... and of what happened last
_BY_JUDGE = "judge"
_NOTHING: Mapping[RuleId, Said] = MappingProxyType({})
_OF_RECORDS = (RuleKind.FORECAST, RuleKind.EXPECTED, RuleKind.TRUST)    # their evidence names records, not streams


class Standing(Struct, frozen=True):
    """An open alert, how many records it has, and the level at which someone last took notice of it."""

    alert: Alert
    records: int
    noticed: Level | None = None


class Memory(Struct, frozen=True):
    """Open alerts by id, the open one of each rule, and the last closed one of each rule."""

    open: dict[AlertId, Standing] = field(default_factory=dict)
    by_rule: dict[RuleId, AlertId] = field(default_factory=dict)
    closed: dict[RuleId, Standing] = field(default_factory=dict)


class Alarms(Struct, frozen=True):
    """What one tick changed. `changed` holds every version, one a record and in their order: the last one counts."""

    memory: Memory
    records: tuple[Record, ...]
    changed: tuple[Alert, ...]
    refused: tuple[tuple[Intent, str], ...]


def update(
    rules: Prepared, memory: Memory, transitions: Sequence[Transition], intents: Sequence[Intent], now: Instant
) -> Alarms:
    """Conditions first, then shelves that end by `now`, then what people ask. Other rooms' intents are passed over.

    Who may acknowledge and shelve is decided before; here a refusal means that there is nothing to do it to.
    """
    shelved = any(s.alert.shelved_until is not None for s in memory.open.values())
    if not transitions and not intents and not shelved:
        return Alarms(memory, (), (), ())
    work = _Work(rules, memory, now)
    for transition in transitions:
        work.transition(transition)
    for standing in list(work.open.values()):
        if standing.alert.shelved_until is not None and standing.alert.shelved_until <= now:
            work.unshelve(standing)
    for intent in intents:
        work.intent(intent)
    after = Memory(work.open, work.by_rule, work.closed) if work.records else memory
    return Alarms(after, tuple(work.records), tuple(work.changed), tuple(work.refused))


def withdraw(
    rules: Prepared, memory: Memory, gone: Mapping[RuleId, str], now: Instant, why: Mapping[RuleId, Said] = _NOTHING
) -> Alarms:
    """The alerts of rules that are no longer declared, or that ask something else now, end with a record.

    `gone` names for each rule the record that says so; `why` has the sentence, where it isn't that the rule changed.
    An alert nobody has acknowledged waits for that, as ever.
    """
    work = _Work(rules, memory, now)
    for standing in list(work.open.values()):
        if standing.alert.rule in gone and standing.alert.present:
            work.withdraw(standing, gone[standing.alert.rule], why.get(standing.alert.rule))
    closed = {rule: standing for rule, standing in work.closed.items() if rule not in gone}
    return Alarms(Memory(work.open, work.by_rule, closed), tuple(work.records), tuple(work.changed), ())


class _Work:
    """One tick at work on copies."""

    def __init__(self, rules: Prepared, memory: Memory, now: Instant) -> None:
        self.rules = rules
        self.now = now
        self.open = dict(memory.open)
        self.by_rule = dict(memory.by_rule)
        self.closed = dict(memory.closed)
        self.records: list[Record] = []
        self.changed: list[Alert] = []
        self.refused: list[tuple[Intent, str]] = []

    def transition(self, said: Transition) -> None:
        standing = self._current(said)
        if standing is None:
            if said.condition is not Condition.CLEAR:
                self._begin(said)
        elif said.condition is Condition.CLEAR:
            self._clear(standing, said)
        else:
            self._present(standing, said)

    def _current(self, said: Transition) -> Standing | None:
        """The alert that `said` goes on with: the rule's open one, or one that closed within the same second."""
        open_id = self.by_rule.get(said.rule)
        if open_id is not None:
            return self.open[open_id]
        last = self.closed.get(said.rule)
        return last if last is not None and last.alert.id == alert_id(said.rule, said.subject, said.at) else None

    def _begin(self, said: Transition) -> None:
        rule = self.rules.by_id[said.rule]
        alert = Alert(
            id=alert_id(said.rule, said.subject, said.at),
            rule=said.rule,
            rule_version=rule.version,
            subject=said.subject,
            place=rule.place,
            cause=rule.cause,
            level=said.level,
            worst=said.level,
            phase=Phase.UNACKNOWLEDGED,
            raised_at=said.at,
            changed_at=said.at,
            evidence=said.evidence,
            reason=said.reason,
        )
        self._say(Standing(alert, 0), alert, _BY_JUDGE, self._because("raised-by", said))

    def _present(self, standing: Standing, said: Transition) -> None:
        """Raised again, graver or milder."""
        was = standing.alert
        graver = standing.noticed is not None and said.level.rank > standing.noticed.rank
        shelved = was.shelved_until is not None and not graver
        again = was.phase in (Phase.RETURNED, Phase.CLOSED) or (graver and was.phase is Phase.ACKNOWLEDGED)
        alert = replace(
            was,
            level=said.level,
            worst=max(was.worst, said.level, key=lambda level: level.rank),
            phase=was.phase if shelved or not (again or graver) else Phase.UNACKNOWLEDGED,
            changed_at=max(was.changed_at, said.at),
            evidence=_joined(was.evidence, said.evidence),
            reason=said.reason,
            present=True,
            cleared_at=None,
            shelved_until=was.shelved_until if shelved else None,
        )
        role = "raised-by" if said.condition is Condition.RAISE else "amended-by"
        noticed = standing.noticed if shelved or alert.phase is Phase.ACKNOWLEDGED else None
        self._say(replace(standing, noticed=noticed), alert, _BY_JUDGE, self._because(role, said))

    def _clear(self, standing: Standing, said: Transition) -> None:
        was = standing.alert
        at = max(was.changed_at, said.at)
        phase = was.phase
        if was.shelved_until is None:
            phase = Phase.CLOSED if phase is Phase.ACKNOWLEDGED else Phase.RETURNED
        alert = replace(was, phase=phase, present=False, changed_at=at, cleared_at=at, reason=said.reason,
                        evidence=_joined(was.evidence, said.evidence))
        self._say(standing, alert, _BY_JUDGE, self._because("cleared-by", said))

    def withdraw(self, standing: Standing, cause: str, why: Said | None) -> None:
        """Nobody asks any more whether its condition holds."""
        was = standing.alert
        at = max(was.changed_at, self.now)
        phase = Phase.CLOSED if was.phase is Phase.ACKNOWLEDGED else Phase.RETURNED
        alert = replace(was, phase=phase, present=False, changed_at=at, cleared_at=at, shelved_until=None,
                        reason=why or Said("judge.withdrawn", {"subject": str(was.subject)}))
        self._say(standing, alert, _BY_JUDGE, (("cleared-by", cause),))

    def unshelve(self, standing: Standing) -> None:
        """The shelf's end: re-evaluated."""
        was = standing.alert
        phase = Phase.UNACKNOWLEDGED if was.present else Phase.CLOSED
        alert = replace(was, phase=phase, shelved_until=None, changed_at=max(was.changed_at, self.now))
        self._say(replace(standing, noticed=None), alert, _BY_JUDGE, ())

    def intent(self, intent: Intent) -> None:
        if intent.action not in (Action.ACKNOWLEDGE, Action.SHELVE):
            return
        standing = self.open.get(AlertId(intent.target))
        if intent.action is Action.ACKNOWLEDGE and intent.args:
            self._acknowledge_seen(intent)
        elif standing is None:
            what = "acknowledge" if intent.action is Action.ACKNOWLEDGE else "shelve"
            self.refused.append((intent, f"alert {intent.target} is not open: nothing to {what}"))
        elif intent.action is Action.ACKNOWLEDGE:
            self._acknowledge(standing, intent)
        else:
            self._shelve(standing, intent)

    def _acknowledge_seen(self, intent: Intent) -> None:
        """All alerts of an incident as they were seen: what rose since, or is graver than it was, stays as it is."""
        for aid, level in intent.args.items():
            standing = self.open.get(AlertId(aid))
            if standing is None or standing.alert.shelved_until is not None:
                continue
            if standing.alert.level.rank <= Level(level).rank:
                self._acknowledge(standing, intent)

    def _acknowledge(self, standing: Standing, intent: Intent) -> None:
        """Someone has seen it. Acknowledging twice changes nothing."""
        was = standing.alert
        if was.shelved_until is not None:
            why = f"alert {was.id} is shelved until {iso(was.shelved_until)}: nothing to acknowledge before"
            self.refused.append((intent, why))
            return
        if was.phase is Phase.ACKNOWLEDGED:
            return
        phase = Phase.CLOSED if was.phase is Phase.RETURNED else Phase.ACKNOWLEDGED
        alert = replace(was, phase=phase, acknowledged_by=intent.by, changed_at=max(was.changed_at, self.now))
        cause = ("acknowledged-by", f"intent/{intent.id}")
        self._say(replace(standing, noticed=was.level), alert, intent.by, (cause,))

    def _shelve(self, standing: Standing, intent: Intent) -> None:
        """Put aside, always with an end. Shelving again sets a new end."""
        was, span = standing.alert, _span(intent.args.get("minutes", ""))
        if span is None:
            why = f"alert {was.id} can be shelved for more than 0 and at most {LONGEST_SHELF_MIN:.0f} minutes"
            self.refused.append((intent, why))
            return
        alert = replace(was, shelved_until=self.now + minutes(span), changed_at=max(was.changed_at, self.now))
        cause = ("shelved-by", f"intent/{intent.id}")
        self._say(replace(standing, noticed=was.level), alert, intent.by, (cause,))

    def _because(self, role: str, said: Transition) -> tuple[tuple[str, str], ...]:
        """What a transition is caused by: the readings it copied, or the forecast, decision or estimate."""
        if self.rules.by_id[said.rule].kind in _OF_RECORDS:
            return tuple((role, str(piece.stream)) for piece in said.evidence)
        return tuple((role, f"reading/{piece.stream}/{piece.seq}") for piece in said.evidence)

    def _say(self, standing: Standing, alert: Alert, by: str, causes: tuple[tuple[str, str], ...]) -> None:
        """One more record of this alert; it follows the one before, so that the chain never breaks."""
        n = standing.records + 1
        if n > 1:
            causes = (*causes, ("follows", f"{alert.id}#{n - 1}"))
        self.records.append(record("alert", f"{alert.id}#{n}", self.now, by, alert, *causes))
        self.changed.append(alert)
        after = Standing(alert, n, standing.noticed)
        if alert.phase is Phase.CLOSED:
            self.open.pop(alert.id, None)
            self.by_rule.pop(alert.rule, None)
            self.closed[alert.rule] = after
        else:
            self.open[alert.id] = after
            self.by_rule[alert.rule] = alert.id
            self.closed.pop(alert.rule, None)


def _joined(first: tuple[Evidence, ...], more: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """What began it and what happened last, each once; the middle of a long life is in its records."""
    every = tuple(dict.fromkeys((*first, *more)))
    if len(every) <= FIRST_EVIDENCE + LAST_EVIDENCE:
        return every
    return every[:FIRST_EVIDENCE] + every[-LAST_EVIDENCE:]


def _span(said: str) -> float | None:
    try:
        span = float(said)
    except ValueError:
        return None
    return span if math.isfinite(span) and 0 < span <= LONGEST_SHELF_MIN else None
