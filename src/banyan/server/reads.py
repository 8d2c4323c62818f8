"""Questions that read the journal, in a few threads of their own: whoever only waits takes none of them."""

from collections.abc import Callable
from typing import TypeVar

import anyio
import anyio.to_thread

from banyan.server.errors import Unknown

THREADS = 6       # readers at once; the others wait their turn, and hold up neither health nor a wish

T = TypeVar("T")


class Reads:
    """Made once for an application."""

    def __init__(self) -> None:
        self._threads = anyio.CapacityLimiter(THREADS)

    async def ask(self, function: Callable[..., T], *args: object) -> T:
        """Call the blocking desk from a thread. Raises Unknown for its KeyError: no such id."""
        try:
            return await anyio.to_thread.run_sync(function, *args, limiter=self._threads)
        except KeyError as missing:
            raise unknown(missing) from None


def unknown(missing: KeyError) -> Unknown:
    named = missing.args[0] if missing.args else "what was asked for"
    return Unknown(f"there is no {named} here")
