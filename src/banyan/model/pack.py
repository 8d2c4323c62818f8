"""A pack is a value that fills slots of the trunk: what is particular to one domain."""

from collections.abc import Callable

from msgspec import Struct

from banyan.model.city import City
from banyan.model.situation import Controller
from banyan.model.text import Name


class Size(Struct, frozen=True):
    """A pack that needs more Python than is usual says how much, and why: lines without blank ones, and a reason."""

    lines: int
    why: Name


class Pack(Struct, frozen=True):
    """A domain's controllers, texts and words. `controllers` make a controller ready for a city.

    `roles` are the words by which its case types name roles; a city says what it calls them. `rules` are what its code
    decides by: each has an example in the pack's examples.py.
    """

    name: str
    controllers: tuple[Callable[[City], Controller], ...] = ()
    texts: dict[str, Name] = {}
    roles: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    size: Size | None = None


class Example(Struct, frozen=True):
    """What a rule answers to something given, both as a person reads them. `answer` asks the rule itself."""

    rule: str
    given: str
    expected: str
    answer: Callable[[], str]
