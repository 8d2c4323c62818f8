"""Errands: commands of the command line that the city carries out which is served from their data folder.

docs/decisions/0044-errands.md. What goes over the wire is here; the errands themselves are the command line's.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

from msgspec import Raw, Struct

from banyan.model.ids import PrincipalId
from banyan.runtime.imports.books import Book


class Seen(Struct, frozen=True):
    """What the one who asked has in front of them. `width` in columns; `colours`: rich's color_system, None: none."""

    stdin: bool                      # whether it is a terminal
    stdout: bool
    width: int
    colours: str | None = None


class Head(Struct, frozen=True):
    """The first line of what is sent; the files' bytes come behind it, one after another. `files`: [name, bytes]."""

    ask: Raw
    seen: Seen
    files: tuple[tuple[str, int], ...] = ()
    city: str | None = None


class Frame(Struct, frozen=True, omit_defaults=True):
    """A line of the answer: one of these, or none of them, which says that it goes on."""

    id: str | None = None                        # of the errand, for `yes`
    out: str | None = None                       # a text for stdout, as it is
    err: str | None = None                       # for stderr
    step: tuple[str, int] | None = None          # what is being worked on, and how far it is
    begins: str | None = None                    # what the comparing is called: steps follow
    ends: bool = False                           # no more steps
    ask: str | None = None                       # waits for yes or no
    result: str | None = None                    # a part of the result for programs
    failed: str | None = None                    # why it couldn't be done: the last but the end
    code: int | None = None                      # the exit code: the end


class Errand(Protocol):
    """One that is being carried out."""

    id: str

    def answer(self, yes: bool) -> None: ...
    def leave(self) -> None:
        """Nobody listens any more: what hasn't begun to be written isn't."""
        ...


class Errands(Protocol):
    """Thread-safe."""

    def begin(
        self, name: str, who: PrincipalId, head: Head, books: Sequence[Book], put: Callable[[Frame | None], None]
    ) -> Errand:
        """Begin it in a thread of its own; `put` gets what it says, None at the end. Raises KeyError, Busy."""
        ...

    def answer(self, eid: str, yes: bool) -> None:
        """Raises KeyError for one that isn't being carried out."""
        ...

    def close(self) -> None:
        """The city stops: errands end before it does."""
        ...
