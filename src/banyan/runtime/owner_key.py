"""How the owner of a data folder reaches the city that is served from it: a file that nobody else may read."""

from pathlib import Path

from msgspec import Struct

from banyan.stores.lock import is_held

KEY_FILE = "owner.json"
ACT_AS = "x-banyan-as"
"""Header by which the owner's command line acts as another principal, percent-encoded (RFC 3986, 2.1); what that one
may do still decides."""


class OwnerKey(Struct, frozen=True):
    """The key is good for all that `principal` may do, and acts as anybody of the city who is named beside it."""

    url: str
    key: str
    principal: str


def is_served(data: Path) -> bool:
    """Whether a city is served from the folder now: one that was killed has left its key, and not its lock."""
    return (data / KEY_FILE).exists() and is_held(data)
