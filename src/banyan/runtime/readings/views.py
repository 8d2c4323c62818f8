"""What is shown of feeds and of rejects."""

from msgspec import Struct


class FeedView(Struct, frozen=True):
    """A source as its mapping says; `values`: what a row is made of, and which Datastreams they go to."""

    name: str
    format: str
    values: tuple[tuple[str, str], ...]
    topic: str | None


class RejectLine(Struct, frozen=True):
    """A reading that wasn't taken. `raw`: as it came, bytes that are no text escaped; cut in a list."""

    id: int
    source: str
    at: str
    reason: str
    where: str
    expected: str
    raw: str
    state: str


class CountLine(Struct, frozen=True):
    """How many rejects of one source and reason wait or were replayed, and when the last one came."""

    source: str
    reason: str
    waiting: int
    replayed: int
    last_at: str


class RejectPage(Struct, frozen=True):
    """Rejects by number; `after`: behind which number to ask on, None at the end."""

    counts: tuple[CountLine, ...]
    rejects: tuple[RejectLine, ...]
    after: int | None
