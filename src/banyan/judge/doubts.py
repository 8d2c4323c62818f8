"""Gauges that aren't believed: from an estimate's verdict to what steers and what people are told.

A doubt lasts until an estimate says otherwise: a model that fails for now makes no gauge true. It ends, too, where the
city's folder declares no model any more, since nobody could ever lift it.
"""

from collections.abc import Mapping

from banyan.model.alert import Condition, Transition
from banyan.model.city import City
from banyan.model.decision import Doubt, Estimate
from banyan.model.ids import PlaceId, RuleId, StreamId
from banyan.model.level import Level
from banyan.model.observation import Evidence
from banyan.model.rule import Limit, Rule, RuleKind
from banyan.model.stream import Measures
from banyan.model.text import Said
from banyan.model.time import Instant


def trust_rule(stream: StreamId) -> RuleId:
    """Screens tell these alerts by the prefix of their rule."""
    return RuleId(f"trust/{stream}")


def doubts_after(before: Mapping[StreamId, Doubt], estimate: Estimate | None) -> dict[StreamId, Doubt]:
    """The gauges that aren't believed once `estimate` is known; None or a failed one changes nothing."""
    if estimate is None or estimate.error is not None:
        return dict(before)
    return {
        stream: Doubt(why, estimate.at, estimate.id, estimate.instead.get(stream), estimate.beside.get(stream, {}))
        for stream, why in estimate.distrusted.items()
    }


def rules(city: City) -> tuple[Rule, ...]:
    """One for each level gauge, in the city's order. Its alert asks for no case: mending gauges is declared apart."""
    places = {place.stream: place for place in reversed(city.places) if place.stream is not None}
    return tuple(
        Rule(trust_rule(s.id), RuleKind.TRUST, s.thing,
             places[s.id].id if s.id in places else PlaceId(str(s.thing)), "signal", str(s.id),
             (Limit(Level.III, 1.0, 1.0),), streams=(s.id,))
        for s in city.streams if s.measures is Measures.LEVEL
    )  # fmt: skip


def told(
    city: City, before: Mapping[StreamId, Doubt], after: Mapping[StreamId, Doubt], estimate: Estimate | None,
    now: Instant,
) -> tuple[Transition, ...]:  # fmt: skip
    """An alert for each gauge that is no longer believed, cleared when it is again."""
    if estimate is None or before.keys() == after.keys():
        return ()
    said: list[Transition] = []
    for stream in (s for s in city.streams if (s.id in before) != (s.id in after)):
        doubt = after.get(stream.id)
        evidence = (Evidence(StreamId(estimate.id), estimate.at, estimate.errors.get(stream.id, 0.0), 0),)
        condition = Condition.CLEAR if doubt is None else Condition.RAISE
        reason = Said("judge.trust.again", {"stream": str(stream.id)}) if doubt is None else _reason(doubt)
        said.append(Transition(trust_rule(stream.id), stream.thing, condition, Level.III, now, evidence, reason))
    return tuple(said)


def unweighed(doubts: Mapping[StreamId, Doubt]) -> dict[RuleId, Said]:
    """Where nobody weighs gauges any more: the alerts that end, with why."""
    return {trust_rule(stream): Said("judge.trust.unweighed", {"stream": str(stream)}) for stream in doubts}


def _reason(doubt: Doubt) -> Said:
    """Why, and what steers now."""
    if doubt.instead is None:
        return Said(f"{doubt.why.key}.lost", doubt.why.args)
    return Said(f"{doubt.why.key}.instead", {**doubt.why.args, "instead": f"{doubt.instead:.2f}"})
