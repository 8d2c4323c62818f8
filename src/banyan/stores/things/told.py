"""What a transaction changed, for whoever passes it on: told behind its commit, in the order of the commits."""

from collections.abc import Callable, Sequence

from banyan.model.changes import Changed
from banyan.model.things import BY_NAME
from banyan.stores.things.kept import Kept

Told = Changed | Kept      # Observations that came in columns are told in columns
Tell = Callable[[Sequence[Told]], None]


class Telling:
    """Filled by the one who writes, inside its transaction. Nobody listening, nothing is kept. `tell` mustn't wait:
    the next commit waits for it.
    """

    def __init__(self) -> None:
        self.tell: Tell | None = None
        self._open: list[Told] = []

    def changed(self, kind: str, eid: int, names: tuple[str, ...] | None = None) -> None:
        """`names`: as Changed has it."""
        if self.tell is not None:
            self._open.append(Changed(BY_NAME[kind], eid, names))

    def observed(self, rows: Kept) -> None:
        if self.tell is not None and len(rows):
            self._open.append(rows)

    def mark(self) -> int:
        return len(self._open)

    def back(self, mark: int) -> None:
        """What came since the mark never happened."""
        del self._open[mark:]

    def ended(self, durable: bool) -> None:
        """The transaction is over."""
        mine, self._open = self._open, []
        if durable and mine and self.tell is not None:
            self.tell(mine)
