"""What the rules of Datastreams have found beside the loop: the body of a record that a replay reads."""

from msgspec import Struct

from banyan.model.alert import Transition
from banyan.model.ids import PlaceId, RuleId


class Judged(Struct, frozen=True):
    """In the order in which it became known. `places`: where a rule's alert stands, as it was when it was judged."""

    id: str
    transitions: tuple[Transition, ...]
    places: dict[RuleId, PlaceId]
