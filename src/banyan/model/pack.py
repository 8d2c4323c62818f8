"""A pack is a value that fills slots of the trunk: what is particular to one domain."""

from collections.abc import Callable

from msgspec import Struct

from banyan.model.city import City
from banyan.model.situation import Controller
from banyan.model.text import Name


class Pack(Struct, frozen=True):
    """A domain's controllers and texts. `controllers` make a controller ready for a city."""

    name: str
    controllers: tuple[Callable[[City], Controller], ...] = ()
    texts: dict[str, Name] = {}
