"""Commands of several people on one folder take turns."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from banyan.runtime.owner_key import is_served
from banyan.runtime.scenario import UsageError
from banyan.stores.lock import InUse

LONGEST_WAIT_S = 120.0      # for another officer's command on the same folder
_NAP_S = 0.1
T = TypeVar("T")
Say = Callable[[str], None]


def patiently(opening: Callable[[], T], data: Path, say: Say) -> T:
    """What `opening` gives, as soon as no other command holds the folder; who waits is told so once.

    Raises InUse after two minutes, UsageError where a city has come to be served from it.
    """
    until = time.monotonic() + LONGEST_WAIT_S
    told = False
    while True:
        try:
            return opening()
        except InUse as e:
            if is_served(data):
                raise UsageError(f"a city has just begun to be served from {data}: nothing was changed; the same "
                                 "command again is carried out by it") from None
            if time.monotonic() > until:
                raise
            if not told:
                say(f"{e}".partition(":")[0] + ": waiting for it to end")
                told = True
            time.sleep(_NAP_S)
