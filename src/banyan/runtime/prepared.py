"""A city made ready for the loop: look-up tables built once, its controller chosen."""

from collections.abc import Sequence
from typing import NamedTuple

from msgspec.structs import replace

from banyan.allocate.roads import Roads
from banyan.control.execution import read_back_rule
from banyan.edges.ndjson import reader
from banyan.judge import doubts, expected
from banyan.judge import run as judging
from banyan.model.city import City
from banyan.model.ids import PlaceId, PrincipalId, StreamId, SubjectId
from banyan.model.level import Level
from banyan.model.messages import Parsed
from banyan.model.observation import Message
from banyan.model.rule import Limit, Rule, RuleKind
from banyan.model.situation import Controller
from banyan.model.stream import Measures, Stream
from banyan.packs.water import PACK as WATER
from banyan.perceive import accept as perceive

Item = tuple[Message, Parsed]


class Prepared(NamedTuple):
    """What `loop.step` needs of a city. `order` is the stream table that batches index.

    `asking` is the city with the rules that follow from its declaration and ask for cases, as command knows them;
    `watched` are the places at which water may be expected.
    """

    city: City
    order: tuple[Stream, ...]
    streams: perceive.Table
    rules: judging.Prepared
    rain_gauges: frozenset[int]
    controller: Controller | None
    controller_id: PrincipalId
    asking: City
    watched: tuple[expected.Watch, ...]
    advisory: bool = False            # nobody obeys: control proposes, and no order leaves
    roads: Roads | None = None        # where crews drive; None: the city draws none
    plans: bool = False               # a job beside the loop plans who goes where; else nearest-first
    looks: bool = False               # a job beside the loop answers what it asks about the hours ahead


def prepare(city: City, control: bool = True) -> Prepared:
    """`control=False`: nobody proposes; everything else lives."""
    controller = WATER.controllers[0](city)
    rain = frozenset(i for i, s in enumerate(city.streams) if s.measures is Measures.RAIN)
    watched = expected.watches(city)
    asking = replace(city, rules=(*city.rules, *(watch.rule for watch in watched)))
    followed = (*_read_back_rules(city), *doubts.rules(city))
    rules = judging.prepare((*asking.rules, *followed), city.streams, city.templates)
    return Prepared(city, city.streams, perceive.prepare(city.streams), rules, rain,
                    controller if control else None, controller.id, asking, watched,
                    roads=Roads(city.roads) if city.roads else None)


def _read_back_rules(city: City) -> list[Rule]:
    """Every device is watched: an order that isn't followed is an alert (control says when, judge keeps its life)."""
    places = [str(place.id) for place in city.places]
    return [
        Rule(read_back_rule(d.id), RuleKind.READ_BACK, SubjectId(str(d.id)),
             PlaceId(str(d.thing)) if str(d.thing) in places else PlaceId(str(d.id)), "device", d.read_back,
             (Limit(Level.III, 1.0, 1.0),), streams=(StreamId(d.read_back),))
        for d in city.devices
    ]  # fmt: skip


def items(messages: Sequence[Message]) -> list[Item]:
    """Each message with what it says."""
    return [(message, reader.read(message.data)) for message in messages]
