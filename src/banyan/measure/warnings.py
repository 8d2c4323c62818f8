"""Alerts afterwards: which came when, which came late or never, which were false."""

from collections.abc import Mapping
from datetime import timedelta

from msgspec import Struct

from banyan.measure.courses import Course, rain_mm
from banyan.measure.history import History
from banyan.measure.minutes import alert_lives
from banyan.model.alert import Alert
from banyan.model.city import Place
from banyan.model.effect import Run
from banyan.model.ids import AlertId, PlaceId
from banyan.model.level import Level
from banyan.model.rule import Rule, RuleKind
from banyan.model.text import Said
from banyan.model.time import Instant, minutes

GRACE = minutes(2)       # a reading comes once a minute and is judged at the next tick: later than that is late
OF_GAUGES = (RuleKind.SILENCE, RuleKind.STUCK, RuleKind.TRUST)      # about a gauge, not about water
SHARE = 0.5              # a forecast alert is false when less than this share of its limit fell
DRY = {str(RuleKind.THRESHOLD): "false.dry", str(RuleKind.EXPECTED): "false.expected"}


class Told(Struct, frozen=True):
    """One alert's whole life. `over_at`: the first reading over its limit, for thresholds."""

    id: AlertId
    rule: str
    kind: str
    place: PlaceId
    subject: str
    worst: Level
    raised_at: Instant
    reason: Said
    records: tuple[str, ...]
    over_at: Instant | None = None
    acknowledged_at: Instant | None = None
    acknowledged_by: str | None = None
    cleared_at: Instant | None = None
    late: timedelta | None = None        # beyond the rule's own delay, where that is more than GRACE


class Missed(Struct, frozen=True):
    """A place where water stood over the mark, and no alert was raised for it; `m3` None: unknown."""

    place: PlaceId
    over_at: Instant | None
    peak: float | None
    m3: float | None
    records: tuple[str, ...] = ()


class False_(Struct, frozen=True):  # noqa: N801  `False` is taken
    """An alert about what did not happen. `expected` and `came` in the alert's own unit where both are known."""

    alert: AlertId
    place: PlaceId
    at: Instant
    said: Said
    records: tuple[str, ...]


def told(history: History, rules: tuple[Rule, ...]) -> list[Told]:
    """In the order in which they were first raised."""
    by_id = {rule.id: rule for rule in rules}
    over: dict[AlertId, Instant] = {}
    for life in alert_lives(history.kind("alert"), rules):
        if life.over_at is not None:
            over.setdefault(life.alert, life.over_at)
    found: dict[AlertId, Told] = {}
    for rec, alert in history.read("alert", Alert):
        known, rule = found.get(alert.id), by_id.get(alert.rule)
        first = known or Told(
            alert.id, str(alert.rule), str(rule.kind) if rule else _synthesized(alert), alert.place, str(alert.subject),
            alert.worst, alert.raised_at, alert.reason, (), over.get(alert.id),
            late=_late(alert, rule, over.get(alert.id)),
        )  # fmt: skip
        acknowledged = first.acknowledged_at or (rec.at if alert.acknowledged_by else None)
        found[alert.id] = Told(
            first.id, first.rule, first.kind, first.place, first.subject, alert.worst, first.raised_at, first.reason,
            (*first.records, str(rec.id)), first.over_at, acknowledged, first.acknowledged_by or alert.acknowledged_by,
            None if alert.present else alert.cleared_at or alert.changed_at, first.late,
        )  # fmt: skip
    return list(found.values())


def _synthesized(alert: Alert) -> str:
    """Rules that no folder declares have their kind in their id: read-back/, expected/, trust/."""
    return str(alert.rule).partition("/")[0]


def _late(alert: Alert, rule: Rule | None, over_at: Instant | None) -> timedelta | None:
    if rule is None or over_at is None:
        return None
    delay = max((limit.on_delay for limit in rule.limits), default=timedelta(0))
    beyond = alert.raised_at - over_at - delay
    return beyond if beyond > GRACE else None


def missed(
    alerts: list[Told], places: tuple[Place, ...], courses: Mapping[str, Course], run: Run | None, mark_m: float
) -> list[Missed]:
    """Streets with water over `mark_m` by their gauge, or with hours of ponding in the run's own sums, but no alert."""
    spoke = {alert.place for alert in alerts if alert.kind not in OF_GAUGES}
    found = []
    for place in places:
        course = courses.get(str(place.stream)) if place.stream else None
        measured = course is not None and course.peak is not None and course.peak > mark_m
        ponded = run is not None and run.ponding_hours.get(str(place.id), 0.0) > 0
        if place.kind == "ponding-point" and place.id not in spoke and (measured or ponded):
            found.append(Missed(
                place.id, course.over_at if course else None, course.peak if course else None,
                run.flooding_m3.by_place.get(str(place.id)) if run else None, ("run/banyan",) if run else (),
            ))  # fmt: skip
    return found


def false_alarms(
    alerts: list[Told], rules: tuple[Rule, ...], places: tuple[Place, ...], courses: Mapping[str, Course],
    run: Run | None, ends: Instant, passive: Run | None = None,
) -> list[False_]:  # fmt: skip
    """Rain forecast and not come; where the run's own sums are known, ponding alerts of streets that stayed dry.

    Ponding that was expected and did not come was averted, unless it did not come in the passive run either.
    """
    by_id, kinds = {str(rule.id): rule for rule in rules}, {place.id: place.kind for place in places}
    found = []
    for alert in alerts:
        rule = by_id.get(alert.rule)
        if rule is not None and rule.kind is RuleKind.FORECAST:
            until = alert.raised_at + minutes(rule.window_min)
            fell = rain_mm({c.stream: c for c in courses.values()}, alert.raised_at, until) if until <= ends else None
            limit = rule.limits[0].raise_at
            if fell is not None and fell < SHARE * limit:
                said = Said("false.rain", {"limit": f"{limit:g}", "fell": f"{fell:.0f}"})
                found.append(False_(alert.id, alert.place, alert.raised_at, said, alert.records))
        elif kinds.get(alert.place) == "ponding-point" and alert.kind in DRY:
            seen = (run, passive) if alert.kind == RuleKind.EXPECTED else (run,)
            if all(known is not None and _dry(known, alert.place) for known in seen):
                said = Said(DRY[alert.kind], {"place": str(alert.place)})
                found.append(False_(alert.id, alert.place, alert.raised_at, said, alert.records))
    return found


def _dry(run: Run, place: PlaceId) -> bool:
    return run.flooding_m3.by_place.get(str(place), 1.0) <= 0 and not run.ponding_hours.get(str(place))
