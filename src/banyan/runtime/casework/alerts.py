"""Alerts of faults as ordinary cases: the rows of casework.toml say which alert opens a case of which type."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from banyan.command.casework.alarms import MOST_MOVES, next_of_alerts, raised_since
from banyan.command.casework.opening import opened_by
from banyan.model.alert import Alert
from banyan.model.casework import Case, Status
from banyan.model.ids import RuleId
from banyan.model.level import Level
from banyan.model.ports import Store
from banyan.model.record import Record
from banyan.model.rule import Rule
from banyan.runtime.casework.office import CaseOffice
from banyan.runtime.casework.raised import OF_ALERT, Cause, Raised

KIND = "alert"


class AlertCases:
    """One case for each thing at fault, however many rules say so; looking twice does nothing twice."""

    def __init__(self, office: CaseOffice, store: Store, rules: Mapping[RuleId, Rule], raised: Raised) -> None:
        self._office, self._store, self._rules, self._raised = office, store, rules, raised

    def standing(self) -> list[str]:
        """Alerts that stand, or whose case does. One of last year that nobody opened a case for opens none now."""
        found = []
        for aid, body in self._store.current(KIND).items():
            case = self._raised.of(f"{OF_ALERT}{aid}")
            if body["present"] or (case is not None and case.status is not Status.CLOSED):
                found.append(aid)
        return found

    def concerns(self, body: Mapping[str, Any]) -> bool:
        """Whether an alert's record may come to anything here: most alerts are an incident's, or nobody's."""
        rule = self._rules.get(RuleId(body["rule"]))
        opens = rule is not None and opened_by(self._office.book.openings, rule, Level.I) is not None
        return opens or self._raised.of(f"{OF_ALERT}{body['id']}") is not None

    def in_order(self, ids: Iterable[str]) -> list[str]:
        """Those that stand before those that have ended: one fault that takes the place of another ends no case."""
        bodies = self._store.bodies(KIND, ids)
        return sorted(bodies, key=lambda aid: (not bodies[aid]["present"], aid))

    def case(self, aid: str) -> Case | None:
        """The case of an alert as it stands; None where it has none."""
        return self._raised.of(f"{OF_ALERT}{aid}")

    def look(self, aid: str) -> Case | None:
        """The case of an alert, as far as it goes by itself; None where it has none. Raises Declined, StoreFull."""
        body = self._store.bodies(KIND, [aid]).get(aid)
        alert = msgspec.convert(body, Alert) if body is not None else None
        rule = self._rules.get(alert.rule) if alert is not None else None
        if alert is None:
            return None
        case = self._raised.of(f"{OF_ALERT}{aid}")
        if alert.present and rule is not None and self._new(alert, case):
            kind = opened_by(self._office.book.openings, rule, alert.level)
            if kind is not None:
                history = self._history(aid)
                case = self._take(kind, alert, rule, ("raised-by", str(history[-1].id)))
        return case if case is None else self._go_on(case)

    def _new(self, alert: Alert, case: Case | None) -> bool:
        """Whether there is something to open, or to open again. What is shelved is put aside by a person."""
        if alert.shelved_until is not None and self._office.now() < alert.shelved_until:
            return False
        if case is None:
            return True
        told = [(rec.at, bool(rec.body["present"]), Level(rec.body["level"])) for rec in self._history(alert.id)]
        return case.status is Status.CLOSED and raised_since(told, case.closings[-1].at)

    def _take(self, kind: str, alert: Alert, rule: Rule, because: Cause) -> Case:
        thing = str(rule.streams[0]) if len(rule.streams) == 1 else str(alert.subject)
        text = f"{alert.rule}，{alert.level} 级 / {alert.rule}, level {alert.level}"
        source = f"{OF_ALERT}{alert.id}"
        return self._raised.take(kind, thing, str(alert.place), alert.changed_at, source, text, because)

    def _go_on(self, case: Case) -> Case:
        definition = self._office.definition(case)
        if definition is None:
            return case
        sources = [r.source for r in case.reports if r.source is not None and r.source.startswith(OF_ALERT)]
        bodies = self._store.bodies(KIND, [source.removeprefix(OF_ALERT) for source in sources])
        alerts = msgspec.convert(list(bodies.values()), list[Alert])
        for _ in range(MOST_MOVES):
            move = next_of_alerts(definition, case, alerts, self._office.now())
            if move is None:
                break
            case = self._office.followed(case.id, move, ("raised-by", str(self._history(_last(alerts).id)[-1].id)))
        return case

    def _history(self, aid: str) -> list[Record]:
        return [rec for rec in self._store.of_entity(aid) if rec.kind == KIND]


def _last(alerts: list[Alert]) -> Alert:
    return max(alerts, key=lambda alert: (alert.changed_at, alert.id))
